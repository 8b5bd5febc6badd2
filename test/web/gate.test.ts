import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../src/web/route.ts'
import { ROUTES } from '../../src/web/route-table.ts'
import { nameOf, plainRequest } from './route-samples.ts'
import { type Client, ORIGIN, openWebDesk, type WebDesk } from './web-desk.ts'

/** scrypt of `correct horse battery`, at a cost for tests. */
const HASH = 'scrypt:1024:8:1:AAAAAAAAAAAAAAAAAAAAAA:AsWvwMY_76m6UtetkFvlJIEPTCAm8Pu2vkYrRktx10s'
const PASSWORD = 'correct horse battery'

const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const)
const WRITES = ROUTES.filter(({ method }) => method !== 'GET')
const BY_SESSION = WRITES.filter(({ need }) => need !== 'nothing')
const KNOWING = ROUTES.filter(({ need }) => need !== 'nothing')
const isPagesOnly = (route: Route) => nameOf(route) === 'POST /api/auth/session'

describe('the gate of a desk that only its own machine reaches', () => {
  let desk: WebDesk
  let page: Client
  let reader: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
    reader = await desk.token('read')
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  it.each(named(BY_SESSION))('B126 %s is refused without a session', async (_, route) => {
    const answer = await desk.ask(plainRequest(route))
    expect(answer.statusCode, answer.body).toBe(401)
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_SIGNED_IN' } })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })

  it.each(named(BY_SESSION))(
    'B126 %s is refused without the token of its page',
    async (_, route) => {
      const { 'x-csrf-token': token, ...headers } = page.headers
      for (const wrong of [undefined, '', 'x'.repeat(43), `${token}x`]) {
        const bad = wrong === undefined ? headers : { ...headers, 'x-csrf-token': wrong }
        const answer = await desk.ask(plainRequest(route), { headers: bad })
        expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'CSRF_INVALID'])
      }
    },
  )

  it.each(named([...KNOWING, ...ROUTES.filter(isPagesOnly)]))(
    'B126 %s is refused to a page of another site',
    async (_, route) => {
      const foreign = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost:9999' },
        { origin: 'https://localhost' },
        { origin: `${ORIGIN}.evil.example` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]
      for (const headers of foreign) {
        const { origin: _own, ...others } = page.headers
        const answer = await desk.ask(plainRequest(route), { headers: { ...others, ...headers } })
        expect([headers, answer.statusCode]).toEqual([headers, 403])
      }
    },
  )

  it.each(named(ROUTES))('B126 %s is refused under the name of another site', async (_, route) => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80']) {
      const request = plainRequest(route)
      const headers = { ...page.headers, host, origin: `http://${host}` }
      const answer = await desk.ask({ ...request, headers: { ...request.headers, ...headers } })
      expect([host, answer.statusCode]).toEqual([host, 403])
    }
  })

  it.each(named(KNOWING.filter(({ need }) => need !== 'read')))(
    '%s is refused to a token that may only read',
    async (_, route) => {
      const answer = await desk.ask(plainRequest(route), reader)
      expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'FORBIDDEN'])
    },
  )

  it.each(named(KNOWING))('%s is refused to a token that nobody made', async (_, route) => {
    for (const token of ['', 'rt_', 'x', `rt_${'A'.repeat(43)}`, `rt_${'A'.repeat(43)} `]) {
      const headers = { authorization: `Bearer ${token}` }
      const answer = await desk.ask(plainRequest(route), { headers })
      expect([token, answer.statusCode]).toEqual([token, 401])
    }
  })

  it('begins no session for whoever cannot be told to be a page of this desk', async () => {
    const ask = (headers: Record<string, string>) =>
      desk.ask({ method: 'POST', url: '/api/auth/session', payload: {}, headers })
    expect((await ask({})).statusCode).toBe(403)
    expect((await ask({ 'sec-fetch-site': 'none' })).statusCode).toBe(403)
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200)
  })

  it('keeps the cookie from scripts and from other sites', async () => {
    const { headers } = await desk.ask({
      method: 'POST',
      url: '/api/auth/session',
      payload: {},
      headers: { origin: ORIGIN },
    })
    expect(String(headers['set-cookie'])).toMatch(
      /^robo_session_80=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
  })

  it('lets out at once whose session ended, and whose token was revoked', async () => {
    const leaving = await desk.page()
    const close = { method: 'DELETE', url: '/api/auth/session' } as const
    expect((await desk.ask(close, leaving)).statusCode).toBe(200)
    expect((await desk.ask(close, leaving)).statusCode).toBe(401)
    const token = await desk.token('operate')
    const claim = { url: '/api/dashboard' }
    expect((await desk.ask(claim, token)).statusCode).toBe(200)
    const caller = desk.web.access.tokenOf(String(token.headers['authorization']).slice(7))
    await desk.revoke(caller?.id ?? '')
    expect((await desk.ask(claim, token)).statusCode).toBe(401)
  })

  it('keeps no secret of a session or token that could open anything', async () => {
    const { secret } = await desk.web.access.begin()
    const tables = ['web_sessions', 'access_tokens'] as const
    const rows = await Promise.all(
      tables.map((table) => desk.web.state.db.selectFrom(table).selectAll().execute()),
    )
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(desk.logged()).not.toContain(secret)
  })
})

describe('the gate of a desk with a password', () => {
  let desk: WebDesk
  beforeAll(async () => {
    desk = await openWebDesk({ DASHBOARD_PASSWORD_HASH: HASH })
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const come = (payload: Record<string, unknown>) =>
    desk.ask({
      method: 'POST',
      url: '/api/auth/session',
      payload,
      headers: { origin: ORIGIN },
    })

  it.each(named(KNOWING))('%s is refused to whoever did not come in', async (_, route) => {
    expect((await desk.ask(plainRequest(route))).statusCode).toBe(401)
  })

  it('lets in by the password alone, and tells strangers not where the data are', async () => {
    expect((await come({})).statusCode).toBe(401)
    expect((await come({ password: 'wrong' })).statusCode).toBe(401)
    expect((await come({ password: ['a'] })).statusCode).toBe(422)
    expect((await come({ password: PASSWORD })).statusCode).toBe(200)
    const alive = await desk.ask({ url: '/api/health' })
    expect(alive.json()).toMatchObject({ status: 'ok', identity: { dataDir: '' } })
    expect(desk.logged()).not.toContain(PASSWORD)
  })
})
