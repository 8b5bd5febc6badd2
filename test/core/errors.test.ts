import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { rethrowCancelled, toTradingError } from '../../src/core/error-handler.ts'
import {
  ApiError,
  CATEGORIES,
  ConfigurationError,
  defaultCode,
  ERRORS,
  type ErrorCode,
  SEVERITIES,
  TradingError,
} from '../../src/core/errors.ts'
import { correlationId } from '../../src/domain/brand.ts'

const CORRELATION = correlationId('4ab3f0f8-4f7a-4a3c-8d67-2f2f6b1a0c11')
const system = (code: string, message = 'x') => Object.assign(new Error(message), { code })
const caught = (attempt: () => unknown): unknown => {
  try {
    return attempt()
  } catch (error) {
    return error
  }
}

describe('an error of somebody else’s API', () => {
  it('B48 keeps the message, the name of the API, status, severity, whether to try again, and when', () => {
    const error = new ApiError('Failed to fetch holdings', {
      apiName: 'Kite',
      statusCode: 500,
      severity: 'high',
      recoverable: true,
      retryAfterMs: 5_000,
    })
    expect(error).toBeInstanceOf(TradingError)
    expect(error).toMatchObject({
      message: 'Failed to fetch holdings',
      apiName: 'Kite',
      statusCode: 500,
      severity: 'high',
      category: 'api',
      code: 'API_HIGH',
      recoverable: true,
    })
    expect(error.toJSON().retryAfterSeconds).toBe(5)
  })

  it('B48 with the least that can be said is of medium weight and may be tried again', () => {
    const error = new ApiError('no answer', { apiName: 'Perplexity' })
    expect(error).toMatchObject({
      code: 'API_MEDIUM',
      recoverable: true,
      statusCode: null,
      status: 400,
    })
    const final = new ApiError('no such key', { apiName: 'Kite', recoverable: false })
    expect(final.recoverable).toBe(false)
  })

  it('B53 takes the path of an API error, not the general one, however it is handed on', () => {
    const error = new ApiError('busy', { apiName: 'Kite', statusCode: 429, retryAfterMs: 2_000 })
    expect(toTradingError(error)).toBe(error)
    const { signal } = new AbortController()
    expect(rethrowCancelled(error, signal)).toBe(error)
  })
})

describe('the family of errors', () => {
  it('B49 shows what a client may see, and never a stack or a cause', () => {
    const cause = new Error('password=hunter2 at /home/me/file.ts')
    const error = new TradingError('RATE_LIMITED', 'Too many orders in a minute', {
      retryAfterMs: 1_200,
      correlationId: CORRELATION,
      cause,
      facts: { limit: 10 },
    })
    expect(JSON.stringify(error, null, 2)).toMatchInlineSnapshot(`
      "{
        "code": "RATE_LIMITED",
        "message": "Too many orders in a minute",
        "category": "api",
        "severity": "medium",
        "recoverable": true,
        "retryAfterSeconds": 2,
        "correlationId": "4ab3f0f8-4f7a-4a3c-8d67-2f2f6b1a0c11",
        "details": {
          "limit": 10
        }
      }"
    `)
    expect(JSON.stringify(error)).not.toMatch(/stack|hunter2|file\.ts/)
    expect(error.cause).toBe(cause)
  })

  it('B49 holds every field for every code, with nothing left undefined', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const body: Record<string, unknown> = { ...new TradingError(code, 'x').toJSON() }
      expect(Object.keys(body)).toEqual([
        'code',
        'message',
        'category',
        'severity',
        'recoverable',
        'retryAfterSeconds',
        'correlationId',
        'details',
      ])
      expect(Object.values(body)).not.toContain(undefined)
    }
  })

  it('B50 a failure without a row of its own is called by its category and severity', () => {
    expect(defaultCode('trading', 'high')).toBe('TRADING_HIGH')
    for (const category of CATEGORIES) {
      for (const severity of SEVERITIES) {
        const error = new TradingError(defaultCode(category, severity), 'x')
        expect([error.category, error.severity]).toEqual([category, severity])
        expect(error.recoverable).toBe(false)
      }
    }
  })

  it('B50 answers with 500 for what is critical or high and 400 for the rest, unless its row says otherwise', () => {
    const statusOf = (code: ErrorCode) => new TradingError(code, 'x').status
    expect(statusOf('TRADING_CRITICAL')).toBe(500)
    expect(statusOf('TRADING_HIGH')).toBe(500)
    expect(statusOf('TRADING_MEDIUM')).toBe(400)
    expect(statusOf('TRADING_LOW')).toBe(400)
    expect(statusOf('RATE_LIMITED')).toBe(429)
    expect(statusOf('INPUT_INVALID')).toBe(422)
    expect(new TradingError('ORDER_REJECTED', 'x', { severity: 'low' }).status).toBe(400)
  })

  it('B47 each kind is a TradingError, and says by its name which', () => {
    const kinds = [new ApiError('x', { apiName: 'y' }), new ConfigurationError('speed', 'x')]
    expect(kinds.every((error) => error instanceof TradingError)).toBe(true)
    expect(kinds.map(({ name }) => name)).toEqual(['ApiError', 'ConfigurationError'])
    expect(kinds[1]).toMatchObject({ code: 'CONFIGURATION_INVALID', field: 'speed' })
  })
})

