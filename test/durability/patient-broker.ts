import type { BrokerOrder, BrokerTrade } from '../../src/core/ports.ts'
import type { OrderId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import type { FromDesk, ToDesk } from './messages.ts'

const PRICE = paise(10_000)
const AT = momentOf(tradeDate('2026-06-01'), 600)

/** A broker that outlives the desk's processes and fills whatever it takes, as often as it is asked. */
export class PatientBroker {
  readonly #orders: BrokerOrder[] = []
  readonly #trades: BrokerTrade[] = []

  /** Our ids of all orders that were ever taken. */
  get tags(): readonly OrderId[] {
    return this.#orders.flatMap(({ tag }) => (tag === null ? [] : [tag]))
  }

  get twice(): readonly OrderId[] {
    const { tags } = this
    return tags.filter((tag, index) => tags.indexOf(tag) !== index)
  }

  answer(message: FromDesk): ToDesk | null {
    switch (message.kind) {
      case 'place': {
        const { id, order } = message
        const brokerOrderId = `N${this.#orders.length + 1}`
        const { instrument, side, type, product, quantity, limit, trigger } = order
        const common = { brokerOrderId, instrument, side, product, quantity, at: AT }
        this.#orders.push({
          ...common,
          tag: order.id,
          type,
          limit,
          trigger,
          status: 'filled',
          filledQuantity: quantity,
          averagePrice: PRICE,
          reason: '',
        })
        this.#trades.push({ ...common, tradeId: `T${brokerOrderId}`, price: PRICE })
        return { kind: 'placed', id, brokerOrderId }
      }
      case 'book':
        return {
          kind: 'book',
          id: message.id,
          book: { orders: this.#orders, trades: this.#trades },
        }
      default:
        return null
    }
  }
}
