import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const HEAD = 2
const VALUE = 3
const SIZE = 4

/**
 * Sum of the last `bars` values (TA-Lib SUM) that cannot drift: values come in laps of `bars`; what
 * is left of the last lap was summed backwards when it ended, the present lap (the head) is summed
 * forwards, and the two are added. Nothing is ever subtracted, so no error outlives its window. The
 * slots hold values of this lap up to the position, sums of the last lap behind it.
 */
export class RollingSum extends Indicator {
  readonly #bars: number

  static size(bars: number): number {
    return SIZE + period(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(RollingSum.size(bars), memory)
    this.#bars = bars
  }

  next(input: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const slot = SIZE + position
    memory[slot] = input
    if (position + 1 === this.#bars) return this.#endLap()
    const head = this.recall(HEAD) + input
    memory[POSITION] = position + 1
    memory[HEAD] = head
    memory[VALUE] = head + this.recall(slot + 1)
    return this.value
  }

  #endLap(): number {
    const { memory } = this
    let sum = 0
    for (let slot = SIZE + this.#bars - 1; slot >= SIZE; slot--) {
      sum += this.recall(slot)
      memory[slot] = sum
    }
    memory[POSITION] = 0
    memory[IS_FULL] = 1
    memory[HEAD] = 0
    memory[VALUE] = sum
    return sum
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FULL) === 1
  }
}
