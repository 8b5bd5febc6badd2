import * as z from 'zod'
import { recommendation } from './ai.ts'
import { chargesBody, checkRow } from './orders.ts'
import { bps, instrument, paise, time, words } from './scalars.ts'

/** What of a proposal would be ordered, and what it may cost: exactly what an approval is bound to. */
export const approvalFigures = z.object({
  verdict: z.enum(['approved', 'denied']),
  says: z.string(),
  product: z.enum(['CNC', 'MIS']),
  quantity: z.number().int(),
  /** What a share is reckoned to cost; null without a price. */
  pricePaise: paise.nullable(),
  valuePaise: paise.nullable(),
  /** What the order would add to the day's contract note. */
  chargesPaise: paise.nullable(),
  /** The same, item by item; null where it is not known. */
  charges: chargesBody.nullable(),
  /** Charges of an entry and of leaving at the same price; null for an exit. */
  roundTripPaise: paise.nullable(),
  breakEvenPaise: paise.nullable(),
  /** What an entry loses at its stop, charges included; null without a stop. */
  worstCasePaise: paise.nullable(),
  stopPaise: paise.nullable(),
  targetPaise: paise.nullable(),
  /** Why the size is what it is; null for an exit. */
  sizing: z.string().nullable(),
  checks: z.array(checkRow),
})
export type ApprovalFigures = z.output<typeof approvalFigures>

/** A proposal that waits for a person, or was answered. */
export const approvalLine = z.object({
  id: z.string(),
  instrument,
  side: z.enum(['buy', 'sell']),
  effect: z.enum(['open', 'close']),
  /** Share of the full size. */
  sizeBps: bps,
  reason: z.string(),
  state: z.enum(['pending', 'approved', 'rejected', 'expired']),
  figures: approvalFigures,
  /** An approval names the figures that were seen. */
  figuresHash: z.string(),
  /** Outside of it an approval does not hold; null without a price. */
  band: z.object({ lowPaise: paise, highPaise: paise }).nullable(),
  /** By the machine's clock, like `expiresAt`. */
  requestedAt: time,
  expiresAt: time,
  /** Who answered, and in which words; null while it waits. */
  answer: z.object({ by: z.string(), reason: z.string(), at: time }).nullable(),
  /** Whose answer had no effect last, and why; null when none came. */
  refused: z.object({ why: z.string(), reason: z.string(), by: z.string() }).nullable(),
  correlationId: z.string().nullable(),
  /** The conversation about it. */
  sessionId: z.string().nullable(),
  /** What it rests on, with its evidence; null where the desk knows it no more. */
  recommendation: recommendation.nullable(),
})
export type ApprovalLine = z.output<typeof approvalLine>

/** Topic `approvals`, and `GET /api/approvals`: what waits, the oldest first, and the last that were answered, newest first. */
export const approvalsState = z.object({
  pending: z.record(z.string(), approvalLine),
  answered: z.record(z.string(), approvalLine),
})
export type ApprovalsState = z.output<typeof approvalsState>

/**
 * `POST /api/approvals/:id/approve`. `409` when it has no effect: `details.why` is `figures_changed`, `price_moved`,
 * `expired`, `answered_before`, `not_trading` or `unknown`, and `details.figures`, `figuresHash` and `band` are those of now.
 */
export const approveWish = z.strictObject({
  figuresHash: z.string().regex(/^[0-9a-f]{8,128}$/, 'must be the figuresHash that was shown'),
  reason: words(500).default('approved by hand'),
})
export type ApproveWish = z.input<typeof approveWish>

/** `POST /api/approvals/:id/reject`. */
export const rejectWish = z.strictObject({ reason: words(500).default('rejected by hand') })
export type RejectWish = z.input<typeof rejectWish>

/** What the desk did with an answer. `intentId` is the wish that followed; null for a rejection. */
export const answeredBody = z.object({
  approvalId: z.string(),
  state: z.enum(['approved', 'rejected']),
  intentId: z.string().nullable(),
  correlationId: z.string(),
})
export type AnsweredBody = z.output<typeof answeredBody>

/** `POST /api/approvals/:id/discuss`: answered as `POST /api/chat` is. */
export const discussWish = z.strictObject({
  text: words(20_000).default('What speaks for this proposal, and what against it?'),
  /** null begins a conversation. */
  sessionId: z.string().min(1).max(100).nullable().default(null),
})
export type DiscussWish = z.input<typeof discussWish>
