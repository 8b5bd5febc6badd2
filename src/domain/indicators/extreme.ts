import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const HEAD = 2
const HEAD_POSITION = 3
const VALUE = 4
const AGE = 5
const SIZE = 6

/**
 * The highest (sign 1) or lowest (sign −1) of the last `bars` values, and its age; of equal ones
 * the newest. The window is what is left of the last lap of `bars` values, searched backwards when
 * it ended, and the present lap, the head, searched forwards (M. van Herk, Pattern Recognition
 * Letters 13, 1992). The slots hold signed values of this lap up to the position, what the search
 * of the last lap found behind it.
 */
export class Extreme extends Indicator {
  readonly #bars: number
  readonly #sign: 1 | -1

  static size(bars: number): number {
    return SIZE + 2 * period(bars)
  }

  constructor(bars: number, sign: 1 | -1, memory?: Float64Array) {
    super(Extreme.size(bars), memory)
    this.#bars = bars
    this.#sign = sign
  }

  next(input: number): number {
    const { memory } = this
    const signed = this.#sign * input
    const position = this.recall(POSITION)
    const slot = SIZE + position
    memory[slot] = signed
    if (position + 1 === this.#bars) return this.#endLap()
    if (position === 0 || signed >= this.recall(HEAD)) {
      memory[HEAD] = signed
      memory[HEAD_POSITION] = position
    }
    const head = this.recall(HEAD)
    const left = this.recall(slot + 1)
    const isInHead = head >= left
    memory[POSITION] = position + 1
    memory[VALUE] = isInHead ? head : left
    memory[AGE] = isInHead
      ? position - this.recall(HEAD_POSITION)
      : position + this.#bars - this.recall(slot + 1 + this.#bars)
    return this.value
  }

  #endLap(): number {
    const { memory } = this
    const last = this.#bars - 1
    let extreme = this.recall(SIZE + last)
    let position = last
    for (let older = last; older >= 0; older--) {
      const value = this.recall(SIZE + older)
      if (value > extreme) {
        extreme = value
        position = older
      }
      memory[SIZE + older] = extreme
      memory[SIZE + older + this.#bars] = position
    }
    memory[POSITION] = 0
    memory[IS_FULL] = 1
    memory[VALUE] = extreme
    memory[AGE] = last - position
    return this.value
  }

  get value(): number {
    return this.isReady ? this.#sign * this.recall(VALUE) : Number.NaN
  }

  /** Bars since it came: 0 is the newest bar. */
  get age(): number {
    return this.isReady ? this.recall(AGE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FULL) === 1
  }
}
