import { at, type BarColumns } from '../../../src/domain/bar.ts'
import { Adx } from '../../../src/domain/indicators/adx.ts'
import { Aroon } from '../../../src/domain/indicators/aroon.ts'
import { Atr } from '../../../src/domain/indicators/atr.ts'
import { Bollinger } from '../../../src/domain/indicators/bollinger.ts'
import { Cci } from '../../../src/domain/indicators/cci.ts'
import { Donchian } from '../../../src/domain/indicators/donchian.ts'
import { Ema } from '../../../src/domain/indicators/ema.ts'
import { Highest } from '../../../src/domain/indicators/highest.ts'
import { Ichimoku } from '../../../src/domain/indicators/ichimoku.ts'
import type { Indicator } from '../../../src/domain/indicators/indicator.ts'
import { Keltner } from '../../../src/domain/indicators/keltner.ts'
import { Lag } from '../../../src/domain/indicators/lag.ts'
import { Lowest } from '../../../src/domain/indicators/lowest.ts'
import { Macd } from '../../../src/domain/indicators/macd.ts'
import { Mfi } from '../../../src/domain/indicators/mfi.ts'
import { Obv } from '../../../src/domain/indicators/obv.ts'
import { Pivots } from '../../../src/domain/indicators/pivots.ts'
import { Roc } from '../../../src/domain/indicators/roc.ts'
import { RollingSum } from '../../../src/domain/indicators/rolling-sum.ts'
import { Rsi } from '../../../src/domain/indicators/rsi.ts'
import { Sma } from '../../../src/domain/indicators/sma.ts'
import { StandardDeviation } from '../../../src/domain/indicators/standard-deviation.ts'
import { Stochastic } from '../../../src/domain/indicators/stochastic.ts'
import { Supertrend } from '../../../src/domain/indicators/supertrend.ts'
import { SwingHigh } from '../../../src/domain/indicators/swing-high.ts'
import { SwingLow } from '../../../src/domain/indicators/swing-low.ts'
import { Vwap } from '../../../src/domain/indicators/vwap.ts'
import { Wilder } from '../../../src/domain/indicators/wilder.ts'
import { WilliamsR } from '../../../src/domain/indicators/williams-r.ts'
import { Wma } from '../../../src/domain/indicators/wma.ts'
import * as textbook from './textbook.ts'
import { numbers } from './walk.ts'

type Columns = Readonly<Record<string, readonly number[]>>

/** A study that runs: what it remembers is in `memory`. */
export interface Run {
  readonly memory: Float64Array
  next(bars: BarColumns, row: number): number
  /** Each output now, the main one first. */
  now(): number[]
  isReady(): boolean
}

/** One indicator as the tests that hold for all of them see it; its main output is named first. */
export interface Study {
  readonly name: string
  readonly outputs: readonly string[]
  start(memory?: Float64Array): Run
  /** What the books say, a column an output. */
  textbook(bars: BarColumns): Columns
}

type Outputs<Name extends string> = Indicator & Readonly<Record<Name, number>>

interface Described<Name extends string, I extends Outputs<Name>> {
  readonly name: string
  readonly make: (memory?: Float64Array) => I
  readonly next: (indicator: NoInfer<I>, bars: BarColumns, row: number) => number
  readonly outputs: readonly Name[]
  readonly textbook: (bars: BarColumns) => Columns
}

function study<Name extends string, I extends Outputs<Name>>(described: Described<Name, I>): Study {
  const { name, make, next, outputs, textbook } = described
  const start = (memory?: Float64Array): Run => {
    const indicator = make(memory)
    return {
      memory: indicator.memory,
      next: (bars, row) => next(indicator, bars, row),
      now: () => outputs.map((output) => indicator[output]),
      isReady: () => indicator.isReady,
    }
  }
  return { name, outputs, start, textbook }
}

interface Fed<Inputs extends readonly number[]> {
  next(...inputs: Inputs): number
}
type Price = readonly [number]
type Range = readonly [high: number, low: number]
type HighLowClose = readonly [high: number, low: number, close: number]

const byClose = (one: Fed<Price>, bars: BarColumns, row: number) => one.next(at(bars.close, row))
const byRange = (one: Fed<Range>, bars: BarColumns, row: number) =>
  one.next(at(bars.high, row), at(bars.low, row))
const byBar = (one: Fed<HighLowClose>, bars: BarColumns, row: number) =>
  one.next(at(bars.high, row), at(bars.low, row), at(bars.close, row))

interface Valued extends Indicator {
  readonly value: number
}

