import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import type { Funds } from '../core/ports.ts'
import type { AccountState } from '../domain/account.ts'
import type { OrderId } from '../domain/brand.ts'
import type { Denial } from '../domain/denial.ts'
import type { Hold } from '../domain/holds.ts'
import { paise } from '../domain/money.ts'
import { type Approved, type Order, reckonedPrice } from '../domain/order.ts'
import type { OrderBook } from '../domain/order-book.ts'
import { assess, assessInFull } from '../domain/risk.ts'
import { emptySheet, type FactSheet, type RiskFacts } from '../domain/risk-facts.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import type { RiskUse } from '../domain/risk-use.ts'
import { AGENT, isAnyones, type Signal, sharedOut } from '../domain/signal.ts'
import { Standing, type StandingState } from '../domain/standing.ts'
import type { TradingState } from '../domain/trading-state.ts'
import { type Novelty, WishKeys } from '../domain/wish-keys.ts'
import type { WishReview } from '../domain/wish-review.ts'
import { openShares, reviewChange } from './change-review.ts'
import { type DrafterDeps, OrderDrafter, stopRisk } from './order-drafter.ts'
import { riskUse } from './risk-reading.ts'

const HANDLES = [
  'market.open',
  'market.corporate_action',
  'strategy.signal',
  'strategy.intent_received',
  'risk.order_approved',
  'risk.change_approved',
  'risk.limits_change',
  'risk.breach',
  'risk.trading_state_change',
  'execution.modify_requested',
  'execution.order_placed',
  'execution.order_accepted',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'execution.order_modified',
  'execution.order_unknown',
  'execution.reconciliation_drift',
  'execution.reconciliation_complete',
  'portfolio.position_change',
  'portfolio.cash_change',
  'portfolio.snapshot_taken',
  'portfolio.account_reset',
  'system.error',
  'system.emergency_stop',
  'system.emergency_resume',
] as const
type Handled = (typeof HANDLES)[number]

export interface RiskDeps extends DrafterDeps {
  readonly bus: EventBus
  readonly mode: RiskFacts['mode']
  readonly limits: RiskLimits
  readonly orders: OrderBook
  /** Makes the order id of a place in the journal. */
  readonly orderIdAt: (seq: number) => OrderId
}

/** What must survive a restart. */
export interface RiskState extends StandingState {
  readonly limits: RiskLimits
  readonly account: AccountState
  readonly holds: readonly Hold[]
  readonly keys: ReturnType<WishKeys['save']>
}

/**
 * Turns wishes into approved or denied orders, and holds the cash and shares of what it approved until they are used
 * or free again. Until cash is known it denies all.
 */
export class RiskService extends KernelHandler<Handled> implements Funds {
  readonly #deps: RiskDeps
  readonly #drafter: OrderDrafter
  readonly #standing = new Standing()
  readonly #keys = new WishKeys()
  readonly #sheet: FactSheet
  #limits: RiskLimits

  constructor(deps: RiskDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    this.#drafter = new OrderDrafter(deps)
    this.#limits = deps.limits
    this.#sheet = emptySheet(deps.mode)
  }

  get tradingState(): TradingState {
    return this.#standing.tradingState
  }

  /** At the last prices, paise. */
  get equity(): number {
    return this.#drafter.exposures.equity
  }

