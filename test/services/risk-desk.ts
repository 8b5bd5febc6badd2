import { DailyHistory } from '../../src/core/daily-history.ts'
import { MarketSession } from '../../src/core/market-session.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { Account } from '../../src/domain/account.ts'
import { orderId } from '../../src/domain/brand.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { Holds } from '../../src/domain/holds.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { PositionBook } from '../../src/domain/position.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs, momentOf, type TradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import { fill, INFY } from '../domain/fills.ts'
import { Alone, DATE } from './alone.ts'

const BY = { source: 'test' } as const
/** Of the share, and of the wishes for it. */
export const PRICE = 100_000
/** Limits that one small order does not meet. */
export const WIDE: RiskLimits = { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9, coolDownMs: 0 }

/** Risk alone: a market that stands open at ₹1,000, and an account of ₹10 lakh. */
export class RiskDesk extends Alone {
  readonly quotes = new Quotes(1)
  readonly universe = new Universe([{ ...plainEquity(INFY), tickPaise: 5 }])
  readonly session = new MarketSession(this.universe)
  readonly account = new Account()
  readonly holds = new Holds()
  readonly book = new PositionBook()
  readonly service: RiskService

  constructor(limits: RiskLimits = WIDE) {
    super()
    const history = new DailyHistory(1)
    const column = (value: number) => new Float64Array(1).fill(value)
    for (let day = 0; day < 5; day++) history.push(column(PRICE), column(PRICE), column(1e7))
    this.service = new RiskService({
      bus: this.bus,
      clock: this.clock,
      quotes: this.quotes,
      session: this.session,
      universe: this.universe,
      history,
      terms: DEFAULT_TERMS,
      tickOf: () => 5,
      account: this.account,
      holds: this.holds,
      guards: new GuardBook(),
      orders: new OrderBook(),
      mode: 'paper',
      limits,
      orderIdAt: (seq) => orderId(`R${seq}`),
    })
  }

  /** The account opens, and the market on a day at 09:15, with a price. */
  open(date: TradeDate = DATE): this {
    this.bus.inject('portfolio.account_reset', { month: '', capital: paise(100_000_000) }, BY)
    this.cash(100_000_000)
    return this.dawn(date)
  }

  dawn(date: TradeDate): this {
    this.clock.advance(momentOf(date, 555))
    this.session.isOpen = true
    this.session.phases.cash = 'continuous'
    this.bus.publish('market.open', { date, isSpecial: false }, BY)
    return this.price(PRICE)
  }

  price(price: number): this {
    this.quotes.last[0] = price
    this.quotes.madeAt[0] = this.clock.now()
    return this
  }

  cash(cash: number): void {
    const change = { change: paise(0), reason: 'deposit', orderId: null, fillId: null } as const
    const data = { ...change, cash: paise(cash), instrument: null }
    this.bus.publish('portfolio.cash_change', data, BY)
  }

  /** Buys and sells at prices in rupees, as the portfolio tells of it. */
  trip(bought: number, sold: number): void {
    for (const each of [fill('buy', 10, bought), fill('sell', 10, sold)]) {
      const { position, closed } = this.book.applyFill(each)
      const change = { position, closed, orderId: each.orderId, fillId: each.id }
      this.bus.publish('portfolio.position_change', change, BY)
    }
  }

  wish(part: Partial<Signal> = {}): void {
    const signal: Signal = {
      strategy: 'manual',
      instrument: INFY,
      side: 'buy',
      effect: 'open',
      quantity: 1,
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: 'CNC',
      validity: 'DAY',
      ttlMinutes: null,
      protection: null,
      decisionPrice: paise(PRICE),
      decisionAt: this.clock.now(),
      reason: 'a test',
      key: null,
      guards: null,
      ...part,
    }
    this.bus.publish('strategy.signal', signal, BY)
  }

  /** What became of the last wish: the codes of its refusal, or `approved`. */
  async outcome(): Promise<readonly string[]> {
    const events = await this.journal.read(0, 100_000)
    for (const event of events.toReversed()) {
      if (event.type === 'risk.order_approved') return ['approved']
      if (event.type === 'risk.order_denied') return event.data.denials.map(({ reason }) => reason)
    }
    return []
  }

  pass(ms: number): this {
    this.clock.advance(epochMs(this.clock.now() + ms))
    return this
  }
}
