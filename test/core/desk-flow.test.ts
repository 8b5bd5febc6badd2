import { describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import type { Kernel } from '../../src/core/kernel.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { epochMs } from '../../src/domain/time.ts'
import { INFY, OPEN_LIMITS, PaperDesk, type PaperDeskOptions } from '../services/paper-desk.ts'
import { Doing, ORIGIN, settle } from './bus-fixture.ts'
import { beside, Watching } from './observer-fixture.ts'

const { signal } = new AbortController()
const STOP = { reason: 'a bad day', by: 'owner' }
/** Far below the market: it waits. */
const WAITING = { type: 'LIMIT', limit: paise(95_000) } as const

/** A desk within the session, with a price. */
function tradingDesk(options: PaperDeskOptions = {}): PaperDesk {
  const desk = new PaperDesk(options)
  desk.bars([9, 15], [9, 17])
  return desk
}

/** How often each type was stated after a place. */
async function countsAfter(kernel: Kernel, seq: number): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const { type } of await kernel.journal.read(seq, 100_000))
    counts[type] = (counts[type] ?? 0) + 1
  return counts
}

async function only<T extends EventType>(desk: PaperDesk, type: T): Promise<Event<T>['data']> {
  const events = await desk.told(type)
  expect(events).toHaveLength(1)
  const [event] = events
  if (event === undefined) throw new RangeError(`no ${type}`)
  return event.data
}

