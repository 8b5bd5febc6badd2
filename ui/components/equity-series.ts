import type { EquityState } from '../../src/web/contract/desk.ts'

/** How far back equity is looked at. */
export const RANGES = ['1D', '1W', '1M', 'All'] as const
export type Range = (typeof RANGES)[number]

/** Sessions that a range reaches back; today counts by its minutes. */
const SESSIONS = { '1W': 5, '1M': 21, All: Number.POSITIVE_INFINITY } as const
const MINUTE_S = 60
/** The last price of a day is of 15:30 in India. */
const closeOf = (date: string): number => Date.parse(`${date}T15:30:00+05:30`) / 1_000

/** Equity as it is drawn: columns of one length, times in epoch seconds, money in rupees. */
export interface EquitySeries {
  readonly across: readonly number[]
  readonly equity: readonly number[]
  /** Worth as much as the account where both begin. */
  readonly benchmark: readonly (number | null)[]
  /** Below the highest so far, in percent; never above nothing. */
  readonly drawdown: readonly number[]
  /** Whether it is drawn by minutes of one day. */
  readonly isWithinDay: boolean
}

interface Point {
  readonly at: number
  readonly paise: number
  readonly date: string | null
}

const byTime = (a: Point, b: Point): number => a.at - b.at

const minutesOf = ({ today }: EquityState): readonly Point[] =>
  Object.entries(today)
    .map(([minute, paise]) => ({ at: Number(minute) * MINUTE_S, paise, date: null }))
    .toSorted(byTime)

const closesOf = ({ sessions }: EquityState): readonly Point[] =>
  Object.entries(sessions)
    .map(([date, paise]) => ({ at: closeOf(date), paise, date }))
    .toSorted(byTime)

/** What a range shows; days without a close yet are drawn by their minutes. */
export function equitySeries(state: EquityState, range: Range): EquitySeries {
  const minutes = minutesOf(state)
  const closes = closesOf(state).filter(({ date }) => date !== state.date)
  const isWithinDay = range === '1D' || closes.length === 0
  const now = minutes.at(-1)
  const days = now ? [...closes, { ...now, date: state.date }] : closes
  const points = isWithinDay ? minutes : days.slice(-Math.min(days.length, SESSIONS[range] + 1))
  return {
    across: points.map(({ at }) => at),
    equity: points.map(({ paise }) => paise / 100),
    benchmark: isWithinDay ? points.map(() => null) : benchmarkOf(state, points),
    drawdown: drawdownOf(points, peakBefore(state, points, isWithinDay ? closes : days)),
    isWithinDay,
  }
}

const firstTime = (points: readonly Point[]): number => points[0]?.at ?? Number.POSITIVE_INFINITY

/** Highest equity before the first point that is shown. */
const peakBefore = (
  { capitalPaise, startPaise }: EquityState,
  points: readonly Point[],
  days: readonly Point[],
): number =>
  Math.max(
    capitalPaise,
    days.length === 0 ? startPaise : 0,
    ...days.filter(({ at }) => at < firstTime(points)).map(({ paise }) => paise),
  )

function drawdownOf(points: readonly Point[], before: number): readonly number[] {
  let peak = before
  return points.map(({ paise }) => {
    peak = Math.max(peak, paise)
    return peak > 0 ? (paise / peak - 1) * 100 : 0
  })
}

function benchmarkOf(
  { benchmark }: EquityState,
  points: readonly Point[],
): readonly (number | null)[] {
  const closes = points.map(({ date }) => (date === null ? null : (benchmark?.[date] ?? null)))
  const first = closes.findIndex((close) => close !== null)
  const scale = (points[first]?.paise ?? 0) / (closes[first] ?? 1) / 100
  return closes.map((close) => (close === null ? null : close * scale))
}
