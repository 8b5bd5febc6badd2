import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts'

/** Lengths of a bar, shortest first. */
export const INTERVALS = ['1m', '5m', '15m', '30m', '1h', 'day'] as const
export type Interval = (typeof INTERVALS)[number]

/** Length in milliseconds; a day's bar spans the session, so its length is nominal. */
export const INTERVAL_MS = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  day: DAY_MS,
} as const satisfies Record<Interval, number>

/**
 * Bars as columns: row `i` of each is one bar. `at` is the bar's start (epoch ms), prices are paise,
 * volume is shares. One object holds one series in time order, or many series merged by time.
 */
export interface BarColumns {
  readonly length: number
  readonly at: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** One bar as strategies see it: one object reused for every bar, so keep numbers, never the object. */
export interface Bar {
  /** Start of the bar, epoch ms. */
  readonly at: number
  /** Moment from which the bar is known, epoch ms: a decision on it is taken then. */
  readonly endsAt: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The value of a row; outside the column it is NaN, which no check lets pass. */
export const at = (column: Float64Array, row: number): number => column[row] ?? Number.NaN

/** Columns of a given length, all zero. */
export function emptyBars(length: number): BarColumns {
  const column = () => new Float64Array(length)
  return {
    length,
    at: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}

/** Rows `from` (inclusive) to `to` (exclusive) without copying. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  return {
    length: to - from,
    at: bars.at.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
  }
}

/** First row that starts at a moment or after it; `length` when none does. The bars are in time order. */
export function firstRowAt({ at: moments, length }: BarColumns, moment: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(moments, middle) < moment) low = middle + 1
    else high = middle
  }
  return low
}
