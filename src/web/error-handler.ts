import { randomUUID } from 'node:crypto'
import type { FastifyError, FastifyInstance, FastifyServerOptions } from 'fastify'
import { toTradingError } from '../core/error-handler.ts'
import { type ErrorBody, type ErrorCode, TradingError } from '../core/errors.ts'
import { correlationId } from '../domain/brand.ts'
import type { Web } from './web.ts'

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code?: string
}

const FIELDS_MAX = 20
const TEXT_MAX = 300

/** A request that its schema refuses: each field by its name, with what is allowed, never with what was sent. */
export function inputInvalid(where: string, issues: readonly Issue[]): TradingError {
  const fields = Object.fromEntries(
    issues
      .slice(0, FIELDS_MAX)
      .map(({ path, message }) => [
        path.map(String).join('.').slice(0, TEXT_MAX) || where,
        message.slice(0, TEXT_MAX),
      ]),
  )
  const names = Object.keys(fields)
  const says =
    names.length === 1
      ? `The ${where} is not accepted: ${names[0]}: ${Object.values(fields)[0]}`
      : `The ${where} is not accepted: see details.fields for each of ${names.length} values`
  return new TradingError('INPUT_INVALID', says.slice(0, TEXT_MAX), { facts: { fields } })
}

/** What the server itself refuses, by the framework's codes. */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 'The body is larger than is taken here'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'MEDIA_TYPE_UNSUPPORTED',
    'Send JSON, with the header Content-Type: application/json',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['INPUT_INVALID', 'The body is empty: send a JSON object'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['INPUT_INVALID', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'INPUT_INVALID',
    'The body is not as long as its Content-Length says',
  ],
  FST_ERR_BAD_URL: ['INPUT_INVALID', 'The address is not well formed'],
  FST_ERR_MAX_PARAM_LENGTH: ['INPUT_INVALID', 'A part of the address is too long'],
  FST_ERR_ASYNC_CONSTRAINT: ['INPUT_INVALID', 'The address is not well formed'],
}

/** Any failure as one that a client may see. */
export function toAnswerable(error: unknown): TradingError {
  if (error instanceof TradingError) return error
  const { code = '', statusCode = 500 } = describe(error)
  const known = REFUSALS[code]
  if (known !== undefined) return new TradingError(known[0], known[1], { cause: error })
  if (error instanceof SyntaxError && statusCode === 400) {
    return new TradingError('INPUT_INVALID', 'The body is not valid JSON', { cause: error })
  }
  return toTradingError(error)
}

function describe(error: unknown): Partial<Pick<FastifyError, 'code' | 'statusCode'>> {
  if (!(error instanceof Error)) return {}
  return {
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('statusCode' in error && typeof error.statusCode === 'number'
      ? { statusCode: error.statusCode }
      : {}),
  }
}

/** What an error written for the log or for a terminal may name, and a client may not: folders, statements. */
const INNER =
  /(?:^|[\s"'(:])(?:\/(?:[\w.@-]+\/)+[\w.@-]*|[A-Za-z]:\\\S+|file:\S+)|\b(?:select|insert into|update|delete from)\s+\S+\s+(?:from|values|set|where)\b/i
const INNER_SAYS =
  'Something inside the desk failed. The log has the whole under this correlation id'

/** The body of an error under the id of its request. */
export function errorBody(error: TradingError, id: string): { readonly error: ErrorBody } {
  const body = error.toJSON()
  const isInner = INNER.test(body.message) && !body.message.includes('/api/')
  return {
    error: {
      ...body,
      message: isInner ? INNER_SAYS : body.message,
      details: INNER.test(JSON.stringify(body.details)) ? {} : body.details,
      correlationId: body.correlationId ?? correlationId(id),
    },
  }
}

/** Every failure of a request is answered here: by its code, under its id, with the rest in the log. */
export function handleErrors(app: FastifyInstance, { log, metrics }: Web): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toAnswerable(error)
    const facts = {
      code: known.code,
      correlationId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      error,
    }
    if (known.status >= 500 && known.status !== 503) log.error('a request failed', facts)
    else log.info('a request was refused', { ...facts, error: known.message })
    metrics.refuse(known.code)
    const { retryAfterMs } = known.details
    if (retryAfterMs !== undefined) {
      void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))))
    }
    if (known.status === 401) void reply.header('www-authenticate', 'Bearer')
    void reply.code(known.status).type('application/json; charset=utf-8')
    return reply.send(JSON.stringify(errorBody(known, request.id)))
  })
}

/** What is not even HTTP is answered before any request exists. */
export const answerMalformed: NonNullable<FastifyServerOptions['clientErrorHandler']> = (
  error,
  socket,
) => {
  if (socket.destroyed || !socket.writable) return
  const isLate = 'code' in error && error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const known = isLate
    ? new TradingError('TIMED_OUT', 'The request did not come in time')
    : new TradingError('INPUT_INVALID', 'The request is not well formed HTTP')
  const id = randomUUID()
  const body = JSON.stringify(errorBody(known, id))
  const line = isLate ? '408 Request Timeout' : '400 Bad Request'
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nX-Correlation-Id: ${id}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
