import type { Assumptions, BacktestSpec } from './backtest.ts'
import { type Trials, trialsOf } from './performance/significance-metrics.ts'
import type { PerformanceReport } from './performance.ts'
import type { StrategyRanges, StrategyValues } from './strategy-values.ts'

/** Figures that a sweep may look for the most of. */
export const OBJECTIVES = [
  'sharpe',
  'sortino',
  'calmar',
  'cagrBps',
  'totalReturnBps',
  'profitFactor',
  'expectancyPaise',
] as const
export type Objective = (typeof OBJECTIVES)[number]

/** What is asked of a sweep: a backtest with many values for each parameter. */
export interface SweepSpec extends Omit<BacktestSpec, 'parameters'> {
  readonly parameters: StrategyRanges
  readonly objective: Objective
}

/** The headline of one trial; null is withheld, for the reason that stands with the trial. */
export interface TrialFigures extends Readonly<Record<Objective, number | null>> {
  readonly maxDrawdownBps: number
  readonly trades: number
  readonly winRateBps: number | null
  readonly costDragBps: number | null
}

/** One combination of values, run. */
export interface Trial {
  readonly parameters: StrategyValues
  readonly figures: TrialFigures
  /** Why the objective is withheld; null where it is known. */
  readonly reason: string | null
}

/** A trial and its place by the objective: 1 is the best. */
export interface RankedTrial extends Trial {
  readonly rank: number
}

/**
 * Whether the best stands on a plateau or on a needle: the trials whose every parameter is at most
 * one step of the sweep away.
 */
export interface Stability {
  readonly neighbours: number
  /** Neighbours whose objective is known. */
  readonly known: number
  readonly best: number
  readonly median: number | null
  readonly worst: number | null
}

/** The best of one stretch of days, tried on the days after it. */
export interface WalkForwardWindow {
  /** All inclusive. */
  readonly inSampleFrom: string
  readonly inSampleTo: string
  readonly outOfSampleFrom: string
  readonly outOfSampleTo: string
  readonly parameters: StrategyValues
  readonly inSample: TrialFigures
  readonly outOfSample: TrialFigures
  /** Why the objective out of sample is withheld; null where it is known. */
  readonly reason: string | null
}

/** The answer of a sweep: one document, valid JSON whatever happened. */
export interface SweepResult {
  readonly spec: SweepSpec
  /** By rank, the best first. */
  readonly trials: readonly RankedTrial[]
  /** Combinations that the strategy's rules between parameters forbid, and so were not run. */
  readonly forbidden: number
  /** The best trial run whole, its Sharpe ratio deflated by `counted`; null when no trial has a figure. */
  readonly best: {
    readonly trial: RankedTrial
    readonly metrics: PerformanceReport
  } | null
  readonly stability: Stability | null
  /** null when it was not asked for. */
  readonly walkForward: readonly WalkForwardWindow[] | null
  /** Everything that was ever tried on these data, this sweep included. */
  readonly counted: Trials
  readonly instruments: number
  readonly bars: number
  readonly assumptions: Assumptions
  /** What a reader must know before believing the figures. */
  readonly warnings: readonly string[]
  readonly dataHash: string
  readonly seed: number
}

/** The headline of a report, as a sweep keeps it of each trial. */
export function figuresOf(report: PerformanceReport): TrialFigures {
  const { returns, drawdown, trades, activity } = report
  return {
    sharpe: returns.sharpe.value,
    sortino: returns.sortino.value,
    calmar: returns.calmar.value,
    cagrBps: returns.cagrBps.value,
    totalReturnBps: returns.totalReturnBps.value,
    profitFactor: trades.profitFactor.value,
    expectancyPaise: trades.expectancyPaise.value,
    maxDrawdownBps: drawdown.maxBps,
    trades: trades.trades,
    winRateBps: trades.winRateBps.value,
    costDragBps: activity.costDragBps.value,
  }
}

