import { describe, expect, it } from 'vitest'
import { MarketSession } from '../../src/core/market-session.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { at, type Bar } from '../../src/domain/bar.ts'
import { orderId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { assess } from '../../src/domain/risk.ts'
import {
  type Desk,
  defineStrategy,
  InstrumentStrategy,
  type PortfolioDesk,
  PortfolioStrategy,
  type StrategyDefinition,
} from '../../src/domain/strategy.ts'
import { addDays } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { StrategyService } from '../../src/services/strategy-service.ts'
import { fill, INFY, split, TCS } from '../domain/fills.ts'
import { situation } from '../domain/risk-cases.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone, DATE } from './alone.ts'

const BY = { source: 'test' } as const
const described = {
  title: 'a test',
  summary: 'a test',
  source: 'a test',
  interval: '1m',
  product: 'CNC',
  parameters: {},
} as const

/** Buys at its second bar, with a stop a tenth below what it was shown, and counts its bars. */
class Second extends InstrumentStrategy {
  override readonly memory = [new Float64Array(2)]

  override onBar(bar: Bar, desk: Desk): void {
    const [memory] = this.memory
    if (memory === undefined) return
    memory[0] = at(memory, 0) + 1
    memory[1] = bar.close
    if (bar.close > 900_000) throw new RangeError('too dear')
    if (at(memory, 0) < 2 || desk.isWaiting || desk.position !== 0) return
    desk.buy({ quantity: 5, stop: bar.close * 0.9, target: bar.close * 1.2, reason: 'second bar' })
  }
}

/** Sells everything at each moment, and buys the dearer of two. */
class Dearer extends PortfolioStrategy {
  override readonly memory = [new Float64Array(2)]

  override onBar(instrument: number, bar: Bar): void {
    const [closes] = this.memory
    if (closes) closes[instrument] = bar.close
  }

  override onMoment(_at: number, desk: PortfolioDesk): void {
    const [closes] = this.memory
    if (closes === undefined) return
    const dearer = at(closes, 0) >= at(closes, 1) ? 0 : 1
    if (desk.position(1 - dearer) !== 0) desk.exit(1 - dearer, 'cheaper')
    if (desk.position(dearer) === 0 && !desk.isWaiting(dearer)) {
      const quantity = Math.floor(desk.equity / desk.price(dearer))
      desk.buy(dearer, { quantity, stop: null, target: null, reason: 'dearer' })
    }
  }
}

const SECOND = defineStrategy({
  ...described,
  name: 'second',
  scope: 'instrument',
  create: () => new Second(),
})
const DEARER = defineStrategy({
  ...described,
  name: 'dearer',
  scope: 'portfolio',
  create: () => new Dearer(),
})

/** Strategies alone, shown bars by hand. */
class StrategyDesk extends Alone {
  readonly quotes = new Quotes(2)
  readonly universe = new Universe([plainEquity(INFY), plainEquity(TCS)])
  readonly session = new MarketSession(this.universe)
  readonly service: StrategyService

  constructor(definition: StrategyDefinition = SECOND) {
    super()
    this.service = new StrategyService({
      bus: this.bus,
      clock: this.clock,
      quotes: this.quotes,
      session: this.session,
      universe: this.universe,
      plans: [{ definition, values: {}, interval: '1m' }],
      equity: () => 1_000_000,
    })
  }

  show(close: number, instrument = 0, interval: '1m' | '5m' = '1m'): void {
    this.quotes.last[instrument] = close
    const prices = { open: close, high: close, low: close, close }
    this.service.onBar(instrument, interval, { at: 0, endsAt: 60_000, ...prices, volume: 10 })
  }

  /** Risk approves the last wish. */
  approve(): void {
    const verdict = assess(...situation({ order: { strategy: 'second' } }))
    if (verdict.outcome === 'denied') throw new RangeError('the test’s own order is denied')
    const approval = { order: verdict.order, held: paise(0), heldQuantity: 0 }
    this.bus.publish('risk.order_approved', approval, BY)
  }
}

describe('strategies alone', () => {
  it('B24 stand without a container, say once that they run, and leave nothing behind', async () => {
    const desk = new StrategyDesk()
    desk.service.begin()
    expect(await desk.types()).toEqual(['strategy.formed', 'strategy.started'])
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })

  it('B61 a strategy sees the bars of its interval, and its wish is a signal with price and reason', async () => {
    const desk = new StrategyDesk()
    desk.show(100_000)
    desk.show(100_500, 0, '5m')
    expect(await desk.types()).toEqual([])
    desk.show(101_000)
    const [signal] = await desk.told('strategy.signal')
    expect(signal?.data).toMatchObject({
      strategy: 'second',
      instrument: INFY,
      side: 'buy',
      effect: 'open',
      quantity: 5,
      decisionPrice: 101_000,
      protection: { stop: 90_900, target: 121_200, trail: null },
      reason: 'second bar',
    })
  })

  it('B61 what was wished is waited for until it is filled or ends', async () => {
    const desk = new StrategyDesk()
    desk.show(100_000)
    desk.show(100_000)
    desk.approve()
    desk.show(100_000)
    expect(await desk.told('strategy.signal')).toHaveLength(1)
    const ended = { orderId: situation({})[0].id, reason: 'a test' }
    desk.bus.publish('execution.order_cancelled', ended, BY)
    desk.show(100_000)
    expect(await desk.told('strategy.signal')).toHaveLength(2)
    const own = { ...fill('buy', 5, 1_000), strategy: 'second', orderId: orderId('OTHER') }
    desk.bus.publish('execution.order_filled', own, BY)
    desk.show(100_000)
    expect(await desk.told('strategy.signal')).toHaveLength(2)
  })

  it('B134 over a split it goes on in the shares it knew, and its wish is in those of the day', async () => {
    const desk = new StrategyDesk()
    desk.show(100_000)
    desk.bus.publish('market.corporate_action', split(5, 1, addDays(DATE, 1)), BY)
    desk.show(20_200)
    const [signal] = await desk.told('strategy.signal')
    expect(signal?.data).toMatchObject({
      decisionPrice: 20_200,
      protection: { stop: 18_180, target: 24_240 },
    })
    const saved = throughJson(desk.service.save())
    expect(saved.strategies[0]?.memories).toEqual([[0, [[2, 101_000]]]])
  })

  it('B61 a strategy that fails is stopped alone and says why, without secrets', async () => {
    const desk = new StrategyDesk()
    desk.show(900_001)
    desk.show(100_000)
    desk.show(100_000)
    const [stopped, ...more] = await desk.told('strategy.stopped')
    expect(stopped?.data).toMatchObject({ strategy: 'second' })
    expect(stopped?.data.reason).toContain('too dear')
    expect(more).toEqual([])
    expect(await desk.told('strategy.signal')).toEqual([])
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B61 put away and taken up, it goes on where it stood', async () => {
    const desk = new StrategyDesk()
    desk.show(100_000)
    const again = new StrategyDesk()
    again.service.load(throughJson(desk.service.save()))
    again.show(101_000)
    expect(await again.told('strategy.signal')).toHaveLength(1)
  })

  it('B61 a strategy over many shares sees all bars of a moment before it decides', async () => {
    const desk = new StrategyDesk(DEARER)
    desk.show(100_000, 0)
    desk.show(200_000, 1)
    expect(await desk.told('strategy.signal')).toEqual([])
    desk.service.onMoment('1m')
    const [first] = await desk.told('strategy.signal')
    expect(first?.data).toMatchObject({ instrument: TCS, quantity: 5, effect: 'open' })
    const own = { ...fill('buy', 5, 2_000, { strategy: 'dearer' }), instrument: TCS }
    desk.bus.publish('execution.order_filled', own, BY)
    desk.show(300_000, 0)
    desk.service.onMoment('1m')
    const [, exit, entry] = await desk.told('strategy.signal')
    expect(exit?.data).toMatchObject({
      instrument: TCS,
      side: 'sell',
      effect: 'close',
      quantity: null,
    })
    expect(entry?.data).toMatchObject({ instrument: INFY, side: 'buy', quantity: 3 })
  })
})
