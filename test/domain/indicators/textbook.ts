import type { BarColumns } from '../../../src/domain/bar.ts'
import { numbers } from './walk.ts'

/**
 * The definitions, written as the books have them: every value anew from its window or its
 * recursion, NaN where it is not defined. Slow, plain and independent of the code under test.
 */

type Column = readonly number[]

const sum = (values: Column) => values.reduce((total, value) => total + value, 0)
const get = (column: Column, row: number) => column[row] ?? Number.NaN
/** The window of `bars` values that ends with a row, or nothing while it is incomplete. */
const window = (column: Column, row: number, bars: number): Column | null => {
  const values = column.slice(Math.max(0, row - bars + 1), row + 1)
  return values.length === bars && !values.some(Number.isNaN) ? values : null
}
const overWindows = (column: Column, bars: number, value: (values: Column) => number): number[] =>
  column.map((_, row) => {
    const values = window(column, row, bars)
    return values ? value(values) : Number.NaN
  })
const zip = (a: Column, b: Column, join: (a: number, b: number) => number): number[] =>
  a.map((value, row) => join(value, get(b, row)))

export const sma = (column: Column, bars: number) =>
  overWindows(column, bars, (values) => sum(values) / bars)
export const wma = (column: Column, bars: number) =>
  overWindows(
    column,
    bars,
    (values) => sum(values.map((value, i) => value * (i + 1))) / ((bars * (bars + 1)) / 2),
  )
export const highest = (column: Column, bars: number) =>
  overWindows(column, bars, (values) => Math.max(...values))
export const lowest = (column: Column, bars: number) =>
  overWindows(column, bars, (values) => Math.min(...values))
export const deviation = (column: Column, bars: number) =>
  overWindows(column, bars, (values) => {
    const mean = sum(values) / bars
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / bars)
  })

function recursion(column: Column, bars: number, step: (before: number, value: number) => number) {
  const first = column.findIndex((value) => !Number.isNaN(value))
  const result: number[] = []
  for (const [row, value] of column.entries()) {
    const seedRow = first + bars - 1
    if (first < 0 || row < seedRow) result.push(Number.NaN)
    else if (row === seedRow) result.push(sum(column.slice(first, row + 1)) / bars)
    else result.push(step(get(result, row - 1), value))
  }
  return result
}
export const ema = (column: Column, bars: number) => {
  const k = 2 / (bars + 1)
  return recursion(column, bars, (before, value) => value * k + before * (1 - k))
}
export const wilder = (column: Column, bars: number) =>
  recursion(column, bars, (before, value) => (before * (bars - 1) + value) / bars)

export function macd(close: Column, fast: number, slow: number, signalBars: number) {
  const line = zip(ema(close, fast), ema(close, slow), (a, b) => a - b)
  const signal = ema(line, signalBars)
  return { line, signal, histogram: zip(line, signal, (a, b) => a - b) }
}

const changes = (column: Column) => column.map((value, row) => value - get(column, row - 1))

export function rsi(close: Column, bars: number): number[] {
  const up = wilder(
    changes(close).map((change) => (Number.isNaN(change) ? change : Math.max(change, 0))),
    bars,
  )
  const down = wilder(
    changes(close).map((change) => (Number.isNaN(change) ? change : Math.max(-change, 0))),
    bars,
  )
  return zip(up, down, (gain, loss) => {
    if (gain === 0 && loss === 0) return 50
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss)
  })
}

interface Prices {
  readonly at: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
  readonly typical: Column
}
export function pricesOf(bars: BarColumns): Prices {
  const [at, high, low, close, volume] = [
    numbers(bars.at),
    numbers(bars.high),
    numbers(bars.low),
    numbers(bars.close),
    numbers(bars.volume),
  ]
  const typical = close.map((price, row) => (get(high, row) + get(low, row) + price) / 3)
  return { at, high, low, close, volume, typical }
}

export const trueRanges = ({ high, low, close }: Prices) =>
  close.map((_, row) => {
    const before = get(close, row - 1)
    const [top, bottom] = [get(high, row), get(low, row)]
    return Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before))
  })
export const atr = (prices: Prices, bars: number) => wilder(trueRanges(prices), bars)

