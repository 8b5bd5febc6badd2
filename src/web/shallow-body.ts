import { TradingError } from '../core/errors.ts'

const DEPTH_MAX = 12

/** Refuses what is nested deeper than anything that is asked for here. Throws INPUT_INVALID. */
export function requireShallow(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (depth === DEPTH_MAX) {
    throw new TradingError('INPUT_INVALID', `The body is nested deeper than ${DEPTH_MAX} levels`)
  }
  for (const inner of Object.values(value)) requireShallow(inner, depth + 1)
}
