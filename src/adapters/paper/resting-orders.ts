import type { OrderId } from '../../domain/brand.ts'
import { nearestLevel } from '../../domain/guard.ts'
import type { Order } from '../../domain/order.ts'

/** An order at the exchange. */
export interface Resting {
  order: Order
  readonly instrument: number
  leaves: number
  /** From when it may trade, epoch ms. */
  readonly eligibleAt: number
  /** When a TTL order lapses; Infinity otherwise. */
  readonly lapsesAt: number
  /** Waits for its trigger (SL, SL-M). */
  isDormant: boolean
  /** Waits for the exchange to open. */
  isQueued: boolean
}

/** The orders of one instrument at the exchange, in price-time priority: better prices first, then older ones. */
export class RestingOrders {
  readonly #byInstrument = new Map<number, Resting[]>()
  readonly #byId = new Map<OrderId, Resting>()

  add(resting: Resting): void {
    const orders = this.#byInstrument.get(resting.instrument)
    if (orders) orders.push(resting)
    else this.#byInstrument.set(resting.instrument, [resting])
    this.#byId.set(resting.order.id, resting)
  }

  get(id: OrderId): Resting | undefined {
    return this.#byId.get(id)
  }

  remove(resting: Resting): void {
    this.#byId.delete(resting.order.id)
    const orders = this.#byInstrument.get(resting.instrument)
    if (!orders) return
    const left = orders.filter((other) => other !== resting)
    if (left.length === 0) this.#byInstrument.delete(resting.instrument)
    else this.#byInstrument.set(resting.instrument, left)
  }

  has(instrument: number): boolean {
    return this.#byInstrument.has(instrument)
  }

  /** A stable copy, in the order in which they are served at one price. */
  of(instrument: number): readonly Resting[] {
    const orders = this.#byInstrument.get(instrument)
    if (orders === undefined) return []
    if (orders.length === 1) return orders.slice()
    return orders.toSorted((a, b) => aggression(b.order) - aggression(a.order))
  }

  all(): readonly Resting[] {
    return [...this.#byId.values()]
  }

  /** Where the path from one price to another first meets a trigger or a limit. */
  nextLevel(instrument: number, from: number, to: number): number {
    const orders = this.#byInstrument.get(instrument)
    if (orders === undefined) return Number.NaN
    const levels = orders.map(({ order, isDormant }) => (isDormant ? order.trigger : order.limit))
    return nearestLevel(levels, from, to)
  }
}

/** Market orders first, then the better limit for the other side. */
function aggression({ side, limit }: Order): number {
  if (limit === null) return Number.POSITIVE_INFINITY
  return side === 'buy' ? limit : -limit
}
