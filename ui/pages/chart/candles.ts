import type { BarsBody, QuoteRow } from '../../../src/web/contract/market.ts'
import type { ChartInterval } from './intervals.ts'

/** The chart knows no time zones: moments are handed to it as if India's clock were the world's. */
const INDIA_S = 19_800
const DAY_S = 86_400
/** Bars of a day are counted from 09:15. */
const OPEN_S = 555 * 60

const LENGTH_S: Readonly<Record<ChartInterval, number>> = {
  '1m': 60,
  '3m': 180,
  '5m': 300,
  '10m': 600,
  '15m': 900,
  '30m': 1_800,
  '1h': 3_600,
  day: DAY_S,
}

/** One bar: its start in the chart's seconds, prices in rupees. */
export interface Candle {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** A moment in the chart's seconds, and back in milliseconds. */
export const chartSeconds = (ms: number): number => Math.floor(ms / 1_000) + INDIA_S
export const momentOf = (seconds: number): number => (seconds - INDIA_S) * 1_000

/** Rows of the columns that the desk tells. */
export function candlesOf(bars: BarsBody): readonly Candle[] {
  const { openPaise, highPaise, lowPaise, closePaise, volume } = bars
  return bars.time.map((time, row) => {
    const close = (closePaise[row] ?? 0) / 100
    return {
      time: time + INDIA_S,
      open: (openPaise[row] ?? 0) / 100,
      high: (highPaise[row] ?? 0) / 100,
      low: (lowPaise[row] ?? 0) / 100,
      close,
      volume: volume[row] ?? 0,
    }
  })
}

/** The start of the bar in which a moment lies, in the chart's seconds. */
export function barStart(seconds: number, interval: ChartInterval): number {
  const midnight = Math.floor(seconds / DAY_S) * DAY_S
  if (interval === 'day') return midnight
  const length = LENGTH_S[interval]
  const open = midnight + OPEN_S
  return open + Math.floor((seconds - open) / length) * length
}

/** The last bar as the newest price leaves it: grown, or begun anew; null where the price is older than the bar. */
export function grownBy(
  last: Candle | undefined,
  { lastPaise, at }: Pick<QuoteRow, 'lastPaise' | 'at'>,
  interval: ChartInterval,
): Candle | null {
  const close = lastPaise / 100
  const time = barStart(chartSeconds(Date.parse(at)), interval)
  if (!last || time > last.time) {
    return { time, open: close, high: close, low: close, close, volume: 0 }
  }
  if (time < last.time) return null
  return {
    ...last,
    high: Math.max(last.high, close),
    low: Math.min(last.low, close),
    close,
  }
}

/** The place of the bar in which a moment lies; null before the first. */
export function barAt(candles: readonly Candle[], seconds: number): number | null {
  let low = 0
  let high = candles.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((candles[middle]?.time ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return low === 0 ? null : low - 1
}
