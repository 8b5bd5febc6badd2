import { describe, expect, it } from 'vitest'
import { MarketSession } from '../../src/core/market-session.ts'
import type { BrokerReport } from '../../src/core/ports.ts'
import { GUARD, Quotes } from '../../src/core/quotes.ts'
import { at, type Bar } from '../../src/domain/bar.ts'
import { orderId } from '../../src/domain/brand.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { assess } from '../../src/domain/risk.ts'
import { type Desk, defineStrategy, InstrumentStrategy } from '../../src/domain/strategy.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { fill, INFY } from '../domain/fills.ts'
import { ENTRY, situation } from '../domain/risk-cases.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone, IdleBroker } from './alone.ts'
import { PaperDesk } from './paper-desk.ts'
import { RiskDesk, WIDE } from './risk-desk.ts'

const BY = { source: 'test' } as const
const CAPITAL = paise(50_000_000)
const ANEW = { month: '2026-06', capital: CAPITAL }
const GUARDED = { protection: { stop: paise(98_000), target: paise(105_000), trail: null } }

const reset = ({ kernel }: PaperDesk): void => {
  kernel.bus.inject('portfolio.account_reset', ANEW, BY)
}

describe('orders of an account that begins anew', () => {
  function openDesk() {
    const alone = new Alone()
    const broker = new IdleBroker()
    const service = new ExecutionService({
      orders: new OrderBook(),
      bus: alone.bus,
      broker,
      log: alone.log,
    })
    const verdict = assess(...situation({}))
    if (verdict.outcome === 'denied') throw new RangeError('the test’s own order is denied')
    const { order } = verdict
    alone.bus.publish('risk.order_approved', { order, held: paise(0), heldQuantity: 0 }, BY)
    return { alone, broker, service }
  }
  const filled: BrokerReport = {
    kind: 'filled',
    orderId: ENTRY.id,
    tradeId: 'T1',
    quantity: 10,
    price: paise(100_000),
    at: epochMs(0),
  }

  it('B92 end with it, are asked back of the broker, and say why', async () => {
    const { alone, broker, service } = openDesk()
    alone.bus.inject('portfolio.account_reset', ANEW, BY)
    const [cancelled, ...more] = await alone.told('execution.order_cancelled')
    expect(cancelled?.data).toEqual({ orderId: ENTRY.id, reason: 'the account begins anew' })
    expect(more).toEqual([])
    expect(broker.cancelled.map(({ id }) => id)).toEqual([ENTRY.id])
    expect(service.working).toEqual([])
    const [approval] = await alone.told('risk.order_approved')
    expect(cancelled?.correlationId).toBe(approval?.correlationId)
  })

  it('B92 B64 what a broker says of them later concerns nobody, after a restart too', async () => {
    const { alone, broker, service } = openDesk()
    alone.bus.inject('portfolio.account_reset', ANEW, BY)
    const told = (await alone.types()).length
    const late: readonly BrokerReport[] = [
      { kind: 'placed', orderId: ENTRY.id, brokerOrderId: 'B1' },
      { kind: 'cancelled', orderId: ENTRY.id, reason: 'cancelled on request' },
      filled,
    ]
    for (const report of late) broker.say(report)
    const again = openDesk()
    again.service.load(throughJson(service.save()))
    const before = (await again.alone.types()).length
    for (const report of late) again.broker.say(report)
    expect((await alone.types()).length).toBe(told)
    expect((await again.alone.types()).length).toBe(before)
  })

  it('B92 are as gone when stored events are folded as they were when it happened', async () => {
    const { alone, service } = openDesk()
    alone.bus.inject('portfolio.account_reset', ANEW, BY)
    const other = new Alone()
    const broker = new IdleBroker()
    const folded = new ExecutionService({
      orders: new OrderBook(),
      bus: other.bus,
      broker,
      log: other.log,
    })
    for (const event of await alone.journal.read(0, 100)) other.bus.replay(event)
    expect(folded.save()).toEqual(service.save())
    expect(broker.cancelled).toEqual([])
  })
})

