import { type EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import type { CorrelationId, InstrumentId, OrderId } from '../../src/domain/brand.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { type Order, type OrderStatus, signOf } from '../../src/domain/order.ts'
import type { RiskLimits } from '../../src/domain/risk-limits.ts'
import { isAnyones, type Signal } from '../../src/domain/signal.ts'
import { dateOf, type EpochMs, type TradeDate } from '../../src/domain/time.ts'
import { FACTS } from './state-checks.ts'

/** An order as the journal tells of it, reckoned without the product's own book. */
interface Told {
  readonly order: Order
  readonly approvedAt: EpochMs
  readonly correlationId: CorrelationId
  isSubmitted: boolean
  status: OrderStatus
  quantity: number
  filled: number
  readonly fills: Set<string>
}

const ENDS: ReadonlySet<OrderStatus> = new Set(['filled', 'rejected', 'cancelled', 'expired'])

/**
 * Reads the journal as a stranger would, event by event, and says what cannot be: it knows the rules of trading, and
 * nothing of how the desk keeps them.
 */
export class History extends KernelHandler<EventType> {
  readonly orders = new Map<OrderId, Told>()
  /** Net shares by product and instrument, from fills alone. */
  readonly net = new Map<string, number>()
  /** Wishes that have not been answered. */
  readonly unanswered = new Set<number>()
  /** What fills brought in, less what they cost. */
  flow = 0
  approved = 0
  intents = 0
  /** Orders beyond the first of a wish: exits of shares with several owners. */
  shared = 0
  readonly #onFault: (fault: string) => void
  readonly #limits: RiskLimits
  readonly #wishes = new Map<
    number,
    { readonly signal: Signal; readonly correlationId: CorrelationId }
  >()
  /** Whose orders a wish became, and for how many shares in all. */
  readonly #used = new Map<number, { readonly owners: Set<string>; shares: number }>()
  /** The wish that each key stood for. */
  readonly #keys = new Map<string, number>()
  readonly #lastEntry = new Map<InstrumentId, number>()
  readonly #fills = new Set<string>()
  #isHalted = false
  #hasDrift = false
  #date: TradeDate | null = null
  #entries = 0

  constructor(bus: EventBus, limits: RiskLimits, onFault: (fault: string) => void) {
    super(bus, FACTS)
    this.#limits = limits
    this.#onFault = onFault
  }

  override handleEvent(event: Event): void {
    const fault = this.#read(event)
    if (fault !== null) this.#onFault(`event ${event.seq}, ${event.type}: ${fault}`)
  }

  /** Orders that can still change. */
  open(): readonly Told[] {
    return [...this.orders.values()].filter(({ status }) => !ENDS.has(status))
  }

  #read(event: Event): string | null {
    switch (event.type) {
      case 'strategy.signal':
      case 'strategy.intent_received':
        this.intents += 1
        this.unanswered.add(event.seq)
        this.#wishes.set(event.seq, { signal: event.data, correlationId: event.correlationId })
        return null
      case 'strategy.intent_dropped':
      case 'risk.order_denied':
        this.unanswered.delete(event.cause)
        return null
      case 'risk.order_approved':
        return this.#approve(event)
      case 'risk.trading_state_change':
        this.#isHalted = event.data.state === 'halted'
        return null
      case 'execution.reconciliation_drift':
        this.#hasDrift = true
        return null
      case 'execution.reconciliation_complete':
        this.#hasDrift = false
        return null
      case 'market.open':
        if (this.#date !== null && event.data.date <= this.#date) return 'this day was open before'
        this.#date = event.data.date
        this.#entries = 0
        return null
      case 'system.error':
        return event.data.message
      default:
        return this.#follow(event)
    }
  }

  /** A wish is one order, but a person's exit one for each owner of the shares that it sells. */
  #shareOf(place: number, wish: Signal, order: Order): string | null {
    const used = this.#used.get(place) ?? { owners: new Set(), shares: 0 }
    const mayBeShared = wish.effect === 'close' && isAnyones(wish)
    if (used.owners.has(order.strategy) || (used.owners.size > 0 && !mayBeShared))
      return `wish ${place} became two orders`
    if (order.strategy !== wish.strategy && !mayBeShared)
      return `wish ${place} of ${wish.strategy} became an order of ${order.strategy}`
    if (used.owners.size > 0) this.shared += 1
    used.owners.add(order.strategy)
    used.shares += order.quantity
    this.#used.set(place, used)
    return wish.quantity !== null && used.shares > wish.quantity
      ? `wish ${place} became more shares than were wished`
      : null
  }

  #approve(event: Event<'risk.order_approved'>): string | null {
    const { order } = event.data
    const wish = this.#wishes.get(event.cause)
    this.unanswered.delete(event.cause)
    this.approved += 1
    if (wish === undefined) return `order ${order.id} follows from no wish`
    const twice = this.#shareOf(event.cause, wish.signal, order)
    if (twice !== null) return twice
    if (this.orders.has(order.id)) return `order id ${order.id} is used twice`
    const { correlationId } = wish
    if (event.correlationId !== correlationId) return 'the correlation of the wish is lost'
    const { quantity } = order
    const fills = new Set<string>()
    const told = {
      order,
      approvedAt: event.at,
      correlationId,
      isSubmitted: false,
      status: 'approved',
      quantity,
      filled: 0,
      fills,
    } as const
    this.orders.set(order.id, { ...told })
    const { key } = wish.signal
    const earlier = key === null ? undefined : this.#keys.get(key)
    if (earlier !== undefined && earlier !== event.cause) return `key ${key} made two orders`
    if (key !== null) this.#keys.set(key, event.cause)
    if (this.#isHalted) return 'approved while trading is halted'
    return order.effect === 'open' ? this.#enter(order, event.at) : this.#leave(order)
  }

  /** An entry may pass no limit that a stranger can check, and nothing may be unresolved. */
  #enter(order: Order, at: number): string | null {
    const { instrument } = order
    const limits = this.#limits
    const price = order.limit ?? order.decisionPrice
    this.#entries += 1
    const since = at - (this.#lastEntry.get(instrument) ?? Number.NEGATIVE_INFINITY)
    this.#lastEntry.set(instrument, at)
    const open = this.open().filter(({ order: { effect } }) => effect === 'open')
    const held = new Set([
      ...open.map(({ order: other }) => other.instrument),
      ...this.#heldInstruments(),
    ])
    const stop = order.protection?.stop ?? null
    if (this.#hasDrift) return 'an entry while the books differ'
    if (
      open.some(
        ({ order: other, status }) => status === 'unknown' && other.instrument === instrument,
      )
    ) {
      return `an entry in ${instrument} while the outcome of another order is unknown`
    }
    if (!limits.isOn) return null
    if (price * order.quantity > limits.orderValueMax) return 'the order is above the largest value'
    if (this.#entries > limits.entriesADayMax) return `entry ${this.#entries} of a day`
    if (held.size > limits.openPositionsMax) return `${held.size} positions would be open`
    if (since < limits.coolDownMs) return `an entry ${since} ms after the last`
    if (stop === null) return 'an entry without a stop'
    return null
  }

  /** No exit sells what is not there, other exits under way reckoned in. */
  #leave({ instrument, product, side, id }: Order): string | null {
    const net = (this.net.get(`${product} ${instrument}`) ?? 0) * -signOf(side)
    let leaving = 0
    for (const { order, quantity, filled } of this.open()) {
      const isSame = order.instrument === instrument && order.product === product
      if (isSame && order.effect === 'close' && order.side === side) leaving += quantity - filled
    }
    return leaving <= net ? null : `order ${id} and others leave ${leaving} of ${net} shares`
  }

  #heldInstruments(): readonly string[] {
    return [...this.net].flatMap(([key, quantity]) => (quantity === 0 ? [] : [key.slice(4)]))
  }

  #follow(event: Event): string | null {
    switch (event.type) {
      case 'execution.order_submitted': {
        const told = this.orders.get(event.data.order.id)
        if (told === undefined) return `order ${event.data.order.id} was never approved`
        if (told.isSubmitted) return `order ${event.data.order.id} is submitted twice`
        told.isSubmitted = true
        return this.#move(event, event.data.order.id, 'submitted')
      }
      case 'execution.order_placed':
        return this.#move(event, event.data.orderId, 'placed')
      case 'execution.order_accepted':
        return this.#move(event, event.data.orderId, 'accepted')
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        return this.#fill(event, event.data)
      case 'execution.order_rejected':
        return this.#move(event, event.data.orderId, 'rejected')
      case 'execution.order_cancelled':
        return this.#move(event, event.data.orderId, 'cancelled')
      case 'execution.order_expired':
        return this.#move(event, event.data.orderId, 'expired')
      case 'execution.order_unknown':
        return this.#move(event, event.data.orderId, 'unknown')
      case 'execution.order_modified': {
        const told = this.orders.get(event.data.orderId)
        if (told !== undefined) told.quantity = event.data.quantity
        return null
      }
      default:
        return null
    }
  }

  #move(event: Event, id: OrderId, status: OrderStatus): string | null {
    const told = this.orders.get(id)
    if (told === undefined) return `order ${id} was never approved`
    const { status: before } = told
    told.status = status
    if (ENDS.has(before)) return `order ${id} was ${before} and is ${status}`
    return event.correlationId === told.correlationId ? null : `order ${id} lost its correlation`
  }

  #fill(event: Event, fill: Fill): string | null {
    const { orderId, instrument, product, side, quantity, price, id } = fill
    if (this.#fills.has(id)) return `fill ${id} comes twice`
    this.#fills.add(id)
    const key = `${product} ${instrument}`
    this.net.set(key, (this.net.get(key) ?? 0) + signOf(side) * quantity)
    this.flow -= signOf(side) * quantity * price
    if (fill.strategy === 'foreign') return null
    const told = this.orders.get(orderId)
    if (told === undefined || !told.isSubmitted) return `order ${orderId} was never submitted`
    told.filled += quantity
    told.fills.add(id)
    if (told.filled > told.quantity)
      return `order ${orderId} filled ${told.filled} of ${told.quantity}`
    const isSame = told.order.instrument === instrument && told.order.side === side
    if (!isSame) return `fill ${id} is of another share or side than its order`
    const isDone = event.type === 'execution.order_filled'
    if (isDone !== (told.filled === told.quantity))
      return `order ${orderId} is ${event.type} at ${told.filled} of ${told.quantity}`
    return this.#move(event, orderId, isDone ? 'filled' : 'partially_filled')
  }

  /** What a day's end needs not remember. */
  forgetBefore(date: TradeDate): void {
    for (const [id, { approvedAt, status }] of this.orders) {
      if (ENDS.has(status) && dateOf(approvedAt) < date) this.orders.delete(id)
    }
    for (const seq of this.#wishes.keys()) if (this.#used.has(seq)) this.#wishes.delete(seq)
  }
}
