import { at } from '../bar.ts'
import { inBps, type Metric, SAMPLE_TOO_SMALL, unless } from './metric.ts'

/** Losses of the worst days as history had them; a loss is positive. */
export interface TailMetrics {
  /** Loss of a day that 95 (99) days of a hundred stay above: value at risk. */
  readonly var95Bps: Metric
  readonly var99Bps: Metric
  /** Mean loss of the days at least as bad: conditional value at risk. */
  readonly cvar95Bps: Metric
  readonly cvar99Bps: Metric
}

/** Historical value at risk. Besides `reason`, a tail in which not one whole day lies is withheld. */
export function tailMetrics(returns: Float64Array, reason: string | null): TailMetrics {
  const sorted = returns.slice().sort()
  const [value95, mean95] = tail(sorted, 0.05)
  const [value99, mean99] = tail(sorted, 0.01)
  const few95 = reason ?? (sorted.length < 20 ? SAMPLE_TOO_SMALL : null)
  const few99 = reason ?? (sorted.length < 100 ? SAMPLE_TOO_SMALL : null)
  return {
    var95Bps: unless(few95, inBps(-value95)),
    var99Bps: unless(few99, inBps(-value99)),
    cvar95Bps: unless(few95, inBps(-mean95)),
    cvar99Bps: unless(few99, inBps(-mean99)),
  }
}

/** A quantile of sorted numbers, straight between neighbours (type 7 of Hyndman and Fan, 1996). */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = at(sorted, below)
  const high = at(sorted, Math.min(below + 1, sorted.length - 1))
  return low + (place - below) * (high - low)
}

/** The quantile of a share, and the mean of what is not above it. */
function tail(sorted: Float64Array, share: number): readonly [number, number] {
  const value = quantile(sorted, share)
  let sum = 0
  let count = 0
  while (count < sorted.length && at(sorted, count) <= value) {
    sum += at(sorted, count)
    count += 1
  }
  return [value, sum / count]
}
