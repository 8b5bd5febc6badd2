import type { ProposalLine } from '../core/desk-view/proposal-lines.ts'
import { TradingError } from '../core/errors.ts'
import type { AnswerRefusal } from '../core/events/approval-events.ts'
import type { Event } from '../core/events.ts'
import type { AnsweredBody } from './contract/approvals.ts'
import { authorOf, inTime, postIntent } from './intents.ts'
import type { Asking } from './route.ts'
import { proposalNamed, shownOf } from './views/approvals-view.ts'
import type { Web } from './web.ts'

/** What a person says to a proposal. */
interface Said {
  readonly answer: 'approve' | 'reject'
  readonly reason: string
  /** Of the figures that were seen. */
  readonly figuresHash: string
}

/** A proposal by its id. Throws NOT_FOUND. */
export function proposalOf(id: string, { broadcast }: Pick<Web, 'broadcast'>): ProposalLine {
  const line = proposalNamed(id, broadcast.picture)
  if (line !== undefined) return line
  const says = 'There is no such proposal: look at what waits, for it may have ended long ago'
  throw new TradingError('NOT_FOUND', says)
}

/**
 * States an answer, once, and waits for what the desk makes of it; a repetition is told the same. Throws CONFLICT with why
 * it had no effect and the figures of now, and NOT_AVAILABLE when the desk has not come to it in time.
 */
export async function answerProposal(
  line: ProposalLine,
  { answer, reason, figuresHash }: Said,
  asking: Asking,
  web: Web,
): Promise<AnsweredBody> {
  const { approvalId } = line
  const answeredAt = web.clock.now()
  const given = { approvalId, answer, reason, figuresHash, answeredAt, by: authorOf(asking) }
  const { intentId } = await postIntent('approval.answer_given', given, asking, web)
  return inTime(madeOf(intentId, line, web), web)
}

/** What follows from an event is stated before anything else: a few places behind it. */
const CONSEQUENCES_MAX = 16

/** What the desk stated because of an answer. */
async function madeOf(answerId: string, line: ProposalLine, { live }: Web): Promise<AnsweredBody> {
  const { bus, journal } = live.kernel
  await journal.durable(bus.head)
  const seq = await live.projecting.rows.placeOf(answerId)
  const behind = seq === null ? [] : await journal.read(seq, CONSEQUENCES_MAX)
  return outcomeOf(
    behind.filter(({ cause }) => cause === seq),
    behind,
    line,
  )
}

function outcomeOf(
  own: readonly Event[],
  behind: readonly Event[],
  line: ProposalLine,
): AnsweredBody {
  const { approvalId } = line
  const refused = own.find((event) => event.type === 'approval.refused')
  const restated = own.find((event) => event.type === 'approval.restated')
  if (refused !== undefined) throw withoutEffect(refused.data, restated?.data ?? line)
  const rejected = own.find(({ type }) => type === 'approval.rejected')
  if (rejected !== undefined) {
    const { correlationId } = rejected
    return { approvalId, state: 'rejected', intentId: null, correlationId }
  }
  const approved = own.find(({ type }) => type === 'approval.approved')
  const wish = behind.find(({ cause, type }) => cause === approved?.seq && type === WISH)
  if (wish === undefined) throw unheard(line)
  const { id: intentId, correlationId } = wish
  return { approvalId, state: 'approved', intentId, correlationId }
}

const WISH = 'strategy.intent_received'

const withoutEffect = (
  { why, reason }: { readonly why: AnswerRefusal; readonly reason: string },
  shown: Pick<ProposalLine, 'figures' | 'figuresHash' | 'band'>,
): TradingError =>
  new TradingError('CONFLICT', `The answer had no effect: ${reason}`, {
    facts: { why, ...shownOf(shown) },
  })

const unheard = ({ instrument }: ProposalLine): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    `The desk has not said yet what it makes of the answer on ${instrument}: look at the proposal again`,
    { retryAfterMs: 2_000 },
  )
