import { Indicator, multiplier } from './indicator.ts'
import { StandardDeviation } from './standard-deviation.ts'

/**
 * Bands around the simple mean, a number of population deviations wide (John Bollinger, TA-Lib
 * BBANDS).
 */
export class Bollinger extends Indicator {
  readonly #deviation: StandardDeviation
  readonly #width: number

  static size(bars: number): number {
    return StandardDeviation.size(bars)
  }

  constructor(bars: number, deviations: number, memory?: Float64Array) {
    super(Bollinger.size(bars), memory)
    this.#deviation = new StandardDeviation(bars, this.memory)
    this.#width = multiplier(deviations)
  }

  /** Returns the middle. */
  next(close: number): number {
    this.#deviation.next(close)
    return this.middle
  }

  get upper(): number {
    return this.middle + this.#width * this.deviation
  }

  get middle(): number {
    return this.#deviation.mean
  }

  get lower(): number {
    return this.middle - this.#width * this.deviation
  }

  get deviation(): number {
    return this.#deviation.value
  }

  get isReady(): boolean {
    return this.#deviation.isReady
  }
}
