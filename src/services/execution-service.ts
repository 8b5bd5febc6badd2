import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event, Events } from '../core/events.ts'
import type { FactType } from '../core/flow.ts'
import type { Logger } from '../core/log.ts'
import type { Broker, BrokerReport } from '../core/ports.ts'
import { fillId, type OrderId } from '../domain/brand.ts'
import type { Fill } from '../domain/fill.ts'
import { isWorking, mayMove, type OrderStatus } from '../domain/order.ts'
import type { OrderBook, OrderRecord } from '../domain/order-book.ts'

const HANDLES = [
  'market.open',
  'risk.order_denied',
  'risk.order_approved',
  'risk.change_approved',
  'risk.trading_state_change',
  'execution.cancel_requested',
  'execution.report_received',
  'execution.order_submitted',
  'execution.order_placed',
  'execution.order_accepted',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'execution.order_modified',
  'execution.order_unknown',
  'portfolio.account_reset',
] as const
type Handled = (typeof HANDLES)[number]

export interface ExecutionDeps {
  readonly bus: EventBus
  readonly broker: Broker
  readonly log: Logger
  /** What becomes of every order; only this service changes it. */
  readonly orders: OrderBook
}

/** A record as it survives a restart. */
export interface SavedOrder extends OrderRecord {
  readonly isUnwanted?: boolean
}

type Report<K extends BrokerReport['kind']> = Extract<BrokerReport, { kind: K }>

/**
 * Carries approved orders to the broker and tells what became of them. An order is submitted in the journal before
 * it goes anywhere; reports that come twice, late or against the table of moves change nothing.
 */
export class ExecutionService extends KernelHandler<Handled> {
  readonly #bus: EventBus
  readonly #broker: Broker
  readonly #log: Logger
  readonly #book: OrderBook
  /** Orders that a person wants back: asked for again where the desk stopped before the broker was told. */
  readonly #unwanted = new Set<OrderId>()

  constructor({ bus, broker, log, orders }: ExecutionDeps) {
    super(bus, HANDLES)
    this.#bus = bus
    this.#broker = broker
    this.#log = log
    this.#book = orders
    broker.report((report) => this.onReport(report))
  }

