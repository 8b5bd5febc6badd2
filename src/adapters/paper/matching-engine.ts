import type { Clock } from '../../core/clock.ts'
import type { VenueStage } from '../../core/market-lane.ts'
import type { MarketSession } from '../../core/market-session.ts'
import type { Funds } from '../../core/ports.ts'
import type { Quotes } from '../../core/quotes.ts'
import { at } from '../../domain/bar.ts'
import { type FillModel, liquidityOf, slippageOf, slippedPrice } from '../../domain/fill-model.ts'
import { paise } from '../../domain/money.ts'
import type { Order, Side } from '../../domain/order.ts'
import { priceBand } from '../../domain/rulebook/bands.ts'
import { PHASE_RULES, type Phase } from '../../domain/rulebook/phase.ts'
import { DEPTH_LEVELS, type TickColumns } from '../../domain/tick.ts'
import type { Universe } from '../../domain/universe.ts'
import type { Resting, RestingOrders } from './resting-orders.ts'

/** What the engine decides; the exchange reports it. */
export interface MatchListener {
  filled(resting: Resting, quantity: number, price: number): void
  /** The rest of an order goes, with a reason. */
  dropped(resting: Resting, reason: string): void
}

export interface MatchDeps {
  readonly clock: Clock
  readonly session: MarketSession
  readonly universe: Universe
  readonly funds: Funds
  readonly quotes: Quotes
  readonly model: FillModel
  /** Tick in paise of an instrument at a price. */
  readonly tickOf: (instrument: number, price: number) => number
}

/** Phases in which gathered orders trade at one price. */
const AUCTIONS: ReadonlySet<Phase> = new Set<Phase>(['pre_open_matching', 'closing_matching'])

/** Whether a price is on an order's side of its limit. */
const meetsLimit = ({ side, limit }: Order, price: number): boolean =>
  limit === null || (side === 'buy' ? price <= limit : price >= limit)

/** Whether a price sets a waiting order off: a buy stops above the market, a sale below. */
const meetsTrigger = ({ side, trigger }: Order, price: number): boolean =>
  trigger === null || (side === 'buy' ? price >= trigger : price <= trigger)

/**
 * Price-time priority against what the feed shows. With depth, orders take its levels; a side with nobody on it
 * fills nothing. With bars, all our orders share a stated part of the bar's volume and pay modelled slippage.
 */
export class MatchingEngine implements VenueStage {
  readonly #orders: RestingOrders
  readonly #deps: MatchDeps
  readonly #listener: MatchListener
  readonly #volume: Float64Array
  readonly #left: Float64Array
  /** Shares taken from each level of the depth last seen, bids then asks. */
  readonly #taken: Float64Array
  readonly #seenAt: Float64Array

  constructor(orders: RestingOrders, deps: MatchDeps, listener: MatchListener) {
    this.#orders = orders
    this.#deps = deps
    this.#listener = listener
    const { size } = deps.universe
    this.#volume = new Float64Array(size)
    this.#left = new Float64Array(size)
    this.#taken = new Float64Array(size * DEPTH_LEVELS * 2)
    this.#seenAt = new Float64Array(size).fill(Number.NaN)
  }

  nextLevel(instrument: number, from: number, to: number): number {
    return this.#orders.nextLevel(instrument, from, to)
  }

  onBarBegin(instrument: number, volume: number): void {
    this.#volume[instrument] = volume
    this.#left[instrument] = liquidityOf(this.#deps.model, volume)
  }

  onPrice(instrument: number, price: number): boolean {
    if (!this.#deps.session.isContinuous(instrument)) return false
    const now = this.#deps.clock.now()
    let hasTraded = false
    for (const resting of this.#orders.of(instrument)) {
      if (resting.lapsesAt <= now) {
        this.#listener.dropped(resting, 'its time to live is over')
      } else if (this.#isReady(resting, price) && this.#takeFromBar(resting, price)) {
        hasTraded = true
      }
    }
    return hasTraded
  }

  onTick(instrument: number, ticks: TickColumns, row: number): void {
    const price = at(ticks.last, row)
    const phase = this.#deps.session.phaseOf(instrument)
    const isAuction = AUCTIONS.has(phase)
    if (!isAuction && !PHASE_RULES[phase].isContinuous) return
    const now = this.#deps.clock.now()
    if (this.#seenAt[instrument] !== at(ticks.at, row)) this.#seeAnew(instrument, at(ticks.at, row))
    for (const resting of this.#orders.of(instrument)) {
      if (resting.lapsesAt <= now) {
        this.#listener.dropped(resting, 'its time to live is over')
      } else if (now >= resting.eligibleAt) {
        if (isAuction) this.#tradeAtOnePrice(resting, price)
        else if (this.#isReady(resting, price)) this.#takeFromDepth(resting, ticks, row)
      }
    }
  }

  #seeAnew(instrument: number, moment: number): void {
    this.#seenAt[instrument] = moment
    const first = instrument * DEPTH_LEVELS * 2
    this.#taken.fill(0, first, first + DEPTH_LEVELS * 2)
  }

  /** Queued orders wait for the open, stops for their trigger; a stop that is set off stays so. */
  #isReady(resting: Resting, price: number): boolean {
    if (resting.isQueued) return false
    if (resting.isDormant && meetsTrigger(resting.order, price)) resting.isDormant = false
    return !resting.isDormant
  }

  /** What waits for a trigger takes no part in an auction (NSE/CMTR/74466). */
  #tradeAtOnePrice(resting: Resting, price: number): void {
    if (resting.isQueued || resting.isDormant) return
    if (meetsLimit(resting.order, price)) this.#fill(resting, resting.leaves, price)
  }

