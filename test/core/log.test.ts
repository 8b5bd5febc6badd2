import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError, TradingError } from '../../src/core/errors.ts'
import { createLogger, masked } from '../../src/core/log.ts'
import { correlationId } from '../../src/domain/brand.ts'

const CORRELATION = correlationId('4ab3f0f8-4f7a-4a3c-8d67-2f2f6b1a0c11')

/** A logger and the lines that it wrote. */
function written(level = 'debug') {
  const texts: string[] = []
  const log = createLogger(level, { write: (text) => texts.push(text) })
  const lines = () => texts.map((text): Record<string, unknown> => JSON.parse(text))
  return { log, texts, lines }
}

describe('a line of the log', () => {
  it('B55 carries code, severity, correlation id and the chain of causes', () => {
    const { log, lines } = written()
    const cause = new RangeError('the price is not a number', { cause: new SyntaxError('line 4') })
    const error = new ApiError('Failed to fetch holdings', {
      apiName: 'Kite',
      severity: 'high',
      correlationId: CORRELATION,
      facts: { attempt: 2 },
      cause,
    })
    log.error('the broker failed', { code: error.code, correlationId: CORRELATION, error })
    expect(lines()).toEqual([
      {
        level: 50,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        msg: 'the broker failed',
        code: 'API_HIGH',
        correlationId: CORRELATION,
        error: {
          type: 'ApiError',
          message: 'Failed to fetch holdings',
          code: 'API_HIGH',
          severity: 'high',
          correlationId: CORRELATION,
          facts: { attempt: 2 },
          stack: expect.stringContaining('log.test.ts'),
          cause: {
            type: 'RangeError',
            message: 'the price is not a number',
            stack: expect.any(String),
            cause: { type: 'SyntaxError', message: 'line 4', stack: expect.any(String) },
          },
        },
      },
    ])
  })

  it('says which part speaks, and keeps silent below its level', () => {
    const { log, lines } = written('warn')
    const part = log.for('SessionCoordinator')
    part.debug('a')
    part.info('b')
    part.warn('c')
    expect(lines()).toMatchObject([{ component: 'SessionCoordinator', msg: 'c', level: 40 }])
  })
})

describe('secrets', () => {
  const KEY = 'hunter2hunter2'

  it.each([
    ['in the message', { facts: {}, message: `login with password=${KEY}` }],
    ['by the name of a fact', { facts: { apiSecret: KEY } }],
    [
      'by a name in another style',
      { facts: { API_KEY: KEY, 'access-token': KEY, kiteAccessToken: KEY } },
    ],
    ['deep inside a fact', { facts: { a: { b: [{ c: { d: { passphrase: KEY } } }] } } }],
    ['as a whole thing under a secret name', { facts: { cookies: 1, cookie: { session: KEY } } }],
    ['in a text under any name', { facts: { url: `https://x.in/?request_token=${KEY}&a=1` } }],
    ['in a list of texts', { facts: { argv: ['--x', `token=${KEY}`] } }],
    ['in a database address', { facts: { at: `postgres://me:${KEY}@host/db` } }],
    ['in a header', { facts: { headers: { accept: `Bearer ${KEY}` } } }],
    ['in an error', { facts: { error: new Error(`secret=${KEY}`) } }],
    [
      'in the cause of an error',
      { facts: { error: new Error('x', { cause: new Error(`token=${KEY}`) }) } },
    ],
    [
      'in the facts of an error',
      { facts: { error: new TradingError('INTERNAL', 'x', { facts: { password: KEY } }) } },
    ],
    ['in an error under another name', { facts: { reason: { inner: new Error(`token=${KEY}`) } } }],
  ])('B55 a planted key %s never appears', (_where, { facts, message = 'x' }: Planted) => {
    const { log, texts } = written()
    log.debug(message, facts)
    log.info(message, facts)
    log.warn(message, facts)
    log.for('part').error(message, facts)
    expect(texts).toHaveLength(4)
    expect(texts.join('')).not.toContain(KEY)
    expect(texts.every((text) => text.includes('[masked]'))).toBe(true)
  })

  it('B55 a key of the model’s maker never appears, wherever it is planted', () => {
    const key = `sk-ant-${'a1B2'.repeat(5)}`
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.jsonValue({ maxDepth: 2 }),
        (before, after, rest) => {
          const { log, texts } = written()
          log.info(`${before} ${key}`, {
            text: `${key} ${after}`,
            rest,
            nested: { list: [{ key }] },
          })
          expect(texts.join('')).not.toContain(key)
        },
      ),
    )
  })

  it('leaves alone what only looks a little like one', () => {
    const text = 'token of instrument 738561, passwords are not logged, postgres://localhost/db'
    expect(masked(text)).toBe(text)
    const { log, lines } = written()
    log.info('x', { instrumentToken: 738_561, tokens: 12, secretary: 'Asha' })
    expect(lines()).toMatchObject([{ instrumentToken: 738_561, tokens: 12, secretary: 'Asha' }])
  })
})

interface Planted {
  readonly facts: Readonly<Record<string, unknown>>
  readonly message?: string
}
