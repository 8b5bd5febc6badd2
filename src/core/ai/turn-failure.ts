import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts'
import { AiAuthError, AiError, AiRateLimitError, AiToolError } from './ai-error.ts'
import type { Ended } from './heard.ts'

/** What was heard of a turn beside its end. */
export interface Hints {
  /** Why there is no answer, in the client's word for it. */
  readonly refusal: string | null
  /** Epoch milliseconds at which a limit ends that is used up. */
  readonly limitedUntil: number | null
}

/** What the client says when the login is the reason. */
const AUTH = new Set([
  'authentication_failed',
  'oauth_org_not_allowed',
  'account_on_hold',
  'verification_required',
  'billing_error',
  'cloud_credential_error',
])
const AUTH_STATUS = new Set([401, 403])
const TOO_MANY = 429
const OVERLOADED_MS = 30 * SECOND_MS
const SERVER_ERROR = 500

/** Why a turn gave no answer; null when it gave one. Success in the client's own word may be none. */
export function failureOf(
  ended: Ended,
  { refusal, limitedUntil }: Hints,
  now: number,
): AiError | null {
  if (!ended.isError && ended.subtype === 'success') return null
  const { subtype, status, reason, text } = ended
  const facts = { subtype, status, reason }
  // The service's own words are for the log: they are nobody's we know.
  const details = { facts, cause: new AiError('AI_FAILED', text.slice(0, WORDS_MAX)) }
  const isRefused = status !== null && AUTH_STATUS.has(status)
  if (isRefused || (refusal !== null && AUTH.has(refusal))) {
    return new AiAuthError(isRefused ? REFUSED : NO_LOGIN, details)
  }
  if (limitedUntil !== null || refusal === 'rate_limit' || status === TOO_MANY) {
    const retryAfterMs = Math.max(SECOND_MS, (limitedUntil ?? now + MINUTE_MS) - now)
    const message = 'A limit of the model’s service is used up: it answers again later'
    return new AiRateLimitError(message, { ...details, retryAfterMs })
  }
  if (status !== null && status >= SERVER_ERROR) {
    const message = `The model’s service is in trouble (${status}): ask again later`
    return new AiError('AI_FAILED', message, { ...details, retryAfterMs: OVERLOADED_MS })
  }
  return bySubtype(ended, details)
}

const WORDS_MAX = 500
const REFUSED = 'The model’s service refused the login: run "robo-trader ai login"'
const NO_LOGIN = 'Nobody is logged in who may ask the model: run "robo-trader ai login"'

function bySubtype({ subtype, reason }: Ended, details: { readonly facts: object }): AiError {
  const known = { ...details, facts: { ...details.facts } }
  if (subtype === 'error_max_budget_usd') {
    const message =
      'The budget of one question and what follows it was used up while it was answered'
    return new AiError('AI_BUDGET_EXCEEDED', message, known)
  }
  if (subtype === 'error_max_turns') {
    const message = 'The model called tools for more rounds than it may'
    return new AiError('AI_BUDGET_EXCEEDED', message, known)
  }
  if (subtype === 'error_max_structured_output_retries') {
    return new AiError('AI_NO_FORM', 'The model did not fill its form in as it should', known)
  }
  if (reason === 'prompt_too_long') {
    return new AiError('PROMPT_TOO_LONG', 'The question was too long for the model', known)
  }
  if (reason === 'aborted_tools') return new AiToolError('A tool was stopped at its work', known)
  return new AiError('AI_FAILED', 'The model gave no answer', known)
}
