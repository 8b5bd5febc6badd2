import { Atr } from './atr.ts'
import { Indicator, multiplier } from './indicator.ts'

const CLOSE = 0
const UPPER = 1
const LOWER = 2
const IS_RISING = 3
const SIZE = 4

/**
 * A trailing line a number of average true ranges from the bar's middle: below the market while it
 * rises, above it while it falls, and it never steps back from the market until a close crosses it.
 * It begins as a falling one (Olivier Seban; bands and start as TradingView's ta.supertrend, on
 * TA-Lib ATR).
 */
export class Supertrend extends Indicator {
  readonly #atr: Atr
  readonly #width: number

  static size(bars: number): number {
    return SIZE + Atr.size(bars)
  }

  constructor(bars: number, ranges: number, memory?: Float64Array) {
    super(Supertrend.size(bars), memory)
    this.#atr = new Atr(bars, this.memory.subarray(SIZE))
    this.#width = multiplier(ranges)
  }

  next(high: number, low: number, close: number): number {
    const { memory } = this
    const isFirst = !this.isReady
    const distance = this.#width * this.#atr.next(high, low, close)
    if (!this.isReady) return Number.NaN
    const closeBefore = this.recall(CLOSE)
    const upperBefore = this.recall(UPPER)
    const lowerBefore = this.recall(LOWER)
    const middle = (high + low) / 2
    const mayRise = isFirst || closeBefore > upperBefore
    const mayFall = isFirst || closeBefore < lowerBefore
    const upper = mayRise ? middle + distance : Math.min(middle + distance, upperBefore)
    const lower = mayFall ? middle - distance : Math.max(middle - distance, lowerBefore)
    const isRising = isFirst ? false : this.isRising ? close >= lower : close > upper
    memory[CLOSE] = close
    memory[UPPER] = upper
    memory[LOWER] = lower
    memory[IS_RISING] = isRising ? 1 : 0
    return this.value
  }

  get value(): number {
    if (!this.isReady) return Number.NaN
    return this.isRising ? this.recall(LOWER) : this.recall(UPPER)
  }

  /** Whether the line runs below the market; false until it is ready. */
  get isRising(): boolean {
    return this.recall(IS_RISING) === 1
  }

  get isReady(): boolean {
    return this.#atr.isReady
  }
}
