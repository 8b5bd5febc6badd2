import type { Clock } from '../core/clock.ts'
import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'
import { masked } from '../core/log.ts'
import type { MarketSession } from '../core/market-session.ts'
import type { BarStage } from '../core/ports.ts'
import type { Quotes } from '../core/quotes.ts'
import { at, type Bar, type Interval } from '../domain/bar.ts'
import type { OrderId } from '../domain/brand.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import type { Fill } from '../domain/fill.ts'
import { type Paise, paise } from '../domain/money.ts'
import { type Effect, type Order, opposite, type Side, signOf } from '../domain/order.ts'
import type { Desk, PortfolioDesk, StrategyPlan, Wish } from '../domain/strategy.ts'
import { MINUTE_MS } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import { RunningStrategy, type SavedStrategy } from './running-strategy.ts'

const HANDLES = [
  'market.corporate_action',
  'strategy.switch_requested',
  'risk.order_approved',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'portfolio.account_reset',
] as const
type Handled = (typeof HANDLES)[number]
const SOURCE = { source: 'StrategyService' } as const

export interface StrategyDeps {
  readonly bus: EventBus
  readonly clock: Clock
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly universe: Universe
  readonly plans: readonly StrategyPlan[]
  /** Equity of the account at the last prices, paise. */
  readonly equity: () => number
}

/** What must survive a restart. */
export interface StrategyState {
  readonly strategies: readonly SavedStrategy[]
  readonly factors: readonly (readonly [number, number])[]
  readonly orders: readonly (readonly [OrderId, string, number])[]
}

class ScaledBar implements Bar {
  at = 0
  endsAt = 0
  open = 0
  high = 0
  low = 0
  close = 0
  volume = 0
}

/**
 * Shows bars to the strategies and publishes their wishes. After a split or bonus a strategy goes on seeing prices in
 * the shares it knew at the start, so its averages never meet the step; its wishes are told in today's shares.
 */
export class StrategyService extends KernelHandler<Handled> implements BarStage {
  readonly #deps: StrategyDeps
  readonly #strategies: readonly RunningStrategy[]
  /** New shares for each share at the start, by instrument. */
  readonly #factors: Float64Array
  readonly #orders = new Map<
    OrderId,
    { readonly strategy: RunningStrategy; readonly instrument: number }
  >()
  readonly #scaled = new ScaledBar()
  readonly #desk: SymbolDesk
  readonly #portfolioDesk: WholeDesk

  constructor(deps: StrategyDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
    const { size } = deps.universe
    this.#strategies = deps.plans.map((plan) => new RunningStrategy(plan, size))
    this.#factors = new Float64Array(size).fill(1)
    const wish = this.#wish.bind(this)
    this.#desk = new SymbolDesk(deps, wish)
    this.#portfolioDesk = new WholeDesk(deps, wish)
  }

  /** States which strategies run, once, at the beginning of a book. */
  begin(): void {
    const { bus, universe } = this.#deps
    for (const { name, plan } of this.#strategies) {
      const { values: parameters } = plan
      bus.publish(
        'strategy.formed',
        { strategy: name, parameters, instruments: universe.size },
        SOURCE,
      )
      bus.publish('strategy.started', { strategy: name }, SOURCE)
    }
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.corporate_action':
        return this.#rebase(event.data)
      case 'strategy.switch_requested':
        return this.#switch(event)
      case 'risk.order_approved':
        return this.#await(event.data.order)
      case 'execution.order_partially_filled':
        return this.#hold(event.data)
      case 'execution.order_filled':
        this.#hold(event.data)
        return this.#end(event.data.orderId)
      case 'execution.order_rejected':
      case 'execution.order_cancelled':
      case 'execution.order_expired':
        return this.#end(event.data.orderId)
      case 'portfolio.account_reset':
        this.#orders.clear()
        for (const strategy of this.#strategies) strategy.beginAnew()
        return
      default:
        event satisfies never
    }
  }

