import {
  type Objective,
  outOfSampleOf,
  type SweepResult,
  type TrialFigures,
} from '../domain/sweep.ts'
import { textTable } from './output.ts'
import { count, percent, percentLoss } from './report/figures.ts'
import { goodWords, OBJECTIVE_WORDS, objectiveText } from './report/objective-words.ts'
import { variedOf } from './report/packed-sweep.ts'
import { combinationWords } from './report/trial-table.ts'

const SHOWN = 10

/** Over the columns: what was ranked by, then what else a person asks first. */
const headsOf = (objective: Objective): readonly string[] => [
  OBJECTIVE_WORDS[objective].title,
  ...OTHERS.filter((other) => other !== objective).map((other) => OBJECTIVE_WORDS[other].title),
  'Drawdown',
  'Trades',
]

const OTHERS = ['sharpe', 'cagrBps'] as const satisfies readonly Objective[]

const cellsOf = (figures: TrialFigures, objective: Objective): readonly string[] => [
  objectiveText(objective, figures[objective]),
  ...OTHERS.filter((other) => other !== objective).map((other) =>
    objectiveText(other, figures[other]),
  ),
  percentLoss(figures.maxDrawdownBps),
  count(figures.trades),
]

/** A sweep as a person reads it: the ranking, the neighbours of the best, and what trying so much does to it. */
export function sweepWords(result: SweepResult, runId: string): string {
  const { spec, trials, counted, best, stability, walkForward } = result
  const varied = variedOf(spec.parameters)
  const named = (parameters: Readonly<Record<string, number | null>>) =>
    combinationWords(parameters, varied)
  const text = (value: number | null) => objectiveText(spec.objective, value)
  const lines = [
    `${spec.strategy}: ${trials.length} trials by ${OBJECTIVE_WORDS[spec.objective].name}, ${spec.from} to ${spec.to}`,
    '',
    textTable(
      ['', ...headsOf(spec.objective)],
      trials
        .slice(0, SHOWN)
        .map(({ parameters, figures }) => [named(parameters), ...cellsOf(figures, spec.objective)]),
    ),
  ]
  if (best === null) {
    lines.push(
      '',
      `No trial has a ${OBJECTIVE_WORDS[spec.objective].name}: ${trials[0]?.reason ?? 'nothing was run'}.`,
    )
  } else {
    const { deflatedSharpe } = best.metrics.significance
    const chance =
      deflatedSharpe.value === null
        ? `– (${deflatedSharpe.reason})`
        : percent(deflatedSharpe.value * 10_000)
    lines.push(
      '',
      `Chance that the best is more than luck after ${counted.count} trials: ${chance}`,
    )
  }
  if (stability) {
    lines.push(
      `Neighbours of the best: ${stability.known}, median ${text(stability.median)}, worst ${text(stability.worst)}`,
    )
  }
  if (walkForward) {
    const { windows, good, median } = outOfSampleOf(walkForward, spec.objective)
    lines.push(
      '',
      'Chosen on the past, tried on what follows',
      walkForwardTable(result, walkForward, named),
    )
    lines.push(
      `Out of sample: median ${text(median)}, ${good} of ${windows} windows ${goodWords(spec.objective)}`,
    )
  }
  for (const warning of result.warnings.slice(0, SHOWN)) lines.push('', `Warning: ${warning}`)
  lines.push('', `Run ${runId}`)
  return lines.join('\n')
}

const walkForwardTable = (
  { spec }: SweepResult,
  windows: NonNullable<SweepResult['walkForward']>,
  named: (parameters: Readonly<Record<string, number | null>>) => string,
): string =>
  textTable(
    ['', 'Chosen', 'In sample', 'Out of sample', 'CAGR', 'Trades'],
    windows.map(({ outOfSampleFrom, outOfSampleTo, parameters, inSample, outOfSample }) => [
      `${outOfSampleFrom} to ${outOfSampleTo}`,
      named(parameters),
      objectiveText(spec.objective, inSample[spec.objective]),
      objectiveText(spec.objective, outOfSample[spec.objective]),
      objectiveText('cagrBps', outOfSample.cagrBps),
      count(outOfSample.trades),
    ]),
  )
