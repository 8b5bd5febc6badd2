import type { ErrorBody } from '../../src/web/contract/error.ts'

/** A value that was not accepted, and why, by the name of its field. */
export type FieldFaults = Readonly<Record<string, string>>

interface FailureParts {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly correlationId: string | null
  readonly retryAfterSeconds: number | null
  readonly isRecoverable: boolean
  readonly details: Readonly<Record<string, unknown>>
}

/** What went wrong between this page and the desk: a sentence, its code, and the id under which the desk's log knows it. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: string
  /** HTTP's; 0 when nothing answered. */
  readonly status: number
  readonly correlationId: string | null
  readonly retryAfterSeconds: number | null
  readonly isRecoverable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(parts: FailureParts) {
    super(parts.message)
    this.code = parts.code
    this.status = parts.status
    this.correlationId = parts.correlationId
    this.retryAfterSeconds = parts.retryAfterSeconds
    this.isRecoverable = parts.isRecoverable
    this.details = parts.details
  }

  /** Why each value was not accepted, where the desk says so. */
  get fields(): FieldFaults {
    const { fields } = this.details
    if (typeof fields !== 'object' || fields === null) return {}
    return Object.fromEntries(Object.entries(fields).map(([key, why]) => [key, whyText(why)]))
  }
}

const whyText = (why: unknown): string => {
  if (typeof why === 'string') return why
  if (Array.isArray(why)) return why.map(whyText).join('; ')
  if (typeof why === 'object' && why !== null && 'message' in why) return whyText(why.message)
  return 'is not accepted'
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'code' in value.error &&
  'message' in value.error

/** Of an answer that says no. */
export function failureOf(status: number, body: unknown, headers: Headers): Failure {
  const retryAfter = Number(headers.get('retry-after'))
  const retryAfterSeconds = headers.has('retry-after') && retryAfter >= 0 ? retryAfter : null
  const correlationId = headers.get('x-correlation-id')
  if (isErrorBody(body)) {
    const { error } = body
    return new Failure({
      code: error.code,
      message: error.message,
      status,
      correlationId: error.correlationId ?? correlationId,
      retryAfterSeconds: error.retryAfterSeconds ?? retryAfterSeconds,
      isRecoverable: error.recoverable,
      details: error.details ?? {},
    })
  }
  return new Failure({
    code: `HTTP_${status}`,
    message: `The desk answered with ${status} and nothing that this page understands.`,
    status,
    correlationId,
    retryAfterSeconds,
    isRecoverable: status >= 500,
    details: {},
  })
}

/** Nothing answered. */
export const unreachable = (): Failure =>
  new Failure({
    code: 'UNREACHABLE',
    message: 'The desk does not answer. It may be stopped: start it with npm start.',
    status: 0,
    correlationId: null,
    retryAfterSeconds: null,
    isRecoverable: true,
    details: {},
  })

/** Whatever was thrown, as a failure that can be shown. */
export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure({
        code: 'PAGE_FAULT',
        message: error instanceof Error ? error.message : String(error),
        status: 0,
        correlationId: null,
        retryAfterSeconds: null,
        isRecoverable: false,
        details: {},
      })
