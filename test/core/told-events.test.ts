import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.ts'
import type { NamedOrder } from '../../src/core/order-words.ts'
import type { EventQuestion } from '../../src/core/state/book-history.ts'
import { searchTold } from '../../src/core/told-events.ts'
import { type OrderId, orderId } from '../../src/domain/brand.ts'
import { orderOf } from './state/desk-fixture.ts'
import { eventAt, fillOf, halt, halts, rowsOf } from './state/journal-fixture.ts'

/** A journal of events, which counts how many it was asked for. */
function journalOf(events: readonly Event[], orders: ReadonlyMap<OrderId, NamedOrder> = new Map()) {
  const rows = rowsOf(events)
  const asked: number[] = []
  return {
    asked,
    events: async ({ types, after, before, limit }: EventQuestion) => {
      asked.push(limit)
      const fit = rows.filter(
        ({ seq, type }) =>
          seq > (after ?? 0) &&
          seq < (before ?? Number.POSITIVE_INFINITY) &&
          (types === null || types.some((one) => one === type)),
      )
      return after === null ? fit.slice(-limit) : fit.slice(0, limit)
    },
    orders: async (ids: readonly OrderId[]) =>
      new Map([...orders].filter(([id]) => ids.includes(id))),
  }
}

const ASKED: EventQuestion = { types: null, after: null, before: null, text: null, limit: 100 }
const places = ({ events }: Awaited<ReturnType<typeof searchTold>>) =>
  events.map(({ event }) => event.seq)

describe('events that are searched by what a person sees of them', () => {
  const filled = eventAt(3, 'execution.order_filled', fillOf('B1'))
  const few = [
    eventAt(1, 'execution.order_submitted', { order: orderOf('B1') }),
    halt(2, 'a storm'),
    filled,
  ]
  const search = (text: string, part: Partial<EventQuestion> = {}) =>
    searchTold({ ...ASKED, text, ...part }, journalOf(few))

  it('B45 finds the words of the sentence in any case, and where the journal has no more says so', async () => {
    const page = await search('BOUGHT 10 infy at ₹1,523.40')
    expect(places(page)).toEqual([3])
    expect(page).toMatchObject({ next: null, looked: 3 })
    expect(page.events[0]?.says).toContain('bought 10 INFY at ₹1,523.40 because')
  })

  it('finds by share, order, type, source and chain, also what says nothing', async () => {
    expect(places(await search('nse:infy'))).toEqual([1, 2, 3])
    expect(places(await search('fb1'))).toEqual([3])
    expect(places(await search('order_submitted'))).toEqual([1])
    expect(places(await search(filled.correlationId))).toEqual([3])
    expect(places(await search('infy', { types: ['market.halt'] }))).toEqual([2])
  })

  it('finds nothing by what nobody sees: keys and raw amounts of the data', async () => {
    expect(places(await search('decisionPrice'))).toEqual([])
    expect(places(await search('152300'))).toEqual([])
  })

  it('names an order by what it asks for, wherever it was submitted', async () => {
    const id = orderId('B7')
    const source = journalOf(
      [eventAt(1, 'execution.order_cancelled', { orderId: id, reason: 'a person wished so' })],
      new Map([[id, orderOf('B7')]]),
    )
    const { events } = await searchTold({ ...ASKED, text: 'to buy 10 infy' }, source)
    expect(events[0]?.says).toBe('the order to buy 10 INFY was cancelled: a person wished so')
  })
})

describe('what one search costs', () => {
  const many = [...halts(1, 11_999), halt(12_000, 'the needle')]

  it('it looks at some thousands of events, and the next page goes on where it ended', async () => {
    const source = journalOf([halt(1, 'the needle'), ...halts(2, 12_000)])
    const first = await searchTold({ ...ASKED, text: 'needle' }, source)
    expect(first).toEqual({ events: [], next: 7_001, looked: 5_000 })
    const second = await searchTold({ ...ASKED, text: 'needle', before: first.next }, source)
    expect(second).toMatchObject({ events: [], next: 2_001, looked: 5_000 })
    const third = await searchTold({ ...ASKED, text: 'needle', before: second.next }, source)
    expect(places(third)).toEqual([1])
    expect(third.next).toBeNull()
    expect(Math.max(...source.asked)).toBe(500)
  })

  it('onward it goes on by what comes after', async () => {
    const source = journalOf(many)
    const first = await searchTold({ ...ASKED, text: 'needle', after: 3_000 }, source)
    expect(first).toEqual({ events: [], next: 8_000, looked: 5_000 })
    expect(places(await searchTold({ ...ASKED, text: 'needle', after: 8_000 }, source))).toEqual([
      12_000,
    ])
  })

  it('no event is found twice and none is lost between pages', async () => {
    const source = journalOf(many)
    const found: number[] = []
    let before: number | null = null
    do {
      const page = await searchTold({ ...ASKED, text: 'halt 3', before, limit: 40 }, source)
      found.unshift(...places(page))
      before = page.next
    } while (before !== null)
    const wanted = many.filter(({ seq }) => String(seq).startsWith('3') && seq < 12_000)
    expect(found).toEqual(wanted.map(({ seq }) => seq))
  })

  it('without a text it reads one page and no more', async () => {
    const source = journalOf(many)
    const page = await searchTold({ ...ASKED, limit: 3 }, source)
    expect(places(page)).toEqual([11_998, 11_999, 12_000])
    expect(page).toMatchObject({ next: 11_998, looked: 3 })
    expect(source.asked).toEqual([3])
  })
})
