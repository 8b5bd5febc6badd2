import { NONE, percent, ratio, rupees } from '../../format.ts'
import type { SweepResult, SweepTrial } from './run-result.ts'

/** A figure that a sweep looks for the most of, as it is written. */
export function objectiveText(value: number | null, objective: string): string {
  if (value === null) return NONE
  if (objective.endsWith('Bps')) return percent(value)
  return objective.endsWith('Paise') ? rupees(value) : ratio(value)
}

/** `fast 9, slow 21`: parameters of a trial that were varied. */
export const trialText = ({ parameters }: SweepTrial, spec: SweepResult['spec']): string =>
  Object.entries(parameters)
    .filter(([name]) => (spec.parameters[name]?.length ?? 0) > 1)
    .map(([name, value]) => `${name} ${value ?? NONE}`)
    .join(', ')
