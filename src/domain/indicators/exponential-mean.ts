import { Indicator, period } from './indicator.ts'

const COUNT = 0
const LAST = 1
const DISTANCE = 2
const SIZE = 3

/**
 * A mean that each value draws towards itself by `weight` of the way, seeded with the simple mean
 * of the first `bars` values and defined from there on (the seeding of TA-Lib EMA). It remembers
 * how far the newest value lies above it instead of itself, so small moves of a high price keep
 * their digits.
 */
export class ExponentialMean extends Indicator {
  readonly #bars: number
  readonly #keep: number

  static size(bars: number): number {
    period(bars)
    return SIZE
  }

  constructor(bars: number, weight: number, memory?: Float64Array) {
    super(ExponentialMean.size(bars), memory)
    this.#bars = bars
    this.#keep = 1 - weight
  }

  next(input: number): number {
    const { memory } = this
    if (this.recall(COUNT) < this.#bars) return this.#seed(input)
    const distance = this.#keep * (this.recall(DISTANCE) + (input - this.recall(LAST)))
    memory[LAST] = input
    memory[DISTANCE] = distance
    return input - distance
  }

  /** Until the seed is complete the slot holds the sum of the distances to all values so far. */
  #seed(input: number): number {
    const { memory } = this
    const count = this.recall(COUNT)
    const sum = this.recall(DISTANCE) + count * (input - this.recall(LAST))
    memory[COUNT] = count + 1
    memory[LAST] = input
    memory[DISTANCE] = count + 1 === this.#bars ? sum / this.#bars : sum
    return this.value
  }

  get value(): number {
    return this.recall(LAST) - this.distance
  }

  /** How far the newest value lies above the mean. */
  get distance(): number {
    return this.isReady ? this.recall(DISTANCE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(COUNT) === this.#bars
  }
}
