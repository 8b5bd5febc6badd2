import type { TradeDate } from '../time.ts'
import { dateOfDay } from './day-number.ts'

/** A fall from a highest point and, where it came, the return to it. */
export interface Drawdown {
  readonly depthBps: number
  readonly peakOn: TradeDate
  readonly troughOn: TradeDate
  /** null while it lasts. */
  readonly recoveredOn: TradeDate | null
  /** Calendar days from the peak to the recovery, or to the newest day while it lasts. */
  readonly days: number
  /** Calendar days from the trough to the recovery; null while it lasts. */
  readonly recoveryDays: number | null
}

interface Fall {
  readonly peakDay: number
  troughDay: number
  depth: number
  /** −1 while it lasts. */
  recoveredDay: number
}

/** How far a value stands below its highest so far, in basis points; 0 at a new high, NaN when either is unknown. */
export const fallBps = (value: number, peak: number): number =>
  value >= peak ? 0 : (1 - value / peak) * 10_000

const KEPT_MAX = 5
const byDepth = (a: Fall, b: Fall): number => b.depth - a.depth || a.peakDay - b.peakDay

/**
 * Follows growth (1 at the opening) from its highest point so far, in O(1) a day. The opening is
 * the first peak.
 */
export class DrawdownTracker {
  #peak = 1
  #peakDay: number
  #lastDay: number
  #underWater = 0
  #longest = 0
  #fall: Fall | null = null
  /** The deepest that are over, deepest first. */
  #over: Fall[] = []

  constructor(openingDay: number) {
    this.#peakDay = openingDay
    this.#lastDay = openingDay
  }

  add(day: number, growth: number): void {
    this.#lastDay = day
    if (growth >= this.#peak) {
      this.#recover(day)
      this.#peak = growth
      this.#peakDay = day
      return
    }
    this.#underWater += 1
    const depth = this.depthOf(growth)
    this.#fall ??= { peakDay: this.#peakDay, troughDay: day, depth, recoveredDay: -1 }
    if (depth > this.#fall.depth) {
      this.#fall.depth = depth
      this.#fall.troughDay = day
    }
    this.#longest = Math.max(this.#longest, day - this.#peakDay)
  }

  /** How far a growth stands below the peak, as a fraction. */
  depthOf(growth: number): number {
    return growth >= this.#peak ? 0 : 1 - growth / this.#peak
  }

  /** The deepest fall so far, as a fraction. */
  get deepest(): number {
    return Math.max(this.#fall?.depth ?? 0, this.#over[0]?.depth ?? 0)
  }

  /** Days below the peak. */
  get daysUnderWater(): number {
    return this.#underWater
  }

  /** Calendar days of the longest fall, from its peak. */
  get longestDays(): number {
    return this.#longest
  }

  /** The five deepest falls, deepest first. */
  deepestFalls(): readonly Drawdown[] {
    const falls = this.#fall === null ? this.#over : [...this.#over, this.#fall].sort(byDepth)
    return falls.slice(0, KEPT_MAX).map((fall) => this.#describe(fall))
  }

  #recover(day: number): void {
    if (this.#fall === null) return
    this.#fall.recoveredDay = day
    this.#longest = Math.max(this.#longest, day - this.#fall.peakDay)
    this.#over = [...this.#over, this.#fall].sort(byDepth).slice(0, KEPT_MAX)
    this.#fall = null
  }

  #describe({ peakDay, troughDay, recoveredDay, depth }: Fall): Drawdown {
    const isOver = recoveredDay >= 0
    return {
      depthBps: depth * 10_000,
      peakOn: dateOfDay(peakDay),
      troughOn: dateOfDay(troughDay),
      recoveredOn: isOver ? dateOfDay(recoveredDay) : null,
      days: (isOver ? recoveredDay : this.#lastDay) - peakDay,
      recoveryDays: isOver ? recoveredDay - troughDay : null,
    }
  }
}
