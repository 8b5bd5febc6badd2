import type { InstrumentId, OrderId } from './brand.ts'
import type { Order, Product } from './order.ts'

/** What an approved order keeps from being spent twice, until it is filled or ends. */
export interface Hold {
  readonly orderId: OrderId
  readonly instrument: InstrumentId
  readonly product: Product
  readonly strategy: string
  readonly side: Order['side']
  readonly effect: Order['effect']
  /** Shares of the order still open. */
  readonly quantity: number
  /** Cash kept for them, charges included; 0 for an exit. */
  readonly cash: number
  /** The part of that cash which is for charges. */
  readonly charges: number
  /** Filled shares whose cash has not moved yet. */
  readonly settling: number
  /** What is lost on them if the stop is hit. */
  readonly risk: number
  /** What is kept once a change that was approved has come about; absent while none is under way. */
  readonly next?: Terms
}

/** What is kept for so many open shares. */
export type Terms = Pick<Hold, 'quantity' | 'cash' | 'charges' | 'risk'>

type Entry = { -readonly [K in keyof Hold]: Hold[K] }

/** Cash and shares reserved by working orders: hold, match, release (as exchange-core does). */
export class Holds {
  readonly #holds = new Map<OrderId, Entry>()
  #cash = 0

  /** Cash that is not free, in paise. */
  get cash(): number {
    return this.#cash
  }

  get all(): Iterable<Hold> {
    return this.#holds.values()
  }

  /** The hold as it stands and as it will change: read it, do not keep it. */
  of(id: OrderId): Hold | undefined {
    return this.#holds.get(id)
  }

  /** Once an order. */
  place(hold: Hold): void {
    if (this.#holds.has(hold.orderId)) return
    this.#holds.set(hold.orderId, { ...hold })
    this.#cash += hold.cash
  }

  /**
   * Shares were filled; their cash stays held until it has moved. What a change that was under way would have added goes
   * with the last of them.
   */
  filled(id: OrderId, quantity: number, isLast = false): void {
    const hold = this.#holds.get(id)
    if (!hold) return
    hold.settling += quantity
    if (isLast) this.#shrink(hold, hold.settling)
  }

  /** The cash of what was filled has moved: its part of the hold goes. */
  settle(id: OrderId): void {
    const hold = this.#holds.get(id)
    if (!hold || hold.settling === 0) return
    this.#shrink(hold, hold.quantity - hold.settling)
    hold.settling = 0
    if (hold.quantity <= 0) this.#holds.delete(id)
  }

  /** A change of the order may come about: until then the larger of both is kept. */
  expect(id: OrderId, next: Terms): void {
    const hold = this.#holds.get(id)
    if (!hold) return
    hold.next = next
    this.#keep(hold, {
      quantity: Math.max(hold.quantity, next.quantity),
      cash: Math.max(hold.cash, next.cash),
      charges: Math.max(hold.charges, next.charges),
      risk: Math.max(hold.risk, next.risk),
    })
  }

  /** The order was restated to so many open shares: as it was expected, or else its cash stays. */
  restate(id: OrderId, quantity: number): void {
    const hold = this.#holds.get(id)
    if (!hold) return
    const { next } = hold
    if (next === undefined) {
      hold.quantity = quantity
      return
    }
    delete hold.next
    this.#keep(hold, next)
    this.#shrink(hold, quantity)
  }

  /** The order ended; what is still settling stays until its cash has moved. */
  release(id: OrderId): void {
    const hold = this.#holds.get(id)
    if (!hold) return
    this.#shrink(hold, hold.settling)
    if (hold.settling === 0) this.#holds.delete(id)
  }

  /** What a look finds where the order holds nothing: its place among the others stays. */
  without<T>(id: OrderId, look: () => T): T {
    const hold = this.#holds.get(id)
    if (!hold) return look()
    const { quantity, cash, charges, risk } = hold
    this.#keep(hold, NOTHING)
    try {
      return look()
    } finally {
      this.#keep(hold, { quantity, cash, charges, risk })
    }
  }

  save(): readonly Hold[] {
    return Array.from(this.#holds.values(), (hold) => ({ ...hold }))
  }

  load(holds: readonly Hold[]): void {
    this.#holds.clear()
    this.#cash = 0
    for (const hold of holds) this.place(hold)
  }

  #keep(hold: Entry, { quantity, cash, charges, risk }: Terms): void {
    this.#cash += cash - hold.cash
    hold.quantity = quantity
    hold.cash = cash
    hold.charges = charges
    hold.risk = risk
  }

  /** Keeps cash and risk for so many shares; a remainder stays free. */
  #shrink(hold: Entry, quantity: number): void {
    const kept = quantity > 0 ? Math.floor((hold.cash * quantity) / hold.quantity) : 0
    this.#cash -= hold.cash - kept
    hold.risk = quantity > 0 ? Math.floor((hold.risk * quantity) / hold.quantity) : 0
    hold.charges = quantity > 0 ? Math.floor((hold.charges * quantity) / hold.quantity) : 0
    hold.cash = kept
    hold.quantity = quantity
  }
}

const NOTHING: Terms = { quantity: 0, cash: 0, charges: 0, risk: 0 }
