import type { OrderId } from './brand.ts'
import { portion } from './money.ts'
import type { EpochMs } from './time.ts'

/**
 * Shares of one fill that are still open. `costPaise` is what all of them cost (a short: brought
 * in), so no share is rounded.
 */
export interface Lot {
  readonly strategy: string
  readonly orderId: OrderId
  readonly openedAt: EpochMs
  readonly reason: string
  readonly quantity: number
  readonly costPaise: number
}

/** A class rather than copies of literals: millions are made, and V8 keeps the shape of these steady. */
class OpenLot implements Lot {
  /** Place in the order in which the lots of the position were opened. */
  readonly serial: number
  readonly strategy: string
  readonly orderId: OrderId
  readonly openedAt: EpochMs
  readonly reason: string
  quantity: number
  costPaise: number

  constructor(serial: number, lot: Lot) {
    this.serial = serial
    this.strategy = lot.strategy
    this.orderId = lot.orderId
    this.openedAt = lot.openedAt
    this.reason = lot.reason
    this.quantity = lot.quantity
    this.costPaise = lot.costPaise
  }

  /** A part of it, or all, as it is shown. */
  part(quantity: number, costPaise: number): Lot {
    const { strategy, orderId, openedAt, reason } = this
    return { strategy, orderId, openedAt, reason, quantity, costPaise }
  }
}

const shown = (lot: OpenLot): Lot => lot.part(lot.quantity, lot.costPaise)

/** Spent lots are let go when they are the larger part of the row, and more than this. */
const SPENT_MIN = 64

/** Lots of one strategy, oldest first; taking costs O(1), however many there are. */
class LotQueue {
  readonly strategy: string
  #lots: OpenLot[] = []
  #head = 0
  #quantity = 0

  constructor(strategy: string) {
    this.strategy = strategy
  }

  get first(): OpenLot | undefined {
    return this.#lots[this.#head]
  }

  get quantity(): number {
    return this.#quantity
  }

  push(lot: OpenLot): void {
    this.#lots.push(lot)
    this.#quantity += lot.quantity
  }

  /**
   * Takes shares from the first lot and returns their cost; what rounding leaves stays with the
   * rest of the lot.
   */
  take(lot: OpenLot, quantity: number): number {
    this.#quantity -= quantity
    if (quantity === lot.quantity) {
      this.#dropFirst()
      return lot.costPaise
    }
    const cost = portion(lot.costPaise, quantity, lot.quantity)
    lot.quantity -= quantity
    lot.costPaise -= cost
    return cost
  }

  open(): OpenLot[] {
    return this.#lots.slice(this.#head)
  }

  /** Counts again after the lots were changed from outside, without those that hold nothing. */
  refresh(): void {
    this.#lots = this.open().filter((lot) => lot.quantity > 0)
    this.#head = 0
    this.#quantity = this.#lots.reduce((sum, lot) => sum + lot.quantity, 0)
  }

  #dropFirst(): void {
    this.#head += 1
    const isMostlySpent = this.#head * 2 > this.#lots.length && this.#head > SPENT_MIN
    if (this.#head < this.#lots.length && !isMostlySpent) return
    this.#lots = this.open()
    this.#head = 0
  }
}

/**
 * The open lots of one position. A fill takes its own strategy's lots first, oldest first, so that two strategies in
 * one share do not close each other's trades; what its own do not cover comes from the oldest of all. With one
 * strategy that is plain first in, first out.
 */
export class Lots {
  readonly #queues: LotQueue[] = []
  #serial = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** When the oldest open lot was opened. */
  get since(): EpochMs | null {
    return this.#oldest()?.first?.openedAt ?? null
  }

  add(lot: Lot): void {
    this.#serial += 1
    this.#count += 1
    this.#queueOf(lot.strategy).push(new OpenLot(this.#serial, lot))
  }

  /** Takes at most `quantity` shares from the next lot and returns that part of it; null when none is open. */
  take(strategy: string, quantity: number): Lot | null {
    const own = this.#queueOf(strategy)
    const queue = own.first === undefined ? this.#oldest() : own
    const lot = queue?.first
    if (queue === undefined || lot === undefined) return null
    const taken = Math.min(quantity, lot.quantity)
    if (taken === lot.quantity) this.#count -= 1
    return lot.part(taken, queue.take(lot, taken))
  }

  /** Shares in the lots of one strategy. */
  quantityOf(strategy: string): number {
    for (const queue of this.#queues) if (queue.strategy === strategy) return queue.quantity
    return 0
  }

  /** Every open lot, oldest first. */
  all(): readonly Lot[] {
    return this.#open().map(shown)
  }

  /**
   * Turns each `oldShares` of the lots opened before a moment into `newShares`. Whole shares are counted over all
   * those lots together, so none is lost between lots; a fraction of a share is dropped, as what the company pays for
   * it is not known on the day. The cost stays, to the paisa: a lot left without a share hands its cost to its
   * neighbour. Returns the lots that ended because all of them together make less than one share.
   */
  rescale(newShares: number, oldShares: number, before: number): readonly Lot[] {
    const entitled = this.#open().filter((lot) => lot.openedAt < before)
    const total = entitled.reduce((sum, lot) => sum + lot.quantity, 0)
    const isGone = wholeShares(total, newShares, oldShares) === 0
    const ended = isGone ? entitled.map(shown) : []
    if (isGone) for (const lot of entitled) lot.quantity = 0
    else spread(entitled, newShares, oldShares)
    for (const queue of this.#queues) queue.refresh()
    this.#count = this.#queues.reduce((sum, queue) => sum + queue.open().length, 0)
    return ended
  }

  #open(): OpenLot[] {
    return this.#queues.flatMap((queue) => queue.open()).sort((a, b) => a.serial - b.serial)
  }

  #queueOf(strategy: string): LotQueue {
    for (const queue of this.#queues) if (queue.strategy === strategy) return queue
    const queue = new LotQueue(strategy)
    this.#queues.push(queue)
    return queue
  }

  #oldest(): LotQueue | undefined {
    let oldest: LotQueue | undefined
    let serial = Number.POSITIVE_INFINITY
    for (const queue of this.#queues) {
      const first = queue.first?.serial ?? Number.POSITIVE_INFINITY
      if (first < serial) {
        oldest = queue
        serial = first
      }
    }
    return oldest
  }
}

const wholeShares = (shares: number, newShares: number, oldShares: number): number =>
  Math.floor((shares * newShares) / oldShares)

/**
 * Gives each lot the whole shares up to its end in the row of all shares, and moves on the cost of
 * those without.
 */
function spread(lots: readonly OpenLot[], newShares: number, oldShares: number): void {
  let counted = 0
  let given = 0
  let orphaned = 0
  let last: OpenLot | undefined
  for (const lot of lots) {
    counted += lot.quantity
    const reached = wholeShares(counted, newShares, oldShares)
    lot.quantity = reached - given
    given = reached
    orphaned += lot.costPaise
    if (lot.quantity === 0) continue
    lot.costPaise = orphaned
    orphaned = 0
    last = lot
  }
  if (last !== undefined) last.costPaise += orphaned
}
