import { type Details, type ErrorCode, TradingError } from '../errors.ts'

/** Codes that an answer may fail with. */
export type AiCode =
  | Extract<ErrorCode, `AI_${string}`>
  | Extract<ErrorCode, 'PROMPT_TOO_LONG' | 'QUEUE_FULL'>

/** The model gave no answer: the code says why, and the details when to ask again. */
export class AiError extends TradingError {
  constructor(code: AiCode, message: string, details: Details = {}) {
    super(code, message, details)
  }
}

/** Nobody is logged in, or the login was refused. */
export class AiAuthError extends AiError {
  constructor(message: string, details: Details = {}) {
    super('AI_BLOCKED', message, details)
  }
}

/** The tools that a session was to serve did not reach the model as they should. */
export class AiToolError extends AiError {
  constructor(message: string, details: Details = {}) {
    super('AI_TOOL_FAILED', message, details)
  }
}

const LOST_RETRY_MS = 1_000

/** The client's process ended, or did not begin. The next question opens another. */
export class AiSessionError extends AiError {
  constructor(message: string, details: Details = {}) {
    super('AI_SESSION_LOST', message, { retryAfterMs: LOST_RETRY_MS, ...details })
  }
}

/** A limit of the provider is used up; `retryAfterMs` says for how long. */
export class AiRateLimitError extends AiError {
  constructor(message: string, details: Details & { readonly retryAfterMs: number }) {
    super('AI_RATE_LIMITED', message, details)
  }
}
