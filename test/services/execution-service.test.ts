import { describe, expect, it } from 'vitest'
import type { BrokerReport } from '../../src/core/ports.ts'
import { orderId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import type { Approved, Order } from '../../src/domain/order.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { assess } from '../../src/domain/risk.ts'
import { epochMs } from '../../src/domain/time.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { ENTRY, situation } from '../domain/risk-cases.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone, IdleBroker } from './alone.ts'

const BY = { source: 'test' } as const
const ID = ENTRY.id
const NOW = epochMs(0)

/** An order that the checks let pass. */
function approved(part: Partial<Order> = {}): Approved<Order> {
  const verdict = assess(...situation({ order: part }))
  if (verdict.outcome === 'denied') throw new RangeError(JSON.stringify(verdict.denials))
  return verdict.order
}

function openDesk() {
  const alone = new Alone()
  const broker = new IdleBroker()
  const service = new ExecutionService({
    bus: alone.bus,
    broker,
    log: alone.log,
    orders: new OrderBook(),
  })
  const approve = (part: Partial<Order> = {}) => {
    const order = approved(part)
    alone.bus.publish('risk.order_approved', { order, held: paise(0), heldQuantity: 0 }, BY)
    return order
  }
  return { alone, broker, service, approve }
}

const filled = (tradeId: string, quantity: number): BrokerReport => ({
  kind: 'filled',
  orderId: ID,
  tradeId,
  quantity,
  price: paise(100_000),
  at: NOW,
})
const placed = { kind: 'placed', orderId: ID, brokerOrderId: 'B1' } as const
const accepted = { kind: 'accepted', orderId: ID, at: NOW } as const
const ended = (kind: 'rejected' | 'cancelled' | 'expired' | 'unknown') =>
  ({ kind, orderId: ID, reason: 'a test' }) as const

