import { Indicator, period } from './indicator.ts'
import { trueRange } from './true-range.ts'

const COUNT = 0
const HIGH = 1
const LOW = 2
const CLOSE = 3
const PLUS = 4
const MINUS = 5
const RANGE = 6
const VALUE = 7
const SIZE = 8

/**
 * Average directional index with the directional indicators, 0 to 100, defined from bar 2 × `bars`
 * on (Wilder 1978; seeding of TA-Lib ADX, PLUS_DI, MINUS_DI: sums of the first `bars` − 1 moves,
 * then Wilder's smoothing). Bars without any directional movement leave it where it is.
 */
export class Adx extends Indicator {
  readonly #bars: number

  static size(bars: number): number {
    period(bars, 2)
    return SIZE
  }

  constructor(bars: number, memory?: Float64Array) {
    super(Adx.size(bars), memory)
    this.#bars = bars
  }

  /** Returns the index. */
  next(high: number, low: number, close: number): number {
    const { memory } = this
    const count = this.recall(COUNT)
    if (count > 0) {
      const up = high - this.recall(HIGH)
      const down = this.recall(LOW) - low
      this.#smooth(PLUS, up > down && up > 0 ? up : 0)
      this.#smooth(MINUS, down > up && down > 0 ? down : 0)
      this.#smooth(RANGE, trueRange(high, low, this.recall(CLOSE)))
      if (count >= this.#bars) this.#average()
    }
    if (count < 2 * this.#bars) memory[COUNT] = count + 1
    memory[HIGH] = high
    memory[LOW] = low
    memory[CLOSE] = close
    return this.value
  }

  #smooth(slot: number, input: number): void {
    const { memory } = this
    const before = this.recall(slot)
    memory[slot] = (this.recall(COUNT) < this.#bars ? before : before - before / this.#bars) + input
  }

  /** Until the seed is complete the slot of the value holds its share of it. */
  #average(): void {
    const { memory } = this
    const plus = this.recall(PLUS)
    const minus = this.recall(MINUS)
    const moved = plus + minus
    if (moved === 0) return
    const index = 100 * (Math.abs(plus - minus) / moved)
    const before = this.recall(VALUE)
    const isSeeded = this.recall(COUNT) === 2 * this.#bars
    memory[VALUE] = before + (isSeeded ? index - before : index) / this.#bars
  }

  get value(): number {
    return this.isReady ? this.recall(VALUE) : Number.NaN
  }

  /** +DI: the share of the range that went up. */
  get plus(): number {
    return this.#share(PLUS)
  }

  /** −DI: the share of the range that went down. */
  get minus(): number {
    return this.#share(MINUS)
  }

  #share(slot: number): number {
    if (!this.isReady) return Number.NaN
    const range = this.recall(RANGE)
    return range === 0 ? 0 : 100 * (this.recall(slot) / range)
  }

  get isReady(): boolean {
    return this.recall(COUNT) === 2 * this.#bars
  }
}
