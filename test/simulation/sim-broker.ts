import { PaperExchange } from '../../src/adapters/paper/paper-exchange.ts'
import { BrokerRefusal } from '../../src/core/broker-refusal.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import { DailyHistory } from '../../src/core/daily-history.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { EventIds } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MarketLane, type PriceStage } from '../../src/core/market-lane.ts'
import { MarketSession } from '../../src/core/market-session.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type {
  BarStage,
  BrokerHint,
  BrokerOrder,
  BrokerPosition,
  BrokerReport,
  BrokerStatus,
  BrokerTrade,
  Change,
  MarketBlock,
} from '../../src/core/ports.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { type OrderId, orderId } from '../../src/domain/brand.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import type { Paise } from '../../src/domain/money.ts'
import type { Approved, Order } from '../../src/domain/order.ts'
import { isLegalIn } from '../../src/domain/rulebook/phase.ts'
import { type EpochMs, epochMs } from '../../src/domain/time.ts'
import { MarketDataService } from '../../src/services/market-data-service.ts'
import { BAR_INTERVAL, SESSIONS, universe } from './sim-market.ts'

/** What the broker knows of one order. Its own number is not ours: the same tag twice is two orders. */
interface Entry {
  readonly brokerOrderId: string
  readonly tag: OrderId
  readonly order: Order
  quantity: number
  limit: Paise | null
  trigger: Paise | null
  status: BrokerStatus
  filled: number
  value: number
  reason: string
  at: EpochMs
}

const NO_STRATEGIES: BarStage = { onBar: () => {}, onMoment: () => {} }
const NO_GUARDS: PriceStage = { nextLevel: () => Number.NaN, onPrice: () => false }

/** A broker with an exchange of its own behind it: the paper exchange, on its own clock, book and prices. */
export class SimBroker {
  /** Orders ever taken, by tag: more than one of a tag is a duplicate. */
  readonly takenOf = new Map<OrderId, number>()
  /** What all trades brought in, less what they cost, paise. */
  flow = 0
  /** Called whenever something about an order changed. */
  onChange: (hint: BrokerHint) => void = () => {}
  /** By how much its clock is wrong. */
  skewMs = 0
  readonly #clock: VirtualClock
  readonly #bus: EventBus
  readonly #quotes: Quotes
  readonly #session: MarketSession
  readonly #lane: MarketLane
  readonly #exchange: PaperExchange
  readonly #entries = new Map<OrderId, Entry>()
  readonly #filledEver = new Map<OrderId, number>()
  readonly #net = new Map<string, BrokerPosition>()
  readonly #shares = universe()
  #trades: BrokerTrade[] = []
  #count = 0

  constructor(startsAt: EpochMs) {
    const shares = this.#shares
    this.#clock = new VirtualClock(startsAt)
    const journal = new MemoryJournal({ keeps: 'nothing' })
    const log = new SilentLogger()
    const ids = new EventIds('b20ceb20ceb20ce')
    this.#bus = new EventBus({ clock: this.#clock, journal, ids, log })
    this.#quotes = new Quotes(shares.size)
    this.#session = new MarketSession(shares)
    const common = {
      bus: this.#bus,
      clock: this.#clock,
      quotes: this.#quotes,
      session: this.#session,
      universe: shares,
    }
    const gate = new MarketDataService({
      ...common,
      sessions: SESSIONS,
      history: new DailyHistory(shares.size),
      strategies: NO_STRATEGIES,
      actions: [],
      feed: BAR_INTERVAL,
      intervals: [],
      startsAt,
      past: NO_BARS,
    })
    const tickOf = (instrument: number) => shares.at(instrument).tickPaise ?? 5
    const funds = { covers: () => true }
    this.#exchange = new PaperExchange({ ...common, funds, model: DEFAULT_FILLS, tickOf })
    this.#exchange.report((report) => this.#hear(report))
    const venue = this.#exchange.venue
    this.#lane = new MarketLane(this.#clock, this.#quotes, { gate, venue, guard: NO_GUARDS })
  }

  get now(): EpochMs {
    return epochMs(this.#clock.now() + this.skewMs)
  }

  deliver(block: MarketBlock): void {
    this.#lane.deliver(block)
  }

  /** Takes an order. Throws a refusal when the exchange is closed to it. */
  take(order: Order, tag: OrderId): { readonly brokerOrderId: string } {
    const phase = this.#session.phaseOf(this.#shares.indexOf(order.instrument))
    if (order.variety === 'regular' && !(this.#session.isOpen && isLegalIn(phase, order))) {
      throw new BrokerRefusal('ORDER_REJECTED', 'the market is closed to such an order')
    }
    this.#count += 1
    const brokerOrderId = `2602${String(this.#count).padStart(8, '0')}`
    const own = orderId(`B${this.#count}`)
    const { quantity, limit, trigger } = order
    this.#entries.set(own, {
      brokerOrderId,
      tag,
      order,
      quantity,
      limit,
      trigger,
      status: 'pending',
      filled: 0,
      value: 0,
      reason: '',
      at: this.now,
    })
    this.takenOf.set(tag, (this.takenOf.get(tag) ?? 0) + 1)
    this.#exchange.place({ ...order, id: own, effect: 'close' } as Approved<Order>)
    return { brokerOrderId }
  }