describe('foreign errors', () => {
  const parsing = caught(() => JSON.parse('{'))
  const invalid = caught(() => z.object({ quantity: z.number() }).parse({ quantity: 'ten' }))
  const fetching = new TypeError('fetch failed', { cause: system('ECONNREFUSED') })
  const timeout = new DOMException('took too long', 'TimeoutError')

  it.each([
    ['a value out of range', new RangeError('x'), 'VALIDATION_MEDIUM', false],
    ['a text that is no JSON', parsing, 'VALIDATION_MEDIUM', false],
    ['a value that a schema refuses', invalid, 'VALIDATION_MEDIUM', false],
    ['a refused connection', system('ECONNREFUSED'), 'API_HIGH', true],
    ['a connection that was reset', system('ECONNRESET'), 'API_HIGH', true],
    ['a host that cannot be reached', system('EHOSTUNREACH'), 'API_HIGH', true],
    ['a failed fetch', fetching, 'API_HIGH', true],
    ['a wait that took too long', timeout, 'API_HIGH', true],
    ['a folder that may not be written', system('EACCES'), 'RESOURCE_HIGH', false],
    ['a read-only disk', system('EROFS'), 'RESOURCE_HIGH', false],
    ['anything else', new TypeError('x is not a function'), 'SYSTEM_HIGH', false],
    ['a thing that is no error', 'just a text', 'SYSTEM_HIGH', false],
    ['nothing at all', undefined, 'SYSTEM_HIGH', false],
  ])('B51 %s has its place in the table', (_what, foreign, code, recoverable) => {
    const error = toTradingError(foreign, { correlationId: CORRELATION })
    expect(error).toMatchObject({ code, recoverable })
    expect(error.toJSON()).toMatchObject({
      correlationId: CORRELATION,
      retryAfterSeconds: recoverable ? 30 : null,
    })
    expect(error.cause).toBe(foreign)
  })

  it('B51 whatever is thrown becomes one of the family, and its own words stay in the cause', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.anything(), (secret, thing) => {
        for (const foreign of [
          new Error(secret),
          new RangeError(secret),
          system('EPIPE', secret),
          thing,
        ]) {
          const error = toTradingError(foreign)
          expect(error).toBeInstanceOf(TradingError)
          expect(error.message).not.toContain(secret)
        }
      }),
    )
  })
})

describe('cancellation', () => {
  const aborted = AbortSignal.abort(new DOMException('stopped by SIGINT', 'AbortError'))

  it('B54 goes on as it is: stopping is not failing', () => {
    const stopped = new DOMException('stopped by SIGINT', 'AbortError')
    expect(caught(() => rethrowCancelled(stopped, aborted))).toBe(stopped)
    const plain = AbortSignal.abort('closing')
    expect(caught(() => rethrowCancelled('closing', plain))).toBe('closing')
  })

  it('B54 a failure while stopping is still a failure, and an abort that nobody asked for is one too', () => {
    const { signal } = new AbortController()
    expect(rethrowCancelled(new RangeError('x'), aborted)).toMatchObject({
      code: 'VALIDATION_MEDIUM',
    })
    const foreign = new DOMException('the other side hung up', 'AbortError')
    expect(rethrowCancelled(foreign, signal)).toMatchObject({ code: 'SYSTEM_HIGH' })
  })
})
