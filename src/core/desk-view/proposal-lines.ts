import type { CorrelationId, EventId } from '../../domain/brand.ts'
import { AGENT } from '../../domain/signal.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { AnswerRefusal } from '../events/approval-events.ts'
import type { Event, Events } from '../events.ts'

/** A proposal that waits for a person, or was answered: what is shown of it is what an answer is bound to. */
export interface ProposalLine extends Readonly<Events['approval.requested']> {
  readonly state: 'pending' | 'approved' | 'rejected' | 'expired'
  /** Who answered, and when by the machine's clock; null while nobody has. */
  readonly answer: { readonly by: string; readonly reason: string; readonly at: EpochMs } | null
  /** The last answer that had no effect. */
  readonly refused: {
    readonly why: AnswerRefusal
    readonly reason: string
    readonly by: string
  } | null
  /** Of the analysis that it came from; of the answer once there is one, so that the order is found by it. */
  readonly correlationId: CorrelationId
  /** The wish that followed. */
  readonly wishId: EventId | null
  /** The conversation about it. */
  readonly sessionId: string | null
}

export interface ProposalLinesState {
  /** Oldest first. */
  readonly pending: readonly ProposalLine[]
  /** Newest first, the last few. */
  readonly ended: readonly ProposalLine[]
}

const ENDED_MAX = 20

export const NO_PROPOSALS: ProposalLinesState = { pending: [], ended: [] }

/** The proposals after an event. */
export function proposalsAfter(lines: ProposalLinesState, event: Event): ProposalLinesState {
  switch (event.type) {
    case 'approval.requested':
      return { ...lines, pending: [...lines.pending, begun(event)] }
    case 'approval.restated': {
      const { approvalId, ...shown } = event.data
      return changed(lines, approvalId, (line) => ({ ...line, ...shown }))
    }
    case 'approval.refused': {
      const { approvalId, why, reason, by } = event.data
      return changed(lines, approvalId, (line) => ({
        ...line,
        answer: line.state === 'pending' ? null : line.answer,
        refused: { why, reason, by },
      }))
    }
    case 'approval.discussed': {
      const { approvalId, sessionId } = event.data
      return changed(lines, approvalId, (line) => ({ ...line, sessionId }))
    }
    case 'approval.answer_given': {
      const { approvalId, by, reason, answeredAt: at } = event.data
      return changed(lines, approvalId, (line) =>
        line.state === 'pending' ? { ...line, answer: { by, reason, at } } : line,
      )
    }
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.expired':
      return ended(lines, event)
    case 'strategy.intent_received':
      return wished(lines, event)
    default:
      return lines
  }
}

const begun = ({ data, correlationId }: Event<'approval.requested'>): ProposalLine => ({
  ...data,
  state: 'pending',
  answer: null,
  refused: null,
  correlationId,
  wishId: null,
  sessionId: null,
})

function changed(
  { pending, ended: over }: ProposalLinesState,
  approvalId: string,
  change: (line: ProposalLine) => ProposalLine,
): ProposalLinesState {
  const each = (line: ProposalLine) => (line.approvalId === approvalId ? change(line) : line)
  return { pending: pending.map(each), ended: over.map(each) }
}

const STATES = {
  'approval.approved': 'approved',
  'approval.rejected': 'rejected',
  'approval.expired': 'expired',
} as const

function ended(lines: ProposalLinesState, event: Event<keyof typeof STATES>): ProposalLinesState {
  const { approvalId } = event.data
  const line = lines.pending.find((one) => one.approvalId === approvalId)
  if (line === undefined) return lines
  const state = STATES[event.type]
  const answer = state === 'expired' ? null : line.answer
  const { correlationId } = event
  return {
    pending: lines.pending.filter((one) => one !== line),
    ended: [{ ...line, state, answer, correlationId }, ...lines.ended].slice(0, ENDED_MAX),
  }
}

function wished(
  lines: ProposalLinesState,
  { id, data }: Event<'strategy.intent_received'>,
): ProposalLinesState {
  const { strategy, key } = data
  if (strategy !== AGENT || key === null) return lines
  return changed(lines, key, (line) => ({ ...line, wishId: id }))
}