describe('what each operation states, once and whole', () => {
  it('B46 a market order that is filled: approved, submitted, placed, accepted, filled, position, cash, charges', async () => {
    const desk = tradingDesk()
    const { head } = desk.kernel.bus
    desk.wish()
    desk.bar(9, 17)
    expect(await countsAfter(desk.kernel, head)).toEqual({
      'strategy.intent_received': 1,
      'risk.order_approved': 1,
      'execution.order_submitted': 1,
      'execution.order_placed': 1,
      'execution.order_accepted': 1,
      'execution.order_filled': 1,
      'portfolio.position_change': 1,
      'portfolio.cash_change': 2,
      'portfolio.charges_applied': 1,
      'portfolio.pnl_update': 1,
      'risk.exposure_change': 1,
    })
    const { order, held } = await only(desk, 'risk.order_approved')
    expect(held).toBeGreaterThanOrEqual(1_000_000)
    expect((await only(desk, 'execution.order_submitted')).order).toEqual(order)
    const placed = await only(desk, 'execution.order_placed')
    expect(placed).toEqual({ orderId: order.id, brokerOrderId: expect.stringMatching(/^P\d+$/) })
    const filled = await only(desk, 'execution.order_filled')
    expect(filled).toMatchObject({
      orderId: order.id,
      instrument: INFY,
      side: 'buy',
      quantity: 10,
      filledQuantity: 10,
      leavesQuantity: 0,
      price: 100_000,
      at: expect.any(Number),
      strategy: 'manual',
      reason: 'a test asked for it',
    })
    const change = await only(desk, 'portfolio.position_change')
    expect(change).toMatchObject({ orderId: order.id, fillId: filled.id, closed: [] })
    expect(change.position).toMatchObject({ instrument: INFY, quantity: 10, costPaise: 1_000_000 })
    const [deposit, paid, charged] = await desk.told('portfolio.cash_change')
    expect(paid?.data).toEqual({
      cash: (deposit?.data.cash ?? 0) - 1_000_000,
      change: -1_000_000,
      reason: 'fill',
      orderId: order.id,
      fillId: filled.id,
      instrument: INFY,
    })
    const charges = await only(desk, 'portfolio.charges_applied')
    expect(charged?.data).toMatchObject({ reason: 'charges', change: -charges.change.totalPaise })
    expect(charges).toMatchObject({ fillId: filled.id, instrument: INFY, product: 'CNC' })
  })

  it('B46 an order that the broker rejects, however often it says so', async () => {
    const desk = tradingDesk()
    desk.wish(WAITING)
    const { order } = await only(desk, 'risk.order_approved')
    const report = { kind: 'rejected', orderId: order.id, reason: 'no margin' } as const
    const { head } = desk.kernel.bus
    desk.kernel.bus.inject('execution.report_received', report, ORIGIN)
    desk.kernel.bus.inject('execution.report_received', report, ORIGIN)
    expect(await countsAfter(desk.kernel, head)).toEqual({
      'execution.report_received': 2,
      'execution.order_rejected': 1,
    })
    expect(await only(desk, 'execution.order_rejected')).toEqual({
      orderId: order.id,
      reason: 'no margin',
    })
  })

  it('B46 a stop cancels what waits, each order once, and says why', async () => {
    const desk = tradingDesk()
    desk.wish(WAITING)
    desk.wish(WAITING)
    const { head } = desk.kernel.bus
    desk.kernel.bus.inject('system.emergency_stop', STOP, ORIGIN)
    desk.kernel.bus.inject('system.emergency_stop', STOP, ORIGIN)
    expect(await countsAfter(desk.kernel, head)).toEqual({
      'system.emergency_stop': 2,
      'risk.trading_state_change': 1,
      'execution.order_cancelled': 2,
    })
    const approved = await desk.told('risk.order_approved')
    const cancelled = await desk.told('execution.order_cancelled')
    expect(cancelled.map(({ data }) => data)).toEqual(
      approved.map(({ data }) => ({ orderId: data.order.id, reason: 'cancelled on request' })),
    )
  })

  it('B46 an order of the day that nobody met expires with it', async () => {
    const desk = tradingDesk()
    desk.wish(WAITING)
    desk.quiet(16, 30)
    const { order } = await only(desk, 'risk.order_approved')
    const expired = await only(desk, 'execution.order_expired')
    expect(expired).toEqual({ orderId: order.id, reason: 'the session is over' })
  })

  it('B46 a wish that risk denies names every rule, and a breached limit is told once a day', async () => {
    const limits = { ...OPEN_LIMITS, isOn: true, dailyLossBpsMax: 1 }
    const desk = tradingDesk({ limits: { ...DEFAULT_LIMITS, ...limits } })
    desk.kernel.bus.inject('risk.limits_change', { limits: OPEN_LIMITS, by: 'test' }, ORIGIN)
    desk.wish({ quantity: 100 })
    desk.bar(9, 17)
    desk.bar(9, 18, 90_000)
    desk.kernel.bus.inject(
      'risk.limits_change',
      { limits: { ...DEFAULT_LIMITS, ...limits }, by: 'test' },
      ORIGIN,
    )
    const { head } = desk.kernel.bus
    desk.wish()
    desk.wish()
    expect(await countsAfter(desk.kernel, head)).toEqual({
      'strategy.intent_received': 2,
      'risk.order_denied': 2,
      'risk.breach': 1,
    })
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toContain('daily_loss')
    expect(denied?.data.order).toMatchObject({ instrument: INFY, quantity: 10 })
    const breach = await only(desk, 'risk.breach')
    expect(breach.rule).toBe('daily_loss')
    expect(breach.value).toBeGreaterThan(breach.limit)
  })

  it('B46 a guarded position that falls to its stop: one trigger, one sale', async () => {
    const desk = tradingDesk()
    desk.wish({ protection: { stop: paise(98_000), target: null, trail: null } })
    desk.bar(9, 17)
    desk.bar(9, 18, { open: 99_000, low: 97_000, close: 97_500 })
    desk.bar(9, 19, 97_000)
    expect(await only(desk, 'risk.stop_loss_trigger')).toMatchObject({
      instrument: INFY,
      level: 98_000,
      price: 98_000,
      quantity: 10,
    })
    expect((await desk.told('execution.order_filled')).map(({ data }) => data.side)).toEqual([
      'buy',
      'sell',
    ])
  })
})

