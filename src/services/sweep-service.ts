import { TradingError } from '../core/errors.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import type { Trials } from '../domain/performance/significance-metrics.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import type { StrategyDefinition } from '../domain/strategy.ts'
import { brokenRules, type StrategyRanges, type StrategyValues } from '../domain/strategy-values.ts'
import {
  countedTrials,
  figuresOf,
  rankTrials,
  type SweepResult,
  type SweepSpec,
  stabilityOf,
  type Trial,
  type TriedBefore,
  type WalkForwardWindow,
  withheldReason,
} from '../domain/sweep.ts'
import { addDays, daysBetween, type TradeDate, tradeDate } from '../domain/time.ts'
import type { BacktestData } from './backtest-data.ts'

/** A stretch of the data, both ends inclusive. */
interface Range {
  readonly from: string
  readonly to: string
}

/** Days before `countsFrom` only lead in: the strategy knows them, and its figures begin after them. */
export interface TrialRange extends Range {
  readonly countsFrom: string | null
}

/** Runs one combination over a stretch of the data, here or in another thread. */
export type RunTrial = (parameters: StrategyValues, range: TrialRange) => Promise<PerformanceReport>

export interface SweepDeps {
  readonly definition: StrategyDefinition
  readonly data: BacktestData
  readonly runTrial: RunTrial
  /** The best once more, whole, its Sharpe ratio deflated. */
  readonly runBest: (spec: BacktestSpec, trials: Trials) => Promise<SweepBest>
  /** Everything tried before on these data. */
  readonly triedBefore: readonly TriedBefore[]
}

type SweepBest = Pick<SweepResult, 'assumptions' | 'warnings'> & {
  readonly metrics: PerformanceReport
}

export interface SweepOptions {
  /** Windows of a walk-forward; null leaves it out. */
  readonly windows: number | null
  readonly onTrial: (done: number, all: number) => void
}

/** A sweep of more is a mistake rather than a question. */
const COMBINATIONS_MAX = 100_000
/** Part of each window's days that the parameters are chosen on. */
const IN_SAMPLE = 0.75

/** Every combination of the ranges that the strategy's rules allow, in the order of the ranges. Throws INPUT_INVALID for too many and for none. */
export function combinations(
  definition: StrategyDefinition,
  ranges: StrategyRanges,
): { readonly allowed: readonly StrategyValues[]; readonly forbidden: number } {
  const count = Object.values(ranges).reduce((product, values) => product * values.length, 1)
  if (count > COMBINATIONS_MAX) {
    const says = `${count} combinations are too many: narrow the ranges to at most ${COMBINATIONS_MAX}`
    throw new TradingError('INPUT_INVALID', says)
  }
  let all: StrategyValues[] = [{}]
  for (const [name, values] of Object.entries(ranges)) {
    all = all.flatMap((before) => values.map((value) => ({ ...before, [name]: value })))
  }
  const allowed = all.filter((values) => brokenRules(definition, values).length === 0)
  if (allowed.length === 0) {
    const [broken] = all.flatMap((values) => brokenRules(definition, values))
    throw new TradingError(
      'INPUT_INVALID',
      `No combination is allowed: ${broken?.message ?? 'a range is empty'}`,
    )
  }
  return { allowed, forbidden: all.length - allowed.length }
}

