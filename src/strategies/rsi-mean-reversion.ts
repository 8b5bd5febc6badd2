import type { Bar } from '../domain/bar.ts'
import { Atr } from '../domain/indicators/atr.ts'
import { Rsi } from '../domain/indicators/rsi.ts'
import { Sma } from '../domain/indicators/sma.ts'
import {
  bracket,
  type Desk,
  decimal,
  defineStrategy,
  InstrumentStrategy,
  QUANTITY,
  type Values,
  whole,
} from '../domain/strategy.ts'

/** Bars of the average true range that the stop is measured with (Wilder 1978). */
const RANGE_BARS = 14

const PARAMETERS = {
  bars: whole(14, 2, 500, 'bars of the relative strength index'),
  oversold: decimal(30, 1, 99, 'index below which the share is bought, 0 to 100'),
  recovered: decimal(55, 1, 99, 'index above which it is sold, 0 to 100'),
  trend: whole(
    null,
    2,
    1_000,
    'bars of the average that the close must be above; absent asks for none',
  ),
  stopRanges: decimal(3, 0.1, 100, 'distance of the stop in average true ranges of 14 bars'),
  reward: decimal(2, 0.1, 1_000, 'distance of the target in distances of the stop'),
  quantity: QUANTITY,
}

class RsiMeanReversion extends InstrumentStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #rsi: Rsi
  readonly #atr = new Atr(RANGE_BARS)
  readonly #trend: Sma | null

  constructor(values: Values<typeof PARAMETERS>) {
    super()
    this.#values = values
    this.#rsi = new Rsi(values.bars)
    this.#trend = values.trend === null ? null : new Sma(values.trend)
  }

  override get memory(): readonly Float64Array[] {
    const memory = [this.#rsi.memory, this.#atr.memory]
    return this.#trend === null ? memory : [...memory, this.#trend.memory]
  }

  override onBar({ high, low, close }: Bar, desk: Desk): void {
    const { oversold, recovered, stopRanges, reward, quantity } = this.#values
    const before = this.#rsi.value
    const rsi = this.#rsi.next(close)
    const range = this.#atr.next(high, low, close)
    const trend = this.#trend?.next(close) ?? 0
    if (rsi > recovered && desk.position > 0) {
      desk.exit(`the index recovered above ${recovered}`)
      return
    }
    const hasFallen = before >= oversold && rsi < oversold
    const isBuyable = hasFallen && close > trend && range > 0
    if (!isBuyable || desk.position !== 0 || desk.isWaiting) return
    const reason = `the index fell below ${oversold}`
    desk.buy({ quantity, ...bracket(close, close - stopRanges * range, reward), reason })
  }
}

/** Buying weakness, selling strength. */
export const rsiMeanReversion = defineStrategy({
  name: 'rsi-mean-reversion',
  title: 'RSI mean reversion',
  summary:
    'Buys when the relative strength index falls below a floor and sells when it has recovered. Earns a little, often, ' +
    'in a market that swings; loses when what fell keeps falling, which is what the stop and the trend filter are for.',
  source:
    'index: Wilder, New Concepts in Technical Trading Systems, 1978; buying its lows and selling its ' +
    'recovery: Connors and Alvarez, Short Term Trading Strategies That Work, 2008',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: PARAMETERS,
  rules: [
    {
      field: 'recovered',
      says: 'must be above oversold',
      nearest: ({ oversold, recovered }) => (recovered > oversold ? recovered : oversold + 1),
    },
  ],
  create: (values) => new RsiMeanReversion(values),
})
