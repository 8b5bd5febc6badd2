import type { Drawdown, DrawdownTracker } from './drawdown.ts'
import { inBps, type Metric, unless } from './metric.ts'

/** Falls from the highest point so far, which at first is the opening. Facts from the first day. */
export interface DrawdownMetrics {
  readonly maxBps: number
  /** The fall that stands now. */
  readonly currentBps: number
  /** Calendar days of the longest time without a new highest point. */
  readonly longestDays: number
  /** Share of days below the highest point. */
  readonly underWaterBps: Metric
  /** The five deepest, deepest first. */
  readonly deepest: readonly Drawdown[]
}

/** `reason` withholds the ratio of days. */
export const drawdownMetrics = (
  tracker: DrawdownTracker,
  growth: number,
  days: number,
  reason: string | null,
): DrawdownMetrics => ({
  maxBps: tracker.deepest * 10_000,
  currentBps: tracker.depthOf(growth) * 10_000,
  longestDays: tracker.longestDays,
  underWaterBps: unless(reason, inBps(tracker.daysUnderWater / days)),
  deepest: tracker.deepestFalls(),
})
