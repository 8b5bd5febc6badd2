import { known, type Metric, unless, withheld } from './metric.ts'
import { isMoving, type Moments, momentsOf } from './moments.ts'
import { STILL_RETURNS, sharpeOf } from './return-metrics.ts'
import type { PerformanceSettings } from './settings.ts'
import { deflatedSharpe, minTrackRecord, probabilisticSharpe } from './sharpe-significance.ts'

/** Everything that was tried before this strategy was chosen. */
export interface Trials {
  readonly count: number
  /** Variance of the trials' Sharpe ratios as reports state them: a year. */
  readonly sharpeVariance: number
}

/** What was tried, from the Sharpe ratios (a year) of all of it; one that is withheld counts as a trial all the same. */
export function trialsOf(sharpes: readonly (number | null)[]): Trials {
  const known = Float64Array.from(sharpes.filter((sharpe) => sharpe !== null))
  const { deviation } = momentsOf(known)
  return {
    count: Math.max(1, sharpes.length),
    sharpeVariance: known.length > 1 ? deviation ** 2 : 0,
  }
}

/** Whether a Sharpe ratio is skill or luck. Chances are 0 to 1. */
export interface SignificanceMetrics {
  /** Chance that the true Sharpe ratio is above zero. */
  readonly probabilisticSharpe: Metric
  /** Chance that it is above what the luckiest of all trials would show without skill. */
  readonly deflatedSharpe: Metric
  /** Trading days of such returns after which it would be above zero with 95 % confidence. */
  readonly minTrackRecordDays: Metric
}

const CONFIDENCE = 0.95

/** `reason` withholds every figure. */
export function significanceMetrics(
  moments: Moments,
  trials: Trials | null,
  settings: PerformanceSettings,
  reason: string | null,
): SignificanceMetrics {
  const why = reason ?? (isMoving(moments.deviation) ? null : STILL_RETURNS)
  const sample = { ...moments, sharpe: sharpeOf(moments, settings) }
  const record = minTrackRecord(sample, 0, CONFIDENCE)
  const never = record === Number.POSITIVE_INFINITY ? 'the Sharpe ratio is not above zero' : null
  return {
    probabilisticSharpe: unless(why, known(probabilisticSharpe(sample, 0))),
    deflatedSharpe:
      trials === null
        ? withheld('the number of trials is not known')
        : unless(why, known(deflated(trials))),
    minTrackRecordDays: unless(why ?? never, known(record)),
  }

  function deflated({ count, sharpeVariance }: Trials): number {
    return deflatedSharpe(sample, count, sharpeVariance / settings.tradingDaysAYear)
  }
}
