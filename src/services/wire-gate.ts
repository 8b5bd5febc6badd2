import { TradingError } from '../core/errors.ts'
import type { OrderId } from '../domain/brand.ts'

/**
 * The last control before the wire: an order leaves once, and only if its submission is durable, so that there can
 * never be more orders out than went in (what was missing at Knight Capital in 2012, SEC release 34-70694).
 */
export class WireGate {
  readonly #in = new Set<OrderId>()
  readonly #out = new Set<OrderId>()

  /** Its submission is on stable storage. */
  admit(id: OrderId): void {
    this.#in.add(id)
  }

  /** It leaves now. Throws INTERNAL for an order that was not admitted, or has left before. */
  pass(id: OrderId): void {
    if (!this.#in.has(id))
      throw new TradingError('INTERNAL', `Order ${id} may not leave: it was not submitted`)
    if (this.#out.has(id)) throw new TradingError('INTERNAL', `Order ${id} may not leave twice`)
    this.#out.add(id)
  }

  /** It is sure that nothing happened, so it may leave again. */
  takeBack(id: OrderId): void {
    this.#out.delete(id)
  }

  /** Its life is over. */
  forget(id: OrderId): void {
    this.#in.delete(id)
    this.#out.delete(id)
  }
}
