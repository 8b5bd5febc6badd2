import type { Bar } from '../domain/bar.ts'
import { Sma } from '../domain/indicators/sma.ts'
import {
  type Desk,
  defineStrategy,
  InstrumentStrategy,
  QUANTITY,
  type Values,
  whole,
} from '../domain/strategy.ts'

const PARAMETERS = {
  bars: whole(50, 2, 1_000, 'bars in the average'),
  quantity: QUANTITY,
}

class __Name__ extends InstrumentStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #average: Sma

  constructor(values: Values<typeof PARAMETERS>) {
    super()
    this.#values = values
    this.#average = new Sma(values.bars)
  }

  override get memory(): readonly Float64Array[] {
    return [this.#average.memory]
  }

  override onBar({ close }: Bar, desk: Desk): void {
    const average = this.#average.next(close)
    if (Number.isNaN(average) || desk.isWaiting) return
    if (close > average && desk.position === 0) {
      const { quantity, bars } = this.#values
      const reason = `the close is above the average of ${bars} bars`
      desk.buy({ quantity, stop: null, target: null, reason })
    } else if (close < average && desk.position > 0) {
      desk.exit('the close fell below the average')
    }
  }
}

/** Holds what trades above its average. */
export const __camel__ = defineStrategy({
  name: '__name__',
  title: '__Words__',
  summary:
    'Buys a close above the average of closes and sells one below it. Earns in trends, loses a little each time ' +
    'a sideways market crosses its average.',
  source: 'the simplest trend rule; replace it by yours and name where it comes from',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: PARAMETERS,
  create: (values) => new __Name__(values),
})
