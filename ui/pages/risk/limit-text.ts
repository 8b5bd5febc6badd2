import type { LimitRow } from '../../../src/web/contract/risk.ts'

/** What a person writes of a unit, and how much of the desk's own one of it is. */
const WRITTEN: Readonly<
  Record<LimitRow['unit'], { readonly name: string; readonly size: number }>
> = {
  paise: { name: '₹', size: 100 },
  bps: { name: '%', size: 100 },
  count: { name: 'number', size: 1 },
  ms: { name: 'seconds', size: 1_000 },
  ratio: { name: 'times', size: 100 },
}

export const unitName = (unit: LimitRow['unit']): string => WRITTEN[unit].name

/** A limit as a field shows it: 500 bps as `5`. */
export const limitText = (limit: number, unit: LimitRow['unit']): string =>
  String(limit / WRITTEN[unit].size)

/** A limit of what somebody wrote, in the desk's own unit; null for what is none or out of bounds. */
export function limitOf(
  text: string,
  { unit, min, max }: Pick<LimitRow, 'unit' | 'min' | 'max'>,
): number | null {
  const written = text.replaceAll(/[\s,₹%]/g, '')
  if (!/^\d+(?:\.\d+)?$/.test(written)) return null
  const limit = Math.round(Number(written) * WRITTEN[unit].size)
  return limit >= min && limit <= max ? limit : null
}
