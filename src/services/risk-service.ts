import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import type { Funds } from '../core/ports.ts'
import type { AccountState } from '../domain/account.ts'
import type { InstrumentId, OrderId } from '../domain/brand.ts'
import { type BreakerState, FailureBreaker } from '../domain/breaker.ts'
import type { Denial } from '../domain/denial.ts'
import type { Hold } from '../domain/holds.ts'
import { paise } from '../domain/money.ts'
import { type Approved, type Order, reckonedPrice } from '../domain/order.ts'
import { Pace, type PaceState } from '../domain/pace.ts'
import { fallBps } from '../domain/performance/drawdown.ts'
import { assess } from '../domain/risk.ts'
import { emptySheet, type FactSheet, type RiskFacts } from '../domain/risk-facts.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import type { Signal } from '../domain/signal.ts'
import type { TradingState } from '../domain/trading-state.ts'
import { type DrafterDeps, OrderDrafter, stopRisk } from './order-drafter.ts'

const HANDLES = [
  'market.open',
  'market.corporate_action',
  'strategy.signal',
  'strategy.intent_received',
  'risk.order_approved',
  'risk.limits_change',
  'risk.trading_state_change',
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
  /** Makes the order id of a place in the journal. */
  readonly orderIdAt: (seq: number) => OrderId
}

/** What must survive a restart. */
export interface RiskState {
  readonly limits: RiskLimits
  readonly tradingState: TradingState
  readonly account: AccountState
  readonly holds: readonly Hold[]
  readonly pace: PaceState
  readonly breaker: BreakerState
  readonly hasDrift: boolean
  readonly dayStart: number | null
  readonly peak: number | null
  readonly unclear: readonly (readonly [OrderId, InstrumentId])[]
  /** Absent in a checkpoint of an earlier version. */
  readonly breached?: readonly Denial['reason'][]
  readonly keys: readonly (readonly [string, string])[]
}

/** Denials that say a limit on losses was reached: worth a fact of their own, once a session. */
const BREACHES = new Set<Denial['reason']>(['daily_loss', 'drawdown', 'loss_streak'])
/** Idempotency keys remembered, newest last. */
const KEYS_MAX = 10_000

/**
 * Turns wishes into approved or denied orders, and holds the cash and shares of what it approved until they are used
 * or free again. Until cash is known it denies all.
 */
export class RiskService extends KernelHandler<Handled> implements Funds {
  readonly #deps: RiskDeps
  readonly #drafter: OrderDrafter
  #pace = new Pace()
  #breaker = new FailureBreaker()
  readonly #keys = new Map<string, string>()
  readonly #breached = new Set<Denial['reason']>()
  /** Orders whose outcome nobody knows: until it is known, nothing is opened in their instruments. */
  readonly #unclear = new Map<OrderId, InstrumentId>()
  readonly #sheet: FactSheet
  #limits: RiskLimits
  #tradingState: TradingState = 'active'
  #hasDrift = false
  #dayStart = Number.NaN
  #peak = Number.NaN

  constructor(deps: RiskDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    this.#drafter = new OrderDrafter(deps)
    this.#limits = deps.limits
    this.#sheet = emptySheet(deps.mode)
  }

  get tradingState(): TradingState {
    return this.#tradingState
  }

  get limits(): RiskLimits {
    return this.#limits
  }

