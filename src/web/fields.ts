/** An object as data: what JSON makes of it. */
export type Fields = Readonly<Record<string, unknown>>

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !isList(value)

/** A key's own value: what every object inherits is nobody's. */
export function own(fields: Fields, name: string): unknown {
  const value = fields[name]
  // Only functions are inherited under names that may be keys, and no function is data.
  return typeof value === 'function' ? undefined : value
}
