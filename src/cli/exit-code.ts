import { isCancellation } from '../core/cancellation.ts'
import { toTradingError } from '../core/error-handler.ts'
import { ConfigurationError, type ErrorCode } from '../core/errors.ts'

/** 0 done · 1 failed · 2 bad usage or configuration · 3 blocked. */
export const EXIT = { done: 0, failed: 1, usage: 2, blocked: 3 } as const

const BLOCKED = new Set<ErrorCode>(['NOT_AVAILABLE', 'STATE_LOCKED', 'TRADING_HALTED', 'DATABASE_UNAVAILABLE'])
const USAGE = new Set<ErrorCode>(['INPUT_INVALID', 'CONFIGURATION_INVALID', 'DATA_MISSING'])

/** How the process ends after an error, and what it says on the way. */
export function verdictOf(error: unknown): { readonly code: number; readonly says: string } {
  if (isCancellation(error)) return { code: EXIT.failed, says: 'Stopped before it was done.' }
  const known = toTradingError(error)
  const says = `${known.message}.`.replace(/\.\.$/, '.')
  if (known instanceof ConfigurationError || USAGE.has(known.code)) return { code: EXIT.usage, says }
  return { code: BLOCKED.has(known.code) ? EXIT.blocked : EXIT.failed, says }
}
