import type { Bar } from '../domain/bar.ts'
import { Atr } from '../domain/indicators/atr.ts'
import { Highest } from '../domain/indicators/highest.ts'
import { Lowest } from '../domain/indicators/lowest.ts'
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

/** Bars of the Turtles' N, the average true range that their stop is measured with. */
const RANGE_BARS = 20

const PARAMETERS = {
  entry: whole(20, 2, 1_000, 'bars whose highest high the close must pass to buy'),
  exit: whole(10, 1, 1_000, 'bars whose lowest low the close must pass to sell'),
  stopRanges: decimal(2, 0.1, 100, 'distance of the stop in average true ranges of 20 bars'),
  reward: decimal(4, 0.1, 1_000, 'distance of the target in distances of the stop'),
  quantity: QUANTITY,
}

class DonchianBreakout extends InstrumentStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #upper: Highest
  readonly #lower: Lowest
  readonly #atr = new Atr(RANGE_BARS)

  constructor(values: Values<typeof PARAMETERS>) {
    super()
    this.#values = values
    this.#upper = new Highest(values.entry)
    this.#lower = new Lowest(values.exit)
  }

  override get memory(): readonly Float64Array[] {
    return [this.#upper.memory, this.#lower.memory, this.#atr.memory]
  }

  override onBar({ high, low, close }: Bar, desk: Desk): void {
    const { entry, exit, stopRanges, reward, quantity } = this.#values
    const upper = this.#upper.value
    const lower = this.#lower.value
    this.#upper.next(high)
    this.#lower.next(low)
    const range = this.#atr.next(high, low, close)
    if (close < lower && desk.position > 0) {
      desk.exit(`the close is below the lowest low of ${exit} bars`)
      return
    }
    const isBuyable = close > upper && range > 0
    if (!isBuyable || desk.position !== 0 || desk.isWaiting) return
    const reason = `the close is above the highest high of ${entry} bars`
    desk.buy({ quantity, ...bracket(close, close - stopRanges * range, reward), reason })
  }
}

/** Breakouts of a price channel, as the Turtles' faster system but decided at the close. */
export const donchianBreakout = defineStrategy({
  name: 'donchian-breakout',
  title: 'Donchian breakout',
  summary:
    'Buys a close above the highest high of the bars before it and sells one below the lowest low of fewer bars. ' +
    'Earns in long trends, few and large; loses on most breakouts, which fall back.',
  source:
    'Donchian channel; 20 and 10 bars and a stop two ranges away: Faith, Way of the Turtle, 2007, System 1, ' +
    'without its filter and without adding to winners',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: PARAMETERS,
  create: (values) => new DonchianBreakout(values),
})
