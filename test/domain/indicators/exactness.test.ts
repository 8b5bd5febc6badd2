import { beforeAll, describe, expect, it } from 'vitest'
import { Adx } from '../../../src/domain/indicators/adx.ts'
import { Atr } from '../../../src/domain/indicators/atr.ts'
import { Bollinger } from '../../../src/domain/indicators/bollinger.ts'
import { Ema } from '../../../src/domain/indicators/ema.ts'
import { Macd } from '../../../src/domain/indicators/macd.ts'
import { Mfi } from '../../../src/domain/indicators/mfi.ts'
import { Rsi } from '../../../src/domain/indicators/rsi.ts'
import { Sma } from '../../../src/domain/indicators/sma.ts'
import { Wma } from '../../../src/domain/indicators/wma.ts'

/**
 * Prices are whole 64ths, so that they are exact both as doubles and as integers; they stay close
 * to 100,000.
 */
const UNIT = 64
const PRICE = 100_000 * UNIT
const BARS = 10_000_000
/** What is older weighs less than 1e-90 in every recursion here. */
const KEPT = 3_000
const FRACTION = 200n

const tail = { high: [0n], low: [0n], close: [0n], volume: [0n] }
const ours = {
  sma: new Sma(20),
  wma: new Wma(20),
  ema: new Ema(20),
  rsi: new Rsi(14),
  macd: new Macd(12, 26, 9),
  bollinger: new Bollinger(20, 2),
  atr: new Atr(14),
  adx: new Adx(14),
  mfi: new Mfi(14),
}
/** The sums that everybody writes first: add what comes, subtract what leaves. */
const drifting = { ring: new Float64Array(20), sum: 0, squares: 0 }

function feedDrifting(row: number, close: number): void {
  const slot = row % 20
  const leaving = drifting.ring[slot] ?? 0
  drifting.ring[slot] = close
  drifting.sum += close - leaving
  drifting.squares += close * close - leaving * leaving
}

function feed(row: number, high: number, low: number, close: number, volume: number): void {
  ours.sma.next(close)
  ours.wma.next(close)
  ours.ema.next(close)
  ours.rsi.next(close)
  ours.macd.next(close)
  ours.bollinger.next(close)
  ours.atr.next(high, low, close)
  ours.adx.next(high, low, close)
  ours.mfi.next(high, low, close, volume)
  feedDrifting(row, close)
}

function keep(high: number, low: number, close: number, volume: number): void {
  tail.high.push(BigInt(high))
  tail.low.push(BigInt(low))
  tail.close.push(BigInt(close))
  tail.volume.push(BigInt(volume))
}

beforeAll(() => {
  for (const column of Object.values(tail)) column.length = 0
  let state = 1
  for (let row = 0; row < BARS; row++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const close = PRICE + ((state >>> 28) % 5) - 2
    const high = close + ((state >>> 25) & 7)
    const low = close - ((state >>> 22) & 7)
    const volume = 1 + ((state >>> 12) & 1_023)
    feed(row, high / UNIT, low / UNIT, close / UNIT, volume)
    if (row >= BARS - KEPT) keep(high, low, close, volume)
  }
})

// Exact arithmetic: integers, and integers with 200 binary places where a recursion divides.

const last = (values: readonly bigint[], count: number) => values.slice(-count)
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)
const get = (values: readonly bigint[], row: number) => values[row] ?? 0n
const size = (value: bigint) => (value < 0n ? -value : value)
const larger = (a: bigint, b: bigint) => (a > b ? a : b)
const fine = (values: readonly bigint[]) => values.map((value) => value << FRACTION)
const ratio = (numerator: bigint, denominator: bigint) =>
  Number((numerator << 120n) / denominator) / 2 ** 120
/** A fine number of 64ths as a price. */
const price = (value: bigint) => ratio(value, BigInt(UNIT) << FRACTION)

/** Every value of an exponential mean with weight numerator ÷ denominator. */
function means(values: readonly bigint[], numerator: bigint, denominator: bigint): bigint[] {
  let mean = get(values, 0)
  return values.map((value) => {
    mean += ((value - mean) * numerator) / denominator
    return mean
  })
}
const newest = (values: readonly bigint[]) => get(values, values.length - 1)
const ema = (values: readonly bigint[], bars: bigint) => means(values, 2n, bars + 1n)
const wilder = (values: readonly bigint[], bars: bigint) => newest(means(values, 1n, bars))
const changes = (values: readonly bigint[]) =>
  values.slice(1).map((value, row) => value - get(values, row))
const positive = (value: bigint) => (value > 0n ? value : 0n)

const trueRanges = () =>
  tail.close.slice(0, -1).map((before, row) => {
    const [high, low] = [get(tail.high, row + 1), get(tail.low, row + 1)]
    return larger(high - low, larger(size(high - before), size(low - before)))
  })

function expectExact(value: number, exact: number): void {
  expect(Math.abs(exact)).toBeGreaterThan(0)
  expect(Math.abs(value - exact) / Math.abs(exact)).toBeLessThanOrEqual(1e-9)
}

