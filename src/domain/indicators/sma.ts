import { Indicator } from './indicator.ts'
import { RollingSum } from './rolling-sum.ts'

/** Simple moving average (TA-Lib SMA). */
export class Sma extends Indicator {
  readonly #bars: number
  readonly #sum: RollingSum

  static size(bars: number): number {
    return RollingSum.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Sma.size(bars), memory)
    this.#bars = bars
    this.#sum = new RollingSum(bars, this.memory)
  }

  next(input: number): number {
    return this.#sum.next(input) / this.#bars
  }

  get value(): number {
    return this.#sum.value / this.#bars
  }

  get isReady(): boolean {
    return this.#sum.isReady
  }
}
