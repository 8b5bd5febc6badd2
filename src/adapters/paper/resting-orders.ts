import type { OrderId } from '../../domain/brand.ts'
import { nearer } from '../../domain/guard.ts'
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

/** The orders at the exchange, each instrument's in price-time priority: better prices first, then older ones. */
export class RestingOrders {
  /** Lists are replaced, never changed, so whoever goes through one is not disturbed by what comes of it. */
  readonly #byInstrument = new Map<number, readonly Resting[]>()
  readonly #byId = new Map<OrderId, Resting>()

  add(resting: Resting): void {
    const orders = this.#byInstrument.get(resting.instrument) ?? NONE
    const priority = priorityOf(resting.order)
    const place = orders.findIndex(({ order }) => priorityOf(order) < priority)
    const list = place < 0 ? [...orders, resting] : orders.toSpliced(place, 0, resting)
    this.#byInstrument.set(resting.instrument, list)
    this.#byId.set(resting.order.id, resting)
  }

  get(id: OrderId): Resting | undefined {
    return this.#byId.get(id)
  }

  /** Another price or more shares cost an order its place in the queue; fewer shares do not (NSE, order modification). */
  change(resting: Resting, order: Order): void {
    const { quantity, limit, trigger } = resting.order
    const isSamePrice = order.limit === limit && order.trigger === trigger
    if (isSamePrice && order.quantity <= quantity) {
      resting.order = order
      return
    }
    this.remove(resting)
    resting.order = order
    this.add(resting)
  }

  remove(resting: Resting): void {
    this.#byId.delete(resting.order.id)
    const orders = this.#byInstrument.get(resting.instrument) ?? NONE
    const left = orders.filter((other) => other !== resting)
    if (left.length === 0) this.#byInstrument.delete(resting.instrument)
    else this.#byInstrument.set(resting.instrument, left)
  }

  has(instrument: number): boolean {
    return this.#byInstrument.has(instrument)
  }

  /** In the order in which they are served at one price. */
  of(instrument: number): readonly Resting[] {
    return this.#byInstrument.get(instrument) ?? NONE
  }

  all(): readonly Resting[] {
    return [...this.#byId.values()]
  }

  /** Where the path from one price to another first meets a trigger or a limit. */
  nextLevel(instrument: number, from: number, to: number): number {
    let nearest = Number.NaN
    for (const { order, isDormant } of this.of(instrument)) {
      const level = isDormant ? order.trigger : order.limit
      if (level !== null) nearest = nearer(nearest, level, from, to)
    }
    return nearest
  }
}

const NONE: readonly Resting[] = []

/** Market orders first, then the better limit for the other side. */
function priorityOf({ side, limit }: Order): number {
  if (limit === null) return Number.POSITIVE_INFINITY
  return side === 'buy' ? limit : -limit
}
