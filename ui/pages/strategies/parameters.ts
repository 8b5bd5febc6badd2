import type { StrategiesBody } from '../../../src/web/contract/strategies.ts'

export type Strategy = StrategiesBody['strategies'][number]
export type Parameter = Strategy['parameters'][number]

/** A parameter as a field shows it. */
export const parameterText = (value: number | null): string => (value === null ? '' : String(value))

/** A parameter of what somebody wrote, null for one that may be absent; or why it is not accepted. */
export function parameterOf(
  text: string,
  { min, max, isWhole, defaultValue }: Parameter,
): { readonly value: number | null } | { readonly fault: string } {
  const written = text.trim()
  const bounds = `${min} to ${max}${isWhole ? ', whole' : ''}`
  if (written === '') {
    return defaultValue === null ? { value: null } : { fault: `write a number, ${bounds}` }
  }
  const value = Number(written)
  const isGood = Number.isFinite(value) && value >= min && value <= max
  return isGood && (!isWhole || Number.isInteger(value))
    ? { value }
    : { fault: `write a number, ${bounds}` }
}

/** `fast 9, slow 21`: parameters that are set. */
export const parametersSay = (parameters: readonly Parameter[]): string =>
  parameters.flatMap(({ name, value }) => (value === null ? [] : [`${name} ${value}`])).join(', ')