  onBar(instrument: number, interval: Interval, bar: Bar): void {
    const factor = at(this.#factors, instrument)
    const shown = factor === 1 ? bar : this.#scale(bar, factor)
    for (const strategy of this.#strategies) {
      if (strategy.plan.interval !== interval || strategy.stopped !== null) continue
      try {
        strategy.onBar(instrument, shown, this.#desk.of(strategy, instrument))
      } catch (error) {
        this.#stop(strategy, error)
      }
    }
  }

  onMoment(interval: Interval): void {
    for (const strategy of this.#strategies) {
      if (strategy.plan.interval !== interval || strategy.stopped !== null) continue
      try {
        strategy.onMoment(this.#deps.clock.now(), this.#portfolioDesk.of(strategy))
      } catch (error) {
        this.#stop(strategy, error)
      }
    }
  }

  save(): StrategyState {
    const factors = [...this.#factors.entries()].filter(([, factor]) => factor !== 1)
    return {
      strategies: this.#strategies.map((strategy) => strategy.save()),
      factors,
      orders: [...this.#orders].map(([id, { strategy, instrument }]) => [
        id,
        strategy.name,
        instrument,
      ]),
    }
  }

  load({ strategies, factors, orders }: StrategyState): void {
    for (const saved of strategies) this.#named(saved.name)?.load(saved)
    for (const [index, factor] of factors) this.#factors[index] = factor
    for (const [id, name, instrument] of orders) {
      const strategy = this.#named(name)
      if (strategy) this.#orders.set(id, { strategy, instrument })
    }
  }

  /** A strategy that fails is stopped alone; what it holds stays under guard, and a person is told. */
  #stop(strategy: RunningStrategy, error: unknown): void {
    const reason = `it failed: ${masked(error instanceof Error ? error.message : String(error))}`
    strategy.stopped = reason
    this.#deps.bus.publish('strategy.stopped', { strategy: strategy.name, reason }, SOURCE)
  }

  /** Off, it opens nothing more: it goes on watching, may leave what it holds, and its guards stand. */
  #switch(event: Event<'strategy.switch_requested'>): void {
    const { isOn, reason } = event.data
    const strategy = this.#named(event.data.strategy)
    const isRunning = strategy?.stopped === null && strategy.off === null
    if (strategy === undefined || isRunning === isOn) return
    const origin = { ...SOURCE, causedBy: event }
    const { name } = strategy
    if (!isOn) {
      strategy.off = reason
      this.#deps.bus.publish('strategy.stopped', { strategy: name, reason }, origin)
      return
    }
    strategy.off = null
    if (strategy.stopped !== null) strategy.revive()
    this.#deps.bus.publish('strategy.started', { strategy: name }, origin)
  }

  #named(name: string): RunningStrategy | undefined {
    return this.#strategies.find((strategy) => strategy.name === name)
  }

  #scale(bar: Bar, factor: number): Bar {
    const scaled = this.#scaled
    scaled.at = bar.at
    scaled.endsAt = bar.endsAt
    scaled.open = bar.open * factor
    scaled.high = bar.high * factor
    scaled.low = bar.low * factor
    scaled.close = bar.close * factor
    scaled.volume = bar.volume / factor
    return scaled
  }

  #wish(
    strategy: RunningStrategy,
    instrument: number,
    side: Side,
    effect: Effect,
    wish: Wish,
  ): void {
    if (effect === 'open' && strategy.off !== null) return
    const { bus, clock, quotes, universe } = this.#deps
    const factor = at(this.#factors, instrument)
    const level = (wished: number | null): Paise | null =>
      wished === null ? null : paise(towards(side, wished / factor))
    const stop = level(wish.stop)
    const target = level(wish.target)
    const signal = {
      strategy: strategy.name,
      instrument: universe.at(instrument).id,
      side,
      effect,
      quantity: wish.quantity,
      ...(wish.mayBeCut === true && { mayBeCut: true }),
      type: 'MARKET',
      limit: null,
      trigger: null,
      product: strategy.plan.definition.product,
      validity: 'DAY',
      ttlMinutes: null,
      protection: stop === null && target === null ? null : { stop, target, trail: null },
      decisionPrice: paise(Math.round(at(quotes.last, instrument))),
      decisionAt: clock.now(),
      reason: wish.reason,
      key: null,
      guards: null,
    } as const
    bus.publish('strategy.signal', signal, SOURCE)
  }

  #rebase(action: CorporateAction): void {
    if (action.kind !== 'split' && action.kind !== 'bonus') return
    const index = this.#deps.universe.indexOf(action.instrument)
    if (index < 0) return
    const ratio = action.newShares / action.oldShares
    this.#factors[index] = at(this.#factors, index) * ratio
    for (const { positions } of this.#strategies) {
      positions[index] = Math.trunc(at(positions, index) * ratio)
    }
  }

  #await(order: Order): void {
    const strategy = this.#named(order.strategy)
    const instrument = this.#deps.universe.indexOf(order.instrument)
    if (!strategy || instrument < 0 || this.#orders.has(order.id)) return
    this.#orders.set(order.id, { strategy, instrument })
    strategy.waiting[instrument] = (strategy.waiting[instrument] ?? 0) + 1
  }

  #hold({ strategy: name, instrument, side, quantity }: Fill): void {
    const strategy = this.#named(name)
    const index = this.#deps.universe.indexOf(instrument)
    if (!strategy || index < 0) return
    strategy.positions[index] = at(strategy.positions, index) + signOf(side) * quantity
  }

  #end(id: OrderId): void {
    const known = this.#orders.get(id)
    if (!known) return
    this.#orders.delete(id)
    const { strategy, instrument } = known
    strategy.waiting[instrument] = Math.max(0, (strategy.waiting[instrument] ?? 0) - 1)
  }
}

