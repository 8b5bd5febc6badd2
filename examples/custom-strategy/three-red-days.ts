import { at, type Bar } from '../../src/domain/bar.ts'
import {
  bracket,
  type Desk,
  defineStrategy,
  InstrumentStrategy,
  whole,
} from '../../src/domain/strategy.ts'

/** Slots of the memory: everything that must survive a restart lies in it. */
const CLOSE = 0
const FALLS = 1

class ThreeRedDays extends InstrumentStrategy {
  readonly #falls: number
  readonly #seen = new Float64Array(2)
  override readonly memory = [this.#seen]

  constructor(falls: number) {
    super()
    this.#falls = falls
  }

  /** Called with each complete bar; what is bought or sold here trades at the next session’s open. */
  override onBar({ close }: Bar, desk: Desk): void {
    const hasFallen = close < at(this.#seen, CLOSE)
    const falls = hasFallen ? at(this.#seen, FALLS) + 1 : 0
    this.#seen[CLOSE] = close
    this.#seen[FALLS] = falls
    if (desk.position > 0) {
      if (!hasFallen) desk.exit('the close did not fall')
    } else if (falls >= this.#falls && !desk.isWaiting) {
      const stop = close * 0.95
      desk.buy({ quantity: null, ...bracket(close, stop, 2), reason: `${falls} falls in a row` })
    }
  }
}

/** A strategy of one’s own: what a person reads about it, its parameters, and how one is made. */
export const threeRedDays = defineStrategy({
  name: 'three-red-days',
  title: 'Three red days',
  summary:
    'Buys after falls in a row and sells at the first close that does not fall; loses when falls go on.',
  source: 'an example, not a recommendation',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  parameters: { falls: whole(3, 1, 20, 'closes in a row, each below the one before') },
  create: ({ falls }) => new ThreeRedDays(falls),
})
