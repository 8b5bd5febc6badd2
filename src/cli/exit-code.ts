import { CommanderError } from 'commander'
import { isCancellation } from '../core/cancellation.ts'
import { toTradingError } from '../core/error-handler.ts'
import { ConfigurationError, type ErrorCode } from '../core/errors.ts'

/** 0 done · 1 failed · 2 bad usage or configuration · 3 blocked. */
export const EXIT = { done: 0, failed: 1, usage: 2, blocked: 3 } as const

const BLOCKED = new Set<ErrorCode>([
  'NOT_AVAILABLE',
  'AI_BLOCKED',
  'STATE_LOCKED',
  'TRADING_HALTED',
  'DATABASE_UNAVAILABLE',
  'PORT_TAKEN',
])
const USAGE = new Set<ErrorCode>([
  'INPUT_INVALID',
  'CONFIGURATION_INVALID',
  'DATA_MISSING',
  'NOT_FOUND',
])

/** How a command that did not fail outright ends: what it answered is not all well. */
export function endWith(code: number): void {
  process.exitCode = code
}

/** How the process ends after an error, and what it says on the way. */
export interface Ending {
  readonly code: number
  /** For a person; empty when it was said before. */
  readonly says: string
  /** For a machine; null when nothing failed. */
  readonly document: unknown
}

/** What an error means for the process. */
export function verdictOf(error: unknown): Ending {
  if (error instanceof CommanderError) return usageOf(error)
  if (isCancellation(error)) {
    const says = 'Stopped before it was done.'
    return { code: EXIT.failed, says, document: { error: { code: 'CANCELLED', message: says } } }
  }
  const known = toTradingError(error)
  const says = /[.?]$/.test(known.message) ? known.message : `${known.message}.`
  const field = known instanceof ConfigurationError ? { field: known.field } : {}
  const document = { error: { ...known.toJSON(), ...field } }
  if (known instanceof ConfigurationError || USAGE.has(known.code)) {
    return { code: EXIT.usage, says, document }
  }
  return { code: BLOCKED.has(known.code) ? EXIT.blocked : EXIT.failed, says, document }
}

/** Help that was asked for is an answer; anything else about the words of a command is wrong usage, and was told. */
function usageOf({ exitCode, code, message }: CommanderError): Ending {
  if (exitCode === 0) return { code: EXIT.done, says: '', document: null }
  const says = message.replace(/^error: /, '')
  const error = { code: 'INPUT_INVALID', message: code === 'commander.help' ? NO_COMMAND : says }
  return { code: EXIT.usage, says: '', document: { error } }
}

const NO_COMMAND = 'A command is missing: see --help'