  /** Orders that can still change. */
  get working(): readonly OrderRecord[] {
    return this.#book.working()
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.open':
        this.#book.forgetEnded()
        for (const id of this.#unwanted) if (!this.#book.get(id)) this.#unwanted.delete(id)
        return
      case 'risk.order_denied':
        return this.#makeRoom(event.data)
      case 'risk.order_approved':
        return this.#submit(event)
      case 'risk.trading_state_change':
        if (event.data.state === 'halted') this.cancelAll()
        return
      case 'risk.change_approved':
        return this.#change(event)
      case 'execution.cancel_requested':
        return this.#takeBack(event)
      case 'execution.report_received':
        if (!this.#bus.isReplaying) this.onReport(event.data)
        return
      case 'execution.order_submitted':
        return this.#send(event)
      case 'portfolio.account_reset':
        return this.#giveUp()
      default:
        return this.#fold(event)
    }
  }

  /** What the broker says, in whatever order it says it. */
  onReport(report: BrokerReport): void {
    if (report.kind === 'foreign') return this.#adopt(report)
    const record = this.#book.get(report.orderId)
    if (!record) {
      this.#log.warn('the broker reports an order that is not in the book', { report })
      return
    }
    if (record.isBygone) {
      this.#log.warn('the broker reports an order of an account that has begun anew', { report })
      return
    }
    switch (report.kind) {
      case 'placed': {
        const { orderId, brokerOrderId } = report
        if (this.#may(record, 'placed'))
          this.#say('execution.order_placed', { orderId, brokerOrderId }, record)
        return
      }
      case 'accepted': {
        const { orderId, at } = report
        if (this.#may(record, 'accepted'))
          this.#say('execution.order_accepted', { orderId, at }, record)
        return
      }
      case 'filled':
        return this.#filled(record, report)
      case 'modified': {
        const { kind: _, ...data } = report
        if (isWorking(record.status)) this.#say('execution.order_modified', data, record)
        return
      }
      default:
        return this.#ended(record, report)
    }
  }

  /** Asks the broker to take back every order that can still change. */
  cancelAll(): void {
    if (this.#bus.isReplaying) return
    for (const { order } of this.#book.working()) this.#broker.cancel(order, this.#bus.head)
  }

  /** Asks once more for what a person wanted back and what has not ended since. */
  cancelUnwanted(): void {
    if (this.#bus.isReplaying) return
    for (const { order } of this.#book.working()) {
      if (this.#unwanted.has(order.id)) this.#broker.cancel(order, this.#bus.head)
    }
  }

  save(): readonly SavedOrder[] {
    return this.#book
      .save()
      .map((record) =>
        this.#unwanted.has(record.order.id) ? { ...record, isUnwanted: true } : record,
      )
  }

  load(records: readonly SavedOrder[]): void {
    this.#book.load(records)
    this.#unwanted.clear()
    for (const { order, isUnwanted } of records) if (isUnwanted) this.#unwanted.add(order.id)
  }

  #takeBack(event: Event<'execution.cancel_requested'>): void {
    const { orderId } = event.data
    const record = this.#book.get(orderId)
    const mayEnd = record !== undefined && isWorking(record.status)
    if (mayEnd) this.#unwanted.add(orderId)
    if (this.#bus.isReplaying) return
    if (mayEnd) return this.#broker.cancel(record.order, event.seq)
    const reason =
      record === undefined ? 'there is no such order' : (ENDED[record.status] ?? record.status)
    const origin = { source: SOURCE, causedBy: event }
    this.#bus.publish('execution.cancel_refused', { orderId, reason }, origin)
  }

  /** A guard's exit goes before another one that waits for the same shares: that is taken back. */
  #makeRoom({ order, denials }: Events['risk.order_denied']): void {
    const isPromised = denials.some(({ reason }) => reason === 'holdings_short')
    if (order.guards === null || !isPromised || this.#bus.isReplaying) return
    for (const { order: other } of this.#book.working()) {
      const isOfSame = other.instrument === order.instrument && other.product === order.product
      const isInTheWay = other.effect === 'close' && other.guards === null
      if (isOfSame && isInTheWay && other.strategy === order.strategy)
        this.#broker.cancel(other, this.#bus.head)
    }
  }

  #change(event: Event<'risk.change_approved'>): void {
    if (this.#bus.isReplaying) return
    const { order } = event.data
    const { quantity, limit, trigger } = order
    const record = this.#book.get(order.id)
    if (record) this.#broker.modify(record.order, { quantity, limit, trigger }, event.seq)
  }

  /** The account that gave them is no more: its orders end here, whatever the broker makes of taking them back. */
  #giveUp(): void {
    const working = this.#bus.isReplaying ? NONE : this.#book.working()
    for (const record of working) {
      const { order } = record
      const ended = { orderId: order.id, reason: 'the account begins anew' }
      this.#say('execution.order_cancelled', ended, record)
      this.#broker.cancel(order, this.#bus.head)
    }
    this.#book.load(this.#book.save().map((record) => ({ ...record, isBygone: true })))
  }

  #submit(event: Event<'risk.order_approved'>): void {
    const { order } = event.data
    this.#book.open(order, event)
    this.#bus.publish('execution.order_submitted', { order }, { source: SOURCE, causedBy: event })
  }

  #send(event: Event<'execution.order_submitted'>): void {
    const { order } = event.data
    this.#book.move(order.id, 'submitted', event.seq)
    if (!this.#bus.isReplaying) this.#broker.place(order, event.seq)
  }

  #filled(record: OrderRecord, { orderId, tradeId, quantity, price, at }: Report<'filled'>): void {
    const { order, filledQuantity, fills } = record
    const id = fillId(tradeId)
    if (fills.includes(id)) return
    const leavesQuantity = order.quantity - filledQuantity - quantity
    const status = leavesQuantity === 0 ? 'filled' : 'partially_filled'
    if (leavesQuantity < 0 || !this.#may(record, status)) {
      this.#drift(record, status, `${quantity} more shares in trade ${tradeId}`)
      return
    }
    const { strategy, instrument, side, effect, product, decisionPrice, protection, reason } = order
    const fill: Fill = {
      id,
      orderId,
      strategy,
      instrument,
      side,
      effect,
      product,
      quantity,
      price,
      at,
      decisionPrice,
      filledQuantity: filledQuantity + quantity,
      leavesQuantity,
      protection,
      reason,
    }
    if (status === 'filled') this.#say('execution.order_filled', fill, record)
    else this.#say('execution.order_partially_filled', fill, record)
  }

  /** A fill of an order that somebody placed past the desk is a fill like any other, once. */
  #adopt({ kind: _, tradeId, ...trade }: Report<'foreign'>): void {
    const id = fillId(tradeId)
    const known = this.#book.get(trade.orderId)
    if (known?.fills.includes(id)) return
    const fill: Fill = {
      ...trade,
      id,
      strategy: FOREIGN,
      decisionPrice: trade.price,
      filledQuantity: (known?.filledQuantity ?? 0) + trade.quantity,
      leavesQuantity: 0,
      protection: null,
      reason: 'placed outside the desk',
    }
    this.#fold(this.#bus.publish('execution.order_filled', fill, { source: SOURCE }))
  }

  /** An exit of ours may sell shares that were bought past the desk: then the order is in the book and works. */
  #isForeign({ strategy, orderId }: Fill): boolean {
    if (strategy !== FOREIGN) return false
    const record = this.#book.get(orderId)
    return record === undefined || !isWorking(record.status)
  }

  #ended(
    record: OrderRecord,
    { kind, orderId, reason }: Report<'rejected' | 'cancelled' | 'expired' | 'unknown'>,
  ): void {
    if (!this.#may(record, kind)) return
    this.#say(`execution.order_${kind}`, { orderId, reason }, record)
  }

  /** A repetition is nothing new; anything else that the table forbids is a difference between two books. */
  #may(record: OrderRecord, status: OrderStatus): boolean {
    return mayMove(record.status, status)
  }

  #drift(record: OrderRecord, theirs: OrderStatus, detail: string): void {
    const { order, status, cause } = record
    const drift = {
      kind: 'order',
      instrument: order.instrument,
      orderId: order.id,
      ours: status,
      theirs: `${theirs}: ${detail}`,
    } as const
    this.#bus.publish(
      'execution.reconciliation_drift',
      { drifts: [drift] },
      { source: SOURCE, causedBy: cause },
    )
  }

  /** States a fact about an order and folds it at once: the next report may come before the queue gets to it. */
  #say<T extends Extract<FactType, `execution.order_${string}`>>(
    type: T,
    data: Events[T],
    { cause }: OrderRecord,
  ): void {
    const event = this.#bus.publish(type, data, { source: SOURCE, causedBy: cause })
    this.#fold(event)
  }

  /** The book is a fold of the facts about orders; each is folded once, by its place. */
  #fold(event: Event): void {
    switch (event.type) {
      case 'execution.order_placed':
        return this.#book.move(event.data.orderId, 'placed', event.seq, event.data.brokerOrderId)
      case 'execution.order_accepted':
        return this.#book.move(event.data.orderId, 'accepted', event.seq)
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        if (this.#isForeign(event.data)) return this.#book.adopt(event.data, event)
        return this.#book.fill(event.data, event.seq)
      case 'execution.order_modified': {
        const { orderId, quantity, limit, trigger } = event.data
        return this.#book.modify(orderId, quantity, limit, trigger, event.seq)
      }
      case 'execution.order_rejected':
        return this.#book.move(event.data.orderId, 'rejected', event.seq)
      case 'execution.order_cancelled':
        return this.#book.move(event.data.orderId, 'cancelled', event.seq)
      case 'execution.order_expired':
        return this.#book.move(event.data.orderId, 'expired', event.seq)
      case 'execution.order_unknown':
        return this.#book.move(event.data.orderId, 'unknown', event.seq)
      default:
        return
    }
  }
}

const SOURCE = 'ExecutionService'
/** Why an order that ended cannot be taken back. */
const ENDED: Readonly<Partial<Record<OrderStatus, string>>> = {
  filled: 'it is filled already',
  rejected: 'it was rejected',
  cancelled: 'it was cancelled already',
  expired: 'it has expired',
}
const NONE: readonly OrderRecord[] = []
/** Who placed what was not placed through us. */
const FOREIGN = 'foreign'
