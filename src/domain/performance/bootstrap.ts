import { at } from '../bar.ts'
import type { Random } from '../random.ts'
import { SAMPLE_TOO_SMALL } from './metric.ts'
import { isMoving, momentsOf } from './moments.ts'
import { sharpeOf, yearly } from './return-metrics.ts'
import type { PerformanceSettings } from './settings.ts'
import { quantile } from './tail-metrics.ts'

/**
 * Where a figure would lie in most of the histories that the same days could have made, or why it
 * is not known.
 */
export type Interval =
  | { readonly low: number; readonly high: number; readonly reason: null }
  | { readonly low: null; readonly high: null; readonly reason: string }

export interface Intervals {
  readonly sharpe: Interval
  readonly cagrBps: Interval
  readonly maxDrawdownBps: Interval
}

export interface BootstrapPlan {
  /** Histories drawn. */
  readonly samples: number
  /** Share of histories between low and high: 9,500 is the middle 95 %. */
  readonly confidenceBps: number
  /** Mean length of a block; null takes the cube root of the number of days, the rate of Politis and Romano. */
  readonly blockDays: number | null
}

export const BOOTSTRAP_DEFAULTS: BootstrapPlan = {
  samples: 1_000,
  confidenceBps: 9_500,
  blockDays: null,
}

const unknown = (reason: string): Interval => ({ low: null, high: null, reason })

/** All intervals withheld for one reason. */
export const noIntervals = (reason: string): Intervals => ({
  sharpe: unknown(reason),
  cagrBps: unknown(reason),
  maxDrawdownBps: unknown(reason),
})

/**
 * Percentile intervals from the stationary bootstrap (Politis and Romano, "The stationary bootstrap", JASA 89, 1994):
 * histories as long as ours, made of blocks of our own days of random length, so that good and bad spells stay
 * together. Costs days × samples: not for a thread that must answer.
 */
export function bootstrap(
  returns: Float64Array,
  calendarDays: number,
  settings: PerformanceSettings,
  plan: BootstrapPlan,
  random: Random,
): Intervals {
  const { samples } = plan
  const sharpe = new Float64Array(samples)
  const cagr = new Float64Array(samples)
  const drawdown = new Float64Array(samples)
  const history = new Float64Array(returns.length)
  const blockDays = plan.blockDays ?? Math.cbrt(returns.length)
  for (let sample = 0; sample < samples; sample += 1) {
    resample(returns, history, 1 / blockDays, random)
    const moments = momentsOf(history)
    const { growth, deepest } = compound(history)
    sharpe[sample] = isMoving(moments.deviation)
      ? sharpeOf(moments, settings) * Math.sqrt(settings.tradingDaysAYear)
      : Number.NaN
    cagr[sample] = yearly(growth, calendarDays) * 10_000
    drawdown[sample] = deepest * 10_000
  }
  const outside = (1 - plan.confidenceBps / 10_000) / 2
  return {
    sharpe: between(sharpe, outside),
    cagrBps: between(cagr, outside),
    maxDrawdownBps: between(drawdown, outside),
  }
}

/**
 * Each day follows the one before it, or, with a chance, a new block begins anywhere; the end
 * joins the beginning.
 */
function resample(
  returns: Float64Array,
  history: Float64Array,
  chanceOfBlock: number,
  random: Random,
): void {
  const count = returns.length
  let place = random.int(count)
  for (let row = 0; row < count; row += 1) {
    history[row] = at(returns, place)
    place = random.next() < chanceOfBlock ? random.int(count) : (place + 1) % count
  }
}

function compound(history: Float64Array): { readonly growth: number; readonly deepest: number } {
  let growth = 1
  let peak = 1
  let deepest = 0
  for (let row = 0; row < history.length; row += 1) {
    growth *= 1 + at(history, row)
    if (growth > peak) peak = growth
    else deepest = Math.max(deepest, 1 - growth / peak)
  }
  return { growth, deepest }
}

/** The middle of what is known; histories without an answer (all days alike) are left out. */
function between(values: Float64Array, outside: number): Interval {
  const sorted = values.filter((value) => Number.isFinite(value)).sort()
  if (sorted.length === 0) return unknown(SAMPLE_TOO_SMALL)
  return { low: quantile(sorted, outside), high: quantile(sorted, 1 - outside), reason: null }
}
