import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventOf } from '../../src/core/journal.ts'
import { searchJournal } from '../../src/core/state/journal-search.ts'
import { correlationId } from '../../src/domain/brand.ts'
import { place } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

describe('wishes that come by the web', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk({ ROBO_CAPITAL: '10000000' })
    page = await desk.page()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const send = (
    method: 'POST' | 'PUT',
    url: string,
    payload: Record<string, unknown>,
    headers: Record<string, string> = {},
    client = page,
  ) => desk.ask({ method, url, payload, headers }, client)

  const chainOf = async (id: string) => {
    await desk.settled()
    const book = desk.live.book.name
    const question = { book, types: null, correlationId: correlationId(id), limit: 500 }
    return (await searchJournal(desk.web.state, question)).map(eventOf)
  }

  const BUY = { instrument: 'NSE:INFY', side: 'buy', quantity: 10, reason: 'a test' }

  it('B45 one id is followed from the wish through order, fill and portfolio to the log', async () => {
    const own = randomUUID()
    const headers = { 'idempotency-key': randomUUID(), 'x-correlation-id': own }
    const answer = await send('POST', '/api/trades/place', BUY, headers)
    expect([answer.statusCode, answer.headers['x-correlation-id']]).toEqual([202, own])
    expect(answer.json().correlationId).toBe(own)
    await desk.advance(2)
    const types = (await chainOf(own)).map(({ type }) => type)
    for (const type of [
      'strategy.intent_received',
      'risk.order_approved',
      'execution.order_submitted',
      'execution.order_filled',
      'portfolio.position_change',
      'portfolio.cash_change',
      'portfolio.charges_applied',
    ]) {
      expect(types).toContain(type)
    }
    const trace = await desk.ask({ url: `/api/events/trace/${own}` }, page)
    expect(trace.json().events.map(({ type }: { type: string }) => type)).toEqual(types)
    expect(trace.json().events[0].says).toMatch(/manual asks to buy 10 INFY.*: a test/)
    const lines = desk.logged().split('\n')
    expect(lines.filter((line) => line.includes(own) && line.includes('taken in'))).toHaveLength(1)
    const { events } = (await desk.ask({ url: '/api/events?types=strategy&limit=5' }, page)).json()
    expect(events.at(-1).correlationId).toBe(own)
  })

  it('is durable when it is answered', async () => {
    const { intentId } = await place(desk, page, BUY)
    expect(await desk.live.projecting.rows.placeOf(intentId)).toBeGreaterThan(0)
  })

  it('grants the same wish by the same key once, however often and however fast it is sent', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const wish = { ...BUY, instrument: 'NSE:ICICIBANK' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send('POST', '/api/trades/place', wish, headers)),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 202))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    const chain = await chainOf(answers[0]?.json().correlationId)
    expect(chain.filter(({ type }) => type === 'strategy.intent_received')).toHaveLength(1)
    expect(chain.filter(({ type }) => type === 'risk.order_approved')).toHaveLength(1)

    const other = await send('POST', '/api/trades/place', { ...BUY, quantity: 12 }, headers)
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'CONFLICT'])
  })

  it('grants it once even when its answer was never written down', async () => {
    const key = randomUUID()
    const first = await send('POST', '/api/trades/place', BUY, { 'idempotency-key': key })
    await desk.web.state.db
      .updateTable('idempotency_keys')
      .set({ answer: null })
      .where('key', '=', key)
      .execute()
    const again = await send('POST', '/api/trades/place', BUY, { 'idempotency-key': key })
    expect(again.json()).toEqual(first.json())
    const chain = await chainOf(first.json().correlationId)
    expect(chain.filter(({ type }) => type === 'strategy.intent_received')).toHaveLength(1)
  })

  it('keeps the keys of one caller apart from those of another', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const token = await desk.token('operate')
    const mine = await send('POST', '/api/trades/place', BUY, headers)
    const theirs = await send('POST', '/api/trades/place', BUY, headers, token)
    expect(theirs.statusCode).toBe(202)
    expect(theirs.json().intentId).not.toBe(mine.json().intentId)
  })

  it('asks for a key, and takes none that is not one', async () => {
    for (const key of [undefined, '', 'short', 'x'.repeat(101), 'with space here', 'a,b,c,d,e,f']) {
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key }
      const answer = await send('POST', '/api/trades/place', BUY, headers)
      expect([key, answer.statusCode]).toEqual([key, 422])
      expect(answer.json().error.details.fields).toHaveProperty('Idempotency-Key')
    }
  })

  it('a preview places nothing', async () => {
    const before = desk.live.kernel.bus.head
    const answer = await send('POST', '/api/trades/preview', {
      ...BUY,
      instrument: 'NSE:HDFCBANK',
      quantity: 11,
    })
    expect(answer.json()).toMatchObject({ verdict: 'approved', quantity: 11 })
    expect(answer.json().checks.length).toBeGreaterThanOrEqual(20)
    expect(desk.live.kernel.bus.head).toBe(before)
  })

  it('names what it does not know: instruments, orders, positions', async () => {
    const key = () => ({ 'idempotency-key': randomUUID() })
    const asked = [
      await send('POST', '/api/trades/place', { ...BUY, instrument: 'NSE:NOSUCH' }, key()),
      await send('POST', '/api/orders/zzz99/cancel', {}),
      await send('POST', '/api/orders/zzz99/modify', { quantity: 2 }),
      await send('POST', '/api/positions/NSE:SBIN/close', {}),
      await send('PUT', '/api/positions/NSE:SBIN/protection', {
        stopPaise: 100,
        targetPaise: null,
        trailPaise: null,
      }),
    ]
    expect(asked.map(({ statusCode }) => statusCode)).toEqual(asked.map(() => 404))
  })

  it('leaves a position, and not more of it than there is', async () => {
    await desk.advance(2)
    await desk.settled()
    const held = desk.web.broadcast.picture.positions.find(
      ({ instrument }) => instrument === 'NSE:INFY',
    )
    const quantity = (held?.quantity ?? 0) + 1
    const more = await send('POST', '/api/positions/NSE:INFY/close', { quantity })
    expect([more.statusCode, more.json().error.code]).toEqual([422, 'INPUT_INVALID'])
    const all = await send('POST', '/api/positions/NSE:INFY/close', {})
    expect(all.statusCode).toBe(202)
    await desk.advance(2)
    await desk.settled()
    const left = desk.web.broadcast.picture.positions.filter(({ quantity: open }) => open !== 0)
    expect(left.map(({ instrument }) => instrument)).not.toContain('NSE:INFY')
  })

  it('changes limits on the version that was seen, and tells the second of two to look again', async () => {
    const risk = () => desk.web.desk.state('risk')
    const { version } = risk()
    const change = (limits: Record<string, unknown>, on = version) =>
      send('PUT', '/api/risk/limits', { version: on, limits })
    const both = await Promise.all([change({ entriesADayMax: 7 }), change({ entriesADayMax: 8 })])
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([202, 409]))
    await desk.settled()
    expect(risk().version).toBeGreaterThan(version)
    expect([7, 8]).toContain(risk().limits['entriesADayMax']?.limit)
    expect((await change({ entriesADayMax: 9 })).statusCode).toBe(409)
    const wrong = await change({ entriesADayMax: -1 }, risk().version)
    expect(wrong.json().error.details.fields).toHaveProperty('entriesADayMax')
    expect((await change({ noSuchLimit: 1 }, risk().version)).statusCode).toBe(422)
    expect(risk().history[0]).toMatchObject({ by: 'dashboard' })
  })

  it('J7 stops the desk at once: orders are taken back, entries refused, until somebody resumes it', async () => {
    const last = desk.web.desk.state('quotes')['NSE:TCS']?.lastPaise ?? 0
    const limitPaise = Math.floor((last * 0.98) / 10) * 10
    await place(desk, page, {
      instrument: 'NSE:TCS',
      side: 'buy',
      quantity: 10,
      type: 'LIMIT',
      limitPaise,
    })
    await desk.advance(1)
    await desk.settled()
    expect(desk.web.broadcast.picture.orders).toHaveLength(1)

    const stop = await send('POST', '/api/emergency/stop', { reason: 'smoke' })
    expect(stop.json()).toMatchObject({ state: 'halted' })
    expect(stop.json().says).toMatch(/Taken back: buy 10 TCS/)
    // The gate was closed before the answer: the next wish meets it, whatever comes between.
    const { correlationId: refused } = await place(desk, page, BUY)
    const chain = await chainOf(refused)
    expect(chain.some(({ type }) => type === 'risk.order_approved')).toBe(false)
    const denied = chain.find((event) => event.type === 'risk.order_denied')
    expect(JSON.stringify(denied?.data)).toContain('trading_halted')
    await desk.settled()
    expect(desk.web.desk.state('status').trading).toMatchObject({
      state: 'halted',
      reason: 'smoke',
      by: expect.stringMatching(/^(?:web|dashboard)$/),
    })
    expect(desk.web.broadcast.picture.orders).toHaveLength(0)

    const resume = await send('POST', '/api/emergency/resume', { reason: 'aired' })
    expect(resume.json()).toMatchObject({ state: 'active' })
    await desk.settled()
    expect(desk.web.desk.state('status').trading.state).toBe('active')
  })

  it('turns strategies off and on, and says what acts when', async () => {
    const off = await send('PUT', '/api/strategies/ema-cross', { isEnabled: false })
    expect(off.json().says).toEqual([expect.stringContaining('opens no more positions')])
    await desk.settled()
    const { strategies } = (await desk.ask({ url: '/api/strategies' }, page)).json()
    const row = strategies.find(({ name }: { name: string }) => name === 'ema-cross')
    expect(row.isEnabled).toBe(false)
    expect((await send('PUT', '/api/strategies/momentum', { isEnabled: true })).statusCode).toBe(
      409,
    )
    expect((await send('PUT', '/api/strategies/nothing', { isEnabled: true })).statusCode).toBe(404)
    expect((await send('PUT', '/api/strategies/ema-cross', {})).statusCode).toBe(422)
    const wrong = await send('PUT', '/api/strategies/ema-cross', { parameters: { fast: 100_000 } })
    expect(wrong.json().error.details.fields).toHaveProperty('fast')
    const set = await send('PUT', '/api/strategies/ema-cross', {
      interval: '15m',
      parameters: { fast: 7 },
    })
    expect(set.json().says[0]).toMatch(/next start/)
    const { config } = await desk.web.reload(null)
    expect(config.strategies.find(({ name }) => name === 'ema-cross')).toEqual({
      name: 'ema-cross',
      interval: '15m',
      parameters: { fast: 7 },
    })
  })
})