  override handleEvent(event: Event<Handled>): void {
    const { account, holds } = this.#deps
    const standing = this.#standing
    switch (event.type) {
      case 'strategy.signal':
      case 'strategy.intent_received':
        return this.#review(event, event.data)
      case 'execution.modify_requested':
        return this.#reviewChange(event)
      case 'risk.order_approved':
        return this.#hold(event.data.order, event.data.held, event.at)
      case 'risk.change_approved':
        return holds.expect(event.data.order.id, event.data.terms)
      case 'execution.order_placed':
      case 'execution.order_accepted':
        standing.unclear.delete(event.data.orderId)
        return
      case 'execution.order_partially_filled':
      case 'execution.order_filled': {
        const { orderId, quantity, leavesQuantity } = event.data
        standing.unclear.delete(orderId)
        standing.breaker.succeed()
        account.fill(event.data)
        return holds.filled(orderId, quantity, leavesQuantity === 0)
      }
      case 'execution.order_rejected':
        standing.unclear.delete(event.data.orderId)
        standing.breaker.fail(event.at)
        return holds.release(event.data.orderId)
      case 'execution.order_cancelled':
      case 'execution.order_expired':
        standing.unclear.delete(event.data.orderId)
        return holds.release(event.data.orderId)
      case 'execution.order_modified':
        return holds.restate(event.data.orderId, openShares(this.#deps.orders, event.data))
      case 'execution.order_unknown':
        this.#lose(event.data.orderId)
        return standing.breaker.fail(event.at)
      case 'portfolio.cash_change':
        account.cash = event.data.cash
        if (event.data.orderId !== null && event.data.reason === 'fill')
          holds.settle(event.data.orderId)
        return
      case 'portfolio.position_change':
        return this.#position(event)
      default:
        return this.#govern(event)
    }
  }

  /** What is held for the order and free cash together pay the cost, and charges that grew with it. */
  covers(orderId: OrderId, cost: number): boolean {
    const free = this.#drafter.exposures.freeCash(this.#limits)
    const hold = this.#deps.holds.of(orderId)
    if (hold === undefined) return cost <= free
    const { cash, charges } = hold
    const grown = Math.ceil(charges * Math.max(1, cost / (cash - charges)))
    return cost + grown <= cash + free
  }

  save(): RiskState {
    return {
      ...this.#standing.save(),
      limits: this.#limits,
      account: this.#deps.account.save(),
      holds: this.#deps.holds.save(),
      keys: this.#keys.save(),
    }
  }

  load(state: RiskState): void {
    this.#standing.load(state)
    this.#limits = state.limits
    this.#deps.account.load(state.account)
    this.#deps.holds.load(state.holds)
    this.#keys.load(state.keys)
  }

  /** Days, limits and states: what governs the checks rather than passes them. */
  #govern(event: Exclude<Event<Handled>, Event<'strategy.signal'>>): void {
    switch (event.type) {
      case 'market.open':
        return this.#standing.turnDay(event.data.date)
      case 'market.corporate_action':
        if (event.data.kind === 'split' || event.data.kind === 'bonus') {
          const { instrument, newShares, oldShares } = event.data
          this.#deps.account.rebase(instrument, newShares, oldShares)
        }
        return
      case 'portfolio.account_reset':
        return this.#beginAnew(event.data.capital)
      case 'portfolio.snapshot_taken':
        return this.#standing.close(event.data.equity)
      case 'risk.limits_change':
        this.#limits = event.data.limits
        return
      case 'risk.breach':
        return this.#standing.told(event.data.rule)
      case 'risk.trading_state_change':
        this.#standing.tradingState = event.data.state
        return
      case 'execution.reconciliation_drift':
        this.#standing.hasDrift = true
        return
      case 'execution.reconciliation_complete':
        this.#standing.hasDrift = false
        return
      case 'system.error':
        return this.#change(
          event,
          'halted',
          `${event.data.component} failed: ${event.data.message}`,
        )
      case 'system.emergency_stop':
        return this.#change(event, 'halted', event.data.reason)
      case 'system.emergency_resume':
        return this.#change(event, 'active', event.data.reason)
      default:
        return
    }
  }

