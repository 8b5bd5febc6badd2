import type { Objective, RankedTrial, SweepResult, TrialFigures } from '../../domain/sweep.ts'
import { type Words, wordsOf } from './packed-result.ts'

/** Trials as columns, by rank, the best first. */
export interface PackedTrials {
  readonly length: number
  readonly parameters: Readonly<Record<string, readonly (number | null)[]>>
  readonly figures: { readonly [K in keyof TrialFigures]: readonly TrialFigures[K][] }
  /** Why the objective is withheld; an empty text where it is known. */
  readonly reason: Words<string>
}

/** What a page needs of a sweep to sort its trials and to look at them from any two sides. */
export interface PackedSweep {
  readonly objective: Objective
  /** Values of each parameter that was varied, in their order. */
  readonly varied: Readonly<Record<string, readonly number[]>>
  readonly trials: PackedTrials
}

/** Columns of the trials; a hundred thousand of them are still some megabytes only. */
export const packSweep = ({ spec, trials }: SweepResult): PackedSweep => ({
  objective: spec.objective,
  varied: variedOf(spec.parameters),
  trials: {
    length: trials.length,
    parameters: Object.fromEntries(
      Object.keys(spec.parameters).map((name) => [
        name,
        trials.map(({ parameters }) => parameters[name] ?? null),
      ]),
    ),
    figures: packFigures(trials),
    reason: wordsOf(trials.map(({ reason }) => reason ?? '')),
  },
})

/** Parameters with more than one value. */
export const variedOf = (
  ranges: SweepResult['spec']['parameters'],
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(ranges)
      .filter(([, values]) => values.length > 1)
      .map(([name, values]) => [name, values.filter((value) => value !== null)]),
  )

function packFigures(trials: readonly RankedTrial[]): PackedTrials['figures'] {
  const column = <K extends keyof TrialFigures>(name: K) =>
    trials.map(({ figures }) => figures[name])
  return {
    sharpe: column('sharpe'),
    sortino: column('sortino'),
    calmar: column('calmar'),
    cagrBps: column('cagrBps'),
    totalReturnBps: column('totalReturnBps'),
    profitFactor: column('profitFactor'),
    expectancyPaise: column('expectancyPaise'),
    maxDrawdownBps: column('maxDrawdownBps'),
    trades: column('trades'),
    winRateBps: column('winRateBps'),
    costDragBps: column('costDragBps'),
  }
}