describe('what stands over an account that begins anew', () => {
  it('B92 no guard is left, and no price is looked at for one', async () => {
    const { bus, clock } = new Alone()
    const universe = new Universe([plainEquity(INFY)])
    const session = new MarketSession(universe)
    session.phases.cash = 'continuous'
    session.continuousEnds.cash = Number.POSITIVE_INFINITY
    const quotes = new Quotes(1)
    const guards = new GuardBook()
    const service = new ProtectionService({ bus, clock, quotes, session, universe, guards })
    bus.publish('execution.order_filled', { ...fill('buy', 5, 1_000), ...GUARDED }, BY)
    const watched = () => (quotes.attention[0] ?? 0) & GUARD
    expect(watched()).toBe(GUARD)
    bus.inject('portfolio.account_reset', ANEW, BY)
    expect(watched()).toBe(0)
    expect(service.onPrice(0, 90_000, 0)).toBe(false)
    expect(service.save()).toMatchObject({ guards: [], exits: [] })
  })

  it('B92 B137 losses in a row, entries, cool-downs and refusals of before count no more', async () => {
    const limits = { ...WIDE, entriesADayMax: 2, coolDownMs: 3_600_000, lossStreakMax: 1 }
    const desk = new RiskDesk(limits).open()
    desk.wish({ quantity: 5 })
    for (let time = 0; time < 5; time++) {
      const refused = { orderId: orderId(`X${time}`), reason: 'no' }
      desk.bus.publish('execution.order_rejected', refused, BY)
    }
    desk.wish({ quantity: 5 })
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['breaker_open', 'cool_down']),
    )
    desk.bus.inject('portfolio.account_reset', ANEW, BY)
    desk.cash(CAPITAL)
    desk.price(100_000)
    desk.wish({ quantity: 5 })
    expect(await desk.told('risk.order_denied')).toHaveLength(1)
    expect(desk.service.save()).toMatchObject({
      dayStart: CAPITAL,
      peak: CAPITAL,
      breaker: { failures: 0 },
      pace: { entries: 1, lossStreak: 0, orders: 1 },
    })
    expect(desk.service.save().holds).toHaveLength(1)
  })

  it('B137 a limit that was told as reached is not told again after a restart', async () => {
    const desk = new RiskDesk({ ...WIDE, dailyLossBpsMax: 100 }).open()
    desk.cash(90_000_000)
    desk.wish()
    expect(await desk.told('risk.breach')).toHaveLength(1)
    const again = new RiskDesk({ ...WIDE, dailyLossBpsMax: 100 }).open()
    again.service.load(throughJson(desk.service.save()))
    again.price(100_000)
    again.wish()
    expect(await again.told('risk.order_denied')).toHaveLength(1)
    expect(await again.told('risk.breach')).toEqual([])
  })

  it('B137 a breach that is read back from the journal counts as told', async () => {
    const desk = new RiskDesk({ ...WIDE, dailyLossBpsMax: 100 }).open()
    desk.cash(90_000_000)
    desk.wish()
    const folded = new RiskDesk({ ...WIDE, dailyLossBpsMax: 100 })
    for (const event of await desk.journal.read(0, 100)) folded.bus.replay(event)
    expect(folded.service.save().breached).toEqual(['daily_loss'])
  })
})

/** Buys whenever it holds nothing and waits for nothing, and counts its bars. */
class Eager extends InstrumentStrategy {
  override readonly memory = [new Float64Array(1)]

  override onBar(_bar: Bar, desk: Desk): void {
    const [memory] = this.memory
    if (memory === undefined) return
    memory[0] = at(memory, 0) + 1
    if (desk.position !== 0 || desk.isWaiting) return
    desk.buy({ quantity: 5, stop: 90_000, target: null, reason: `bar ${memory[0]}` })
  }
}

const EAGER = defineStrategy({
  title: 'a test',
  summary: 'a test',
  source: 'a test',
  interval: '1m',
  product: 'CNC',
  parameters: {},
  name: 'eager',
  scope: 'instrument',
  create: () => new Eager(),
})

describe('a desk whose account begins anew in mid-session', () => {
  const plans = [{ definition: EAGER, values: {}, interval: '1m' }] as const

  it('B92 its strategies are flat, may enter again, and remember what they saw', async () => {
    const desk = new PaperDesk({ plans })
    desk.bars([9, 15], [9, 20])
    expect(await desk.trades()).toHaveLength(1)
    reset(desk)
    desk.bars([9, 20], [9, 25])
    const fills = await desk.told('execution.order_filled')
    expect(fills.map(({ data }) => data.reason)).toEqual(['bar 1', 'bar 6'])
  })

  it('B92 holds and shares of an order in part filled go with it, and cash is the capital', async () => {
    const desk = new PaperDesk({ fills: DEFAULT_FILLS })
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: 400, ...GUARDED })
    desk.bar(9, 17, { volume: 1_000 })
    expect(await desk.told('execution.order_partially_filled')).not.toEqual([])
    reset(desk)
    const fills = (await desk.trades()).length
    desk.bar(9, 18, { low: 90_000, volume: 1e6 })
    expect(await desk.trades()).toHaveLength(fills)
    const { risk, protection, exchange } = throughJson(desk.kernel.save().parts)
    expect(risk).toMatchObject({ holds: [], account: { cash: CAPITAL, lines: [], owned: [] } })
    expect(protection).toEqual({ guards: [], exits: [] })
    expect(exchange).toMatchObject({ resting: [] })
  })

  it('B92 its movements of cash add up to its balance', async () => {
    const desk = new PaperDesk({ plans })
    desk.bars([9, 15], [9, 20])
    reset(desk)
    desk.bars([9, 20], [9, 25])
    let balance = 0
    for (const { data } of await desk.told('portfolio.cash_change')) {
      balance += data.change
      expect(data.cash).toBe(balance)
    }
    const reasons = (await desk.told('portfolio.cash_change')).map(({ data }) => data.reason)
    expect(reasons.filter((reason) => reason === 'deposit' || reason === 'reset')).toEqual([
      'deposit',
      'reset',
    ])
  })

  it('B92 a restart goes on with the new account', async () => {
    const desk = new PaperDesk({ plans })
    desk.bars([9, 15], [9, 20])
    reset(desk)
    const again = new PaperDesk({ plans, from: desk })
    expect(again.kernel.save()).toEqual(desk.kernel.save())
  })
})
