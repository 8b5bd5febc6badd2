import type { CheckRow } from './findings.ts'
import type { Paise } from './money.ts'
import type { Product } from './order.ts'
import type { TradePreview } from './trade-preview.ts'

/** What a person sees of a proposal before answering: exactly what would be ordered, and what it may cost. */
export interface ApprovalFigures {
  readonly verdict: 'approved' | 'denied'
  /** "An order to buy 12 INFY at about ₹1,842.00 passes every check". */
  readonly says: string
  readonly product: Product
  readonly quantity: number
  /** What a share is reckoned to cost; null without a price. */
  readonly price: Paise | null
  readonly value: Paise | null
  /** What the order would add to the day's contract note. */
  readonly charges: Paise | null
  /** Charges of an entry and of leaving at the same price; null for an exit. */
  readonly roundTrip: Paise | null
  readonly breakEven: Paise | null
  /** What an entry loses at its stop, charges included; null without a stop. */
  readonly worstCase: Paise | null
  readonly stop: Paise | null
  readonly target: Paise | null
  /** Why the size is what it is; null for an exit. */
  readonly sizing: string | null
  readonly checks: readonly CheckRow[]
}

/** Prices from `low` to `high`, both included. */
export interface PriceBand {
  readonly low: Paise
  readonly high: Paise
}

/** The figures of what a wish would meet now. */
export const figuresOf = (preview: TradePreview, product: Product): ApprovalFigures => ({
  verdict: preview.verdict,
  says: preview.says,
  product,
  quantity: preview.quantity,
  price: preview.price,
  value: preview.value,
  charges: preview.charges?.totalPaise ?? null,
  roundTrip: preview.roundTrip,
  breakEven: preview.breakEven,
  worstCase: preview.worstCase,
  stop: preview.stop,
  target: preview.target,
  sizing: preview.suggestion?.says ?? null,
  checks: preview.checks,
})