  /** Shares that a bar has for an order at a price: none beyond its limit, and none where the other side is empty. */
  #offered({ order, instrument, leaves }: Resting, price: number): number {
    if (!meetsLimit(order, price) || this.#isLocked(order.side, instrument, price)) return 0
    return Math.min(leaves, at(this.#left, instrument))
  }

  /**
   * At the end of its daily band a share has nobody on the other side. Only the exact end counts: prices beyond it show
   * that the band of that day was another one.
   */
  #isLocked(side: Side, instrument: number, price: number): boolean {
    const { model, quotes, tickOf, universe } = this.#deps
    const { bandPercent } = universe.at(instrument)
    const previous = at(quotes.previousClose, instrument)
    if (model.name === 'none' || bandPercent === null || Number.isNaN(previous)) return false
    const tick = tickOf(instrument, price)
    const { low, high } = priceBand(paise(Math.round(previous)), bandPercent, tick)
    return price === (side === 'buy' ? high : low)
  }

  #takeFromBar(resting: Resting, price: number): boolean {
    const { order, instrument } = resting
    const { model, tickOf } = this.#deps
    const quantity = this.#offered(resting, price)
    if (quantity < 1) {
      if (order.validity === 'IOC')
        this.#listener.dropped(resting, 'nothing could be filled at once')
      return false
    }
    const bps = order.limit === null ? slippageOf(model, quantity, at(this.#volume, instrument)) : 0
    if (order.effect === 'open' && bps > model.slippageBpsMax) {
      this.#listener.dropped(resting, `slippage of ${bps.toFixed(0)} bp would be above the cap`)
      return false
    }
    const paid = slippedPrice(price, order.side, bps, tickOf(instrument, price))
    const hasTraded = this.#fill(resting, quantity, paid)
    if (hasTraded) this.#left[instrument] = at(this.#left, instrument) - quantity
    if (order.validity === 'IOC' && resting.leaves > 0) {
      this.#listener.dropped(resting, 'the rest could not be filled at once')
    }
    return hasTraded
  }

  #takeFromDepth(resting: Resting, ticks: TickColumns, row: number): void {
    const { order, instrument } = resting
    const isBuy = order.side === 'buy'
    const prices = isBuy ? ticks.askPrice : ticks.bidPrice
    const quantities = isBuy ? ticks.askQuantity : ticks.bidQuantity
    const taken = (instrument * 2 + (isBuy ? 1 : 0)) * DEPTH_LEVELS
    for (let level = 0; level < DEPTH_LEVELS && resting.leaves > 0; level++) {
      const price = at(prices, row * DEPTH_LEVELS + level)
      const shown = at(quantities, row * DEPTH_LEVELS + level)
      const quantity = Math.min(resting.leaves, shown - at(this.#taken, taken + level))
      if (!(shown > 0) || !meetsLimit(order, price)) break
      if (quantity < 1) continue
      if (this.#isTooDear(order, price)) {
        this.#listener.dropped(resting, 'the book is too thin: slippage would be above the cap')
        return
      }
      if (!this.#fill(resting, quantity, price)) return
      this.#taken[taken + level] = at(this.#taken, taken + level) + quantity
    }
    if (order.validity === 'IOC' && resting.leaves > 0) {
      this.#listener.dropped(resting, 'the rest could not be filled at once')
    }
  }

  /** An entry at the market may cost at most the cap more than its decision reckoned with. */
  #isTooDear({ effect, limit, side, decisionPrice }: Order, price: number): boolean {
    const { model } = this.#deps
    if (effect !== 'open' || limit !== null || model.name === 'none') return false
    const worse = side === 'buy' ? price - decisionPrice : decisionPrice - price
    return worse * 10_000 > decisionPrice * model.slippageBpsMax
  }

  #fill(resting: Resting, quantity: number, price: number): boolean {
    const { order } = resting
    if (order.effect === 'open' && !this.#deps.funds.covers(order.id, quantity * price)) {
      this.#listener.dropped(resting, 'free cash does not cover the price now')
      return false
    }
    resting.leaves -= quantity
    this.#listener.filled(resting, quantity, price)
    return true
  }
}