/** Sums of the first `bars` − 1 moves, then less a share and plus the new one, as TA-Lib has it. */
function wilderSums(moves: Column, bars: number): number[] {
  const result: number[] = []
  for (const [row, move] of moves.entries()) {
    const before = row < 2 ? 0 : get(result, row - 1)
    result.push(row === 0 ? 0 : row < bars ? before + move : before - before / bars + move)
  }
  return result
}

export function adx(prices: Prices, bars: number) {
  const ups = changes(prices.high)
  const downs = changes(prices.low).map((change) => -change)
  const plusMoves = zip(ups, downs, (up, down) => (up > down && up > 0 ? up : 0))
  const minusMoves = zip(ups, downs, (up, down) => (down > up && down > 0 ? down : 0))
  const ranges = wilderSums(trueRanges(prices), bars)
  const share = (moves: Column) =>
    wilderSums(moves, bars).map((moved, row) => {
      const range = get(ranges, row)
      return row < bars ? Number.NaN : range === 0 ? 0 : (100 * moved) / range
    })
  const [plus, minus] = [share(plusMoves), share(minusMoves)]
  const index = zip(plus, minus, (a, b) =>
    a + b === 0 ? Number.NaN : (100 * Math.abs(a - b)) / (a + b),
  )
  const value: number[] = []
  for (const [row, direction] of index.entries()) {
    const before = get(value, row - 1)
    if (row < 2 * bars - 1) value.push(Number.NaN)
    else if (row === 2 * bars - 1) {
      value.push(sum(index.slice(bars, row + 1).filter((one) => !Number.isNaN(one))) / bars)
    } else value.push(Number.isNaN(direction) ? before : (before * (bars - 1) + direction) / bars)
  }
  return { value, plus, minus }
}

const shareOfRange = (price: number, low: number, high: number) =>
  high === low ? 0.5 : (price - low) / (high - low)

function rangeShares({ high, low, close }: Prices, bars: number): number[] {
  const [tops, bottoms] = [highest(high, bars), lowest(low, bars)]
  return close.map((price, row) => shareOfRange(price, get(bottoms, row), get(tops, row)))
}
export function stochastic(prices: Prices, bars: number, smoothing: number, signal: number) {
  const raw = rangeShares(prices, bars).map((share) => 100 * share)
  const k = sma(raw, smoothing)
  return { k, d: sma(k, signal) }
}
export const williamsR = (prices: Prices, bars: number) =>
  rangeShares(prices, bars).map((share) => -100 * (1 - share))

export function obv({ close, volume }: Prices): number[] {
  let total = 0
  return close.map((price, row) => {
    const before = get(close, row - 1)
    if (row === 0 || price > before) total += get(volume, row)
    else if (price < before) total -= get(volume, row)
    return total
  })
}

const dayOf = (at: number) => new Date(at + 19_800_000).toISOString().slice(0, 10)

export function vwap({ at, typical, volume }: Prices): number[] {
  const days = at.map(dayOf)
  return days.map((day, row) => {
    const rows = days.flatMap((other, i) => (i <= row && other === day ? [i] : []))
    const shares = sum(rows.map((i) => get(volume, i)))
    const turnover = sum(rows.map((i) => get(typical, i) * get(volume, i)))
    return shares === 0 ? Number.NaN : turnover / shares
  })
}

export function pivots({ at, high, low, close }: Prices): number[] {
  const days = at.map(dayOf)
  return days.map((day, row) => {
    const before = days.findLast((other, i) => i < row && other !== day)
    if (before === undefined) return Number.NaN
    const rows = days.flatMap((other, i) => (other === before ? [i] : []))
    const top = Math.max(...rows.map((i) => get(high, i)))
    const bottom = Math.min(...rows.map((i) => get(low, i)))
    return (top + bottom + get(close, rows.at(-1) ?? 0)) / 3
  })
}

