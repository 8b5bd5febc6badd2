import { toTradingError } from '../error-handler.ts'
import { type Details, type ErrorCode, TradingError } from '../errors.ts'

interface Reading {
  readonly code: ErrorCode
  readonly message: string
  readonly recoverable?: boolean
}

const GONE: Reading = {
  code: 'DATABASE_UNAVAILABLE',
  message: 'The database cannot be reached. It is tried again by itself',
}

/** By SQLSTATE, or by its class of two characters (PostgreSQL manual, appendix A). */
const READINGS: Readonly<Record<string, Reading>> = {
  '08': GONE,
  '57': GONE,
  '57014': {
    code: 'TIMED_OUT',
    message: 'The database took longer than it is given, so the work was cancelled',
  },
  '53': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database has no room for more work. Close other programs that use it',
  },
  '53100': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The disk of the database is full. Free some space',
  },
  '58': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database cannot read or write its files. Check its disk',
  },
  '28': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database refused the login. Check user and password in DATABASE_URL',
    recoverable: false,
  },
  '3D000': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database named in DATABASE_URL does not exist. Create it or name another',
    recoverable: false,
  },
  '42501': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The login in DATABASE_URL may not do this. Give it the right to create schemas',
    recoverable: false,
  },
  '25006': {
    code: 'DATABASE_UNAVAILABLE',
    message: 'The database is read-only. Point DATABASE_URL at the server that takes writes',
  },
  '55P03': {
    code: 'CONFLICT',
    message: 'Somebody else holds what this work needs. Try again',
    recoverable: true,
  },
  '40': {
    code: 'CONFLICT',
    message: 'Two pieces of work met in the database. Try again',
    recoverable: true,
  },
  '23505': { code: 'CONFLICT', message: 'It exists already' },
  '23': { code: 'CONFLICT', message: 'It does not go with what is stored' },
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'EACCES',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

/** What the driver says, without a code, when the other side is gone. */
const LOST =
  /connection terminated|connection timeout|read timeout|not queryable|timeout expired|timeout exceeded/i

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const REFUSED: Reading = {
  code: 'INTERNAL',
  message: 'The database refused a statement of the program',
}

const CLOSED: Reading = { code: 'CLOSED', message: 'The database is closed' }
/** What the pool says after its end. */
const ENDED = /after calling end on the pool/

/** null when it is no failure of the database. */
function readingOf(error: unknown): Reading | null {
  const code = codeOf(error)
  const isState = /^[0-9A-Z]{5}$/.test(code)
  const message = error instanceof Error ? error.message : ''
  if (ENDED.test(message)) return CLOSED
  if (NETWORK.has(code) || LOST.test(message)) return GONE
  return isState ? (READINGS[code] ?? READINGS[code.slice(0, 2)] ?? REFUSED) : null
}

/**
 * What went wrong in words that may be shown: the driver's own message, which may hold SQL and values, stays in the
 * cause, for the log alone.
 */
export function databaseError(error: unknown, details: Details = {}): TradingError {
  const reading = error instanceof TradingError ? null : readingOf(error)
  if (reading === null) return toTradingError(error, details)
  const { code, message, recoverable } = reading
  const more = recoverable === undefined ? {} : { recoverable }
  return new TradingError(code, message, { ...more, ...details, cause: error })
}

/** The five characters with which the server names a failure; empty when it is not the server's. */
export const sqlStateOf = (error: unknown): string =>
  codeOf(error instanceof TradingError ? error.details.cause : error)

/** Whether the database is gone rather than unwilling, so that trying again can help. */
export const isUnreachable = (error: unknown): boolean =>
  readingOf(error instanceof TradingError ? error.details.cause : error) === GONE
