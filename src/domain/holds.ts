import type { InstrumentId, OrderId } from './brand.ts'
import type { Order, Product } from './order.ts'

/** What an approved order keeps from being spent twice, until it is filled or ends. */
export interface Hold {
  readonly orderId: OrderId
  readonly instrument: InstrumentId
  readonly product: Product
  readonly strategy: string
  readonly effect: Order['effect']
  /** Shares of the order still open. */
  readonly quantity: number
  /** Cash kept for them, charges included; 0 for an exit. */
  readonly cash: number
  /** Filled shares whose cash has not moved yet. */
  readonly settling: number
  /** What is lost on them if the stop is hit. */
  readonly risk: number
}

/** Cash and shares reserved by working orders: hold, match, release (as exchange-core does). */
export class Holds {
  readonly #holds = new Map<OrderId, Hold>()
  #cash = 0

  /** Cash that is not free, in paise. */
  get cash(): number {
    return this.#cash
  }

  all(): Iterable<Hold> {
    return this.#holds.values()
  }

  of(id: OrderId): Hold | undefined {
    return this.#holds.get(id)
  }

  /** Once an order. */
  place(hold: Hold): void {
    if (this.#holds.has(hold.orderId)) return
    this.#holds.set(hold.orderId, hold)
    this.#cash += hold.cash
  }

  /** Shares were filled; their cash stays held until it has moved. */
  filled(id: OrderId, quantity: number): void {
    const hold = this.#holds.get(id)
    if (hold) this.#holds.set(id, { ...hold, settling: hold.settling + quantity })
  }

  /** The cash of what was filled has moved: its part of the hold goes. */
  settle(id: OrderId): void {
    const hold = this.#holds.get(id)
    if (!hold || hold.settling === 0) return
    const quantity = hold.quantity - hold.settling
    const cash = quantity > 0 ? Math.floor((hold.cash * quantity) / hold.quantity) : 0
    const risk = quantity > 0 ? Math.floor((hold.risk * quantity) / hold.quantity) : 0
    this.#cash -= hold.cash - cash
    if (quantity > 0) this.#holds.set(id, { ...hold, quantity, cash, risk, settling: 0 })
    else this.#holds.delete(id)
  }

  /** The order was restated: its open shares changed, its cash stays. */
  restate(id: OrderId, quantity: number): void {
    const hold = this.#holds.get(id)
    if (hold) this.#holds.set(id, { ...hold, quantity })
  }

  /** The order ended; what is still settling stays until its cash has moved. */
  release(id: OrderId): void {
    const hold = this.#holds.get(id)
    if (!hold) return
    if (hold.settling > 0) {
      const cash = Math.floor((hold.cash * hold.settling) / hold.quantity)
      this.#cash -= hold.cash - cash
      this.#holds.set(id, { ...hold, quantity: hold.settling, cash })
      return
    }
    this.#cash -= hold.cash
    this.#holds.delete(id)
  }

  save(): readonly Hold[] {
    return [...this.#holds.values()]
  }

  load(holds: readonly Hold[]): void {
    this.#holds.clear()
    this.#cash = 0
    for (const hold of holds) this.place(hold)
  }
}