/** A study of closes with one output. */
const ofClose = (
  name: string,
  make: (memory?: Float64Array) => Valued & Fed<Price>,
  book: (close: readonly number[]) => readonly number[],
): Study =>
  study({
    name,
    make,
    next: byClose,
    outputs: ['value'],
    textbook: (bars) => ({ value: book(numbers(bars.close)) }),
  })

/** A study of high, low and close with one output. */
const ofBar = (
  name: string,
  make: (memory?: Float64Array) => Valued & Fed<HighLowClose>,
  book: (prices: ReturnType<typeof textbook.pricesOf>) => readonly number[],
): Study =>
  study({
    name,
    make,
    next: byBar,
    outputs: ['value'],
    textbook: (bars) => ({ value: book(textbook.pricesOf(bars)) }),
  })

const lows = (bars: BarColumns) => numbers(bars.low).map((low) => -low)

/** Every indicator once, with usual or awkward periods. */
export const STUDIES: readonly Study[] = [
  ofClose(
    'Sma(10)',
    (m) => new Sma(10, m),
    (close) => textbook.sma(close, 10),
  ),
  ofClose(
    'Sma(1)',
    (m) => new Sma(1, m),
    (close) => textbook.sma(close, 1),
  ),
  ofClose(
    'RollingSum(7)',
    (m) => new RollingSum(7, m),
    (close) => textbook.sma(close, 7).map((mean) => 7 * mean),
  ),
  ofClose(
    'Wma(9)',
    (m) => new Wma(9, m),
    (close) => textbook.wma(close, 9),
  ),
  ofClose(
    'Ema(20)',
    (m) => new Ema(20, m),
    (close) => textbook.ema(close, 20),
  ),
  ofClose(
    'Ema(1)',
    (m) => new Ema(1, m),
    (close) => textbook.ema(close, 1),
  ),
  ofClose(
    'Wilder(14)',
    (m) => new Wilder(14, m),
    (close) => textbook.wilder(close, 14),
  ),
  ofClose(
    'Rsi(14)',
    (m) => new Rsi(14, m),
    (close) => textbook.rsi(close, 14),
  ),
  ofClose(
    'Rsi(2)',
    (m) => new Rsi(2, m),
    (close) => textbook.rsi(close, 2),
  ),
  ofClose(
    'Roc(12)',
    (m) => new Roc(12, m),
    (close) => textbook.roc(close, 12),
  ),
  ofClose(
    'Lag(5)',
    (m) => new Lag(5, m),
    (close) => close.map((_, row) => close[row - 5] ?? Number.NaN),
  ),
  ofClose(
    'Highest(8)',
    (m) => new Highest(8, m),
    (close) => textbook.highest(close, 8),
  ),
  ofClose(
    'Lowest(8)',
    (m) => new Lowest(8, m),
    (close) => textbook.lowest(close, 8),
  ),
  ofBar(
    'Atr(14)',
    (m) => new Atr(14, m),
    (prices) => textbook.atr(prices, 14),
  ),
  ofBar(
    'WilliamsR(14)',
    (m) => new WilliamsR(14, m),
    (prices) => textbook.williamsR(prices, 14),
  ),
  ofBar(
    'Cci(20)',
    (m) => new Cci(20, m),
    (prices) => textbook.cci(prices, 20),
  ),
  ofBar(
    'Supertrend(10, 3)',
    (m) => new Supertrend(10, 3, m),
    (prices) => textbook.supertrend(prices, 10, 3),
  ),
  ofBar(
    'Supertrend(3, 0.5)',
    (m) => new Supertrend(3, 0.5, m),
    (prices) => textbook.supertrend(prices, 3, 0.5),
  ),
  study({
    name: 'StandardDeviation(10)',
    make: (m?: Float64Array) => new StandardDeviation(10, m),
    next: byClose,
    outputs: ['value', 'mean'],
    textbook: (bars) => ({
      value: textbook.deviation(numbers(bars.close), 10),
      mean: textbook.sma(numbers(bars.close), 10),
    }),
  }),
  study({
    name: 'Macd(12, 26, 9)',
    make: (m?: Float64Array) => new Macd(12, 26, 9, m),
    next: byClose,
    outputs: ['line', 'signal', 'histogram'],
    textbook: (bars) => textbook.macd(numbers(bars.close), 12, 26, 9),
  }),
  study({
    name: 'Bollinger(20, 2)',
    make: (m?: Float64Array) => new Bollinger(20, 2, m),
    next: byClose,
    outputs: ['middle', 'upper', 'lower', 'deviation'],
    textbook: (bars) => {
      const middle = textbook.sma(numbers(bars.close), 20)
      const deviation = textbook.deviation(numbers(bars.close), 20)
      const band = (side: number) =>
        middle.map((mean, row) => mean + side * (deviation[row] ?? Number.NaN))
      return { middle, upper: band(2), lower: band(-2), deviation }
    },
  }),
  study({
    name: 'Adx(14)',
    make: (m?: Float64Array) => new Adx(14, m),
    next: byBar,
    outputs: ['value', 'plus', 'minus'],
    textbook: (bars) => textbook.adx(textbook.pricesOf(bars), 14),
  }),
  study({
    name: 'Stochastic(14, 3, 3)',
    make: (m?: Float64Array) => new Stochastic(14, 3, 3, m),
    next: byBar,
    outputs: ['k', 'd'],
    textbook: (bars) => textbook.stochastic(textbook.pricesOf(bars), 14, 3, 3),
  }),
  study({
    name: 'Obv',
    make: (m?: Float64Array) => new Obv(m),
    next: (indicator, bars, row) => indicator.next(at(bars.close, row), at(bars.volume, row)),
    outputs: ['value'],
    textbook: (bars) => ({ value: textbook.obv(textbook.pricesOf(bars)) }),
  }),
  study({
    name: 'Vwap',
    make: (m?: Float64Array) => new Vwap(m),
    next: (indicator, bars, row) =>
      indicator.next(
        at(bars.at, row),
        at(bars.high, row),
        at(bars.low, row),
        at(bars.close, row),
        at(bars.volume, row),
      ),
    outputs: ['value'],
    textbook: (bars) => ({ value: textbook.vwap(textbook.pricesOf(bars)) }),
  }),
  study({
    name: 'Donchian(20)',
    make: (m?: Float64Array) => new Donchian(20, m),
    next: byRange,
    outputs: ['middle', 'upper', 'lower'],
    textbook: (bars) => textbook.donchian(textbook.pricesOf(bars), 20),
  }),
  study({
    name: 'Keltner(20, 2, 10)',
    make: (m?: Float64Array) => new Keltner(20, 2, 10, m),
    next: byBar,
    outputs: ['middle', 'upper', 'lower'],
    textbook: (bars) => textbook.keltner(textbook.pricesOf(bars), 20, 2, 10),
  }),
  study({
    name: 'Mfi(14)',
    make: (m?: Float64Array) => new Mfi(14, m),
    next: (indicator, bars, row) =>
      indicator.next(
        at(bars.high, row),
        at(bars.low, row),
        at(bars.close, row),
        at(bars.volume, row),
      ),
    outputs: ['value'],
    textbook: (bars) => ({ value: textbook.mfi(textbook.pricesOf(bars), 14) }),
  }),
  study({
    name: 'Aroon(25)',
    make: (m?: Float64Array) => new Aroon(25, m),
    next: byRange,
    outputs: ['oscillator', 'up', 'down'],
    textbook: (bars) => textbook.aroon(textbook.pricesOf(bars), 25),
  }),
  study({
    name: 'Ichimoku(9, 26, 52, 26)',
    make: (m?: Float64Array) => new Ichimoku(9, 26, 52, 26, m),
    next: byRange,
    outputs: ['base', 'conversion', 'spanA', 'spanB', 'leadingA', 'leadingB'],
    textbook: (bars) => textbook.ichimoku(textbook.pricesOf(bars), 9, 26, 52, 26),
  }),
  study({
    name: 'Pivots',
    make: (m?: Float64Array) => new Pivots(m),
    next: (indicator, bars, row) =>
      indicator.next(at(bars.at, row), at(bars.high, row), at(bars.low, row), at(bars.close, row)),
    outputs: ['pivot'],
    textbook: (bars) => ({ pivot: textbook.pivots(textbook.pricesOf(bars)) }),
  }),
  study({
    name: 'SwingHigh(2)',
    make: (m?: Float64Array) => new SwingHigh(2, m),
    next: (indicator, bars, row) => indicator.next(at(bars.high, row)),
    outputs: ['value'],
    textbook: (bars) => ({ value: textbook.swingHigh(numbers(bars.high), 2) }),
  }),
  study({
    name: 'SwingLow(3)',
    make: (m?: Float64Array) => new SwingLow(3, m),
    next: (indicator, bars, row) => indicator.next(at(bars.low, row)),
    outputs: ['value'],
    textbook: (bars) => ({ value: textbook.swingHigh(lows(bars), 3).map((low) => -low) }),
  }),
]
