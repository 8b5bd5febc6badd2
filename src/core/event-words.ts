import type { OrderId } from '../domain/brand.ts'
import type { Event } from './events.ts'
import { narrate } from './narration.ts'
import type { NamedOrder } from './order-words.ts'

/** Events as sentences; what is known of an order is remembered for those that name it by its id. */
export class EventWords {
  readonly #orders: Map<OrderId, NamedOrder>

  constructor(known: Iterable<readonly [OrderId, NamedOrder]> = []) {
    this.#orders = new Map(known)
  }

  /** The sentence, or null for an event that says nothing to a person. */
  of(event: Event): string | null {
    if (event.type === 'execution.order_submitted') {
      this.#orders.set(event.data.order.id, event.data.order)
    }
    return narrate(event, (id) => this.#orders.get(id))?.says ?? null
  }
}
