import { dayNumber } from '../time.ts'
import { Indicator } from './indicator.ts'

const DAY = 0
const TURNOVER = 1
const VOLUME = 2
const SIZE = 3

/**
 * Volume-weighted average of the session's typical prices, (high + low + close) ÷ 3. It starts anew
 * each day in India and is NaN until the day has seen volume.
 */
export class Vwap extends Indicator {
  static size(): number {
    return SIZE
  }

  constructor(memory?: Float64Array) {
    super(SIZE, memory)
  }

  /** `startsAt` is the bar's start, epoch ms. */
  next(startsAt: number, high: number, low: number, close: number, volume: number): number {
    const { memory } = this
    const day = dayNumber(startsAt)
    if (day !== this.recall(DAY)) {
      memory[DAY] = day
      memory[TURNOVER] = 0
      memory[VOLUME] = 0
    }
    memory[TURNOVER] = this.recall(TURNOVER) + (high + low + close) * volume
    memory[VOLUME] = this.recall(VOLUME) + volume
    return this.value
  }

  get value(): number {
    return this.isReady ? this.recall(TURNOVER) / (3 * this.recall(VOLUME)) : Number.NaN
  }

  get isReady(): boolean {
    return this.recall(VOLUME) > 0
  }
}
