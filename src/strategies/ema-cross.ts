import { at, type Bar } from '../domain/bar.ts'
import { Ema } from '../domain/indicators/ema.ts'
import {
  type Desk,
  defineStrategy,
  InstrumentStrategy,
  QUANTITY,
  whole,
} from '../domain/strategy.ts'

class EmaCross extends InstrumentStrategy {
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #quantity: number | null
  /** 1 fast above slow, 0 not above, NaN before both are defined. */
  readonly #wasAbove = new Float64Array(1).fill(Number.NaN)

  constructor(fast: number, slow: number, quantity: number | null) {
    super()
    this.#fast = new Ema(fast)
    this.#slow = new Ema(slow)
    this.#quantity = quantity
  }

  override get memory(): readonly Float64Array[] {
    return [this.#fast.memory, this.#slow.memory, this.#wasAbove]
  }

  override onBar({ close }: Bar, desk: Desk): void {
    this.#fast.next(close)
    this.#slow.next(close)
    // Told by distances from the close, since averages of a still market differ by less than their last digit.
    const lead = this.#slow.distance - this.#fast.distance
    if (Number.isNaN(lead)) return
    const isAbove = lead > 0
    const hasCrossed = isAbove && at(this.#wasAbove, 0) === 0
    this.#wasAbove[0] = isAbove ? 1 : 0
    if (hasCrossed && desk.position === 0 && !desk.isWaiting) {
      const reason = 'the fast average crossed above the slow one'
      desk.buy({ quantity: this.#quantity, stop: null, target: null, reason })
    } else if (!isAbove && desk.position > 0) {
      desk.exit('the fast average is no longer above the slow one')
    }
  }
}

/** Trend following with two exponential averages. */
export const emaCross = defineStrategy({
  name: 'ema-cross',
  title: 'EMA cross',
  summary:
    'Buys when a fast exponential average of closes crosses above a slow one and sells when it no longer is. ' +
    'Earns in trends, loses a little on every false cross in a sideways market.',
  source:
    'Appel, Technical Analysis: Power Tools for Active Investors, 2005; averages as TA-Lib EMA',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: {
    fast: whole(9, 1, 1_000, 'bars in the fast average'),
    slow: whole(21, 2, 2_000, 'bars in the slow average'),
    quantity: QUANTITY,
  },
  rules: [
    {
      field: 'slow',
      says: 'must be above fast',
      nearest: ({ fast, slow }) => (slow > fast ? slow : fast + 1),
    },
  ],
  create: ({ fast, slow, quantity }) => new EmaCross(fast, slow, quantity),
})
