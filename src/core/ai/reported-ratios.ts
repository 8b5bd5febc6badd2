import { nextQuarterEnd } from '../../domain/reporting.ts'
import { dateOf, tradeDate } from '../../domain/time.ts'
import type { EarningsReport, Fundamentals } from './research.ts'

/** What the reports of one company tell by themselves, as ratios. */
export const REPORTED = 'reports'

const QUARTERS_A_YEAR = 4

const isRelied = (report: EarningsReport | undefined): report is EarningsReport =>
  report !== undefined && report.doubts.length === 0

/** Percent by which a figure grew; null where there is nothing above zero to grow from. */
function growth(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before <= 0) return null
  return Math.round(((now - before) / before) * 10_000) / 100
}

/** Reports of one kind, consolidated where there are such, the newest first and nothing left out between two. */
function unbroken(reports: readonly EarningsReport[]): readonly EarningsReport[] {
  const newest = [...reports].sort((a, b) => (a.periodEnd < b.periodEnd ? 1 : -1))
  const [first] = newest
  const last = newest.find(({ isConsolidated }) => isConsolidated) ?? first
  if (first === undefined || last === undefined) return []
  // A company that no longer consolidates is judged by what it files now.
  const isConsolidated = last.periodEnd === first.periodEnd && last.isConsolidated
  const kind = newest.filter((report) => report.isConsolidated === isConsolidated)
  const run: EarningsReport[] = []
  for (const report of kind) {
    const after = run.at(-1)
    const isNext =
      after === undefined || nextQuarterEnd(tradeDate(report.periodEnd)) === after.periodEnd
    if (!isNext) break
    run.push(report)
  }
  return run
}

/** Profit of four quarters for each share there is now: what was reported of fewer shares is spread over today's. */
function yearOf(run: readonly EarningsReport[]): number | null {
  const shares = run[0]?.shares ?? null
  const quarters = run.slice(0, QUARTERS_A_YEAR)
  if (shares === null || quarters.length < QUARTERS_A_YEAR) return null
  let sum = 0
  for (const report of quarters) {
    const { epsPaise, shares: then } = report
    if (!isRelied(report) || epsPaise === null || then === null || then === undefined) return null
    sum += (epsPaise * then) / shares
  }
  return Math.round(sum)
}

/**
 * Ratios that follow from a company's reports of the last five quarters: growth over the same quarter a year before,
 * debt to equity as stated, earnings of a year. Reports with doubts count as unknown; null without any report.
 */
export function reportedRatios(reports: readonly EarningsReport[]): Fundamentals | null {
  const run = unbroken(reports)
  const [newest] = run
  if (newest === undefined) return null
  const before = run[QUARTERS_A_YEAR]
  const isComparable = isRelied(newest) && isRelied(before)
  const { instrument, announcedAt, periodEnd, revenuePaise, profitPaise } = newest
  return {
    instrument,
    asOf: announcedAt === null ? periodEnd : dateOf(announcedAt),
    source: REPORTED,
    marketCapPaise: null,
    pe: null,
    pb: null,
    roePercent: null,
    debtToEquity: isRelied(newest) ? (newest.debtToEquity ?? null) : null,
    dividendYieldPercent: null,
    revenueGrowthPercent: isComparable ? growth(revenuePaise, before.revenuePaise) : null,
    profitGrowthPercent: isComparable ? growth(profitPaise, before.profitPaise) : null,
    epsYearPaise: yearOf(run),
    shares: isRelied(newest) ? (newest.shares ?? null) : null,
  }
}