export function supertrend(prices: Prices, bars: number, ranges: number): number[] {
  const range = atr(prices, bars)
  const { high, low, close } = prices
  let state: { upper: number; lower: number; isRising: boolean } | null = null
  return close.map((price, row) => {
    const middle = (get(high, row) + get(low, row)) / 2
    const basic = {
      upper: middle + ranges * get(range, row),
      lower: middle - ranges * get(range, row),
    }
    if (Number.isNaN(basic.upper)) return Number.NaN
    if (state === null) state = { ...basic, isRising: false }
    else {
      const before = get(close, row - 1)
      const upper = basic.upper < state.upper || before > state.upper ? basic.upper : state.upper
      const lower = basic.lower > state.lower || before < state.lower ? basic.lower : state.lower
      state = { upper, lower, isRising: state.isRising ? !(price < lower) : price > upper }
    }
    return state.isRising ? state.lower : state.upper
  })
}

export function donchian({ high, low }: Prices, bars: number) {
  const [upper, lower] = [highest(high, bars), lowest(low, bars)]
  return { middle: zip(upper, lower, (a, b) => (a + b) / 2), upper, lower }
}

export function keltner(prices: Prices, bars: number, ranges: number, atrBars: number) {
  const middle = ema(prices.close, bars)
  const range = atr(prices, atrBars)
  return {
    middle,
    upper: zip(middle, range, (a, b) => a + ranges * b),
    lower: zip(middle, range, (a, b) => a - ranges * b),
  }
}

/**
 * On three times the typical price: the factor leaves the index as it is, and the figures stay
 * whole.
 */
export const cci = ({ high, low, close }: Prices, bars: number) => {
  const prices = close.map((price, row) => price + get(high, row) + get(low, row))
  return overWindows(prices, bars, (values) => {
    const mean = sum(values) / bars
    const spread = sum(values.map((value) => Math.abs(value - mean))) / bars
    const isFlat = values.every((value) => value === values[0])
    return isFlat ? 0 : (get(values, bars - 1) - mean) / (0.015 * spread)
  })
}

export function mfi({ typical, volume }: Prices, bars: number): number[] {
  const flow = (isWanted: (change: number) => boolean) =>
    changes(typical).map((change, row) =>
      Number.isNaN(change) ? change : isWanted(change) ? get(typical, row) * get(volume, row) : 0,
    )
  const positive = overWindows(
    flow((change) => change > 0),
    bars,
    sum,
  )
  const negative = overWindows(
    flow((change) => change < 0),
    bars,
    sum,
  )
  return zip(positive, negative, (a, b) => (a + b === 0 ? 50 : (100 * a) / (a + b)))
}

export const roc = (close: Column, bars: number) =>
  close.map((price, row) => 100 * (price / get(close, row - bars) - 1))

export function aroon({ high, low }: Prices, bars: number) {
  const freshness = (column: Column, best: (values: Column) => number) =>
    overWindows(column, bars + 1, (values) => (100 * values.lastIndexOf(best(values))) / bars)
  const up = freshness(high, (values) => Math.max(...values))
  const down = freshness(low, (values) => Math.min(...values))
  return { oscillator: zip(up, down, (a, b) => a - b), up, down }
}

export function ichimoku(
  prices: Prices,
  conversionBars: number,
  baseBars: number,
  spanBars: number,
  displacement: number,
) {
  const conversion = donchian(prices, conversionBars).middle
  const base = donchian(prices, baseBars).middle
  const leadingA = zip(conversion, base, (a, b) => (a + b) / 2)
  const leadingB = donchian(prices, spanBars).middle
  const shifted = (column: Column) => column.map((_, row) => get(column, row - displacement + 1))
  // The cloud starts with the bar on which both of its edges exist.
  const bothA = zip(leadingA, leadingB, (a, b) => (Number.isNaN(b) ? b : a))
  return { base, conversion, spanA: shifted(bothA), spanB: shifted(leadingB), leadingA, leadingB }
}

/**
 * The latest peak that is strictly above `strength` neighbours on each side and whose right
 * neighbours are known.
 */
export function swingHigh(column: Column, strength: number): number[] {
  let latest = Number.NaN
  return column.map((_, row) => {
    const values = window(column, row, 2 * strength + 1)
    const peak = values ? get(values, strength) : Number.NaN
    if (values?.every((value, i) => i === strength || value < peak)) latest = peak
    return latest
  })
}
