import { Highest } from './highest.ts'
import { Indicator, partition } from './indicator.ts'
import { Lowest } from './lowest.ts'
import { rangeShare } from './range-share.ts'

const VALUE = 0
const SIZE = 1

/**
 * Williams %R, −100 (close at the low of `bars` bars) to 0 (at the high) (Larry Williams, TA-Lib
 * WILLR).
 */
export class WilliamsR extends Indicator {
  readonly #highest: Highest
  readonly #lowest: Lowest

  static size(bars: number): number {
    return SIZE + 2 * Highest.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(WilliamsR.size(bars), memory)
    const part = partition(this.memory.subarray(SIZE))
    this.#highest = new Highest(bars, part(Highest.size(bars)))
    this.#lowest = new Lowest(bars, part(Lowest.size(bars)))
  }

  next(high: number, low: number, close: number): number {
    const highest = this.#highest.next(high)
    const lowest = this.#lowest.next(low)
    if (!this.isReady) return Number.NaN
    const value = -100 * rangeShare(close, highest, lowest)
    this.memory[VALUE] = value
    return value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.#lowest.isReady
  }
}
