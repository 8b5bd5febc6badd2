import { wasStopped } from './cancellation.ts'
import { type Details, defaultCode, TradingError } from './errors.ts'

const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
])
const PERMISSION = new Set(['EACCES', 'EPERM', 'EROFS'])
const RETRY_AFTER_MS = 30_000

/** A failed fetch keeps the system's code in its cause. */
function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return systemCode(error.cause)
}

/** What parsers throw of a value that is not what it must be. */
const isBadValue = (error: unknown): boolean =>
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  (error instanceof Error && error.name === 'ZodError')

/** Gives a foreign error its place in the table; its own message stays in the cause, for the log alone. */
export function toTradingError(error: unknown, details: Details = {}): TradingError {
  if (error instanceof TradingError) return error
  const code = systemCode(error)
  const known = { ...details, cause: error }
  if (CONNECTION.has(code) || (error instanceof Error && error.name === 'TimeoutError')) {
    const retry = { ...known, recoverable: true, retryAfterMs: RETRY_AFTER_MS }
    return new TradingError(defaultCode('api', 'high'), 'A connection failed or timed out', retry)
  }
  if (PERMISSION.has(code)) {
    return new TradingError(defaultCode('resource', 'high'), 'Permission was refused', known)
  }
  if (isBadValue(error)) {
    const message = 'A value is not what it must be'
    return new TradingError(defaultCode('validation', 'medium'), message, known)
  }
  return new TradingError(defaultCode('system', 'high'), 'Something failed that should not', known)
}

/** The same, but what the abort of one's own signal brought about goes on as it is: stopping is not failing. */
export function rethrowCancelled(error: unknown, signal: AbortSignal): TradingError {
  if (wasStopped(error, signal)) throw error
  return toTradingError(error)
}
