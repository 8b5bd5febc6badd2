import type { ApprovalFigures, PriceBand } from '../../domain/approval.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { Effect, Side } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'

/** Why an answer to a proposal had no effect. */
export type AnswerRefusal =
  | 'unknown'
  | 'answered_before'
  | 'expired'
  | 'figures_changed'
  | 'price_moved'
  | 'not_trading'

/** What a person is shown, and what the answer is bound to. */
interface Shown {
  readonly figures: ApprovalFigures
  /** Digest of the figures, hexadecimal: an answer names what it was given to. */
  readonly figuresHash: string
  /** Outside of it the answer does not hold; null without a price. */
  readonly band: PriceBand | null
}

export interface ApprovalEvents {
  'approval.requested': Shown & {
    readonly approvalId: string
    readonly recommendationId: string
    readonly instrument: InstrumentId
    readonly side: Side
    readonly effect: Effect
    /** Share of the full size, basis points. */
    readonly sizeBps: number
    readonly reason: string
    /** By the machine's clock. */
    readonly requestedAt: EpochMs
    readonly expiresAt: EpochMs
  }
  /** What would be approved is another thing now. */
  'approval.restated': Shown & { readonly approvalId: string }
  'approval.answer_given': {
    readonly approvalId: string
    readonly answer: 'approve' | 'reject'
    readonly by: string
    readonly reason: string
    /** Of the figures that the person saw. */
    readonly figuresHash: string
    /** By the machine's clock. */
    readonly answeredAt: EpochMs
  }
  /** `by` is who answered, or `policy` where the desk asks nobody. The wish follows, once. */
  'approval.approved': {
    readonly approvalId: string
    readonly recommendationId: string
    readonly by: string
    readonly reason: string
  }
  /** An answer had no effect; what was asked stands as it did. */
  'approval.refused': {
    readonly approvalId: string
    readonly answer: 'approve' | 'reject'
    readonly by: string
    readonly why: AnswerRefusal
    readonly reason: string
  }
  'approval.rejected': { readonly approvalId: string; readonly by: string; readonly reason: string }
  /** A conversation about it was begun. */
  'approval.discussed': {
    readonly approvalId: string
    readonly sessionId: string
    readonly by: string
  }
  'approval.expired': { readonly approvalId: string; readonly reason: string }
  /** The machine's clock, told now and then while something waits: what is due expires, what changed is stated anew. */
  'approval.time_passed': { readonly wallAt: EpochMs }
}
