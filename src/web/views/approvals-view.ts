import type { ProposalLine } from '../../core/desk-view/proposal-lines.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import type { ApprovalFigures as Figures } from '../../domain/approval.ts'
import { isoTime } from '../../domain/time.ts'
import type { Recommendation } from '../contract/ai.ts'
import type { ApprovalFigures, ApprovalLine, ApprovalsState } from '../contract/approvals.ts'
import { checkRowOf } from '../preview-words.ts'
import { keyed } from './kept-rows.ts'
import { decisionRow } from './recommendation-rows.ts'

const figuresOf = (figures: Figures): ApprovalFigures => ({
  verdict: figures.verdict,
  says: figures.says,
  product: figures.product,
  quantity: figures.quantity,
  pricePaise: figures.price,
  valuePaise: figures.value,
  chargesPaise: figures.charges,
  charges: figures.chargeItems,
  roundTripPaise: figures.roundTrip,
  breakEvenPaise: figures.breakEven,
  worstCasePaise: figures.worstCase,
  stopPaise: figures.stop,
  targetPaise: figures.target,
  sizing: figures.sizing,
  checks: figures.checks.map(checkRowOf),
})

/** Exactly what an answer is bound to, as it is now. */
export const shownOf = (
  line: Pick<ProposalLine, 'figures' | 'figuresHash' | 'band'>,
): Pick<ApprovalLine, 'figures' | 'figuresHash' | 'band'> => ({
  figures: figuresOf(line.figures),
  figuresHash: line.figuresHash,
  band: line.band === null ? null : { lowPaise: line.band.low, highPaise: line.band.high },
})

const lineOf = (line: ProposalLine, recommendation: Recommendation | null): ApprovalLine => ({
  id: line.approvalId,
  instrument: line.instrument,
  side: line.side,
  effect: line.effect,
  sizeBps: line.sizeBps,
  reason: line.reason,
  state: line.state,
  ...shownOf(line),
  requestedAt: isoTime(line.requestedAt),
  expiresAt: isoTime(line.expiresAt),
  answer: line.answer === null ? null : { ...line.answer, at: isoTime(line.answer.at) },
  refused: line.refused === null ? null : { ...line.refused },
  correlationId: line.correlationId,
  sessionId: line.sessionId,
  recommendation,
})

type Picture = Pick<DeskPicture, 'proposals' | 'decisions'>

/** A proposal with what it rests on. */
export function approvalLine(line: ProposalLine, { decisions }: Picture): ApprovalLine {
  const of = decisions.find((one) => one.recommendationId === line.recommendationId)
  return lineOf(line, of === undefined ? null : decisionRow(of))
}

/** A proposal by its id, whether it waits or not; nothing where the desk knows none. */
export const proposalNamed = (
  id: string,
  { proposals }: Pick<DeskPicture, 'proposals'>,
): ProposalLine | undefined =>
  [...proposals.pending, ...proposals.ended].find(({ approvalId }) => approvalId === id)

/** Topic `approvals`: what waits, the oldest first, and the last that were answered, newest first. */
export class ApprovalsView {
  #of: Picture | null = null
  #state: ApprovalsState = { pending: {}, answered: {} }

  /** The same object until a proposal or a decision is another. */
  state({ proposals, decisions }: Picture): ApprovalsState {
    if (this.#of?.proposals === proposals && this.#of.decisions === decisions) return this.#state
    this.#of = { proposals, decisions }
    const row = (line: ProposalLine) => approvalLine(line, { proposals, decisions })
    const nameOf = ({ approvalId }: ProposalLine) => approvalId
    this.#state = {
      pending: keyed(proposals.pending, nameOf, row),
      answered: keyed(proposals.ended, nameOf, row),
    }
    return this.#state
  }
}
