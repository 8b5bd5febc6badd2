import { Highest } from './highest.ts'
import { Indicator, partition } from './indicator.ts'
import { Lowest } from './lowest.ts'

/**
 * Channel of the highest high and the lowest low of `bars` bars, the newest among them, and its
 * middle (Richard Donchian). Read it before `next` to see the channel that a bar may break.
 */
export class Donchian extends Indicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  static size(bars: number): number {
    return 2 * Highest.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Donchian.size(bars), memory)
    const part = partition(this.memory)
    this.#highest = new Highest(bars, part(Highest.size(bars)))
    this.#lowest = new Lowest(bars, part(Lowest.size(bars)))
  }

  /** Returns the middle. */
  next(high: number, low: number): number {
    return (this.#highest.next(high) + this.#lowest.next(low)) / 2
  }

  get upper(): number {
    return this.#highest.value
  }

  get middle(): number {
    return (this.upper + this.lower) / 2
  }

  get lower(): number {
    return this.#lowest.value
  }

  get isReady(): boolean {
    return this.#lowest.isReady
  }
}