type WishSink = (
  strategy: RunningStrategy,
  instrument: number,
  side: Side,
  effect: Effect,
  wish: Wish,
) => void

/** Levels are rounded the way the trade goes, so that a target twice as far as its stop stays so. */
const towards = (side: Side, level: number): number =>
  side === 'buy' ? Math.ceil(level - EPSILON) : Math.floor(level + EPSILON)

/** A millionth of a paisa: what arithmetic may leave behind, never a price. */
const EPSILON = 1e-6

const exitWish = (reason: string): Wish => ({ quantity: null, stop: null, target: null, reason })

/** One view serves every strategy and instrument in turn. */
class SymbolDesk implements Desk {
  readonly #deps: StrategyDeps
  readonly #wish: WishSink
  #strategy: RunningStrategy | null = null
  #instrument = 0

  constructor(deps: StrategyDeps, wish: WishSink) {
    this.#deps = deps
    this.#wish = wish
  }

  of(strategy: RunningStrategy, instrument: number): this {
    this.#strategy = strategy
    this.#instrument = instrument
    return this
  }

  get position(): number {
    return this.#strategy?.positions[this.#instrument] ?? 0
  }

  get isWaiting(): boolean {
    return (this.#strategy?.waiting[this.#instrument] ?? 0) > 0
  }

  get minutesOpen(): number {
    const { session, clock } = this.#deps
    return (clock.now() - session.opensAt) / MINUTE_MS
  }

  get minutesLeft(): number {
    const { session, clock } = this.#deps
    return Math.max(0, (session.continuousEndOf(this.#instrument) - clock.now()) / MINUTE_MS)
  }

  buy(wish: Wish): void {
    this.#say('buy', 'open', wish)
  }

  sellShort(wish: Wish): void {
    this.#say('sell', 'open', wish)
  }

  exit(reason: string): void {
    if (this.position === 0) return
    this.#say(opposite(this.position > 0 ? 'buy' : 'sell'), 'close', exitWish(reason))
  }

  #say(side: Side, effect: Effect, wish: Wish): void {
    if (this.#strategy) this.#wish(this.#strategy, this.#instrument, side, effect, wish)
  }
}

class WholeDesk implements PortfolioDesk {
  readonly #deps: StrategyDeps
  readonly #wish: WishSink
  #strategy: RunningStrategy | null = null

  constructor(deps: StrategyDeps, wish: WishSink) {
    this.#deps = deps
    this.#wish = wish
  }

  of(strategy: RunningStrategy): this {
    this.#strategy = strategy
    return this
  }

  get equity(): number {
    return this.#deps.equity()
  }

  price(instrument: number): number {
    return at(this.#deps.quotes.last, instrument)
  }

  position(instrument: number): number {
    return this.#strategy?.positions[instrument] ?? 0
  }

  isWaiting(instrument: number): boolean {
    return (this.#strategy?.waiting[instrument] ?? 0) > 0
  }

  buy(instrument: number, wish: Wish): void {
    if (this.#strategy) this.#wish(this.#strategy, instrument, 'buy', 'open', wish)
  }

  exit(instrument: number, reason: string): void {
    if (!this.#strategy || this.position(instrument) === 0) return
    const side = this.position(instrument) > 0 ? 'sell' : 'buy'
    this.#wish(this.#strategy, instrument, side, 'close', exitWish(reason))
  }
}
