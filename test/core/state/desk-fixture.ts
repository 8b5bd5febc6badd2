import type { Event, Events } from '../../../src/core/events.ts'
import type { FactType } from '../../../src/core/flow.ts'
import { orderId } from '../../../src/domain/brand.ts'
import { charges, NO_CHARGES } from '../../../src/domain/charges.ts'
import { type Paise, paise } from '../../../src/domain/money.ts'
import type { Approved, Order } from '../../../src/domain/order.ts'
import type { ClosedTrade, Position } from '../../../src/domain/position.ts'
import { tradeDate } from '../../../src/domain/time.ts'
import { eventAt, fillOf, halt, INFY, START } from './journal-fixture.ts'

const approved = (order: Order): Approved<Order> => order as Approved<Order>

export const orderOf = (id: string, part: Partial<Order> = {}): Approved<Order> =>
  approved({
    id: orderId(id),
    strategy: 'ema-cross',
    instrument: INFY,
    side: 'buy',
    effect: 'open',
    quantity: 10,
    type: 'LIMIT',
    limit: paise(152_400),
    trigger: null,
    product: 'CNC',
    validity: 'DAY',
    ttlMinutes: null,
    variety: 'regular',
    decisionPrice: paise(152_300),
    decisionAt: START,
    protection: null,
    guards: null,
    reason: 'the fast average rose above the slow one',
    ...part,
  })

export const positionOf = (quantity: number, cost: number, realised = 0): Position => ({
  instrument: INFY,
  product: 'CNC',
  quantity,
  costPaise: paise(cost),
  averagePricePaise: quantity === 0 ? null : cost / quantity,
  realisedPaise: paise(realised),
  dividendPaise: paise(0),
  lots: quantity === 0 ? 0 : 1,
  openedAt: quantity === 0 ? null : START,
})

const round = (id: string, exit: string, gross: Paise): ClosedTrade => ({
  instrument: INFY,
  product: 'CNC',
  strategy: 'ema-cross',
  side: 'long',
  quantity: 10,
  openedAt: START,
  closedAt: START,
  entryPaise: paise(1_523_400),
  exitPaise: paise(1_523_400 + gross),
  grossPaise: gross,
  openOrderId: orderId(id),
  closeOrderId: orderId(exit),
  openReason: 'in',
  closeReason: 'out',
  holdingDays: 0,
})

/** States facts at the next place each. */
class Story {
  readonly events: Event[] = []

  tell<T extends FactType>(type: T, data: Events[T]): this {
    this.events.push(eventAt(this.events.length + 1, type, data))
    return this
  }

  pause(): this {
    this.events.push(halt(this.events.length + 1))
    return this
  }
}

const ids = { orderId: null, fillId: null, instrument: null } as const

/** A day of a desk, `rounds` times over: an order filled in two parts, one rejected, the sale, the mark. */
export function deskDay(rounds: number): readonly Event[] {
  const story = new Story()
  const date = tradeDate('2026-11-23')
  const capital = paise(10_000_000)
  story.tell('portfolio.account_reset', { month: '', capital })
  story.tell('portfolio.cash_change', { cash: capital, change: capital, reason: 'deposit', ...ids })
  for (let index = 1; index <= rounds; index++) {
    const entry = `B${index}`
    const exit = `S${index}`
    const gross = paise(1_000 * index)
    const protection = { stop: paise(149_000), target: null, trail: null }
    story.tell('execution.order_submitted', { order: orderOf(entry, { protection }) })
    story.tell('execution.order_placed', { orderId: orderId(entry), brokerOrderId: `K${index}` })
    const half = { quantity: 4, filledQuantity: 4, leavesQuantity: 6 }
    const one = fillOf(entry, { ...half, id: fillOf(`${entry}a`).id })
    story.tell('execution.order_partially_filled', one)
    story.tell('portfolio.position_change', {
      position: positionOf(4, 609_360),
      orderId: one.orderId,
      fillId: one.id,
      closed: [],
    })
    const rest = fillOf(entry, { quantity: 6, id: fillOf(`${entry}b`).id })
    story.tell('execution.order_filled', rest)
    story.tell('portfolio.position_change', {
      position: positionOf(10, 1_523_400),
      orderId: rest.orderId,
      fillId: rest.id,
      closed: [],
    })
    const note = charges({ ...NO_CHARGES, sttPaise: paise(1_523) })
    story.tell('portfolio.charges_applied', {
      date,
      instrument: INFY,
      product: 'CNC',
      fillId: rest.id,
      change: note,
    })
    story.tell('execution.order_submitted', { order: orderOf(`X${index}`) })
    story.tell('execution.order_rejected', { orderId: orderId(`X${index}`), reason: 'no margin' })
    story.pause()
    story.tell('execution.order_submitted', {
      order: orderOf(exit, { side: 'sell', effect: 'close', guards: orderId(entry) }),
    })
    story.tell('execution.order_filled', fillOf(exit, { side: 'sell', effect: 'close' }))
    story.tell('portfolio.position_change', {
      position: positionOf(0, 0, gross),
      orderId: orderId(exit),
      fillId: fillOf(exit).id,
      closed: [round(entry, exit, gross)],
    })
    story.tell('portfolio.cash_change', {
      cash: paise(capital + gross),
      change: gross,
      reason: 'fill',
      ...ids,
      orderId: orderId(exit),
    })
  }
  story.tell('portfolio.snapshot_taken', {
    date,
    cash: capital,
    equity: capital,
    deployed: paise(0),
    charges: paise(0),
    realised: paise(0),
    openPositions: 0,
  })
  return story.events
}
