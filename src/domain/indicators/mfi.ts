import { Indicator, partition } from './indicator.ts'
import { RollingSum } from './rolling-sum.ts'

const HAS_PRICE = 0
const PRICE = 1
const SIZE = 2

/**
 * Money flow index, 0 to 100: the share of turnover at rising typical prices among the last `bars`
 * moves (Gene Quong and Avrum Soudack, TA-Lib MFI); 50 where no money flowed.
 */
export class Mfi extends Indicator {
  readonly #positive: RollingSum
  readonly #negative: RollingSum

  static size(bars: number): number {
    return SIZE + 2 * RollingSum.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Mfi.size(bars), memory)
    const part = partition(this.memory.subarray(SIZE))
    this.#positive = new RollingSum(bars, part(RollingSum.size(bars)))
    this.#negative = new RollingSum(bars, part(RollingSum.size(bars)))
  }

  next(high: number, low: number, close: number, volume: number): number {
    const { memory } = this
    // Three times the typical price: the factor cancels, and sums of paise stay exact.
    const price = high + low + close
    const before = this.recall(PRICE)
    memory[PRICE] = price
    if (this.recall(HAS_PRICE) === 1) {
      this.#positive.next(price > before ? price * volume : 0)
      this.#negative.next(price < before ? price * volume : 0)
    }
    memory[HAS_PRICE] = 1
    return this.value
  }

  get value(): number {
    const positive = this.#positive.value
    const flow = positive + this.#negative.value
    return flow === 0 ? 50 : 100 * (positive / flow)
  }

  get isReady(): boolean {
    return this.#negative.isReady
  }
}
