import type { CorrelationId, OrderId } from '../../domain/brand.ts'
import { isWorking, type Order, type OrderStatus } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Event } from '../events.ts'

/** One step in the life of an order, and when it came. */
export interface LifeStep {
  readonly status: OrderStatus
  readonly at: EpochMs
}

/** An order as a person follows it: what it asks for now, and its life so far. */
export interface OrderLine {
  readonly order: Order
  /** Names the whole chain that it came from. */
  readonly correlationId: CorrelationId
  readonly status: OrderStatus
  readonly filledQuantity: number
  /** Oldest first; a step that repeats itself stands once, with its last time. */
  readonly life: readonly LifeStep[]
  /** Why it stands where it stands, in the words of whoever ended it. */
  readonly reason: string | null
}

/** What `OrderLines` remembers, as plain JSON. */
export interface OrderLinesState {
  readonly working: readonly OrderLine[]
  readonly ended: readonly OrderLine[]
}

const ENDED_MAX = 50

/** Every order that can still change, and the last ones that cannot, each with its life. */
export class OrderLines {
  readonly #working = new Map<OrderId, OrderLine>()
  #ended: readonly OrderLine[] = []

  /** Oldest first. */
  get working(): readonly OrderLine[] {
    return [...this.#working.values()]
  }

  /** Newest first. */
  get ended(): readonly OrderLine[] {
    return this.#ended
  }

  /** An order that is working or ended a short while ago. */
  of(id: OrderId): Order | undefined {
    return (this.#working.get(id) ?? this.#ended.find(({ order }) => order.id === id))?.order
  }

  apply(event: Event): void {
    const { at } = event
    switch (event.type) {
      case 'risk.order_approved':
        return this.#open(event.data.order, at, event.correlationId)
      case 'execution.order_submitted':
        return this.#move(event.data.order.id, 'submitted', at)
      case 'execution.order_placed':
        return this.#move(event.data.orderId, 'placed', at)
      case 'execution.order_accepted':
        return this.#move(event.data.orderId, 'accepted', at)
      case 'execution.order_partially_filled': {
        const { orderId, filledQuantity } = event.data
        return this.#move(orderId, 'partially_filled', at, { filledQuantity })
      }
      case 'execution.order_filled': {
        const { orderId, filledQuantity } = event.data
        return this.#move(orderId, 'filled', at, { filledQuantity })
      }
      case 'execution.order_rejected':
        return this.#move(event.data.orderId, 'rejected', at, event.data)
      case 'execution.order_cancelled':
        return this.#move(event.data.orderId, 'cancelled', at, event.data)
      case 'execution.order_expired':
        return this.#move(event.data.orderId, 'expired', at, event.data)
      case 'execution.order_unknown':
        return this.#move(event.data.orderId, 'unknown', at, event.data)
      case 'execution.order_modified':
        return this.#modify(event)
      default:
        return
    }
  }

  save(): OrderLinesState {
    return { working: this.working, ended: this.#ended }
  }

  load({ working, ended }: OrderLinesState): void {
    this.#working.clear()
    for (const line of working) this.#working.set(line.order.id, line)
    this.#ended = ended
  }

  #open(order: Order, at: EpochMs, correlationId: CorrelationId): void {
    const life: readonly LifeStep[] = [{ status: 'approved', at }]
    this.#working.set(order.id, {
      order,
      correlationId,
      status: 'approved',
      filledQuantity: 0,
      life,
      reason: null,
    })
  }

  #move(
    id: OrderId,
    status: OrderStatus,
    at: EpochMs,
    change: { readonly filledQuantity?: number; readonly reason?: string } = {},
  ): void {
    const before = this.#working.get(id)
    // An order that was placed past the desk has no life here: its fill is told by itself.
    if (before === undefined) return
    const { filledQuantity = before.filledQuantity, reason = null } = change
    const steps = before.life.filter((step) => step.status !== status)
    const line = {
      ...before,
      status,
      filledQuantity,
      life: [...steps, { status, at }],
      reason,
    }
    if (isWorking(status)) {
      this.#working.set(id, line)
      return
    }
    this.#working.delete(id)
    this.#ended = [line, ...this.#ended].slice(0, ENDED_MAX)
  }

  #modify({ data }: Event<'execution.order_modified'>): void {
    const before = this.#working.get(data.orderId)
    if (before === undefined) return
    const { quantity, limit, trigger } = data
    const order = { ...before.order, quantity, limit, trigger }
    this.#working.set(data.orderId, { ...before, order })
  }
}
