import type { CheckRow } from './findings.ts'
import type { Order } from './order.ts'
import type { Verdict } from './risk.ts'
import type { SizeSuggestion } from './trade-preview.ts'

/** What would become of one order. */
export interface Assessment {
  readonly order: Order
  /** There is no room for a share, or none to sell: no order comes of it. */
  readonly isDropped: boolean
  readonly verdict: Verdict
  readonly checks: readonly CheckRow[]
}

/** What would become of a wish: an assessment an order, and for an entry the size that there is room for. */
export interface WishReview {
  readonly assessments: readonly Assessment[]
  readonly suggestion: SizeSuggestion | null
}
