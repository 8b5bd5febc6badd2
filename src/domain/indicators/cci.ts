import { Indicator, period } from './indicator.ts'

const POSITION = 0
const IS_FULL = 1
const VALUE = 2
const SIZE = 3

const LAMBERT = 0.015

/**
 * Commodity channel index: distance of the typical price from its mean in mean absolute deviations
 * (Donald Lambert 1980, TA-Lib CCI); 0 where nothing deviates. The deviation has no shorter form,
 * so a bar costs `bars` steps.
 */
export class Cci extends Indicator {
  readonly #bars: number

  static size(bars: number): number {
    return SIZE + period(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Cci.size(bars), memory)
    this.#bars = bars
  }

  next(high: number, low: number, close: number): number {
    const { memory } = this
    const position = this.recall(POSITION)
    const isLast = position + 1 === this.#bars
    // Three times the typical price: the factor cancels, and sums of paise stay exact.
    const price = high + low + close
    memory[SIZE + position] = price
    memory[POSITION] = isLast ? 0 : position + 1
    if (isLast) memory[IS_FULL] = 1
    if (this.isReady) memory[VALUE] = this.#index(price)
    return this.value
  }

  /** Seen from the newest price, so that small deviations of a high price keep their digits. */
  #index(price: number): number {
    const { memory } = this
    let sum = 0
    for (let slot = SIZE; slot < memory.length; slot++) sum += price - this.recall(slot)
    const mean = sum / this.#bars
    let deviations = 0
    for (let slot = SIZE; slot < memory.length; slot++) {
      deviations += Math.abs(price - this.recall(slot) - mean)
    }
    return deviations === 0 ? 0 : sum / (LAMBERT * deviations)
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(IS_FULL) === 1
  }
}
