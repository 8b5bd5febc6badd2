import { at, type BarColumns } from './bar.ts'
import { Ema } from './indicators/ema.ts'
import { Rsi } from './indicators/rsi.ts'
import { dateOf, type TradeDate } from './time.ts'

/** Which way the averages stand: fast above middle above slow, the reverse, or neither. */
export type Trend = 'up' | 'down' | 'mixed'

/** Where a share stands at its last daily bar; what its history is too short for is null. */
export interface DailyStudy {
  readonly date: TradeDate
  readonly bars: number
  readonly closePaise: number
  /** Since the close before. */
  readonly changeBps: number | null
  /** 0 to 100, over 14 days. */
  readonly rsi: number | null
  readonly emaFastPaise: number | null
  readonly emaMiddlePaise: number | null
  readonly emaSlowPaise: number | null
  readonly trend: Trend | null
  /** Median day of the last 20. */
  readonly volume: number | null
  readonly turnoverPaise: number | null
}

/** trading.md, defaults: RSI 14, EMA 9/21/50. */
const RSI_BARS = 14
const EMA_BARS = { fast: 9, middle: 21, slow: 50 } as const
const USUAL_DAYS = 20

/** Studies daily bars in time order, all in the shares of the last one; null when there are none. */
export function studyOf(bars: BarColumns): DailyStudy | null {
  const last = bars.length - 1
  if (last < 0) return null
  const fast = emaAt(bars, EMA_BARS.fast)
  const middle = emaAt(bars, EMA_BARS.middle)
  const slow = emaAt(bars, EMA_BARS.slow)
  return {
    date: dateOf(at(bars.at, last)),
    bars: bars.length,
    closePaise: at(bars.close, last),
    changeBps: changeOver(bars, 1),
    rsi: rsiAt(bars),
    emaFastPaise: fast,
    emaMiddlePaise: middle,
    emaSlowPaise: slow,
    trend: trendOf(fast, middle, slow),
    volume: usualOf(bars, (row) => at(bars.volume, row)),
    turnoverPaise: usualOf(bars, (row) => at(bars.close, row) * at(bars.volume, row)),
  }
}

/** The exponential average of closes at the last bar; null below `count` bars. */
export function emaAt(bars: BarColumns, count: number): number | null {
  const ema = new Ema(count)
  for (let row = 0; row < bars.length; row++) ema.next(at(bars.close, row))
  return ema.isReady ? ema.value : null
}

/** Growth over the last `count` bars; null where there are not as many. */
export function changeOver(bars: BarColumns, count: number): number | null {
  const before = bars.length - 1 - count
  if (before < 0) return null
  return (at(bars.close, bars.length - 1) / at(bars.close, before) - 1) * 10_000
}

/** Highest price of the `count` bars before the last one; null where there are not as many. */
export function highestBefore(bars: BarColumns, count: number): number | null {
  const last = bars.length - 1
  if (last < count) return null
  let highest = Number.NEGATIVE_INFINITY
  for (let row = last - count; row < last; row++) highest = Math.max(highest, at(bars.high, row))
  return highest
}

function rsiAt(bars: BarColumns): number | null {
  const rsi = new Rsi(RSI_BARS)
  for (let row = 0; row < bars.length; row++) rsi.next(at(bars.close, row))
  return rsi.isReady ? rsi.value : null
}

function trendOf(fast: number | null, middle: number | null, slow: number | null): Trend | null {
  if (fast === null || middle === null || slow === null) return null
  if (fast > middle && middle > slow) return 'up'
  return fast < middle && middle < slow ? 'down' : 'mixed'
}

/** Median over the last days; null below as many. */
function usualOf(bars: BarColumns, valueOf: (row: number) => number): number | null {
  if (bars.length < USUAL_DAYS) return null
  const values = Array.from({ length: USUAL_DAYS }, (_, back) => valueOf(bars.length - 1 - back))
  values.sort((a, b) => a - b)
  const upper = values[USUAL_DAYS / 2] ?? Number.NaN
  return ((values[USUAL_DAYS / 2 - 1] ?? Number.NaN) + upper) / 2
}