describe('after ten million bars around a price of 100,000', () => {
  const spread = () => {
    const window = last(tail.close, 20)
    const squares = sum(window.map((value) => value * value))
    return Math.sqrt(Number(20n * squares - sum(window) ** 2n)) / (20 * UNIT)
  }

  it('P7 the simple and the weighted mean are exact to 1e-9', () => {
    const window = last(tail.close, 20)
    const weighted = sum(window.map((value, i) => value * BigInt(i + 1)))
    expectExact(ours.sma.value, ratio(sum(window), BigInt(20 * UNIT)))
    expectExact(ours.wma.value, ratio(weighted, BigInt(210 * UNIT)))
  })

  it('P7 the bands and their small deviation are exact to 1e-9', () => {
    const middle = ratio(sum(last(tail.close, 20)), BigInt(20 * UNIT))
    expectExact(ours.bollinger.deviation, spread())
    expectExact(ours.bollinger.middle, middle)
    expectExact(ours.bollinger.upper, middle + 2 * spread())
    expectExact(ours.bollinger.lower, middle - 2 * spread())
  })

  it('P7 sums that subtract what leaves do not pass, so this test can fail', () => {
    const variance = drifting.squares / 20 - (drifting.sum / 20) ** 2
    const deviation = Math.sqrt(Math.max(0, variance))
    expect(Math.abs(deviation - spread()) / spread()).toBeGreaterThan(1e-6)
  })

  it('P7 the exponential means, their difference and its signal are exact to 1e-9', () => {
    const close = fine(tail.close)
    const slow = ema(close, 26n)
    const line = ema(close, 12n).map((fast, row) => fast - get(slow, row))
    const signal = newest(ema(line, 9n))
    expectExact(ours.ema.value, price(newest(ema(close, 20n))))
    expectExact(ours.macd.line, price(newest(line)))
    expectExact(ours.macd.signal, price(signal))
    expectExact(ours.macd.histogram, price(newest(line) - signal))
  })

  it('P7 the relative strength is exact to 1e-9', () => {
    const moves = changes(fine(tail.close))
    const gain = wilder(moves.map(positive), 14n)
    const loss = wilder(
      moves.map((move) => positive(-move)),
      14n,
    )
    expectExact(ours.rsi.value, ratio(100n * gain, gain + loss))
  })

  it('P7 the true range and the directional indices are exact to 1e-9', () => {
    const ups = changes(fine(tail.high))
    const downs = changes(fine(tail.low)).map((change) => -change)
    const moves = (own: readonly bigint[], other: readonly bigint[]) =>
      means(
        own.map((move, row) => (move > get(other, row) ? positive(move) : 0n)),
        1n,
        14n,
      )
    const [plus, minus] = [moves(ups, downs), moves(downs, ups)]
    const range = wilder(fine(trueRanges()), 14n)
    const directions = plus.slice(1_000).map((up, row) => {
      const down = get(minus, row + 1_000)
      return ((100n * size(up - down)) << FRACTION) / (up + down)
    })
    expectExact(ours.atr.value, price(range))
    expectExact(ours.adx.plus, ratio(100n * newest(plus), range))
    expectExact(ours.adx.minus, ratio(100n * newest(minus), range))
    expectExact(ours.adx.value, ratio(wilder(directions, 14n), 1n << FRACTION))
  })

  it('P7 the money flow is exact to 1e-9', () => {
    const typical = tail.close.map((close, row) => close + get(tail.high, row) + get(tail.low, row))
    const flows = changes(typical).map((change, row) => {
      const turnover = get(typical, row + 1) * get(tail.volume, row + 1)
      return change > 0n ? turnover : change < 0n ? -turnover : 0n
    })
    const window = last(flows, 14)
    expectExact(ours.mfi.value, ratio(100n * sum(window.map(positive)), sum(window.map(size))))
  })
})

describe('an outlier', () => {
  const ORDINARY = [100.25, 100.5, 100.125, 100.75, 100.375]
  const after = <I extends { next(input: number): number }>(
    indicator: I,
    inputs: readonly number[],
  ): I => {
    for (const input of inputs) indicator.next(input)
    return indicator
  }

  it.each([0, 1, 2, 3, 4])(
    'leaves nothing behind once it left the window, %i bars into a lap',
    (shift) => {
      const before = [...ORDINARY.slice(0, shift), 1e15]
      expect(after(new Sma(5), [...before, ...ORDINARY]).value).toBe(
        after(new Sma(5), ORDINARY).value,
      )
      expect(after(new Wma(5), [...before, ...ORDINARY]).value).toBe(
        after(new Wma(5), ORDINARY).value,
      )
      const bands = after(new Bollinger(5, 2), [...before, ...ORDINARY])
      const fresh = after(new Bollinger(5, 2), ORDINARY)
      expect(bands.deviation).toBeCloseTo(fresh.deviation, 12)
      expect(bands.middle).toBeCloseTo(fresh.middle, 12)
    },
  )
})
