import type { ProposalLine } from '../core/desk-view/proposal-lines.ts'
import { TradingError } from '../core/errors.ts'
import type { AnswerRefusal } from '../core/events/approval-events.ts'
import type { Event } from '../core/events.ts'
import type { AnsweredBody } from './contract/approvals.ts'
import { authorOf, inTime, stateFact } from './intents.ts'
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
 * States an answer and waits for what the desk makes of it. Throws CONFLICT with why it had no effect and the figures of
 * now, and NOT_AVAILABLE when the desk has not come to it in time.
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
  const event = await stateFact('approval.answer_given', given, asking, web)
  // Stated before under the same key: what came of it is in the picture by now.
  if (event === null) return known(proposalOf(approvalId, web), asking)
  return madeOf(event, await inTime(consequencesOf(event, web), web), line)
}

/** What follows from an event is stated before anything else: a few places behind it. */
const CONSEQUENCES_MAX = 16

async function consequencesOf({ seq }: Event, { live }: Web): Promise<readonly Event[]> {
  const { bus, journal } = live.kernel
  await journal.durable(bus.head)
  return journal.read(seq, CONSEQUENCES_MAX)
}

/** The answer's own outcome among what was stated behind it. */
function madeOf(given: Event, behind: readonly Event[], line: ProposalLine): AnsweredBody {
  const { approvalId } = line
  const { correlationId } = given
  const own = behind.filter(({ cause }) => cause === given.seq)
  const refused = own.find((event) => event.type === 'approval.refused')
  const restated = own.find((event) => event.type === 'approval.restated')
  if (refused !== undefined) throw withoutEffect(refused.data, restated?.data ?? line)
  if (own.some(({ type }) => type === 'approval.rejected'))
    return { approvalId, state: 'rejected', intentId: null, correlationId }
  const approved = own.find(({ type }) => type === 'approval.approved')
  const wish = behind.find(({ cause, type }) => cause === approved?.seq && type === WISH)
  if (approved === undefined || wish === undefined) throw unheard(line)
  return { approvalId, state: 'approved', intentId: wish.id, correlationId }
}

const WISH = 'strategy.intent_received'

function known(line: ProposalLine, { correlationId }: Asking): AnsweredBody {
  const { approvalId, state, wishId: intentId, refused } = line
  const isAnswered = state === 'approved' || state === 'rejected'
  if (isAnswered && line.correlationId === correlationId)
    return { approvalId, state, intentId, correlationId }
  throw refused === null ? unheard(line) : withoutEffect(refused, line)
}

type Shown = Pick<ProposalLine, 'figures' | 'figuresHash' | 'band'>

const withoutEffect = (
  { why, reason }: { readonly why: AnswerRefusal; readonly reason: string },
  shown: Shown,
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
