import { Indicator } from './indicator.ts'
import { trueRange } from './true-range.ts'
import { Wilder } from './wilder.ts'

const HAS_CLOSE = 0
const CLOSE = 1
const SIZE = 2

/**
 * Average true range by Wilder's smoothing, from bar `bars` + 1 on: the first bar has no close
 * before it and counts for nothing (Wilder 1978, TA-Lib ATR).
 */
export class Atr extends Indicator {
  readonly #mean: Wilder

  static size(bars: number): number {
    return SIZE + Wilder.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Atr.size(bars), memory)
    this.#mean = new Wilder(bars, this.memory.subarray(SIZE))
  }

  next(high: number, low: number, close: number): number {
    const { memory } = this
    const before = this.recall(CLOSE)
    memory[CLOSE] = close
    if (this.recall(HAS_CLOSE) === 1) return this.#mean.next(trueRange(high, low, before))
    memory[HAS_CLOSE] = 1
    return Number.NaN
  }

  get value(): number {
    return this.#mean.value
  }

  get isReady(): boolean {
    return this.#mean.isReady
  }
}
