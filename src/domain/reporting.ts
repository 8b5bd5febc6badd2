import { addDays, daysBetween, type TradeDate, tradeDate } from './time.ts'

/** A quarter that was reported, and the day on which it became public. */
export interface ReportedQuarter {
  readonly periodEnd: TradeDate
  /** null where the source does not say. */
  readonly announcedOn: TradeDate | null
}

/** The report that comes next, as far as the ones before tell. */
export interface NextReport {
  readonly periodEnd: TradeDate
  readonly expectedOn: TradeDate
}

/** SEBI (Listing Obligations and Disclosure Requirements) Regulations 2015, regulation 33(3): the year's last quarter has longer. */
const DAYS_TO_REPORT = 45
const DAYS_TO_REPORT_YEAR = 60
/** As many quarters tell what a company's habit is. */
const HABIT_QUARTERS = 4

const isYearEnd = (periodEnd: TradeDate): boolean => periodEnd.slice(5) === '03-31'

/** The last day on which results of a quarter may be published. */
export const reportDeadline = (periodEnd: TradeDate): TradeDate =>
  addDays(periodEnd, isYearEnd(periodEnd) ? DAYS_TO_REPORT_YEAR : DAYS_TO_REPORT)

/** The last day of the quarter after the one that ends on a day. */
export function nextQuarterEnd(periodEnd: TradeDate): TradeDate {
  const [year = 0, month = 0] = periodEnd.split('-').map(Number)
  return tradeDate(new Date(Date.UTC(year, month + 3, 0)).toISOString().slice(0, 10))
}

const sameQuarterBefore = (periodEnd: TradeDate): string =>
  `${Number(periodEnd.slice(0, 4)) - 1}${periodEnd.slice(4)}`

/**
 * When the next quarter is likely to be reported: as long after its end as the same quarter a year before, else as the
 * last four were in the middle, and never after the deadline. null without a habit, and where the deadline has passed
 * unreported: then the reports at hand are not all there are.
 */
export function nextReport(
  reported: readonly ReportedQuarter[],
  today: TradeDate,
): NextReport | null {
  const newestFirst = [...reported].sort((a, b) => (a.periodEnd < b.periodEnd ? 1 : -1))
  const [newest] = newestFirst
  if (newest === undefined) return null
  const periodEnd = nextQuarterEnd(newest.periodEnd)
  const lags = newestFirst.flatMap(({ periodEnd: end, announcedOn }) =>
    announcedOn === null ? [] : [{ end, days: daysBetween(end, announcedOn) }],
  )
  const yearBefore = lags.find(({ end }) => end === sameQuarterBefore(periodEnd))
  const recent = lags.slice(0, HABIT_QUARTERS).map(({ days }) => days)
  const days = yearBefore?.days ?? recent.sort((a, b) => a - b)[Math.floor(recent.length / 2)]
  if (days === undefined) return null
  const deadline = reportDeadline(periodEnd)
  if (deadline < today) return null
  const usual = addDays(periodEnd, Math.max(1, days))
  const expectedOn = usual < deadline && usual >= today ? usual : deadline
  return { periodEnd, expectedOn }
}
