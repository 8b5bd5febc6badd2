import type { InstrumentId } from './brand.ts'
import type { Charges } from './charges.ts'
import type { CheckRow } from './findings.ts'
import { type Paise, paise } from './money.ts'
import type { Effect, Product, Side } from './order.ts'
import type { EpochMs } from './time.ts'
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
  /** The same, item by item. */
  readonly chargeItems: Charges | null
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
  chargeItems: preview.charges,
  roundTrip: preview.roundTrip,
  breakEven: preview.breakEven,
  worstCase: preview.worstCase,
  stop: preview.stop,
  target: preview.target,
  sizing: preview.suggestion?.says ?? null,
  checks: preview.checks,
})

const BPS = 10_000
/** A clock may be set back by so much before it is not believed any more, ms. */
const BACK_MS_MAX = 60_000

/** What waits for an answer, and what an answer is bound to. */
export interface Proposal {
  readonly approvalId: string
  readonly recommendationId: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly effect: Effect
  /** Share of the full size, basis points. */
  readonly sizeBps: number
  readonly reason: string
  readonly figuresHash: string
  /** What of the figures must be the same when it is approved. */
  readonly terms: string
  readonly band: PriceBand | null
  /** By the machine's clock. */
  readonly requestedAt: EpochMs
  readonly expiresAt: EpochMs
}

/** What an approval is bound to beside the price, which may move within its band and takes the sums with it. */
export const termsOf = ({ verdict, product, quantity, checks }: ApprovalFigures): string =>
  [
    verdict,
    product,
    quantity,
    ...checks.filter(({ isPassed }) => !isPassed).map(({ id }) => id),
  ].join('|')

/** So many basis points around a price. */
export function bandAround(price: Paise | null, bps: number): PriceBand | null {
  if (price === null) return null
  const away = Math.floor((price * bps) / BPS)
  return { low: paise(price - away), high: paise(price + away) }
}

/** What is not a price is within no band. */
export const isWithin = (price: number, band: PriceBand | null): boolean =>
  band !== null && price >= band.low && price <= band.high

/** Whether an answer of this moment comes in time, by the machine's clock; one that was set back tells no time. */
export const isTimely = (
  { requestedAt, expiresAt }: Pick<Proposal, 'requestedAt' | 'expiresAt'>,
  wallAt: number,
): boolean => wallAt > requestedAt - BACK_MS_MAX && wallAt < expiresAt
