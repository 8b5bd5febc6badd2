import { describe, expect, it } from 'vitest'
import { Api } from '../../../ui/api/api.ts'
import { Failure } from '../../../ui/api/failure.ts'
import { urlOf } from '../../../ui/api/routes.ts'

const SESSION = { csrfToken: 'token-1', expiresAt: '', scopes: ['read'], available: ['desk'] }

interface Asked {
  readonly url: string
  readonly method: string
  readonly token: string | null
}

/** An Api that asks a desk made of answers, one after the other; a session is always given. */
function scene(...answers: readonly (() => Response)[]) {
  const asked: Asked[] = []
  const left = [...answers]
  let sessions = 0
  const api = new Api(async (input, init) => {
    const url = typeof input === 'string' ? input : ''
    const headers = new Headers(init?.headers)
    asked.push({ url, method: init?.method ?? 'GET', token: headers.get('x-csrf-token') })
    if (url.endsWith('/session')) {
      sessions++
      return Response.json({ ...SESSION, csrfToken: `token-${sessions}` })
    }
    const answer = left.shift()
    if (!answer) throw new TypeError('network')
    return answer()
  })
  return { api, asked }
}

const refused =
  (status: number, code: string, headers: Record<string, string> = {}) =>
  () =>
    Response.json(
      {
        error: {
          code,
          message: 'A sentence.',
          category: 'security',
          severity: 'medium',
          recoverable: true,
          retryAfterSeconds: null,
          correlationId: 'corr',
          details: { fields: { quantity: 'must be at least 1' } },
        },
      },
      { status, headers },
    )
const ok = () => Response.json({ backups: [] })

describe('questions to the desk', () => {
  it('a write carries the token of the session, a read does not need it', async () => {
    const { api, asked } = scene(ok, ok)
    await api.open()
    await api.read('/api/backups', {})
    await api.write('POST /api/backups', {}, {})
    expect(asked.map(({ token }) => token)).toEqual([null, null, 'token-1'])
  })

  it('a session that ran out is renewed once, and the question asked again', async () => {
    const { api, asked } = scene(refused(401, 'SESSION_MISSING'), ok)
    await api.open()
    await expect(api.write('POST /api/backups', {}, {})).resolves.toEqual({ backups: [] })
    expect(asked.map(({ url, token }) => [url, token])).toEqual([
      ['/api/auth/session', null],
      ['/api/backups', 'token-1'],
      ['/api/auth/session', 'token-1'],
      ['/api/backups', 'token-2'],
    ])
  })

  it('it is not renewed twice for one question', async () => {
    const { api, asked } = scene(refused(401, 'SESSION_MISSING'), refused(401, 'SESSION_MISSING'))
    await api.open()
    await expect(api.read('/api/backups', {})).rejects.toMatchObject({ status: 401 })
    expect(asked).toHaveLength(4)
  })

  it('too many questions carry how long to wait, in the body or the header', async () => {
    const { api } = scene(refused(429, 'RATE_LIMITED', { 'retry-after': '12' }))
    await api.open()
    await expect(api.read('/api/backups', {})).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 12,
      correlationId: 'corr',
    })
  })

  it('a refusal names each field', async () => {
    const { api } = scene(refused(400, 'INPUT_INVALID'))
    await api.open()
    const failure: unknown = await api.read('/api/backups', {}).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toHaveProperty('fields', { quantity: 'must be at least 1' })
  })

  it('a desk that does not answer, or not in JSON, is a failure in words with a code', async () => {
    const { api } = scene(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await api.open()
    await expect(api.read('/api/backups', {})).rejects.toMatchObject({ code: 'HTTP_502' })
    await expect(api.read('/api/backups', {})).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('a password that is wanted locks the page until it is given', async () => {
    const api = new Api(async (_, init) =>
      typeof init?.body === 'string' && init.body.includes('right')
        ? Response.json(SESSION)
        : refused(401, 'PASSWORD_WRONG')(),
    )
    await expect(api.open()).rejects.toMatchObject({ code: 'PASSWORD_WRONG' })
    expect(api.access.state).toBe('locked')
    await api.open('right')
    expect(api.access.state).toBe('open')
  })
})

describe('the address of a question', () => {
  it('fills in names, escaped, and leaves out what is not asked', () => {
    const url = urlOf(
      '/api/events/trace/:correlationId',
      { correlationId: 'a/b' },
      { a: 1, b: undefined },
    )
    expect(url).toBe('/api/events/trace/a%2Fb?a=1')
  })
})
