import { Indicator } from './indicator.ts'
import { Lag } from './lag.ts'

const VALUE = 0
const SIZE = 1

/** Rate of change in percent of the value `bars` bars ago; 0 where that was 0 (TA-Lib ROC). */
export class Roc extends Indicator {
  readonly #lag: Lag

  static size(bars: number): number {
    return SIZE + Lag.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Roc.size(bars), memory)
    this.#lag = new Lag(bars, this.memory.subarray(SIZE))
  }

  next(close: number): number {
    const before = this.#lag.next(close)
    if (this.isReady) this.memory[VALUE] = before === 0 ? 0 : 100 * ((close - before) / before)
    return this.value
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  get isReady(): boolean {
    return this.#lag.isReady
  }
}