describe('execution', () => {
  it('B64 an approved order is submitted in the journal before it goes to the broker, once', async () => {
    const { alone, broker, approve } = openDesk()
    const order = approve()
    const [submitted] = await alone.told('execution.order_submitted')
    expect(broker.placed).toEqual([[order, submitted?.seq]])
    const [approval] = await alone.told('risk.order_approved')
    expect(submitted?.causationId).toBe(approval?.id)
  })

  it('B64 from approval to the last fill: placed, accepted, partly filled, filled', async () => {
    const { alone, broker, service, approve } = openDesk()
    approve()
    for (const report of [placed, accepted, filled('T1', 4), filled('T2', 6)]) broker.say(report)
    expect(await alone.types()).toEqual([
      'risk.order_approved',
      'execution.order_submitted',
      'execution.order_placed',
      'execution.order_accepted',
      'execution.order_partially_filled',
      'execution.order_filled',
    ])
    expect(service.working).toEqual([])
  })

  it('B65 a filled event carries order, instrument, side, quantity, price and time', async () => {
    const { alone, broker, approve } = openDesk()
    approve()
    broker.say(filled('T1', 10))
    const [event] = await alone.told('execution.order_filled')
    expect(event?.data).toMatchObject({
      id: 'T1',
      orderId: ID,
      instrument: ENTRY.instrument,
      side: 'buy',
      quantity: 10,
      price: 100_000,
      at: NOW,
      filledQuantity: 10,
      leavesQuantity: 0,
      strategy: 'manual',
    })
    const [approval] = await alone.told('risk.order_approved')
    expect(event?.correlationId).toBe(approval?.correlationId)
  })

  it.each([
    ['the same trade twice', [filled('T1', 4), filled('T1', 4)], 1],
    ['an acknowledgement after a fill', [filled('T1', 4), placed, accepted], 1],
    ['an acknowledgement twice', [placed, placed, accepted, accepted], 2],
    ['an end twice', [placed, ended('cancelled'), ended('cancelled')], 2],
    ['an end after the last fill', [filled('T1', 10), ended('cancelled'), ended('expired')], 1],
    ['a refusal of what was filled in part', [filled('T1', 4), ended('rejected')], 1],
    ['an acknowledgement of what has ended', [ended('rejected'), placed], 1],
  ] as const)('B64 %s changes nothing', async (_, reports, told) => {
    const { alone, broker, approve } = openDesk()
    approve()
    for (const report of reports) broker.say(report)
    const types = (await alone.types()).slice(2)
    expect(types).toHaveLength(told)
    expect(types).not.toContain('system.error')
  })

  it.each([
    ['more shares than the order has', [filled('T1', 11)]],
    ['a trade after the last fill', [filled('T1', 10), filled('T2', 1)]],
    ['a trade of what was cancelled', [ended('cancelled'), filled('T1', 1)]],
  ])('B64 %s is a difference between two books, told and not booked', async (_, reports) => {
    const { alone, broker, approve } = openDesk()
    approve()
    for (const report of reports) broker.say(report)
    const [drift] = await alone.told('execution.reconciliation_drift')
    expect(drift?.data.drifts[0]).toMatchObject({ kind: 'order', orderId: ID })
    const fills = await alone.told('execution.order_filled')
    expect(fills.length).toBeLessThanOrEqual(1)
    expect(await alone.told('system.error')).toEqual([])
  })

  it('B64 an order without an answer is unknown until something is found, and then goes on', async () => {
    const { alone, broker, service, approve } = openDesk()
    approve()
    broker.say(ended('unknown'))
    expect(service.working.map(({ status }) => status)).toEqual(['unknown'])
    broker.say(accepted)
    broker.say(filled('T1', 10))
    expect(service.working).toEqual([])
    expect((await alone.types()).slice(2)).toEqual([
      'execution.order_unknown',
      'execution.order_accepted',
      'execution.order_filled',
    ])
  })

  it('B64 B136 a halt asks the broker to take back all that works; a cancel answered at once does not lock', async () => {
    const { alone, broker, service, approve } = openDesk()
    approve()
    approve({ id: orderId('SECOND') })
    broker.say(placed)
    const change = { state: 'halted', before: 'active', reason: 'a test', by: 'test' } as const
    alone.bus.publish('risk.trading_state_change', change, BY)
    expect(broker.cancelled.map(({ id }) => id)).toEqual([ID, 'SECOND'])
    broker.say(ended('cancelled'))
    expect(service.working.map(({ order }) => order.id)).toEqual(['SECOND'])
  })

  it('B64 a fill of somebody else’s order is booked once, and never withdrawn', async () => {
    const { alone, broker, service } = openDesk()
    const { instrument, product, side, effect } = ENTRY
    const foreign = {
      kind: 'foreign',
      orderId: orderId('X1'),
      tradeId: 'T9',
      instrument,
      product,
      side,
      effect,
      quantity: 3,
      price: paise(100_000),
      at: NOW,
    } as const
    broker.say(foreign)
    broker.say(foreign)
    const fills = await alone.told('execution.order_filled')
    expect(fills.map(({ data }) => [data.orderId, data.strategy])).toEqual([['X1', 'foreign']])
    service.cancelAll()
    expect(broker.cancelled).toEqual([])
  })

  it('B64 a report of an order that nobody knows is no fact', async () => {
    const { alone, broker } = openDesk()
    broker.say(placed)
    expect(await alone.types()).toEqual([])
  })

  it('B64 replaying the journal sends nothing and ends in the same book', async () => {
    const { alone, broker, service, approve } = openDesk()
    approve()
    approve({ id: orderId('SECOND') })
    for (const report of [placed, accepted, filled('T1', 4)]) broker.say(report)
    const copy = openDesk()
    for (const event of await alone.journal.read(0, 100)) copy.alone.bus.replay(event)
    expect(copy.broker.placed).toEqual([])
    expect(throughJson(copy.service.save())).toEqual(throughJson(service.save()))
  })
})
