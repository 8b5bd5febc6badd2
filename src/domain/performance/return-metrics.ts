import { at } from '../bar.ts'
import type { DaySeries } from './day-series.ts'
import { inBps, known, type Metric, quotient, unless } from './metric.ts'
import { isMoving, type Moments } from './moments.ts'
import { daily, type PerformanceSettings } from './settings.ts'

/** What the days earned, after charges, and how evenly. */
export interface ReturnMetrics {
  /** Growth since the opening, deposits taken out; stated from the first day. */
  readonly totalReturnBps: Metric
  /** The same a year, by calendar days (365). */
  readonly cagrBps: Metric
  readonly volatilityBps: Metric
  /** Mean ÷ deviation (n − 1) of daily returns above the risk-free rate, a year. */
  readonly sharpe: Metric
  /** Mean above the target ÷ downside deviation over all days, a year. */
  readonly sortino: Metric
  /** CAGR ÷ deepest drawdown. */
  readonly calmar: Metric
  readonly bestDayBps: Metric
  readonly worstDayBps: Metric
  /** Share of days that gained. */
  readonly winningDaysBps: Metric
  readonly skew: Metric
  /** 3 is normal; fat tails are above. */
  readonly kurtosis: Metric
}

const DAYS_A_YEAR = 365
const NO_DAYS = 'no day yet'
export const STILL_RETURNS = 'the daily returns do not vary'

/** `reason` withholds every ratio; `deepest` is the deepest drawdown as a fraction. */
export function returnMetrics(
  series: DaySeries,
  moments: Moments,
  deepest: number,
  settings: PerformanceSettings,
  reason: string | null,
): ReturnMetrics {
  const { best, worst, winning, downside } = extremes(
    series.returns,
    daily(settings.targetBps, settings),
  )
  const year = Math.sqrt(settings.tradingDaysAYear)
  const aboveTarget = moments.mean - daily(settings.targetBps, settings)
  const cagr = yearlyGrowth(series)
  const still = isMoving(moments.deviation) ? null : STILL_RETURNS
  const empty = series.count === 0 ? NO_DAYS : null
  return {
    totalReturnBps: inBps(series.lastGrowth - 1),
    cagrBps: unless(reason, inBps(cagr)),
    volatilityBps: unless(reason, inBps(moments.deviation * year)),
    sharpe: unless(reason ?? still, known(sharpeOf(moments, settings) * year)),
    sortino: unless(reason, quotient(aboveTarget * year, downside, 'no day fell below the target')),
    calmar: unless(reason, quotient(cagr, deepest, 'no drawdown yet')),
    bestDayBps: unless(empty, inBps(best)),
    worstDayBps: unless(empty, inBps(worst)),
    winningDaysBps: unless(reason, inBps(winning / series.count)),
    skew: unless(reason ?? still, known(moments.skew)),
    kurtosis: unless(reason ?? still, known(moments.kurtosis)),
  }
}

/** Sharpe ratio of one day, not annualised: what its significance is reckoned from. */
export const sharpeOf = (moments: Moments, settings: PerformanceSettings): number =>
  (moments.mean - daily(settings.riskFreeBps, settings)) / moments.deviation

/** Growth a year by calendar days, as a fraction. */
export const yearly = (growth: number, calendarDays: number): number =>
  growth ** (DAYS_A_YEAR / calendarDays) - 1

const yearlyGrowth = (series: DaySeries): number =>
  yearly(series.lastGrowth, series.lastDay - at(series.marks.day, 0))

interface Extremes {
  readonly best: number
  readonly worst: number
  readonly winning: number
  /** Root mean square of what fell short of the target, over all days. */
  readonly downside: number
}

function extremes(returns: Float64Array, target: number): Extremes {
  let best = Number.NEGATIVE_INFINITY
  let worst = Number.POSITIVE_INFINITY
  let winning = 0
  let short = 0
  for (let row = 0; row < returns.length; row += 1) {
    const value = at(returns, row)
    if (value > best) best = value
    if (value < worst) worst = value
    if (value > 0) winning += 1
    if (value < target) short += (value - target) * (value - target)
  }
  return { best, worst, winning, downside: Math.sqrt(short / returns.length) }
}
