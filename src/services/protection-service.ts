import type { Clock } from '../core/clock.ts'
import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event, Events } from '../core/events.ts'
import type { PriceStage } from '../core/market-lane.ts'
import type { MarketSession } from '../core/market-session.ts'
import { GUARD, type Quotes } from '../core/quotes.ts'
import { TickTable } from '../core/tick-table.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId, OrderId } from '../domain/brand.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import type { Fill } from '../domain/fill.ts'
import { type Guard, isWatchful } from '../domain/guard.ts'
import type { Alarm, GuardBook, SavedGuard } from '../domain/guard-book.ts'
import { settleLevels, withLevels } from '../domain/levels.ts'
import { formatPaise, paise } from '../domain/money.ts'
import type { Order } from '../domain/order.ts'
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

const HANDLES = [
  'market.open',
  'market.corporate_action',
  'risk.order_denied',
  'risk.order_approved',
  'risk.protection_requested',
  'risk.protection_change',
  'risk.stop_loss_trigger',
  'risk.target_trigger',
  'risk.trading_state_change',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'portfolio.account_reset',
] as const
type Handled = (typeof HANDLES)[number]

/** After an exit that did not come about, the guard waits this long before it tries again. */
const RETRY_MS = MINUTE_MS
/** Intraday positions leave this long before continuous trading ends: before the broker's square-off and its fee. */
const SQUARE_OFF_MS = 10 * MINUTE_MS

export interface ProtectionDeps {
  readonly bus: EventBus
  readonly clock: Clock
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly universe: Universe
  readonly guards: GuardBook
}

/**
 * Stands guard over every open entry: stops, targets, trailing stops, and the intraday square-off. What it triggers
 * is a wish like any other and passes the same checks; a guard fires once for each exit.
 */
export class ProtectionService extends KernelHandler<Handled> implements PriceStage {
  readonly #deps: ProtectionDeps
  /** Exits under way, and the guard that each serves. */
  readonly #exits = new Map<OrderId, OrderId>()

  readonly #ticks: TickTable

