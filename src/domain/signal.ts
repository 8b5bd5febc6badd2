import type { InstrumentId, OrderId } from './brand.ts'
import type { Paise } from './money.ts'
import type { Effect, OrderType, Product, Protection, Side, Validity } from './order.ts'
import type { EpochMs } from './time.ts'

/** A wish with its reason, from a strategy, a person or an agent. Risk turns it into an order, or denies it. */
export interface Signal {
  readonly strategy: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly effect: Effect
  /** Shares wished; null lets risk size an entry and closes the whole position of an exit. */
  readonly quantity: number | null
  /** The limits may cut an entry's quantity to the room there is, where they would deny it. */
  readonly mayBeCut?: boolean
  readonly type: OrderType
  readonly limit: Paise | null
  readonly trigger: Paise | null
  readonly product: Product
  readonly validity: Validity
  readonly ttlMinutes: number | null
  /** null lets risk attach the configured stop and target to an entry. */
  readonly protection: Protection | null
  readonly decisionPrice: Paise
  readonly decisionAt: EpochMs
  readonly reason: string
  /** The caller's idempotency key: the same key never makes two orders. */
  readonly key: string | null
  /** Of a protective exit: the entry whose shares it closes. */
  readonly guards: OrderId | null
}
