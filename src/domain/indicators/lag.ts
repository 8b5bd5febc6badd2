import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const IS_READY = 2
const VALUE = 3
const SIZE = 4

/** The value of `bars` bars ago. */
export class Lag extends Indicator {
  readonly #bars: number

  static size(bars: number): number {
    return SIZE + period(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Lag.size(bars), memory)
    this.#bars = bars
  }

  next(input: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const isLast = position + 1 === this.#bars
    memory[VALUE] = this.recall(SIZE + position)
    memory[IS_READY] = this.recall(IS_FULL)
    memory[SIZE + position] = input
    memory[POSITION] = isLast ? 0 : position + 1
    if (isLast) memory[IS_FULL] = 1
    return this.value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_READY) === 1
  }
}
