import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const IS_FOUND = 2
const VALUE = 3
const AGE = 4
const SIZE = 5

/**
 * The latest turning point: a high above (sign 1), or a low below (sign −1), all of the `strength`
 * ones on either side of it, so known `strength` bars after it was made (Bill Williams's fractal,
 * which has a strength of 2).
 */
export class Swing extends Indicator {
  readonly #strength: number
  readonly #sign: 1 | -1

  static size(strength: number): number {
    return SIZE + 2 * period(strength) + 1
  }

  constructor(strength: number, sign: 1 | -1, memory?: Float64Array) {
    super(Swing.size(strength), memory)
    this.#strength = strength
    this.#sign = sign
  }

  next(price: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const isLast = SIZE + position + 1 === memory.length
    memory[SIZE + position] = this.#sign * price
    memory[POSITION] = isLast ? 0 : position + 1
    if (isLast) memory[IS_FULL] = 1
    if (this.isReady) memory[AGE] = this.recall(AGE) + 1
    if (this.recall(IS_FULL) === 1) this.#judge(position)
    return this.value
  }

  /**
   * The bars of the window lie around in a ring; which came first does not matter, but the middle
   * one does.
   */
  #judge(newest: number): void {
    const { memory } = this
    const window = memory.length - SIZE
    const middle = SIZE + ((newest + 1 + this.#strength) % window)
    const peak = this.recall(middle)
    for (let slot = SIZE; slot < memory.length; slot++) {
      if (slot !== middle && this.recall(slot) >= peak) return
    }
    memory[IS_FOUND] = 1
    memory[VALUE] = peak
    memory[AGE] = this.#strength
  }

  get value(): number {
    return this.isReady ? this.#sign * this.recall(VALUE) : Number.NaN
  }

  /** Bars since it was made: `strength` at the bar that confirms it. */
  get age(): number {
    return this.isReady ? this.recall(AGE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FOUND) === 1
  }
}
