import { TradingError } from '../../core/errors.ts'
import { type EventBus, KernelHandler } from '../../core/event-bus.ts'
import type { Event } from '../../core/events.ts'
import type { VenueStage } from '../../core/market-lane.ts'
import type { Broker, BrokerReport, Change } from '../../core/ports.ts'
import { VENUE } from '../../core/quotes.ts'
import { at } from '../../domain/bar.ts'
import type { CorporateAction } from '../../domain/corporate-action.ts'
import { type Paise, paise } from '../../domain/money.ts'
import type { Approved, Order } from '../../domain/order.ts'
import {
  PHASE_RULES,
  type Phase,
  SEGMENTS,
  type Segment,
  segmentOf,
} from '../../domain/rulebook/phase.ts'
import { MINUTE_MS } from '../../domain/time.ts'
import { type MatchDeps, MatchingEngine, type MatchListener } from './matching-engine.ts'
import { type Resting, RestingOrders } from './resting-orders.ts'

const HANDLES = [
  'market.open',
  'market.session_phase_change',
  'market.close',
  'market.corporate_action',
] as const
type Handled = (typeof HANDLES)[number]

export interface PaperDeps extends MatchDeps {
  readonly bus: EventBus
}

/** What must survive a restart. */
export interface PaperState {
  readonly resting: readonly Resting[]
  readonly trades: number
  readonly placed: number
}

/**
 * An exchange, not a stub: it takes orders as the phase allows, keeps them by price and time, meets them with the
 * feed's prices through the matching engine, and reports as a broker would.
 */
export class PaperExchange extends KernelHandler<Handled> implements Broker, MatchListener {
  readonly venue: VenueStage
  readonly #deps: PaperDeps
  readonly #orders = new RestingOrders()
  #report: (report: BrokerReport) => void = unconnected
  #trades = 0
  #placed = 0

  constructor(deps: PaperDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    this.venue = new MatchingEngine(this.#orders, deps, this)
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.open':
        for (const segment of SEGMENTS) this.#admit(segment, 'continuous')
        return
      case 'market.session_phase_change':
        return this.#admit(event.data.segment, event.data.phase)
      case 'market.close':
        return this.#expire()
      case 'market.corporate_action':
        return this.#rebase(event.data)
      default:
        event satisfies never
    }
  }

  report(listener: (report: BrokerReport) => void): void {
    this.#report = listener
  }

  place(order: Approved<Order>): void {
    const { universe, session, clock, model, quotes } = this.#deps
    const instrument = universe.indexOf(order.instrument)
    const phase = session.phaseOf(instrument)
    const now = clock.now()
    this.#placed += 1
    this.#report({ kind: 'placed', orderId: order.id, brokerOrderId: `P${this.#placed}` })
    const resting: Resting = {
      order,
      instrument,
      leaves: order.quantity,
      eligibleAt: now + model.latencyMs,
      lapsesAt: order.ttlMinutes === null ? Infinity : now + order.ttlMinutes * MINUTE_MS,
      isDormant: order.trigger !== null,
      isQueued: !takes(phase, order),
    }
    this.#orders.add(resting)
    quotes.watch(instrument, VENUE, true)
    if (!resting.isQueued) this.#accept(resting)
  }

  modify(order: Order, { quantity, limit, trigger }: Change): void {
    const resting = this.#orders.get(order.id)
    if (!resting) return
    const filled = resting.order.quantity - resting.leaves
    this.#orders.change(resting, { ...resting.order, quantity, limit, trigger })
    resting.leaves = quantity - filled
    this.#report({ kind: 'modified', orderId: order.id, quantity, limit, trigger })
    if (resting.leaves <= 0) this.dropped(resting, 'changed to what is already filled')
  }

  cancel(order: Order): void {
    const resting = this.#orders.get(order.id)
    if (resting) this.dropped(resting, 'cancelled on request')
  }

  filled(resting: Resting, quantity: number, price: number): void {
    this.#trades += 1
    const { order } = resting
    if (resting.leaves === 0) this.#remove(resting)
    const tradeId = `T${this.#trades}`
    const at = this.#deps.clock.now()
    const fill = { orderId: order.id, tradeId, quantity, price: paise(price), at }
    this.#report({ kind: 'filled', ...fill })
  }

  dropped(resting: Resting, reason: string): void {
    this.#remove(resting)
    this.#report({ kind: 'cancelled', orderId: resting.order.id, reason })
  }

  save(): PaperState {
    return { resting: this.#orders.all(), trades: this.#trades, placed: this.#placed }
  }

  load({ resting, trades, placed }: PaperState): void {
    this.#trades = trades
    this.#placed = placed
    for (const saved of resting) {
      const lapsesAt = saved.lapsesAt ?? Infinity
      this.#orders.add({ ...saved, lapsesAt })
      this.#deps.quotes.watch(saved.instrument, VENUE, true)
    }
  }

  #remove(resting: Resting): void {
    const { instrument } = resting
    this.#orders.remove(resting)
    if (!this.#orders.has(instrument)) this.#deps.quotes.watch(instrument, VENUE, false)
  }

  #accept(resting: Resting): void {
    const { clock } = this.#deps
    this.#report({ kind: 'accepted', orderId: resting.order.id, at: clock.now() })
  }

  /** Orders that waited for the exchange to open come in as soon as a phase of their share takes their kind. */
  #admit(segment: Segment, phase: Phase): void {
    const { universe } = this.#deps
    for (const resting of this.#orders.all()) {
      if (!resting.isQueued || !takes(phase, resting.order)) continue
      if (segmentOf(universe.at(resting.instrument)) !== segment) continue
      resting.isQueued = false
      this.#accept(resting)
    }
  }

  /** The day's orders end with it; those given for the next session stay, and those that wait for a share's next price. */
  #expire(): void {
    for (const resting of this.#orders.all()) {
      if (resting.isQueued || this.#hasMetNothing(resting)) continue
      this.#remove(resting)
      this.#report({ kind: 'expired', orderId: resting.order.id, reason: 'the session is over' })
    }
  }

  /** Where fills are exact a market order trades at the share's next price, in whichever session that comes. */
  #hasMetNothing({ order, instrument }: Resting): boolean {
    const { model, quotes } = this.#deps
    const isExact = model.name === 'none' && order.type === 'MARKET'
    return isExact && Number.isNaN(at(quotes.open, instrument))
  }

  /** Orders that wait over an ex-date are restated in new shares, as the position is. */
  #rebase(action: CorporateAction): void {
    if (action.kind !== 'split' && action.kind !== 'bonus') return
    const { newShares, oldShares } = action
    for (const resting of this.#orders.of(this.#deps.universe.indexOf(action.instrument))) {
      const { order, instrument } = resting
      const price = (before: Paise | null): Paise | null => {
        if (before === null) return null
        const tick = this.#deps.tickOf(instrument, (before * oldShares) / newShares)
        return paise(Math.max(1, Math.round((before * oldShares) / newShares / tick)) * tick)
      }
      const quantity = Math.floor((order.quantity * newShares) / oldShares)
      this.modify(order, { quantity, limit: price(order.limit), trigger: price(order.trigger) })
    }
  }
}

/** Whether a phase takes this kind of order; after the close it is given for the next session, which has its own. */
const takes = (phase: Phase, { type, validity }: Order): boolean => {
  if (phase === 'post_close') return false
  const { types, validities } = PHASE_RULES[phase]
  return types.includes(type) && validities.includes(validity)
}

const unconnected = (): never => {
  throw new TradingError('INTERNAL', 'The paper exchange was used before anyone listened to it')
}
