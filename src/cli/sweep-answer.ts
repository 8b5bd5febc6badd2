import type { SweepResult, TrialFigures } from '../domain/sweep.ts'
import { textTable } from './output.ts'

const SHOWN = 10

const figure = (value: number | null, digits = 2): string => (value === null ? '–' : value.toFixed(digits))
const percent = (bps: number | null): string => (bps === null ? '–' : `${(bps / 100).toFixed(2)} %`)

const cells = ({ sharpe, cagrBps, maxDrawdownBps, trades }: TrialFigures): readonly string[] => [
  figure(sharpe),
  percent(cagrBps),
  percent(maxDrawdownBps),
  String(trades),
]

/** A sweep as a person reads it: the ranking, the neighbours of the best, and what trying so much does to it. */
export function sweepWords(result: SweepResult, runId: string): string {
  const { spec, trials, counted, best, stability, walkForward } = result
  const named = (parameters: Readonly<Record<string, number | null>>) =>
    Object.entries(parameters)
      .filter(([name]) => (spec.parameters[name]?.length ?? 0) > 1)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')
  const lines = [
    `${spec.strategy}: ${trials.length} trials by ${spec.objective}, ${spec.from} to ${spec.to}`,
    '',
    textTable(
      ['', 'Sharpe', 'a year', 'drawdown', 'trades'],
      trials.slice(0, SHOWN).map(({ parameters, figures }) => [named(parameters), ...cells(figures)]),
    ),
  ]
  if (best === null) {
    lines.push('', `No trial has a ${spec.objective}: ${trials[0]?.reason ?? 'nothing was run'}.`)
  } else {
    const { deflatedSharpe } = best.metrics.significance
    const chance = deflatedSharpe.value === null ? `– (${deflatedSharpe.reason})` : percent(deflatedSharpe.value * 10_000)
    lines.push('', `Chance that the best is more than luck after ${counted.count} trials: ${chance}`)
  }
  if (stability) {
    lines.push(`Neighbours of the best: ${stability.known}, median ${figure(stability.median)}, worst ${figure(stability.worst)}`)
  }
  if (walkForward) {
    lines.push('', 'Chosen on the past, tried on what follows', walkForwardTable(walkForward, named))
  }
  for (const warning of result.warnings.slice(0, SHOWN)) lines.push('', `Warning: ${warning}`)
  lines.push('', `Run ${runId}`)
  return lines.join('\n')
}

const walkForwardTable = (
  windows: NonNullable<SweepResult['walkForward']>,
  named: (parameters: Readonly<Record<string, number | null>>) => string,
): string =>
  textTable(
    ['', 'chosen', 'in sample', 'out of sample', 'a year', 'trades'],
    windows.map(({ outOfSampleFrom, outOfSampleTo, parameters, inSample, outOfSample }) => [
      `${outOfSampleFrom} to ${outOfSampleTo}`,
      named(parameters),
      figure(inSample.sharpe),
      figure(outOfSample.sharpe),
      percent(outOfSample.cagrBps),
      String(outOfSample.trades),
    ]),
  )
