import { dayNumber } from '../time.ts'
import { Indicator } from './indicator.ts'

const DAYS = 0
const DAY = 1
const HIGH = 2
const LOW = 3
const CLOSE = 4
const HIGH_BEFORE = 5
const LOW_BEFORE = 6
const CLOSE_BEFORE = 7
const SIZE = 8

/**
 * Classic floor pivots: levels for a day out of the high, low and close of the day before it that
 * was traded (in India), taken from bars of any length. Defined from the second day on.
 */
export class Pivots extends Indicator {
  static size(): number {
    return SIZE
  }

  constructor(memory?: Float64Array) {
    super(SIZE, memory)
  }

  /** `startsAt` is the bar's start, epoch ms. Returns the pivot. */
  next(startsAt: number, high: number, low: number, close: number): number {
    const { memory } = this
    const day = dayNumber(startsAt)
    const days = this.recall(DAYS)
    if (days === 0 || day !== this.recall(DAY)) {
      memory[DAYS] = Math.min(days + 1, 2)
      memory[DAY] = day
      memory[HIGH_BEFORE] = this.recall(HIGH)
      memory[LOW_BEFORE] = this.recall(LOW)
      memory[CLOSE_BEFORE] = this.recall(CLOSE)
      memory[HIGH] = high
      memory[LOW] = low
    }
    memory[HIGH] = Math.max(this.recall(HIGH), high)
    memory[LOW] = Math.min(this.recall(LOW), low)
    memory[CLOSE] = close
    return this.pivot
  }

  get pivot(): number {
    if (!this.isReady) return Number.NaN
    return (this.recall(HIGH_BEFORE) + this.recall(LOW_BEFORE) + this.recall(CLOSE_BEFORE)) / 3
  }

  /** R1 to R3. */
  resistance(level: 1 | 2 | 3): number {
    const high = this.recall(HIGH_BEFORE)
    const low = this.recall(LOW_BEFORE)
    if (level === 1) return 2 * this.pivot - low
    return level === 2 ? this.pivot + (high - low) : high + 2 * (this.pivot - low)
  }

  /** S1 to S3. */
  support(level: 1 | 2 | 3): number {
    const high = this.recall(HIGH_BEFORE)
    const low = this.recall(LOW_BEFORE)
    if (level === 1) return 2 * this.pivot - high
    return level === 2 ? this.pivot - (high - low) : low - 2 * (high - this.pivot)
  }

  get isReady(): boolean {
    return this.recall(DAYS) === 2
  }
}
