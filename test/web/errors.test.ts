import { createConnection } from 'node:net'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Access } from '../../src/auth/access.ts'
import { ERRORS, TradingError } from '../../src/core/errors.ts'
import { buildApp } from '../../src/web/app.ts'
import { ASKED, nameOf, pathOf, plainRequest } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

const SECRET = ['sk-ant', 'secret-of-a-route-0123456789'].join('-')
/** What no answer may hold: stacks, folders, statements, classes. */
const INNER =
  /\bat \S+ \(|\n\s+at |node_modules|\/(?:home|work|tmp|root|usr)\/|\.ts:\d|\bselect\b[^"]*\bfrom\b|insert into|TradingError|ZodError|SyntaxError|TypeError|RangeError|FST_ERR|Kysely/i

const NOBODY = { onEnded: () => ({ [Symbol.dispose]: () => undefined }), isStillIn: () => false }

const closing = (app: FastifyInstance) => ({
  app,
  [Symbol.asyncDispose]: () => app.close(),
})

describe('what a client sees of a failure', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  /** The same desk, whose performance cannot be told. */
  const failing = async (error: unknown, id: string) => {
    const performance = () => {
      throw error
    }
    await using app = closing(await buildApp({ ...desk.web, performance }))
    const headers = { 'x-correlation-id': id }
    return await app.app.inject({ url: '/api/performance', headers })
  }

  it.each([
    ['critical', 500],
    ['high', 500],
    ['medium', 400],
    ['low', 400],
  ] as const)(
    'B108 a failure of %s severity is answered with %d and its own document',
    async (severity, status) => {
      const id = '00000000-0000-4000-8000-000000000001'
      const error = new TradingError('ORDER_REJECTED', 'It was refused', { severity })
      const answer = await failing(error, id)
      expect(answer.statusCode).toBe(status)
      expect(answer.json().error).toEqual({ ...error.toJSON(), correlationId: id })
    },
  )

  it('B109 hides what a route throws, and keeps it in the log without its secrets', async () => {
    const id = '00000000-0000-4000-8000-000000000002'
    for (const thrown of [
      new Error(`a path /home/owner/book and ${SECRET}`),
      new TypeError(SECRET),
      SECRET,
      undefined,
      { message: SECRET },
    ]) {
      const answer = await failing(thrown, id)
      expect(answer.statusCode).toBe(500)
      expect(answer.body).not.toContain(SECRET)
      expect(answer.body).not.toMatch(INNER)
      expect(answer.body).not.toContain('Internal Server Error')
      expect(answer.json().error).toMatchObject({ code: 'SYSTEM_HIGH', correlationId: id })
    }
    expect(desk.logged()).toContain(id)
    expect(desk.logged()).not.toContain(SECRET)
  })

  it('B110 takes folders and statements out of what one of ours says', async () => {
    const id = '00000000-0000-4000-8000-000000000003'
    for (const says of [
      'The file /home/owner/data/book.json cannot be read',
      'It failed in C:\\Users\\owner\\book',
      'relation: select seq from journal where book = 1',
    ]) {
      const facts = { file: '/home/owner/data/book.json' }
      const { body } = await failing(new TradingError('CONFLICT', says, { facts }), id)
      expect(body).not.toMatch(/owner|journal/)
      expect(JSON.parse(body).error).toMatchObject({ code: 'CONFLICT', details: {} })
    }
  })

  it('B112 a failure before the route is answered too, and the desk goes on', async () => {
    const sessionOf = () => {
      throw new TypeError(SECRET)
    }
    const access = { ...NOBODY, sessionOf } as unknown as Access
    await using broken = closing(await buildApp({ ...desk.web, access }))
    const asked = {
      url: '/api/dashboard',
      headers: { cookie: `robo_session_80=${'a'.repeat(43)}` },
    }
    const answer = await broken.app.inject(asked)
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain(SECRET)
    expect((await broken.app.inject({ url: '/api/dashboard' })).statusCode).toBe(200)
  })

  it('B111 the id is in the header, the body and the log, and the caller’s own where it is a UUID', async () => {
    const own = '7d4f0d9e-5a31-4b43-9a44-0f3a8b1c2d3e'
    const answer = await desk.ask(
      { url: '/api/orders/zzz9', headers: { 'x-correlation-id': own.toUpperCase() } },
      page,
    )
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['x-correlation-id']).toBe(own)
    expect(answer.json().error.correlationId).toBe(own)
    expect(desk.logged()).toContain(own)
    for (const bad of ['x', `${own}0`, `${own}\u0000`, '"><script>', 'a'.repeat(500)]) {
      const { headers } = await desk.ask(
        { url: '/api/health', headers: { 'x-correlation-id': bad } },
        page,
      )
      expect(headers['x-correlation-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(headers['x-correlation-id']).not.toBe(bad)
    }
  })

  const wrong = [
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a text', '"x"'],
    ['a number', '7'],
    ['no JSON', '{"a":'],
    ['an unknown key', '{"neverHeardOf":1}'],
    ['a prototype', '{"__proto__":{"isAdmin":true}}'],
    ['a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['a deep one', `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`],
    [
      'wrong kinds',
      '{"instrument":7,"side":{},"quantity":"many","reason":[],"version":"x","limits":[]}',
    ],
    [
      'numbers beyond reason',
      '{"instrument":"NSE:INFY","side":"buy","quantity":1e308,"version":1e400}',
    ],
    ['a negative quantity', '{"instrument":"NSE:INFY","side":"buy","quantity":-5}'],
  ] as const
  const bodied = ASKED.filter(({ body }) => body !== undefined)

  it.each(bodied.map((route) => [nameOf(route), route] as const))(
    'B110 %s refuses a body that it cannot read, and says which field',
    async (_, route) => {
      for (const [what, payload] of wrong) {
        const request = plainRequest(route)
        const headers = { ...request.headers, 'content-type': 'application/json' }
        const answer = await desk.ask({ ...request, headers, payload }, await desk.page())
        expect({ what, status: answer.statusCode, body: answer.body }).toMatchObject({
          status: 422,
        })
        expect(answer.json().error.code).toBe('INPUT_INVALID')
        expect(answer.body).not.toMatch(INNER)
      }
      expect({}).not.toHaveProperty('isAdmin')
    },
  )

  it('B110 refuses what is too large, of another type, or for another method', async () => {
    page = await desk.page()
    const post = (payload: string, type: string, url = '/api/trades/preview') =>
      desk.ask({ method: 'POST', url, payload, headers: { 'content-type': type } }, page)
    const huge = await post(`{"reason":"${'x'.repeat(70_000)}"}`, 'application/json')
    expect([huge.statusCode, huge.json().error.code]).toEqual([413, 'BODY_TOO_LARGE'])
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data', 'nonsense']) {
      const answer = await post('{}', type)
      expect([type, answer.statusCode]).toEqual([type, 415])
    }
    const other = await desk.ask({ method: 'PUT', url: '/api/trades/place', payload: {} }, page)
    expect([other.statusCode, other.headers['allow']]).toEqual([405, 'POST'])
    const none = await desk.ask({ url: '/api/nowhere' }, page)
    expect([none.statusCode, none.json().error.code]).toEqual([404, 'NOT_FOUND'])
    for (const answer of [huge, other, none]) expect(answer.body).not.toMatch(INNER)
  })

  // Every page of the tests above began a session of its own, so the first one has given way.
  it('B110 no route answers anything of the inside, or a 5xx that nobody planned, to nonsense', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom('../../etc/passwd', "' or 1=1 --", '%00', '..%2f..%2f', '\u202e', '💣'),
    )
    const nonsense = fc.record({
      asked: fc.constantFrom(...ASKED.map(nameOf)),
      name: text,
      query: fc.dictionary(
        fc.constantFrom('limit', 'after', 'q', 'types', 'instrument', 'ids'),
        text,
        {
          maxKeys: 3,
        },
      ),
      body: fc.json({ maxDepth: 4 }),
      key: fc.oneof(
        fc.constant(undefined),
        text.map((value) => value.replaceAll(/[^\x20-\x7e]/g, '')),
      ),
    })
    page = await desk.page()
    await fc.assert(
      fc.asyncProperty(nonsense, async ({ asked, name, query, body, key }) => {
        const route = ASKED.find((one) => nameOf(one) === asked)
        if (route === undefined) throw new RangeError(asked)
        const path = route.url.replaceAll(/:\w+/g, () => encodeURIComponent(name))
        const isRead = route.method === 'GET'
        const answer = await desk.ask(
          {
            method: route.method,
            url: `${path}?${new URLSearchParams(query)}`,
            headers: {
              ...(isRead ? {} : { 'content-type': 'application/json' }),
              ...(key === undefined ? {} : { 'idempotency-key': key }),
            },
            ...(isRead ? {} : { payload: body }),
          },
          page,
        )
        if (asked.endsWith('/api/auth/session')) page = await desk.page()
        const planned = answer.statusCode < 500 || answer.statusCode === 503
        expect({ asked, planned, body: answer.body }).toMatchObject({
          planned: true,
        })
        if (answer.statusCode < 400) return
        const { error } = answer.json()
        expect(Object.keys(ERRORS)).toContain(error.code)
        expect(error.correlationId).toBe(answer.headers['x-correlation-id'])
        expect(JSON.stringify({ ...error, details: {} })).not.toMatch(INNER)
      }),
      { numRuns: 400 },
    )
  })

  it('B112 answers what is no HTTP, and goes on', async () => {
    const port = Number(new URL(await desk.app.listen({ port: 0, host: '127.0.0.1' })).port)
    const said = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
      socket.write('GARBAGE \u0000\r\n\r\n')
    })
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(said).toContain('"code":"INPUT_INVALID"')
    expect((await desk.ask({ url: pathOf('/api/health') })).statusCode).toBe(200)
  })
})
