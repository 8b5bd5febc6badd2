import type { Charges } from './charges.ts'
import type { CheckRow } from './findings.ts'
import type { Paise } from './money.ts'
import type { Order } from './order.ts'
import type { EpochMs } from './time.ts'

/** What sizing would make of an entry, and why not more. */
export interface SizeSuggestion {
  readonly quantity: number
  /** "12 = 1 % of equity at risk to the stop". */
  readonly says: string
}

/** What a wish would meet now: the same assessment as the real one, and nothing came of it. */
export interface TradePreview {
  readonly at: EpochMs
  readonly verdict: 'approved' | 'denied'
  /** "Paper order: buy 12 INFY at about ₹1,842.00"; of a denied one the first reason. */
  readonly says: string
  /** As drafted: one an owner of the shares that an exit sells; none when nothing came of the wish. */
  readonly orders: readonly Order[]
  /** Shares of all of them. */
  readonly quantity: number
  /** null for an exit. */
  readonly suggestion: SizeSuggestion | null
  /** What a share is reckoned to cost; null without a price. */
  readonly price: Paise | null
  readonly value: Paise | null
  /** Every check that was made, in its order; of several orders those of the first that was denied; none without an order. */
  readonly checks: readonly CheckRow[]
  /** What it would add to the contract note of the day; null where that cannot be reckoned. */
  readonly charges: Charges | null
  /** Charges of an entry and of leaving at the same price; null for an exit. */
  readonly roundTrip: Paise | null
  /** Price from which leaving pays both ways' charges back; null for an exit. */
  readonly breakEven: Paise | null
  /** What an entry loses at its stop, both ways' charges included; null without a stop. */
  readonly worstCase: Paise | null
  readonly stop: Paise | null
  readonly target: Paise | null
  /** Distance by which the stop follows; null where it does not. */
  readonly trail: Paise | null
}
