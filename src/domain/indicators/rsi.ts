import { Indicator, partition } from './indicator.ts'
import { Wilder } from './wilder.ts'

const HAS_CLOSE = 0
const CLOSE = 1
const SIZE = 2

/**
 * Relative strength index, 0 to 100, defined from bar `bars` + 1 on (Wilder 1978, TA-Lib RSI). Of a
 * market that does not move it is 50, where TA-Lib says 0, which would read as oversold.
 */
export class Rsi extends Indicator {
  readonly #gain: Wilder
  readonly #loss: Wilder

  static size(bars: number): number {
    return SIZE + 2 * Wilder.size(bars)
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Rsi.size(bars), memory)
    const part = partition(this.memory.subarray(SIZE))
    this.#gain = new Wilder(bars, part(Wilder.size(bars)))
    this.#loss = new Wilder(bars, part(Wilder.size(bars)))
  }

  next(close: number): number {
    const { memory } = this
    const change = close - this.recall(CLOSE)
    memory[CLOSE] = close
    if (this.recall(HAS_CLOSE) === 0) {
      memory[HAS_CLOSE] = 1
      return Number.NaN
    }
    // Twice the gain and the loss: the ratio is the same, and no branch follows the market's mood.
    const size = Math.abs(change)
    return strength(this.#gain.next(size + change), this.#loss.next(size - change))
  }

  get value(): number {
    return strength(this.#gain.value, this.#loss.value)
  }

  get isReady(): boolean {
    return this.#loss.isReady
  }
}

function strength(gain: number, loss: number): number {
  const moved = gain + loss
  return moved === 0 ? 50 : 100 * (gain / moved)
}
