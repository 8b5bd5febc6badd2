import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/core/config.ts'
import { budgetOf, limitTable } from '../../src/web/rate-limits.ts'
import { ROUTES } from '../../src/web/route-table.ts'
import { nameOf, plainRequest } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

/** Groups whose routes are counted. */
const COUNTED = ROUTES.filter(({ group }) => group !== null)
const LIMIT_NAMES = [...new Set(COUNTED.map(({ group }) => String(group).toUpperCase()))]
const TWO = Object.fromEntries(LIMIT_NAMES.map((name) => [`RATE_LIMIT_${name}`, '2/minute']))

const maxOf = (text: string): number => Number(text.split('/')[0])

describe('the table of limits', () => {
  it('B114 names every route once, in a group, with reads looser than what moves money or asks a model', async () => {
    const { config } = await loadConfig({}, {})
    const table = limitTable(ROUTES, config.rateLimits)
    expect(table.flatMap(({ routes }) => routes).sort()).toEqual(ROUTES.map(nameOf).sort())
    const { dashboard, agents, trades } = config.rateLimits
    expect([dashboard, agents, trades]).toEqual(['30/minute', '20/minute', '10/minute'])
    expect(new Set(table.map(({ limit }) => limit)).size).toBeGreaterThan(3)
    for (const route of COUNTED) {
      const own = budgetOf(route, config.rateLimits)
      expect(own, nameOf(route)).not.toBeNull()
      const isWrite = route.method !== 'GET'
      if (isWrite) expect(maxOf(own?.text ?? '')).toBeLessThan(maxOf(dashboard))
    }
  })

  it('B113 takes each limit from its own variable', async () => {
    const { config } = await loadConfig({}, TWO)
    for (const route of COUNTED) expect(budgetOf(route, config.rateLimits)?.rate.max).toBe(2)
    await expect(loadConfig({}, { RATE_LIMIT_TRADES: 'often' })).rejects.toMatchObject({
      field: 'rateLimits.trades',
    })
  })

  it('lets whoever has used up his trades still stop the desk', async () => {
    const { config } = await loadConfig({}, {})
    const stop = ROUTES.find(({ url }) => url === '/api/emergency/stop')
    const others = COUNTED.filter(({ url }) => !url.startsWith('/api/emergency/'))
    const name = stop && budgetOf(stop, config.rateLimits)?.name
    expect(others.map((route) => budgetOf(route, config.rateLimits)?.name)).not.toContain(name)
  })
})

describe('limits of two a minute', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk({ ...TWO, RATE_LIMIT_AUTH: '100/minute', TRUSTED_PROXIES: '10.0.0.1' })
    page = await desk.page()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  /** A route of each budget, the third call of which is refused. */
  const budgets = new Map(
    COUNTED.filter(({ group }) => group !== 'auth').map((route) => [
      `${route.group} ${route.bucket ?? (route.method === 'GET' ? 'reads' : 'writes')}`,
      route,
    ]),
  )

  it.each([...budgets])('B113 B115 the third call of "%s" is told to wait', async (_, route) => {
    const codes: number[] = []
    for (let call = 0; call < 3; call++) {
      const answer = await desk.ask(plainRequest(route), page)
      codes.push(answer.statusCode)
      if (call < 2) continue
      const wait = Number(answer.headers['retry-after'])
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(60)
      expect(answer.json()).toMatchObject({
        error: { code: 'RATE_LIMITED', retryAfterSeconds: wait, recoverable: true },
      })
      expect(answer.json().error.message).toMatch(/2\/minute.*wait \d+ s/)
    }
    expect(codes[2]).toBe(429)
    expect(codes.slice(0, 2)).not.toContain(429)
  })

  it('counts neither health nor pages', async () => {
    for (const url of ['/api/health', '/api/readiness', '/metrics', '/', '/trade']) {
      for (let call = 0; call < 5; call++) {
        expect((await desk.ask({ url }, page)).statusCode).toBe(200)
      }
    }
  })

  const read = (remoteAddress: string, headers: Record<string, string> = {}) =>
    desk.ask({ url: '/api/dashboard', remoteAddress, headers }).then(({ statusCode }) => statusCode)

  it('B116 two clients behind a proxy that is trusted have budgets of their own', async () => {
    for (const client of ['203.0.113.7', '203.0.113.8']) {
      const headers = { 'x-forwarded-for': client }
      const codes = [
        await read('10.0.0.1', headers),
        await read('10.0.0.1', headers),
        await read('10.0.0.1', headers),
      ]
      expect(codes).toEqual([200, 200, 429])
    }
  })

  it('B117 whoever is not trusted stays in one budget, whatever he says of himself', async () => {
    const claims = [
      {},
      { 'x-forwarded-for': '203.0.113.20' },
      { 'x-forwarded-for': '203.0.113.21, 10.0.0.1' },
      { 'x-forwarded-for': '10.0.0.1' },
      { forwarded: 'for=203.0.113.22' },
      { 'x-real-ip': '203.0.113.23' },
      { 'x-forwarded-for': '2001:db8::1' },
      { 'x-forwarded-for': 'not an address' },
    ]
    const codes = []
    for (const headers of claims) codes.push(await read('198.51.100.9', headers))
    expect(codes).toEqual([200, 200, ...Array.from({ length: claims.length - 2 }, () => 429)])
  })

  it('B117 believes the hop before the trusted proxy, not what the client wrote in front of it', async () => {
    const codes = []
    for (const spoof of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) {
      codes.push(await read('10.0.0.1', { 'x-forwarded-for': `${spoof}, 203.0.113.99` }))
    }
    expect(codes).toEqual([200, 200, 429])
  })

  it('B117 counts a network of IPv6 as one client', async () => {
    const codes = []
    for (const last of ['1', '2', 'ffff']) codes.push(await read(`2001:db8:1:2::${last}`))
    expect(codes).toEqual([200, 200, 429])
  })
})