describe('one id all the way', () => {
  it('B45 is carried from the wish to approval, placing, fill, position, cash, the log line and the answer', async () => {
    const desk = tradingDesk()
    const { kernel } = desk
    const { log, memory, clock } = beside()
    const failing = new Watching(
      {
        bus: kernel.bus,
        journal: kernel.journal,
        observerLog: memory,
        log,
        clock,
        jitter: () => 1,
      },
      ['portfolio.position_change'],
      'Failing',
      async () => {
        throw new TradingError('BROKER_UNREACHABLE', 'the broker does not answer')
      },
    )
    await failing.initialize(signal)
    desk.wish()
    desk.bar(9, 17)
    desk.wish()
    const [wish, other] = await desk.told('strategy.intent_received')
    expect(wish?.correlationId).toBe(wish?.id)
    expect(other?.correlationId).not.toBe(wish?.correlationId)
    const events = await kernel.journal.read(0, 100_000)
    const chain = events.filter(({ correlationId }) => correlationId === wish?.correlationId)
    expect(chain.map(({ type }) => type)).toEqual([
      'strategy.intent_received',
      'risk.order_approved',
      'execution.order_submitted',
      'execution.order_placed',
      'execution.order_accepted',
      'execution.order_filled',
      'portfolio.position_change',
      'portfolio.cash_change',
      'portfolio.charges_applied',
      'portfolio.cash_change',
      'portfolio.pnl_update',
      'risk.exposure_change',
    ])
    for (const [index, event] of chain.entries()) {
      if (index === 0) expect(event.causationId).toBeNull()
      else expect(chain.map(({ id }) => id)).toContain(event.causationId)
    }
    for (let second = 1; second <= 3; second++) {
      await settle()
      clock.advance(epochMs(clock.now() + 4_000))
    }
    await settle()
    const [line] = log.said('an observer gave an event up')
    expect(line?.['correlationId']).toBe(wish?.correlationId)
    const answer = new TradingError(
      'ORDER_DENIED',
      'Denied',
      wish && { correlationId: wish.correlationId },
    )
    expect(answer.toJSON().correlationId).toBe(wish?.correlationId)
    await failing.close()
  })
})

describe('a kernel handler that throws', () => {
  it('B37 halts trading: what waits is cancelled, what comes is denied, until somebody lets it go on', async () => {
    const desk = tradingDesk()
    const { bus } = desk.kernel
    let isBroken = true
    const broken = new Doing(bus, ['execution.order_filled'], () => {
      if (isBroken) throw new TypeError('cannot read properties of undefined')
    })
    desk.wish(WAITING)
    desk.wish()
    desk.bar(9, 17)
    expect(await only(desk, 'system.error')).toMatchObject({
      component: 'Doing',
      code: 'SYSTEM_HIGH',
    })
    expect(await only(desk, 'risk.trading_state_change')).toMatchObject({
      before: 'active',
      state: 'halted',
    })
    expect(await desk.told('execution.order_cancelled')).toHaveLength(1)
    const [change] = await desk.told('portfolio.position_change')
    expect(change?.data.position.quantity).toBe(10)
    desk.wish()
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toContain('trading_halted')
    isBroken = false
    bus.inject('system.emergency_resume', STOP, ORIGIN)
    desk.wish()
    desk.bar(9, 18)
    expect(await desk.told('execution.order_filled')).toHaveLength(2)
    expect(broken.seen).toHaveLength(2)
  })

  it('B37 in the middle of the order it halts nothing else: every other handler saw the event', async () => {
    const desk = tradingDesk()
    new Doing(desk.kernel.bus, ['market.close'], () => {
      throw new RangeError('x')
    })
    desk.quiet(16, 30)
    expect(await only(desk, 'portfolio.snapshot_taken')).toMatchObject({ openPositions: 0 })
    expect(await desk.told('risk.trading_state_change')).toHaveLength(1)
  })
})