  override handleEvent(event: Event<Handled>): void {
    const { account, holds } = this.#deps
    switch (event.type) {
      case 'strategy.signal':
      case 'strategy.intent_received':
        return this.#review(event, event.data)
      case 'risk.order_approved':
        return this.#hold(event.data.order, event.data.held, event.at)
      case 'execution.order_placed':
      case 'execution.order_accepted':
        this.#unclear.delete(event.data.orderId)
        return
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        this.#unclear.delete(event.data.orderId)
        this.#breaker.succeed()
        account.fill(event.data)
        return holds.filled(event.data.orderId, event.data.quantity)
      case 'execution.order_rejected':
        this.#unclear.delete(event.data.orderId)
        this.#breaker.fail(event.at)
        return holds.release(event.data.orderId)
      case 'execution.order_cancelled':
      case 'execution.order_expired':
        this.#unclear.delete(event.data.orderId)
        return holds.release(event.data.orderId)
      case 'execution.order_modified':
        return holds.restate(event.data.orderId, event.data.quantity)
      case 'execution.order_unknown':
        this.#lose(event.data.orderId)
        return this.#breaker.fail(event.at)
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
    const free = this.#drafter.freeCash(this.#limits)
    const hold = this.#deps.holds.of(orderId)
    if (hold === undefined) return cost <= free
    const { cash, charges } = hold
    const grown = Math.ceil(charges * Math.max(1, cost / (cash - charges)))
    return cost + grown <= cash + free
  }

  save(): RiskState {
    return {
      limits: this.#limits,
      tradingState: this.#tradingState,
      account: this.#deps.account.save(),
      holds: this.#deps.holds.save(),
      pace: this.#pace.save(),
      breaker: this.#breaker.save(),
      hasDrift: this.#hasDrift,
      dayStart: Number.isNaN(this.#dayStart) ? null : this.#dayStart,
      peak: Number.isNaN(this.#peak) ? null : this.#peak,
      unclear: [...this.#unclear],
      breached: [...this.#breached],
      keys: [...this.#keys],
    }
  }

  load(state: RiskState): void {
    this.#limits = state.limits
    this.#tradingState = state.tradingState
    this.#deps.account.load(state.account)
    this.#deps.holds.load(state.holds)
    this.#pace.load(state.pace)
    this.#breaker.load(state.breaker)
    this.#hasDrift = state.hasDrift
    this.#dayStart = state.dayStart ?? Number.NaN
    this.#peak = state.peak ?? Number.NaN
    this.#unclear.clear()
    for (const [order, instrument] of state.unclear) this.#unclear.set(order, instrument)
    this.#breached.clear()
    for (const reason of state.breached ?? []) this.#breached.add(reason)
    this.#keys.clear()
    for (const [key, print] of state.keys) this.#keys.set(key, print)
  }

  /** Days, limits and states: what governs the checks rather than passes them. */
  #govern(event: Exclude<Event<Handled>, Event<'strategy.signal'>>): void {
    switch (event.type) {
      case 'market.open':
        this.#breached.clear()
        return this.#pace.turnDay(event.data.date)
      case 'market.corporate_action':
        if (event.data.kind === 'split' || event.data.kind === 'bonus') {
          const { instrument, newShares, oldShares } = event.data
          this.#deps.account.rebase(instrument, newShares, oldShares)
        }
        return
      case 'portfolio.account_reset':
        return this.#beginAnew(event.data.capital)
      case 'portfolio.snapshot_taken':
        this.#dayStart = event.data.equity
        this.#peak = Math.max(this.#peak, event.data.equity)
        return
      case 'risk.limits_change':
        this.#limits = event.data.limits
        return
      case 'risk.trading_state_change':
        this.#tradingState = event.data.state
        return
      case 'execution.reconciliation_drift':
        this.#hasDrift = true
        return
      case 'execution.reconciliation_complete':
        this.#hasDrift = false
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
    this.#dayStart = capital
    this.#peak = capital
    this.#pace = new Pace()
    this.#breaker = new FailureBreaker()
    this.#breached.clear()
    this.#deps.account.load({ cash: null, lines: [], owned: [] })
    this.#deps.holds.load([])
    this.#unclear.clear()
  }

  #change(event: Event, state: TradingState, reason: string): void {
    const before = this.#tradingState
    if (before === state) return
    const by = event.type === 'system.error' ? 'desk' : event.source
    this.#deps.bus.publish(
      'risk.trading_state_change',
      { state, before, reason, by },
      because(event),
    )
  }

  #review(event: Event, signal: Signal): void {
    const earlier = signal.key === null ? undefined : this.#keys.get(signal.key)
    if (signal.key !== null) this.#remember(signal.key, printOf(signal))
    if (this.#deps.bus.isReplaying) return
    const id = this.#deps.orderIdAt(this.#deps.bus.head + 1)
    const order = this.#drafter.draft(signal, id, this.#limits)
    if (order.quantity === 0 && signal.quantity !== 0) return this.#drop(event, signal)
    const facts = this.#facts(order, signal, earlier)
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

  #drop(event: Event, { strategy, instrument, effect }: Signal): void {
    const reason =
      effect === 'open' ? 'the limits leave room for no share' : 'there is nothing left to close'
    this.#deps.bus.publish(
      'strategy.intent_dropped',
      { strategy, instrument, reason },
      because(event),
    )
  }

  #deny(event: Event, order: Order, denials: readonly Denial[]): void {
    const { bus } = this.#deps
    bus.publish('risk.order_denied', { order, denials }, because(event))
    for (const { reason, value, limit } of denials) {
      if (reason === 'price_stale') {
        const data = { instrument: order.instrument, ageMs: value, ageMsMax: limit ?? 0 }
        bus.publish('data.stale_block', data, because(event))
      }
      if (!BREACHES.has(reason) || this.#breached.has(reason)) continue
      this.#breached.add(reason)
      bus.publish(
        'risk.breach',
        { rule: reason, value: value ?? 0, limit: limit ?? 0 },
        because(event),
      )
    }
  }

  #facts(order: Order, signal: Signal, earlier: string | undefined): RiskFacts {
    const now = this.#deps.clock.now()
    const sheet = this.#sheet
    this.#drafter.lookUp(order, this.#limits, sheet)
    sheet.tradingState = this.#tradingState
    sheet.hasOpenBreaker = this.#breaker.isOpen(now)
    sheet.hasDrift = this.#hasDrift || this.#isUnclear(order.instrument)
    sheet.entriesToday = this.#pace.entriesToday
    sheet.lossToday = this.#dayStart - sheet.equity
    sheet.lossStreak = this.#pace.lossStreak
    sheet.drawdown = fallBps(sheet.equity, this.#peak)
    sheet.msSinceEntry = this.#pace.sinceEntry(order.instrument, now)
    sheet.ordersThisSecond = this.#pace.ordersThisSecond(now)
    sheet.ordersThisMinute = this.#pace.ordersThisMinute(now)
    sheet.ordersToday = this.#pace.ordersToday
    sheet.isRepeated = earlier !== undefined && earlier === printOf(signal)
    sheet.isKeyConflict = earlier !== undefined && earlier !== printOf(signal)
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
    this.#pace.order(instrument, effect === 'open', at)
  }

  #lose(id: OrderId): void {
    const hold = this.#deps.holds.of(id)
    if (hold) this.#unclear.set(id, hold.instrument)
  }

  #isUnclear(instrument: InstrumentId): boolean {
    for (const other of this.#unclear.values()) if (other === instrument) return true
    return false
  }

  #position(event: Event<'portfolio.position_change'>): void {
    const { position, closed } = event.data
    this.#deps.account.setPosition(position)
    for (const { grossPaise } of closed) this.#pace.closed(grossPaise)
    const equity = this.#drafter.equity()
    const gross = this.#drafter.exposure()
    const deployedBps = Math.round((gross / equity) * 10_000)
    const { openPositions } = this.#deps.account
    const exposure = { gross: paise(Math.round(gross)), deployedBps, openPositions }
    this.#deps.bus.publish('risk.exposure_change', exposure, because(event))
  }

  #remember(key: string, print: string): void {
    if (this.#keys.has(key)) return
    this.#keys.set(key, print)
    const oldest = this.#keys.keys().next()
    if (this.#keys.size > KEYS_MAX && !oldest.done) this.#keys.delete(oldest.value)
  }
}

const SOURCE = 'RiskService'
const because = (causedBy: Event) => ({ source: SOURCE, causedBy })

/** What a wish asks, apart from when: the same key with another wish is refused. */
const printOf = ({ decisionAt: _, decisionPrice: __, ...wish }: Signal): string =>
  JSON.stringify(wish)
