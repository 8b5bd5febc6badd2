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
  /** Share of an entry's size that is wished, basis points of 10,000: it can only lower what risk would size. */
  readonly sizeBps?: number
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

/** Whose wish a person's is. */
export const MANUAL = 'manual'

/** Whose wish one of the AI's is, once it is approved. */
export const AGENT = 'agent'

/** Whether shares count whoever bought them: a person and the AI sell what the desk holds, a guard and a strategy their own. */
export const isAnyones = ({ strategy, guards }: Pick<Signal, 'strategy' | 'guards'>): boolean =>
  (strategy === MANUAL || strategy === AGENT) && guards === null

/**
 * A person's or the AI's exit as one wish for each owner of the shares, in the order in which they are given, so that each one's
 * positions and guards follow. What wants more than there is stays whole, to be denied as it was wished.
 */
export function sharedOut(
  wish: Signal,
  owners: readonly { readonly strategy: string; readonly free: number }[],
): readonly Signal[] {
  let left = wish.quantity ?? owners.reduce((sum, { free }) => sum + free, 0)
  const parts: Signal[] = []
  for (const { strategy, free } of owners) {
    const quantity = Math.min(left, free)
    if (!(quantity > 0)) break
    parts.push({ ...wish, strategy, quantity })
    left -= quantity
  }
  return left === 0 && parts.length > 0 ? parts : [wish]
}