  constructor(deps: ProtectionDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    this.#ticks = new TickTable(deps.universe, deps.clock, deps.quotes)
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.open':
      case 'risk.trading_state_change':
        return this.#standAgain()
      case 'market.corporate_action':
        return this.#rebase(event.data)
      case 'risk.order_approved':
        return this.#await(event.data.order)
      case 'risk.order_denied':
        return this.#denied(event.data)
      case 'risk.protection_requested':
        return this.#review(event)
      case 'risk.protection_change':
        return this.#setLevels(event.data)
      case 'risk.stop_loss_trigger':
      case 'risk.target_trigger':
        return this.#deps.guards.quieten(event.data.guards, Number.POSITIVE_INFINITY)
      case 'execution.order_partially_filled':
        return this.#fill(event.data)
      case 'execution.order_filled':
        this.#fill(event.data)
        // It may have been made smaller on its way: what it left is guarded again.
        return this.#ended(event.data.orderId)
      case 'execution.order_rejected':
      case 'execution.order_cancelled':
      case 'execution.order_expired':
        return this.#ended(event.data.orderId)
      case 'portfolio.account_reset':
        return this.#standDown()
      default:
        event satisfies never
    }
  }

  nextLevel(instrument: number, from: number, to: number): number {
    const { guards, universe, clock } = this.#deps
    return guards.nextLevel(universe.at(instrument).id, from, to, clock.now())
  }

  onPrice(instrument: number, price: number, nextAt: number): boolean {
    const { guards, universe, session, clock } = this.#deps
    if (!session.isContinuous(instrument)) return false
    const { id } = universe.at(instrument)
    const now = clock.now()
    const alarms = guards.meet(id, price, now)
    for (const alarm of alarms) this.#trigger(alarm, price)
    const end = session.continuousEndOf(instrument)
    // With long bars the last one begins before the square-off is due, and nothing is shown after it.
    const isLate = now >= end - SQUARE_OFF_MS || nextAt >= end
    const late = isLate ? guards.spendIntraday(id, now) : NONE
    for (const guard of late)
      this.#leave(guard, price, 'intraday positions end before the close', null)
    return alarms.length > 0 || late.length > 0
  }

  save(): {
    readonly guards: readonly SavedGuard[]
    readonly exits: readonly (readonly [OrderId, OrderId])[]
  } {
    return { guards: this.#deps.guards.save(), exits: [...this.#exits] }
  }

  load({ guards, exits }: ReturnType<ProtectionService['save']>): void {
    this.#deps.guards.load(guards)
    for (const [exit, guard] of exits) this.#exits.set(exit, guard)
    for (const { instrument } of guards) this.#watch(instrument)
  }

  #trigger({ guard, reach }: Alarm, price: number): void {
    const { instrument, product, strategy, orderId, quantity } = guard
    const level = (reach === 'stop' ? guard.stop : guard.target) ?? paise(Math.round(price))
    const met = paise(Math.round(price))
    const trigger = { instrument, product, strategy, level, price: met, quantity, guards: orderId }
    const type = reach === 'stop' ? 'risk.stop_loss_trigger' : 'risk.target_trigger'
    const causedBy = this.#deps.bus.publish(type, trigger, { source: SOURCE })
    this.#leave(guard, price, `the ${reach} at ${formatPaise(level)} was reached`, causedBy)
  }

  #leave(guard: Guard, price: number, reason: string, causedBy: Event | null): void {
    const { bus, clock } = this.#deps
    const { strategy, instrument, product, quantity, orderId } = guard
    const signal = {
      strategy,
      instrument,
      side: quantity > 0 ? 'sell' : 'buy',
      effect: 'close',
      quantity: Math.abs(quantity),
      type: 'MARKET',
      limit: null,
      trigger: null,
      product,
      validity: 'DAY',
      ttlMinutes: null,
      protection: null,
      decisionPrice: paise(Math.round(price)),
      decisionAt: clock.now(),
      reason,
      key: null,
      guards: orderId,
    } as const
    bus.publish(
      'strategy.signal',
      signal,
      causedBy ? { source: SOURCE, causedBy } : { source: SOURCE },
    )
  }

  /** Levels that a person wishes over all entries of a position, from the next price on. */
  #review(event: Event<'risk.protection_requested'>): void {
    const { bus, guards, universe, quotes } = this.#deps
    if (bus.isReplaying) return
    const { instrument, product, protection } = event.data
    const entries = guards.of(instrument).filter((guard) => guard.product === product)
    const index = universe.indexOf(instrument)
    const price = index < 0 ? Number.NaN : at(quotes.last, index)
    const [first] = entries
    const isLong = first !== undefined && first.quantity > 0
    const isMixed = entries.some(({ quantity }) => quantity > 0 !== isLong)
    const origin = { source: SOURCE, causedBy: event }
    const refuse = (reason: string) =>
      bus.publish('risk.protection_refused', { ...event.data, reason }, origin)
    if (first === undefined) refuse('nothing of it is open')
    else if (isMixed) refuse('it was entered on both sides: leave one of them first')
    else {
      const tick = this.#ticks.of(index, price)
      const verdict = settleLevels({ protection, isLong, price, tick })
      if (verdict.outcome === 'refused') refuse(verdict.reason)
      else {
        const set = { ...event.data, protection: verdict.protection }
        bus.publish('risk.protection_change', set, origin)
      }
    }
  }

  #setLevels({ instrument, product, protection }: Events['risk.protection_change']): void {
    const { guards } = this.#deps
    guards.load(withLevels(guards.save(), instrument, product, protection))
    this.#watch(instrument)
  }

  /** Shares that are promised to another exit are free as soon as that is taken back; anything else takes its time. */
  #denied({ order, denials }: Events['risk.order_denied']): void {
    const { clock, guards } = this.#deps
    if (order.guards === null) return
    const isPromised = denials.some(({ reason }) => reason === 'holdings_short')
    guards.quieten(order.guards, clock.now() + (isPromised ? SECOND_MS : RETRY_MS))
  }

  #fill(fill: Fill): void {
    this.#deps.guards.fill(fill, this.#exits.get(fill.orderId) ?? null)
    this.#watch(fill.instrument)
  }

  #rebase(action: CorporateAction): void {
    const index = this.#deps.universe.indexOf(action.instrument)
    if (index >= 0) this.#deps.guards.rebase(action, (price) => this.#ticks.of(index, price))
  }

  #watch(instrument: InstrumentId): void {
    const { universe, quotes, guards } = this.#deps
    const index = universe.indexOf(instrument)
    if (index >= 0) quotes.watch(index, GUARD, guards.of(instrument).some(isWatchful))
  }

  /** An exit is under way: its guard keeps quiet, in a replay too, where no price has set it off. */
  #await({ id, guards }: Order): void {
    if (guards === null) return
    this.#exits.set(id, guards)
    this.#deps.guards.quieten(guards, Number.POSITIVE_INFINITY)
  }

  #ended(exit: OrderId): void {
    const guard = this.#exits.get(exit)
    if (guard === undefined) return
    this.#exits.delete(exit)
    this.#retryLater(guard)
  }

  #retryLater(guard: OrderId): void {
    this.#deps.guards.quieten(guard, this.#deps.clock.now() + RETRY_MS)
  }

  /** The account begins anew: there is nothing left to guard. */
  #standDown(): void {
    const guarded = this.#deps.guards.all()
    this.#deps.guards.load(NONE_STANDING)
    this.#exits.clear()
    for (const { instrument } of guarded) this.#watch(instrument)
  }

  /** A new session, or trading again: guards whose exit came to nothing stand at once. */
  #standAgain(): void {
    const underWay = new Set(this.#exits.values())
    for (const { orderId } of this.#deps.guards.all()) {
      if (!underWay.has(orderId)) this.#deps.guards.quieten(orderId, 0)
    }
  }
}

const SOURCE = 'ProtectionService'
const NONE: readonly Guard[] = []
const NONE_STANDING: readonly SavedGuard[] = []
