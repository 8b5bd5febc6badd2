import { counted } from '../adapters/files/import-report.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { formatPaise, formatRupees } from '../domain/money.ts'
import type { Candidate, Screening, ScreenRules } from '../domain/screener.ts'
import type { TradeDate } from '../domain/time.ts'
import { textTable } from './output.ts'
import { percentChange } from './report/figures.ts'
import type { KnownShares } from './share-history.ts'

/** What was screened, by which rules, and what came of it. */
export interface ScreenAnswer {
  readonly asOf: TradeDate
  readonly rules: ScreenRules
  /** Series left out because they end too long before the day: delisted, renamed, or not kept up. */
  readonly stale: number
  readonly screening: Screening
}

/** Rules on companies rather than prices (trading.md, defaults): the screener of the dashboard applies them. */
export const NOT_APPLIED = {
  rules: [
    { name: 'marketCap', rule: 'at least ₹100 crore' },
    { name: 'priceToEarnings', rule: 'at most 25' },
    { name: 'returnOnEquity', rule: 'at least 10 %' },
    { name: 'debtToEquity', rule: 'at most 0.5' },
  ],
  reason:
    'this command looks at bars alone; GET /api/screener applies them to what is stored about companies',
  says: 'Not applied, since this command looks at bars alone (the dashboard’s screener applies them): market cap ≥ ₹100 crore, P/E ≤ 25, return on equity ≥ 10 %, debt to equity ≤ 0.5.',
} as const

/** The answer for a machine. */
export function screenDocument(
  { asOf, rules, stale, screening }: ScreenAnswer,
  known: KnownShares,
) {
  const { candidates, screened, matched, tooShort } = screening
  return {
    asOf,
    rules,
    screened,
    matched,
    tooShort,
    stale,
    notApplied: { rules: NOT_APPLIED.rules, reason: NOT_APPLIED.reason },
    candidates: candidates.map((candidate) => ({
      ...candidate,
      ...factsOf(candidate.instrument, known),
    })),
  }
}

const factsOf = (id: InstrumentId, { instruments }: KnownShares) => {
  const { name = null, sector = null } = instruments.get(id) ?? {}
  return { name, sector }
}

const HEAD = ['', 'close', 'day', 'growth', 'rank', 'RSI', 'trend', 'turnover a day', 'sector']
const SIDES = [
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
  'left',
  'right',
  'left',
] as const

/** The answer for a person. */
export function screenWords(
  { asOf, rules, stale, screening }: ScreenAnswer,
  known: KnownShares,
): string {
  const { candidates, screened, matched, tooShort } = screening
  const lines = [
    `${counted(screened, 'share')} screened as of the close of ${asOf}, ${matched.toLocaleString('en-IN')} fit.`,
    `Growth and rank are over ${counted(rules.momentumBars, 'trading day')}.`,
  ]
  if (tooShort > 0) lines.push(`${counted(tooShort, 'share')} could not be judged: too few bars.`)
  if (stale > 0) lines.push(`${counted(stale, 'share')} left out: no bar for more than a week.`)
  if (candidates.length > 0) {
    const rows = candidates.map((candidate) => rowOf(candidate, known))
    lines.push('', textTable(HEAD, rows, SIDES))
  }
  if (matched > candidates.length)
    lines.push(`… and ${matched - candidates.length} more: --top shows them.`)
  return lines.join('\n')
}

function rowOf(candidate: Candidate, known: KnownShares): readonly string[] {
  const {
    instrument,
    closePaise,
    changeBps,
    momentumBps,
    momentumRank,
    rsi,
    trend,
    turnoverPaise,
  } = candidate
  return [
    instrument,
    formatPaise(closePaise),
    changeBps === null ? '–' : percentChange(changeBps),
    momentumBps === null ? '–' : percentChange(momentumBps),
    momentumRank === null ? '–' : String(momentumRank),
    rsi === null ? '–' : rsi.toFixed(1),
    trend ?? '–',
    turnoverPaise === null ? '–' : formatRupees(turnoverPaise),
    factsOf(instrument, known).sector ?? '–',
  ]
}
