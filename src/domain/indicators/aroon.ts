import { Highest } from './highest.ts'
import { Indicator, partition, period } from './indicator.ts'
import { Lowest } from './lowest.ts'

/**
 * How lately, 100 (now) to 0 (`bars` bars ago), the high and the low of the last `bars` + 1 bars
 * were made (Tushar Chande 1995, TA-Lib AROON, AROONOSC).
 */
export class Aroon extends Indicator {
  readonly #bars: number
  readonly #highest: Highest
  readonly #lowest: Lowest

  static size(bars: number): number {
    return 2 * Highest.size(period(bars) + 1)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Aroon.size(bars), memory)
    const part = partition(this.memory)
    this.#bars = bars
    this.#highest = new Highest(bars + 1, part(Highest.size(bars + 1)))
    this.#lowest = new Lowest(bars + 1, part(Lowest.size(bars + 1)))
  }

  /** Returns the oscillator. */
  next(high: number, low: number): number {
    this.#highest.next(high)
    this.#lowest.next(low)
    return this.oscillator
  }

  get up(): number {
    return this.#freshness(this.#highest.age)
  }

  get down(): number {
    return this.#freshness(this.#lowest.age)
  }

  /** Up less down, −100 to 100. */
  get oscillator(): number {
    return this.up - this.down
  }

  get isReady(): boolean {
    return this.#lowest.isReady
  }

  #freshness(age: number): number {
    return 100 * ((this.#bars - age) / this.#bars)
  }
}
