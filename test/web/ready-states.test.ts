import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TOPIC_ROUTES } from '../../src/web/routes/topics.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Headers that differ from answer to answer, or belong to the connection. */
const PASSING = new Set([
  'date',
  'connection',
  'keep-alive',
  'x-correlation-id',
  'transfer-encoding',
])

const HEALTH = '/api/system/health'
const SLOW = { timeout: 20_000 }

describe('states that are answered before the framework looks', () => {
  let desk: WebDesk
  let page: Client
  let reader: Client
  let port = 0
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
    reader = await desk.token('read')
    port = Number(new URL(await desk.app.listen({ port: 0, host: '127.0.0.1' })).port)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const overHttp = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<Answered>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const { statusCode: status = 0 } = response
          resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString() })
        })
      })
      asked.on('error', reject)
      asked.end()
    })
  /** The ordinary way: what is injected never meets the short one. */
  const ordinary = async (url: string, headers: Record<string, string>): Promise<Answered> => {
    const { statusCode, headers: answered, body } = await desk.app.inject({ url, headers })
    return { status: statusCode, headers: answered, body }
  }
  const lasting = ({ status, headers, body }: Answered) => ({
    status,
    headers: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => !PASSING.has(name))
        .map(([name, value]) => [name, String(value)]),
    ),
    // What a refusal says is under the id of its request.
    body: body.replace(/"correlationId":"[^"]*"/, ''),
  })

  const asked: readonly (readonly [string, () => Record<string, string>])[] = [
    ['nobody', () => ({})],
    ['a page', () => ({ ...page.headers })],
    ['a token', () => ({ ...reader.headers })],
    ['a token that nobody made', () => ({ authorization: 'Bearer rt_x' })],
    ['a page of another site', () => ({ origin: 'https://evil.example' })],
    ['a site that the browser calls another', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['a name that was made to lead here', () => ({ host: 'evil.example' })],
    ['a cookie that is none', () => ({ cookie: `robo_session_80=${'a'.repeat(43)}` })],
    ['two cookies', () => ({ cookie: `robo_session_80=x; ${page.headers['cookie']}` })],
    ['somebody behind a proxy that nobody named', () => ({ 'x-forwarded-for': '1.2.3.4' })],
  ]

  it.each(asked)('answer %s as every other route does', async (_, headers) => {
    for (const { route } of TOPIC_ROUTES) {
      const own = { host: 'localhost', ...headers() }
      // Between two answers the desk may have gone on: they are compared when both are of one version.
      const [short, long] = await vi.waitUntil(async () => {
        const both = await Promise.all([overHttp(route.url, own), ordinary(route.url, own)])
        const isOne = both[0].headers['etag'] === both[1].headers['etag']
        return (isOne || route.url === HEALTH) && both
      }, SLOW)
      // The health of the process is another each time it is looked at.
      const isMoving = route.url === HEALTH && short.status === 200
      const [one, other] = [lasting(short), lasting(long)]
      expect(one.status).toBe(other.status)
      if (!isMoving) expect(one).toEqual(other)
    }
  })

  it('say that nothing has changed to whoever knows the version', async () => {
    const first = await overHttp('/api/orders', { host: 'localhost' })
    const headers = { host: 'localhost', 'if-none-match': String(first.headers['etag']) }
    const again = await overHttp('/api/orders', headers)
    expect([again.status, again.body]).toEqual([304, ''])
    expect(lasting(again)).toEqual(lasting(await ordinary('/api/orders', headers)))
  })

  it('take the caller’s own correlation id', async () => {
    const own = '7d4f0d9e-5a31-4b43-9a44-0f3a8b1c2d3e'
    const headers = { host: 'localhost', 'x-correlation-id': own }
    expect((await overHttp('/api/dashboard', headers)).headers['x-correlation-id']).toBe(own)
  })

  it('leave other methods to the ordinary way', async () => {
    const headers = { host: 'localhost' }
    const head = await overHttp('/api/dashboard', headers, 'HEAD')
    expect([head.status, head.body]).toEqual([200, ''])
    expect((await overHttp('/api/dashboard', headers, 'DELETE')).status).toBe(405)
    expect((await overHttp('/api/dashboard?x=1', headers)).status).toBe(200)
  })
})