  /** Throws a refusal for an order that is over. */
  modify(brokerOrderId: string, change: Change): void {
    const [own, entry] = this.#open(brokerOrderId)
    this.#exchange.modify({ ...entry.order, id: own }, change)
  }

  /** Throws a refusal for an order that is over. */
  cancel(brokerOrderId: string, reason = 'cancelled by the user'): void {
    const [own, entry] = this.#open(brokerOrderId)
    entry.reason = reason
    this.#exchange.cancel({ ...entry.order, id: own })
  }

  /** The exchange refuses what the broker had taken; what has traded has traded. */
  rejectLate(brokerOrderId: string): void {
    const found = [...this.#entries].find(([, entry]) => entry.brokerOrderId === brokerOrderId)
    if (!found || isOver(found[1].status)) return
    this.cancel(brokerOrderId, 'the exchange refused it')
    if (found[1].filled === 0) found[1].status = 'rejected'
  }

  orders(): readonly BrokerOrder[] {
    return [...this.#entries.values()].map(lineOf)
  }

  trades(): readonly BrokerTrade[] {
    return this.#trades.slice()
  }

  positions(): readonly BrokerPosition[] {
    return [...this.#net.values()]
  }

  /** Shares of an order that have traded, in all orders under the tag. */
  filledOf(tag: OrderId): number {
    let filled = 0
    for (const entry of this.#entries.values()) if (entry.tag === tag) filled += entry.filled
    return filled
  }

  /** The same, of earlier days too. */
  filledEver(tag: OrderId): number {
    return this.#filledEver.get(tag) ?? 0
  }

  /** Early in the morning the book of the day before is gone. */
  turnDay(): void {
    for (const [own, { status }] of this.#entries) if (isOver(status)) this.#entries.delete(own)
    this.#trades = []
  }

  #open(brokerOrderId: string): readonly [OrderId, Entry] {
    for (const [own, entry] of this.#entries) {
      if (entry.brokerOrderId === brokerOrderId && !isOver(entry.status)) return [own, entry]
    }
    throw new BrokerRefusal('ORDER_REJECTED', 'there is no such open order')
  }

  #hear(report: BrokerReport): void {
    const entry = this.#entries.get(report.orderId)
    if (entry === undefined) return
    entry.at = this.now
    switch (report.kind) {
      case 'accepted':
        entry.status = 'open'
        break
      case 'filled':
        this.#fill(entry, report.quantity, report.price, report.tradeId)
        break
      case 'modified':
        entry.quantity = report.quantity
        entry.limit = report.limit
        entry.trigger = report.trigger
        break
      case 'cancelled':
      case 'expired':
      case 'rejected':
        entry.status = report.kind
        if (entry.reason === '') entry.reason = report.reason
        break
      default:
        return
    }
    this.onChange({ tag: entry.tag, brokerOrderId: entry.brokerOrderId })
  }

  #fill(entry: Entry, quantity: number, price: Paise, tradeId: string): void {
    const { brokerOrderId, order } = entry
    const { instrument, side, product } = order
    entry.filled += quantity
    this.#filledEver.set(entry.tag, this.filledEver(entry.tag) + quantity)
    entry.value += quantity * price
    this.flow += (side === 'buy' ? -1 : 1) * quantity * price
    entry.status = entry.filled >= entry.quantity ? 'filled' : 'open'
    this.#trades.push({
      tradeId: `E${tradeId}`,
      brokerOrderId,
      instrument,
      side,
      product,
      quantity,
      price,
      at: this.now,
    })
    const key = `${product} ${instrument}`
    const before = this.#net.get(key)?.quantity ?? 0
    const after = before + (side === 'buy' ? quantity : -quantity)
    if (after === 0) this.#net.delete(key)
    else this.#net.set(key, { instrument, product, quantity: after })
  }
}

const isOver = (status: BrokerStatus): boolean => status !== 'pending' && status !== 'open'

function lineOf(entry: Entry): BrokerOrder {
  const { brokerOrderId, tag, order, quantity, limit, trigger, status, filled, value } = entry
  const { instrument, side, type, product } = order
  return {
    brokerOrderId,
    tag,
    instrument,
    side,
    type,
    product,
    quantity,
    limit,
    trigger,
    status,
    filledQuantity: filled,
    averagePrice: filled === 0 ? null : value / filled,
    reason: entry.reason,
    at: entry.at,
  }
}