/** Tries every combination, ranks them, and says how far the best can be believed. */
export async function sweep(
  spec: SweepSpec,
  deps: SweepDeps,
  { windows, onTrial }: SweepOptions,
): Promise<SweepResult> {
  const { definition, data } = deps
  const { allowed, forbidden } = combinations(definition, spec.parameters)
  const stretches = windows === null ? [] : windowsOf(spec, windows)
  const all = allowed.length * (1 + stretches.length) + stretches.length
  let done = 0
  const count = () => {
    done += 1
    onTrial(done, all)
  }
  const trials = await tryAll(spec, allowed, spec, deps, count)
  const ranked = rankTrials(trials, spec.objective)
  const counted = countedTrials(trials, deps.triedBefore)
  const [first] = ranked
  const hasBest = first !== undefined && first.reason === null
  const [best, walkForward] = await Promise.all([
    first === undefined ? null : deps.runBest({ ...spec, parameters: first.parameters }, counted),
    Promise.all(stretches.map((stretch) => walk(spec, allowed, stretch, deps, count))),
  ])
  return {
    spec,
    trials: ranked,
    forbidden,
    best: hasBest && best !== null ? { trial: first, metrics: best.metrics } : null,
    stability: stabilityOf(ranked, spec),
    walkForward: windows === null ? null : walkForward,
    counted,
    instruments: data.universe.size,
    bars: data.block.bars.length,
    assumptions: best?.assumptions ?? NO_ASSUMPTIONS,
    warnings: best?.warnings ?? data.warnings,
    dataHash: data.hash,
    seed: spec.seed,
  }
}

const NO_ASSUMPTIONS = { fills: '', slippage: '', risk: '', charges: '', data: [], orders: '' }

interface Stretch {
  readonly inSample: Range
  readonly outOfSample: Range
}

/** Trials run side by side, as many as their runner lets through; their order is that of the combinations. */
async function tryAll(
  { objective }: SweepSpec,
  allowed: readonly StrategyValues[],
  { from, to }: Range,
  { runTrial }: SweepDeps,
  count: () => void,
): Promise<readonly Trial[]> {
  return Promise.all(
    allowed.map(async (parameters) => {
      const report = await runTrial(parameters, { from, to, countsFrom: null })
      count()
      return { parameters, figures: figuresOf(report), reason: withheldReason(report, objective) }
    }),
  )
}

/** The best of the first days, tried on the days after them (Pardo, The Evaluation and Optimization of Trading Strategies, 2008). */
async function walk(
  spec: SweepSpec,
  allowed: readonly StrategyValues[],
  { inSample, outOfSample }: Stretch,
  deps: SweepDeps,
  count: () => void,
): Promise<WalkForwardWindow> {
  const ranked = rankTrials(await tryAll(spec, allowed, inSample, deps, count), spec.objective)
  const [best] = ranked
  if (best === undefined)
    throw new TradingError('INPUT_INVALID', 'No combination is allowed by the strategy')
  // The very run that was chosen goes on, so that its averages are not cold on the days that count.
  const report = await deps.runTrial(best.parameters, {
    from: inSample.from,
    to: outOfSample.to,
    countsFrom: outOfSample.from,
  })
  count()
  return {
    inSampleFrom: inSample.from,
    inSampleTo: inSample.to,
    outOfSampleFrom: outOfSample.from,
    outOfSampleTo: outOfSample.to,
    parameters: best.parameters,
    inSample: best.figures,
    outOfSample: figuresOf(report),
    reason: withheldReason(report, spec.objective),
  }
}

/** Windows that roll so that their later parts follow each other without a hole to the end of the range. */
export function windowsOf({ from, to }: Range, windows: number): readonly Stretch[] {
  const first = tradeDate(from)
  const days = daysBetween(first, tradeDate(to)) + 1
  const step = Math.floor((days * (1 - IN_SAMPLE)) / (windows * (1 - IN_SAMPLE) + IN_SAMPLE))
  const length = Math.floor((step * IN_SAMPLE) / (1 - IN_SAMPLE))
  if (step < 1 || length < 1) {
    throw new TradingError('INPUT_INVALID', `${days} days are too few for ${windows} windows`)
  }
  return Array.from({ length: windows }, (_, index) => {
    const begins: TradeDate = addDays(first, index * step)
    const turns = addDays(begins, length)
    const ends = index === windows - 1 ? tradeDate(to) : addDays(turns, step - 1)
    return {
      inSample: { from: begins, to: addDays(turns, -1) },
      outOfSample: { from: turns, to: ends },
    }
  })
}
