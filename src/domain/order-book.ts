import type { CorrelationId, EventId, FillId, OrderId } from './brand.ts'
import type { Fill } from './fill.ts'
import type { Paise } from './money.ts'
import { isWorking, mayMove, type Order, type OrderStatus } from './order.ts'
import type { EpochMs } from './time.ts'

/** An order and what became of it so far. */
export interface OrderRecord {
  readonly order: Order
  readonly status: OrderStatus
  readonly filledQuantity: number
  /** Total value of the fills. */
  readonly filledValue: number
  readonly brokerOrderId: string | null
  /** Fills seen, so that the same trade is the same fill. */
  readonly fills: readonly FillId[]
  /** The event that approved it: what follows carries its correlation. */
  readonly cause: {
    readonly seq: number
    readonly id: EventId
    readonly correlationId: CorrelationId
    /** The order lives with the session of this moment, whatever moment its wish stated. */
    readonly at: EpochMs
  }
  /** Place of the last event that changed it: a change is made once. */
  readonly seq: number
  /** Its account has begun anew since: whatever still becomes of it concerns nobody here. */
  readonly isBygone?: true
}

/** The book's own record: changed in place, so that an order's life costs one object. */
class Entry implements OrderRecord {
  order: Order
  status: OrderStatus
  filledQuantity: number
  filledValue: number
  brokerOrderId: string | null
  readonly fills: FillId[]
  cause: OrderRecord['cause']
  seq: number
  readonly isBygone?: true

  constructor(record: OrderRecord) {
    this.order = record.order
    this.status = record.status
    this.filledQuantity = record.filledQuantity
    this.filledValue = record.filledValue
    this.brokerOrderId = record.brokerOrderId
    this.fills = [...record.fills]
    this.cause = record.cause
    this.seq = record.seq
    if (record.isBygone) this.isBygone = true
  }

  /** The record as plain JSON. */
  plain(): OrderRecord {
    const { order, status, filledQuantity, filledValue, brokerOrderId, fills, seq } = this
    const cause = {
      seq: this.cause.seq,
      id: this.cause.id,
      correlationId: this.cause.correlationId,
      at: this.cause.at,
    }
    const counts = { filledQuantity, filledValue }
    const plain = { order, status, ...counts, brokerOrderId, fills: [...fills], cause, seq }
    return this.isBygone ? { ...plain, isBygone: true } : plain
  }
}

const NO_FILLS: readonly FillId[] = []

/** What is known of an order from its fills alone. */
const foreignOrder = (fill: Fill): Order => ({
  id: fill.orderId,
  strategy: fill.strategy,
  instrument: fill.instrument,
  side: fill.side,
  effect: fill.effect,
  quantity: fill.filledQuantity,
  type: 'MARKET',
  limit: null,
  trigger: null,
  product: fill.product,
  validity: 'DAY',
  ttlMinutes: null,
  variety: 'regular',
  decisionPrice: fill.decisionPrice,
  decisionAt: fill.at,
  protection: null,
  guards: null,
  reason: fill.reason,
})

/** Every order of the book by its id, moved only along the legal table. */
export class OrderBook {
  readonly #records = new Map<OrderId, Entry>()
  readonly #working = new Set<OrderId>()

  /** The record as it stands and as it will change: read it, do not keep it. */
  get(id: OrderId): OrderRecord | undefined {
    return this.#records.get(id)
  }

  /** Orders that can still change, oldest first. */
  working(): readonly OrderRecord[] {
    const records: OrderRecord[] = []
    for (const id of this.#working) {
      const record = this.#records.get(id)
      if (record) records.push(record)
    }
    return records
  }

  open(order: Order, cause: OrderRecord['cause']): void {
    if (this.#records.has(order.id)) return
    this.#put({
      order,
      status: 'approved',
      filledQuantity: 0,
      filledValue: 0,
      brokerOrderId: null,
      fills: NO_FILLS,
      cause,
      seq: cause.seq,
    })
  }

  /**
   * Moves an order, once an event; one that the broker took has a number there. Throws RangeError for a move that the
   * table forbids.
   */
  move(id: OrderId, status: OrderStatus, seq: number, brokerOrderId?: string): void {
    const entry = this.#required(id)
    if (seq <= entry.seq) return
    if (!mayMove(entry.status, status)) {
      throw new RangeError(`order ${id} may not go from ${entry.status} to ${status}`)
    }
    entry.status = status
    entry.seq = seq
    if (brokerOrderId !== undefined) entry.brokerOrderId = brokerOrderId
    if (!isWorking(status)) this.#working.delete(id)
  }

  fill(fill: Fill, seq: number): void {
    const entry = this.#required(fill.orderId)
    if (seq <= entry.seq) return
    this.move(fill.orderId, fill.leavesQuantity === 0 ? 'filled' : 'partially_filled', seq)
    entry.filledQuantity += fill.quantity
    entry.filledValue += fill.quantity * fill.price
    entry.fills.push(fill.id)
  }

  /** A fill of an order that was not placed here: remembered so that it counts once, never open, so never withdrawn. */
  adopt(fill: Fill, { seq, id, correlationId, at }: OrderRecord['cause']): void {
    const known = this.#records.get(fill.orderId)
    if (known !== undefined && seq <= known.seq) return
    this.#put({
      order: foreignOrder(fill),
      status: 'filled',
      filledQuantity: fill.filledQuantity,
      filledValue: (known?.filledValue ?? 0) + fill.quantity * fill.price,
      brokerOrderId: null,
      fills: [...(known?.fills ?? []), fill.id],
      cause: { seq, id, correlationId, at },
      seq,
    })
  }

  /** Changes quantity, limit and trigger of a working order. */
  modify(
    id: OrderId,
    quantity: number,
    limit: Paise | null,
    trigger: Paise | null,
    seq: number,
  ): void {
    const entry = this.#required(id)
    if (seq <= entry.seq) return
    entry.order = { ...entry.order, quantity, limit, trigger }
    entry.seq = seq
  }

  /** Forgets what ended, so that a long run does not grow; the journal remembers. */
  forgetEnded(): void {
    for (const id of this.#records.keys()) {
      if (!this.#working.has(id)) this.#records.delete(id)
    }
  }

  save(): readonly OrderRecord[] {
    return [...this.#records.values()].map((entry) => entry.plain())
  }

  load(records: readonly OrderRecord[]): void {
    this.#records.clear()
    this.#working.clear()
    for (const record of records) this.#put(record)
  }

  #required(id: OrderId): Entry {
    const record = this.#records.get(id)
    if (record) return record
    throw new RangeError(`order ${id} is not in the book`)
  }

  #put(record: OrderRecord): void {
    const { id } = record.order
    this.#records.set(id, new Entry(record))
    if (isWorking(record.status)) this.#working.add(id)
    else this.#working.delete(id)
  }
}
