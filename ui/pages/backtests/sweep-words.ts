import { NONE, percent, ratio, rupees } from '../../format.ts'
import type { SweepResult, SweepTrial } from './run-result.ts'

/** What a sweep may look for the most of. */
export const OBJECTIVES = [
  ['sharpe', 'Sharpe ratio'],
  ['sortino', 'Sortino ratio'],
  ['calmar', 'CAGR over drawdown'],
  ['cagrBps', 'CAGR'],
  ['totalReturnBps', 'Net return'],
  ['profitFactor', 'Profit factor'],
  ['expectancyPaise', 'Result of a trade'],
] as const

export const objectiveName = (objective: string): string =>
  OBJECTIVES.find(([id]) => id === objective)?.[1] ?? objective

/** A figure that a sweep looks for the most of, as it is written. */
export function objectiveText(value: number | null, objective: string): string {
  if (value === null) return NONE
  if (objective.endsWith('Bps')) return percent(value)
  return objective.endsWith('Paise') ? rupees(value) : ratio(value)
}

/** `fast 9, slow 21`: parameters of a trial that were varied. */
export const trialText = (
  { parameters }: Pick<SweepTrial, 'parameters'>,
  spec: SweepResult['spec'],
): string =>
  Object.entries(parameters)
    .filter(([name]) => (spec.parameters[name]?.length ?? 0) > 1)
    .map(([name, value]) => `${name} ${value ?? NONE}`)
    .join(', ')
