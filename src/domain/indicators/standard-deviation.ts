import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const ORIGIN = 2
const HEAD_SUM = 3
const HEAD_SQUARES = 4
const MEAN = 5
const VALUE = 6
const SIZE = 7

/**
 * Mean and population standard deviation of the last `bars` values (TA-Lib SMA, STDDEV with one
 * deviation).
 *
 * Sums are taken of distances from an origin inside the window, over laps of `bars` values: what
 * the last lap still contributes was summed backwards when it ended, the present lap is summed
 * forwards, and the two are only ever added. Nothing is subtracted as it leaves, so nothing drifts;
 * and since no value of a window lies further from its mean than √bars deviations (Samuelson 1968),
 * the squares lose at most a factor of `bars` to cancellation.
 */
export class StandardDeviation extends Indicator {
  readonly #bars: number

  static size(bars: number): number {
    return SIZE + 2 * period(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(StandardDeviation.size(bars), memory)
    this.#bars = bars
  }

  /** Returns the deviation. */
  next(input: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const slot = SIZE + position
    memory[slot] = input
    if (position + 1 === this.#bars) return this.#endLap(input)
    const distance = input - this.recall(ORIGIN)
    const sum = this.recall(HEAD_SUM) + distance
    const squares = this.recall(HEAD_SQUARES) + distance * distance
    memory[POSITION] = position + 1
    memory[HEAD_SUM] = sum
    memory[HEAD_SQUARES] = squares
    return this.#settle(sum + this.recall(slot + 1), squares + this.recall(slot + 1 + this.#bars))
  }

  /** Turns the lap's values into sums of what will be left of it, seen from its last value. */
  #endLap(origin: number): number {
    const { memory } = this
    const bars = this.#bars
    let sum = 0
    let squares = 0
    for (let slot = SIZE + bars - 1; slot >= SIZE; slot--) {
      const distance = this.recall(slot) - origin
      sum += distance
      squares += distance * distance
      memory[slot] = sum
      memory[slot + bars] = squares
    }
    memory[POSITION] = 0
    memory[IS_FULL] = 1
    memory[ORIGIN] = origin
    memory[HEAD_SUM] = 0
    memory[HEAD_SQUARES] = 0
    return this.#settle(sum, squares)
  }

  #settle(sum: number, squares: number): number {
    const { memory } = this
    const bars = this.#bars
    const spread = bars * squares - sum * sum
    memory[MEAN] = this.recall(ORIGIN) + sum / bars
    memory[VALUE] = spread > 0 ? Math.sqrt(spread) / bars : 0
    return this.value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get mean(): number {
    return this.isReady ? this.recall(MEAN) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FULL) === 1
  }
}
