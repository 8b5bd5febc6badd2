import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EventsBody } from '../../src/web/contract/journal.ts'
import { place } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

describe('the journal by the web', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk({ ROBO_CAPITAL: '10000000' })
    page = await desk.page()
    await place(desk, page, { instrument: 'NSE:INFY', side: 'buy', quantity: 10, reason: 'a test' })
    const last = desk.web.desk.state('quotes')['NSE:TCS']?.lastPaise ?? 0
    const limitPaise = Math.floor((last * 0.98) / 10) * 10
    const rest = { instrument: 'NSE:TCS', side: 'buy', quantity: 3, type: 'LIMIT', limitPaise }
    await place(desk, page, rest)
    await desk.advance(2)
    const resting = desk.web.broadcast.picture.orders.find(
      ({ order }) => order.instrument === 'NSE:TCS',
    )
    const url = `/api/orders/${resting?.order.id}/cancel`
    await desk.ask({ method: 'POST', url, payload: { reason: 'it rests too long' } }, page)
    await desk.advance(1)
    await desk.settled()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const events = async (query: string): Promise<EventsBody> =>
    (await desk.ask({ url: `/api/events?${query}` }, page)).json()
  const says = async (query: string) => (await events(query)).events.map((event) => event.says)

  it('B45 what is on the screen is what is found: the words of a sentence, in any case', async () => {
    expect(await says('text=ASKS TO BUY 10 infy')).toEqual([
      expect.stringMatching(/^manual asks to buy 10 INFY: a test$/),
    ])
    expect(await says('text=bought 10 INFY at ₹')).toHaveLength(1)
    expect(await says('text=decisionPrice')).toEqual([])
  })

  it('the share finds also the steps that say nothing', async () => {
    const { events: found, next, looked } = await events('text=nse:infy&types=execution')
    expect(found.map(({ type }) => type)).toContain('execution.order_submitted')
    expect(found.every(({ names }) => names.includes('NSE:INFY'))).toBe(true)
    expect([next, looked > 0]).toEqual([null, true])
  })

  it('an order that is named by its id is told by what it asks for, whatever else was asked for', async () => {
    await vi.waitFor(async () =>
      expect(await says('types=execution.order_cancelled&text=to buy 3 TCS')).toEqual([
        'the order to buy 3 TCS was cancelled: cancelled on request',
      ]),
    )
  })

  it('pages follow each other by `next` without a gap', async () => {
    const whole = (await events('limit=500')).events.map(({ seq }) => seq)
    const found: number[] = []
    let before = ''
    for (;;) {
      const part = await events(`limit=7${before}`)
      found.unshift(...part.events.map(({ seq }) => seq))
      if (part.next === null) break
      before = `&before=${part.next}`
    }
    expect(found.slice(-whole.length)).toEqual(whole)
  })
})
