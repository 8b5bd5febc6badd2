import { describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import type { Journal } from '../../src/core/journal.ts'
import type { BrokerOrder, BrokerPosition } from '../../src/core/ports.ts'
import { instrumentId, orderId } from '../../src/domain/brand.ts'
import type { Order } from '../../src/domain/order.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { DAY_MS, epochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts'
import { type GatewayPlan, GatewayWorld } from '../simulation/gateway-world.ts'
import { WrappedClient } from '../simulation/wrapped-client.ts'

const ANAR = instrumentId('NSE:ANAR')

/** A gateway with the market open for half an hour. */
async function atWork(plan: GatewayPlan = {}): Promise<GatewayWorld> {
  const desk = new GatewayWorld(plan)
  const [day] = desk.plans
  if (day === undefined) throw new RangeError('there is no day')
  desk.openDay(day)
  desk.begin()
  await desk.world.run(day.opensAt + 31 * MINUTE_MS)
  return desk
}

const endOfDay = async (desk: GatewayWorld): Promise<void> => {
  await desk.world.run((desk.plans[0]?.closesAt ?? 0) + 60 * MINUTE_MS)
}

describe('sending', () => {
  it('D3 an order leaves only when its submission is durable', async () => {
    const held: (() => void)[] = []
    const journal: Pick<Journal, 'durable'> = {
      durable: () => new Promise((resolve) => held.push(resolve)),
    }
    const desk = await atWork({ journal })
    const order = desk.approve()
    await desk.pass(MINUTE_MS)
    expect(desk.broker.takenOf.size).toBe(0)
    for (const release of held) release()
    await desk.pass(SECOND_MS)
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
  })

  it('D4 an order whose submission cannot be stored never leaves', async () => {
    const full = new TradingError('JOURNAL_FAILED', 'The disk is full')
    const desk = await atWork({ journal: { durable: () => Promise.reject(full) } })
    desk.approve()
    await endOfDay(desk)
    expect(desk.broker.takenOf.size).toBe(0)
  })

  it('thirty orders on their way at once are no leak', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    const desk = await atWork({ faults: { losesAnswer: 1 } })
    for (let order = 0; order < 30; order++) desk.approve()
    await desk.pass(4 * SECOND_MS)
    await new Promise(setImmediate)
    process.off('warning', hear)
    expect(desk.broker.takenOf.size).toBeGreaterThan(20)
    expect(warnings).toEqual([])
  })

  it('B130 the same order handed over again leaves once', async () => {
    const desk = await atWork()
    const order = desk.approve()
    desk.repeat(order)
    await desk.pass(SECOND_MS)
    desk.repeat(order)
    await endOfDay(desk)
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
    expect(desk.statusOf(order)).toBe('filled')
  })

  it('D3 an order whose answer is lost is found by its tag, and not sent again', async () => {
    const desk = await atWork({ faults: { losesAnswer: 1, losesUpdate: 1 } })
    const order = desk.approve()
    await desk.pass(20 * SECOND_MS)
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
    expect(['placed', 'accepted']).toContain(desk.statusOf(order))
    await endOfDay(desk)
    expect(desk.statusOf(order)).toBe('filled')
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
  })

  it('D3 an order that never arrived is unknown all day, then rejected, and not sent again', async () => {
    const desk = await atWork({ faults: { losesRequest: 1 } })
    const order = desk.approve()
    await desk.pass(HOUR_MS)
    expect(desk.statusOf(order)).toBe('unknown')
    expect(desk.gateway.unclear.map(({ id }) => id)).toEqual([order.id])
    await endOfDay(desk)
    expect(desk.statusOf(order)).toBe('rejected')
    expect(desk.broker.takenOf.size).toBe(0)
    expect(desk.gateway.unclear).toEqual([])
  })

  it('D3 after a restart what may have left is looked for, and what cannot have left is ended', async () => {
    const desk = new GatewayWorld()
    const [day] = desk.plans
    desk.openDay(day ?? { opensAt: 0, closesAt: 0 })
    // Submitted in an earlier life: this gateway has never been handed it.
    const order = desk.approve()
    await desk.world.run((day?.opensAt ?? 0) + 31 * MINUTE_MS)
    desk.begin()
    await desk.pass(MINUTE_MS)
    expect(desk.statusOf(order)).toBe('unknown')
    await endOfDay(desk)
    expect(desk.statusOf(order)).toBe('rejected')
    expect(desk.broker.takenOf.size).toBe(0)
  })

  it('D3 a refusal that may pass is tried three times in all, another one once', async () => {
    const limited = await atWork({ faults: { limits: 1 } })
    const order = limited.approve()
    await limited.pass(10 * SECOND_MS)
    expect(limited.statusOf(order)).toBe('rejected')
    expect(limited.wire.arrived).toBe(3)
    const refused = await atWork({ faults: { refuses: 1 } })
    refused.approve()
    await refused.pass(10 * SECOND_MS)
    expect(refused.wire.arrived).toBe(1)
  })

  it('B137 a burst leaves within the budget, and entries that would come late are given up', async () => {
    const desk = await atWork()
    const entries = Array.from({ length: 60 }, () => desk.approve({ effect: 'open' }))
    const exits = Array.from({ length: 60 }, () => desk.approve({ effect: 'close' }))
    await desk.pass(MINUTE_MS)
    const isTaken = ({ id }: Order) => desk.broker.takenOf.has(id)
    expect(exits.filter(isTaken)).toHaveLength(60)
    expect(entries.filter(isTaken).length).toBeLessThan(60)
    expect(desk.wire.busiest).toBeLessThanOrEqual(DEFAULT_LIMITS.ordersASecondMax + 1)
    for (const order of entries) {
      if (!isTaken(order)) expect(desk.statusOf(order)).toBe('rejected')
    }
  })

  it('D3 an order that repeats a wish of yesterday lives today', async () => {
    const desk = await atWork({ faults: { losesAnswer: 1 } })
    const order = desk.approve({ decisionAt: epochMs(desk.world.now - DAY_MS) })
    await desk.pass(HOUR_MS)
    expect(desk.statusOf(order)).toBe('filled')
  })
})