/** Why a report has no figure for an objective; null where it has one. */
export function withheldReason(
  { returns, trades }: PerformanceReport,
  objective: Objective,
): string | null {
  switch (objective) {
    case 'profitFactor':
    case 'expectancyPaise':
      return trades[objective].reason
    default:
      return returns[objective].reason
  }
}

/** Trials with their ranks, the best first; those without a figure come last. Equals keep their order. */
export function rankTrials(trials: readonly Trial[], objective: Objective): readonly RankedTrial[] {
  const worth = ({ figures }: Trial) => figures[objective] ?? Number.NEGATIVE_INFINITY
  return trials
    .toSorted((a, b) => (worth(a) === worth(b) ? 0 : worth(b) - worth(a)))
    .map((trial, index) => ({ ...trial, rank: index + 1 }))
}

/** What was tried before, as far as deflation must know it. */
export type TriedBefore = Pick<Trial, 'parameters'> & { readonly sharpe: number | null }

/** Everything ever tried, with what it came to: the same once more is no new try, so asking again changes no answer. */
export function countedTrials(trials: readonly Trial[], before: readonly TriedBefore[]): Trials {
  const now = trials.map(({ parameters, figures }) => ({ parameters, sharpe: figures.sharpe }))
  const all = new Map([...before, ...now].map((tried) => [keyOf(tried), tried.sharpe]))
  return trialsOf([...all.values()])
}

/** Parameters in one order, whichever order they were stored in. */
const keyOf = ({ parameters, sharpe }: TriedBefore): string =>
  JSON.stringify([Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)), sharpe])

/** How the neighbours of the best trial did; null when no trial has a figure. */
export function stabilityOf(
  ranked: readonly RankedTrial[],
  { parameters, objective }: SweepSpec,
): Stability | null {
  const [first, ...others] = ranked
  const best = first?.figures[objective] ?? null
  if (first === undefined || best === null) return null
  const neighbours = others.filter((trial) => isNeighbour(trial, first, parameters))
  const known = neighbours
    .flatMap(({ figures }) => figures[objective] ?? [])
    .toSorted((a, b) => a - b)
  return {
    neighbours: neighbours.length,
    known: known.length,
    best,
    median: medianOf(known),
    worst: known[0] ?? null,
  }
}

/** How the choices of a walk-forward did on the days that they had not seen. */
export interface OutOfSample {
  readonly windows: number
  /** Windows whose objective is known out of sample. */
  readonly known: number
  /** Those of them with an objective above zero; for a profit factor above one. */
  readonly good: number
  /** Over the windows known out of sample. */
  readonly median: number | null
  /** The same in sample, where the choice was made. */
  readonly chosenMedian: number | null
}

/** What remains of the objective on days after those it was chosen on. */
export function outOfSampleOf(
  windows: readonly WalkForwardWindow[],
  objective: Objective,
): OutOfSample {
  const bar = objective === 'profitFactor' ? 1 : 0
  const known = windows.flatMap(({ outOfSample }) => outOfSample[objective] ?? [])
  const chosen = windows.flatMap(({ inSample }) => inSample[objective] ?? [])
  return {
    windows: windows.length,
    known: known.length,
    good: known.filter((value) => value > bar).length,
    median: medianOf(known.toSorted((a, b) => a - b)),
    chosenMedian: medianOf(chosen.toSorted((a, b) => a - b)),
  }
}

const isNeighbour = (one: Trial, other: Trial, ranges: StrategyRanges): boolean =>
  Object.entries(ranges).every(([name, values]) => {
    const place = ({ parameters }: Trial) => values.indexOf(parameters[name] ?? null)
    return Math.abs(place(one) - place(other)) <= 1
  })

/** Of sorted values. */
function medianOf(values: readonly number[]): number | null {
  const low = values[(values.length - 1) >> 1]
  const high = values[values.length >> 1]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
