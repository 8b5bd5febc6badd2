import { at } from '../bar.ts'
import type { DayColumns } from './day-series.ts'
import { inBps, known, type Metric, SAMPLE_TOO_SMALL, unless } from './metric.ts'
import { isMoving } from './moments.ts'
import { STILL_RETURNS } from './return-metrics.ts'
import { daily, type PerformanceSettings } from './settings.ts'

/** The account against an index, over the days on which both that close and the one before are known. */
export interface BenchmarkMetrics {
  /** Days compared. */
  readonly days: number
  readonly totalReturnBps: Metric
  /** Jensen's alpha: return a year that beta does not explain. */
  readonly alphaBps: Metric
  readonly beta: Metric
  readonly correlation: Metric
  /** Deviation (n − 1) a year of the difference of daily returns. */
  readonly trackingErrorBps: Metric
  /** Mean difference a year ÷ tracking error. */
  readonly informationRatio: Metric
}

const NONE = 'no benchmark'
const STILL_BENCHMARK = 'the benchmark does not vary'
const SAME = 'the account moves exactly as the benchmark'

/** `reason` withholds every ratio, as do too few days in common. */
export function benchmarkMetrics(
  marks: DayColumns,
  returns: Float64Array,
  settings: PerformanceSettings,
  reason: string | null,
): BenchmarkMetrics {
  const sums = compare(marks.benchmark, returns)
  const { count, growth } = sums
  const none = count === 0 ? NONE : null
  const withheld = none ?? reason ?? (count < settings.minDays ? SAMPLE_TOO_SMALL : null)
  const still = isMoving(sums.theirDeviation) ? null : STILL_BENCHMARK
  const ourStill = isMoving(sums.ourDeviation) ? null : STILL_RETURNS
  const same = isMoving(sums.activeDeviation) ? null : SAME
  const riskFree = daily(settings.riskFreeBps, settings)
  const beta = sums.covariance / sums.theirDeviation ** 2
  const alpha = sums.ourMean - riskFree - beta * (sums.theirMean - riskFree)
  const active = sums.ourMean - sums.theirMean
  const year = settings.tradingDaysAYear
  return {
    days: count,
    totalReturnBps: unless(none, inBps(growth - 1)),
    alphaBps: unless(withheld ?? still, inBps(alpha * year)),
    beta: unless(withheld ?? still, known(beta)),
    correlation: unless(
      withheld ?? still ?? ourStill,
      known(sums.covariance / (sums.ourDeviation * sums.theirDeviation)),
    ),
    trackingErrorBps: unless(withheld, inBps(sums.activeDeviation * Math.sqrt(year))),
    informationRatio: unless(
      withheld ?? same,
      known((active / sums.activeDeviation) * Math.sqrt(year)),
    ),
  }
}

interface Comparison {
  readonly count: number
  /** Growth of the benchmark over the days compared. */
  readonly growth: number
  readonly ourMean: number
  readonly theirMean: number
  readonly ourDeviation: number
  readonly theirDeviation: number
  readonly covariance: number
  readonly activeDeviation: number
}

/** The benchmark's return of the day in a row, or NaN. */
const theirReturn = (closes: Float64Array, row: number): number =>
  at(closes, row) / at(closes, row - 1) - 1

function compare(closes: Float64Array, returns: Float64Array): Comparison {
  let count = 0
  let growth = 1
  let ourSum = 0
  let theirSum = 0
  for (let row = 1; row < closes.length; row += 1) {
    const theirs = theirReturn(closes, row)
    if (!Number.isFinite(theirs)) continue
    count += 1
    growth *= 1 + theirs
    ourSum += at(returns, row - 1)
    theirSum += theirs
  }
  const ourMean = ourSum / count
  const theirMean = theirSum / count
  let ourSquares = 0
  let theirSquares = 0
  let products = 0
  let activeSquares = 0
  for (let row = 1; row < closes.length; row += 1) {
    const theirs = theirReturn(closes, row) - theirMean
    if (!Number.isFinite(theirs)) continue
    const ours = at(returns, row - 1) - ourMean
    ourSquares += ours * ours
    theirSquares += theirs * theirs
    products += ours * theirs
    activeSquares += (ours - theirs) * (ours - theirs)
  }
  const deviation = (squares: number) => Math.sqrt(squares / (count - 1))
  return {
    count,
    growth,
    ourMean,
    theirMean,
    ourDeviation: deviation(ourSquares),
    theirDeviation: deviation(theirSquares),
    covariance: products / (count - 1),
    activeDeviation: deviation(activeSquares),
  }
}