describe('taking back', () => {
  it('B64 an order that has not left is ended at once', async () => {
    const journal = { durable: () => new Promise<void>(() => {}) }
    const desk = await atWork({ journal })
    const order = desk.approve()
    desk.execution.cancelAll()
    await desk.pass(SECOND_MS)
    expect(desk.statusOf(order)).toBe('cancelled')
    expect(desk.broker.takenOf.size).toBe(0)
  })

  it('B64 a cancel that meets the order on its way is asked for as soon as its number is known', async () => {
    const desk = await atWork()
    const order = desk.approve()
    await desk.pass(1)
    desk.execution.cancelAll()
    desk.execution.cancelAll()
    await desk.pass(20 * SECOND_MS)
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
    expect(desk.statusOf(order)).toBe('cancelled')
  })

  it('B64 a cancel whose answer is lost is asked for again until the book shows the end', async () => {
    const desk = await atWork({ faults: { losesRequest: 0.5, losesUpdate: 1 }, seed: 3 })
    const orders = Array.from({ length: 12 }, () => desk.approve())
    await desk.pass(10 * SECOND_MS)
    desk.execution.cancelAll()
    await desk.pass(20 * MINUTE_MS)
    const taken = orders.filter(({ id }) => desk.broker.takenOf.has(id))
    expect(taken.length).toBeGreaterThan(2)
    expect(taken.map((order) => desk.statusOf(order))).toEqual(taken.map(() => 'cancelled'))
  })

  it('B64 closing ends what has not left, and waits no longer than its bound for the rest', async () => {
    const desk = await atWork({ faults: { losesAnswer: 1 } })
    const order = desk.approve()
    await desk.pass(500)
    const closing = desk.gateway.close()
    await desk.pass(3 * SECOND_MS)
    await closing
    expect(desk.broker.takenOf.get(order.id)).toBe(1)
  })
})

class WithTwin extends WrappedClient {
  override async orders(signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    const orders = await this.wire.orders(signal)
    return [...orders, ...orders.map((line) => ({ ...line, brokerOrderId: 'twin' }))]
  }
}

describe('reconciling', () => {
  it('B139 positions that differ after a restart are told once, and agreement when they are one again', async () => {
    let ours: readonly BrokerPosition[] = [{ instrument: ANAR, product: 'CNC', quantity: 7 }]
    const desk = await atWork({ positions: () => ours })
    await desk.pass(30 * MINUTE_MS)
    expect(desk.told.drifts).toEqual([
      { kind: 'position', instrument: ANAR, orderId: null, ours: '7 CNC', theirs: '0 CNC' },
    ])
    expect(desk.told.agreements).toBe(0)
    ours = []
    await desk.pass(30 * MINUTE_MS)
    expect(desk.told.agreements).toBe(1)
  })

  it('B139 a start over equal books says so, and so does the end of each order', async () => {
    const desk = await atWork()
    expect(desk.told.agreements).toBe(1)
    desk.approve()
    await endOfDay(desk)
    expect(desk.told.drifts).toEqual([])
    expect(desk.told.agreements).toBe(2)
  })

  it('B139 a second order under the same tag is told and never booked', async () => {
    const desk = await atWork({ client: (wire) => new WithTwin(wire) })
    const order = desk.approve()
    await endOfDay(desk)
    expect(desk.statusOf(order)).toBe('filled')
    expect(desk.told.filled.get(order.id)).toBe(1)
    expect(desk.told.drifts.map(({ orderId: id }) => id)).toEqual([order.id])
  })

  it('B139 an order of the broker’s that is not ours is left alone', async () => {
    const desk = await atWork()
    const hand = { ...desk.approve(), id: orderId('SOMEBODY') }
    desk.broker.take(hand, hand.id)
    await endOfDay(desk)
    expect([...desk.told.statuses.keys()]).not.toContain(hand.id)
  })
})
