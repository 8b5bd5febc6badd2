import type { CheckRow } from '../../../src/web/contract/orders.ts'
import { spoken } from '../../format.ts'
import { measure, UNITS, type Unit } from '../../measure.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const unitOf = (value: unknown): Unit => UNITS.find((unit) => unit === value) ?? 'none'

/** Why an order was denied, a sentence a check, of the data of the event; the words of its preview where it had one. */
export function deniedReasons(data: unknown, checks: readonly CheckRow[]): readonly string[] {
  const denials = isRecord(data) ? data['denials'] : null
  if (!Array.isArray(denials)) return []
  return denials.filter(isRecord).map(({ reason, value, limit, unit }) => {
    const known = checks.find(({ id, isPassed }) => id === reason && !isPassed)
    if (known) return known.says
    const words = spoken(String(reason))
    if (typeof value !== 'number' || typeof limit !== 'number') return words
    return `${words}: ${measure(value, unitOf(unit))}, limit ${measure(limit, unitOf(unit))}`
  })
}