  /** Cash is unknown until it is told; nothing is held, owned, owed or counted. Whether the desk may trade stays. */
  #beginAnew(capital: number): void {
    this.#standing.beginAnew(capital)
    this.#deps.account.load({ cash: null, lines: [], owned: [] })
    this.#deps.holds.load([])
  }

  #change(event: Event, state: TradingState, reason: string): void {
    const before = this.#standing.tradingState
    if (before === state) return
    const by = event.type === 'system.error' ? 'desk' : event.source
    this.#deps.bus.publish(
      'risk.trading_state_change',
      { state, before, reason, by },
      because(event),
    )
  }

  /** What a wish would meet now, one order an owner of what it sells; nothing comes of it. */
  preview(wish: Signal): WishReview {
    const novelty = this.#keys.noveltyOf(wish)
    const assessments = this.#parts(wish).map((part, index) => {
      // The wish itself would stand before the first order.
      const order = this.#draft(part, index + 1)
      const isDropped = order.quantity === 0 && part.quantity !== 0
      return { order, isDropped, ...assessInFull(order, this.#facts(order, novelty), this.#limits) }
    })
    return { assessments, suggestion: this.#drafter.suggest(wish, this.#limits) }
  }

  /** How much of each limit is used up now. */
  use(): RiskUse {
    const { clock, universe, account } = this.#deps
    const { exposures } = this.#drafter
    const reading = {
      exposures,
      universe,
      strategies: account.strategies,
      standing: this.#standing,
    }
    return riskUse(reading, this.#limits, clock.now())
  }

  #review(event: Event, wish: Signal): void {
    if (wish.strategy === AGENT && event.isInput) return this.#drop(event, wish, UNAPPROVED)
    const novelty = this.#keys.noveltyOf(wish)
    this.#keys.remember(wish)
    if (this.#deps.bus.isReplaying) return
    for (const part of this.#parts(wish)) this.#decide(event, part, novelty)
  }

  /** A person's exit is shared out over those who own the shares; any other wish is its own. */
  #parts(wish: Signal): readonly Signal[] {
    if (wish.effect === 'open' || !isAnyones(wish)) return [wish]
    return sharedOut(wish, this.#drafter.exposures.owners(wish))
  }

  /** `before`: orders that come first and are not stated yet. */
  #draft(wish: Signal, before = 0): Order {
    const { bus, orderIdAt } = this.#deps
    return this.#drafter.draft(wish, orderIdAt(bus.head + 1 + before), this.#limits)
  }

  #decide(event: Event, wish: Signal, novelty: Novelty): void {
    const order = this.#draft(wish)
    if (order.quantity === 0 && wish.quantity !== 0) return this.#drop(event, wish, nothingOf(wish))
    const facts = this.#facts(order, novelty)
    const verdict = assess(order, facts, this.#limits)
    if (verdict.outcome === 'denied') return this.#deny(event, order, verdict.denials)
    const held = paise(order.effect === 'close' ? 0 : facts.cashNeeded)
    const heldQuantity = order.effect === 'close' ? order.quantity : 0
    this.#hold(verdict.order, held, this.#deps.clock.now())
    this.#deps.bus.publish(
      'risk.order_approved',
      { order: verdict.order, held, heldQuantity },
      because(event),
    )
  }

  #reviewChange(event: Event<'execution.modify_requested'>): void {
    const { bus, orders, holds } = this.#deps
    if (bus.isReplaying) return
    const factsOf = (order: Order) => {
      const facts = this.#facts(order, 'new')
      const { exposures } = this.#drafter
      return order.effect === 'open' ? facts : { ...facts, sellable: exposures.ownSellable(order) }
    }
    const review = reviewChange(event.data, this.#limits, { orders, holds, factsOf })
    if (review.outcome === 'denied') {
      const { orderId } = event.data
      const { denials } = review
      bus.publish('execution.modify_refused', { orderId, denials }, because(event))
    } else bus.publish('risk.change_approved', review.approval, because(event))
  }

  #drop(event: Event, { strategy, instrument }: Signal, reason: string): void {
    const dropped = { strategy, instrument, reason }
    this.#deps.bus.publish('strategy.intent_dropped', dropped, because(event))
  }

  #deny(event: Event, order: Order, denials: readonly Denial[]): void {
    const { bus } = this.#deps
    bus.publish('risk.order_denied', { order, denials }, because(event))
    for (const { reason, value, limit } of denials) {
      if (reason !== 'price_stale') continue
      const data = { instrument: order.instrument, ageMs: value, ageMsMax: limit ?? 0 }
      bus.publish('data.stale_block', data, because(event))
    }
    for (const { reason, value, limit } of this.#standing.breachesIn(denials)) {
      const data = { rule: reason, value: value ?? 0, limit: limit ?? 0 }
      bus.publish('risk.breach', data, because(event))
    }
  }

  #facts(order: Order, novelty: Novelty): RiskFacts {
    const sheet = this.#sheet
    this.#drafter.lookUp(order, this.#limits, sheet)
    this.#standing.writeTo(sheet, order.instrument, this.#deps.clock.now())
    sheet.isRepeated = novelty === 'repeated'
    sheet.isKeyConflict = novelty === 'conflict'
    return sheet
  }

  /** Once an order: here when it is approved, in a replay when the approval is read. */
  #hold(order: Approved<Order>, cash: number, at: number): void {
    const { holds } = this.#deps
    if (holds.of(order.id) !== undefined) return
    const { id: orderId, instrument, product, strategy, side, effect, quantity } = order
    holds.place({
      orderId,
      instrument,
      product,
      strategy,
      side,
      effect,
      quantity,
      cash,
      charges: Math.max(0, cash - reckonedPrice(order) * quantity),
      settling: 0,
      risk: stopRisk(order),
    })
    // Paced by when it was approved: when it was decided is the sender's word.
    this.#standing.pace.order(instrument, effect === 'open', at)
  }

  #lose(id: OrderId): void {
    const hold = this.#deps.holds.of(id)
    if (hold) this.#standing.unclear.set(id, hold.instrument)
  }

  #position(event: Event<'portfolio.position_change'>): void {
    const { position, closed } = event.data
    this.#deps.account.setPosition(position)
    for (const { grossPaise } of closed) this.#standing.pace.closed(grossPaise)
    const { equity, gross } = this.#drafter.exposures
    const deployedBps = Math.round((gross / equity) * 10_000)
    const { openPositions } = this.#deps.account
    const exposure = { gross: paise(Math.round(gross)), deployedBps, openPositions }
    this.#deps.bus.publish('risk.exposure_change', exposure, because(event))
  }
}

const SOURCE = 'RiskService'
/** A wish of the AI's follows from an approval inside the kernel, or from nothing. */
const UNAPPROVED = 'a wish of the AI’s needs an approval'

const nothingOf = ({ effect }: Signal): string =>
  effect === 'open' ? 'the limits leave room for no share' : 'there is nothing left to close'

const because = (causedBy: Event) => ({ source: SOURCE, causedBy })
