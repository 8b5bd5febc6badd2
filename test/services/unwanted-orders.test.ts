import { describe, expect, it } from 'vitest'
import type { Broker, Change } from '../../src/core/ports.ts'
import { paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { assess, assessChange } from '../../src/domain/risk.ts'
import { ExecutionService, type SavedOrder } from '../../src/services/execution-service.ts'
import { ENTRY, situation } from '../domain/risk-cases.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone, IdleBroker } from './alone.ts'

const BY = { source: 'test' } as const
const ID = ENTRY.id
const WISH = { orderId: ID, by: 'owner', reason: 'too dear' } as const

/** A broker that notes which changes it was asked for, and answers nothing. */
class NotingBroker extends IdleBroker {
  readonly changes: (readonly [Order, Change, number])[] = []

  override modify(order: Order, change: Change, seq: number): void {
    this.changes.push([order, change, seq])
  }
}

const on = (alone: Alone, broker: Broker) =>
  new ExecutionService({ bus: alone.bus, broker, log: alone.log, orders: new OrderBook() })

function working() {
  const alone = new Alone()
  const broker = new NotingBroker()
  const service = on(alone, broker)
  const verdict = assess(...situation({}))
  if (verdict.outcome === 'denied') throw new RangeError('the order was denied')
  const approval = { order: verdict.order, held: paise(0), heldQuantity: 0 }
  alone.bus.publish('risk.order_approved', approval, BY)
  return { alone, broker, service }
}

describe('an order that a person wants back', () => {
  it('is asked for at the broker, and once more where the desk stopped before an answer', async () => {
    const { alone, broker, service } = working()
    alone.bus.inject('execution.cancel_requested', WISH, BY)
    expect(broker.cancelled.map(({ id }) => id)).toEqual([ID])
    const saved = throughJson<readonly SavedOrder[]>(service.save())
    const again = new NotingBroker()
    const after = on(new Alone(), again)
    after.load(saved)
    after.cancelUnwanted()
    expect(again.cancelled.map(({ id }) => id)).toEqual([ID])
    expect(after.save()).toEqual(service.save())
  })

  it('is not asked for once it has ended, nor is one that nobody minds', () => {
    const { alone, broker, service } = working()
    service.cancelUnwanted()
    alone.bus.inject('execution.cancel_requested', WISH, BY)
    broker.say({ kind: 'cancelled', orderId: ID, reason: 'cancelled on request' })
    service.cancelUnwanted()
    expect(broker.cancelled).toHaveLength(1)
  })
})

describe('a change that risk has approved', () => {
  it('goes to the broker with its place in the journal, and nothing is told before the broker does', async () => {
    const { alone, broker } = working()
    const [, facts, limits] = situation({})
    const change = { quantity: 12, limit: null, trigger: null }
    const verdict = assessChange({ ...ENTRY, ...change }, 12, true, facts, limits)
    if (verdict.outcome === 'denied') throw new RangeError('the change was denied')
    const terms = { quantity: 12, cash: 1_202_000, charges: 2_000, risk: 24_000 }
    const { seq } = alone.bus.publish('risk.change_approved', { order: verdict.order, terms }, BY)
    expect(broker.changes).toEqual([[ENTRY, change, seq]])
    expect(await alone.told('execution.order_modified')).toEqual([])
  })
})
