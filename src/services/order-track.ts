import type { BrokerOrder, BrokerReport, BrokerTrade } from '../core/ports.ts'
import type { Order, OrderStatus } from '../domain/order.ts'
import type { OrderRecord } from '../domain/order-book.ts'
import type { OrderLife } from './order-life.ts'

/**
 * Where an order stands on its way. `waiting`: not sent; `sent`: no answer yet; `unclear`: there will be none, it may
 * stand at the broker or not; `known`: the broker has it; `ended`: nothing more can come of it.
 */
export type Stage = 'waiting' | 'sent' | 'unclear' | 'known' | 'ended'

/** What the kernel was told of an order's price and size. */
type Terms = Pick<Order, 'quantity' | 'limit' | 'trigger'>

const STAGES: Readonly<Partial<Record<OrderStatus, Stage>>> = {
  submitted: 'unclear',
  unknown: 'unclear',
  placed: 'known',
  accepted: 'known',
  partially_filled: 'known',
}

/** One order between the desk and the broker: what was told of it, so that only news is told again. */
export class OrderTrack {
  readonly order: Order
  readonly life: OrderLife
  stage: Stage = 'waiting'
  brokerOrderId: string | null = null
  /** It is to be taken back as soon as that is possible. */
  isCancelWished = false
  /** When taking it back was last asked for. */
  cancelledAt = Number.NEGATIVE_INFINITY
  #terms: Terms
  #isAccepted = false
  #filled = 0
  readonly #trades = new Set<string>()

  constructor(order: Order, life: OrderLife) {
    this.order = order
    this.life = life
    this.#terms = order
  }

  /** An order of an earlier life of the desk: whether it left then, nobody knows, so it never leaves again. */
  static resume(record: OrderRecord, life: OrderLife): OrderTrack {
    const track = new OrderTrack(record.order, life)
    track.stage = STAGES[record.status] ?? 'ended'
    track.brokerOrderId = record.brokerOrderId
    track.#isAccepted = record.status === 'accepted'
    track.#filled = record.filledQuantity
    for (const id of record.fills) track.#trades.add(id)
    return track
  }

  /** Whether something may still come of it. */
  get isOpen(): boolean {
    return this.stage !== 'ended'
  }

  /** Shares of it that are known to have traded. */
  get filled(): number {
    return this.#filled
  }

  /** Whether it was ever seen in the exchange's book. */
  get hasStood(): boolean {
    return this.#isAccepted || this.#filled > 0
  }

  /** The broker took it, under this number. */
  taken(brokerOrderId: string): readonly BrokerReport[] {
    if (this.stage === 'ended' || this.brokerOrderId !== null) return NO_NEWS
    this.stage = 'known'
    this.brokerOrderId = brokerOrderId
    return [{ kind: 'placed', orderId: this.order.id, brokerOrderId }]
  }

  /** Nothing more can come of it. */
  end(kind: 'rejected' | 'cancelled' | 'expired', reason: string): readonly BrokerReport[] {
    if (this.stage === 'ended') return NO_NEWS
    this.stage = 'ended'
    return [{ kind, orderId: this.order.id, reason }]
  }

  /**
   * What a line of the order book and its trades say that was not told before, in an order that the kernel can follow.
   * An end is told only once all fills that the line counts are known.
   */
  read(line: BrokerOrder, trades: readonly BrokerTrade[]): readonly BrokerReport[] {
    const news: BrokerReport[] = [...this.taken(line.brokerOrderId), ...this.#changed(line)]
    const orderId = this.order.id
    const isFresh = line.status === 'open' && !this.#isAccepted && this.#filled === 0
    if (isFresh && this.isOpen) {
      this.#isAccepted = true
      news.push({ kind: 'accepted', orderId, at: line.at })
    }
    for (const { tradeId, quantity, price, at } of trades) {
      if (this.#trades.has(tradeId)) continue
      this.#trades.add(tradeId)
      this.#filled += quantity
      news.push({ kind: 'filled', orderId, tradeId, quantity, price, at })
    }
    if (this.#filled >= line.filledQuantity) news.push(...this.#over(line))
    return news
  }

  #changed({ quantity, limit, trigger, status }: BrokerOrder): readonly BrokerReport[] {
    const known = this.#terms
    const isSame = quantity === known.quantity && limit === known.limit && trigger === known.trigger
    if (isSame || status === 'pending' || !this.isOpen) return NO_NEWS
    this.#terms = { quantity, limit, trigger }
    return [{ kind: 'modified', orderId: this.order.id, quantity, limit, trigger }]
  }

  #over({ status, reason, filledQuantity }: BrokerOrder): readonly BrokerReport[] {
    switch (status) {
      case 'filled':
        if (this.#filled >= this.#terms.quantity) this.stage = 'ended'
        return NO_NEWS
      case 'rejected':
        // What has traded was no refusal, whatever the broker calls the end of the rest.
        return this.end(this.#filled > 0 || filledQuantity > 0 ? 'cancelled' : 'rejected', reason)
      case 'cancelled':
      case 'expired':
        return this.end(status, reason)
      default:
        return NO_NEWS
    }
  }
}

const NO_NEWS: readonly BrokerReport[] = []
