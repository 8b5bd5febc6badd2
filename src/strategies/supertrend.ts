import type { Bar } from '../domain/bar.ts'
import { Supertrend } from '../domain/indicators/supertrend.ts'
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

const PARAMETERS = {
  bars: whole(10, 1, 500, 'bars of the average true range that the line keeps its distance by'),
  ranges: decimal(
    3,
    0.1,
    50,
    'distance of the line from the middle of the bar in average true ranges',
  ),
  reward: decimal(
    3,
    0.1,
    1_000,
    'distance of the target in distances of the stop, which is the line',
  ),
  quantity: QUANTITY,
}

class SupertrendFollowing extends InstrumentStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #line: Supertrend

  constructor(values: Values<typeof PARAMETERS>) {
    super()
    this.#values = values
    this.#line = new Supertrend(values.bars, values.ranges)
  }

  override get memory(): readonly Float64Array[] {
    return [this.#line.memory]
  }

  override onBar({ high, low, close }: Bar, desk: Desk): void {
    const { quantity, reward } = this.#values
    const wasFalling = !this.#line.isRising
    const line = this.#line.next(high, low, close)
    if (!this.#line.isReady) return
    const { isRising } = this.#line
    if (!isRising && desk.position > 0) {
      desk.exit('the line turned down')
      return
    }
    const isBuyable = wasFalling && isRising && close > line
    if (!isBuyable || desk.position !== 0 || desk.isWaiting) return
    desk.buy({ quantity, ...bracket(close, line, reward), reason: 'the line turned up' })
  }
}

/** Trend following with a line that keeps its distance by the share's own unrest. */
export const supertrend = defineStrategy({
  name: 'supertrend',
  title: 'Supertrend',
  summary:
    'Buys when the close crosses a line trailing above the market, which then trails below it as the stop, and sells ' +
    'when the close crosses back. Earns in trends; loses on every turn of a sideways market.',
  source: 'Olivier Seban; bands and start as TradingView ta.supertrend',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: PARAMETERS,
  create: (values) => new SupertrendFollowing(values),
})
