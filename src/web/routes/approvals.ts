import type { ProposalLine } from '../../core/desk-view/proposal-lines.ts'
import { answerProposal, proposalOf } from '../answering.ts'
import { answeredBody, approveWish, discussWish, rejectWish } from '../contract/approvals.ts'
import { chatBody } from '../contract/chat.ts'
import { authorOf, postIntent } from '../intents.ts'
import { ofAnything } from '../params.ts'
import { type Asking, defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'
import { conversation } from './chat.ts'

const group = 'trades'

/** That a proposal was talked about, once there is a conversation. */
const noteDiscussion =
  ({ approvalId }: ProposalLine, asking: Asking, web: Web) =>
  async (sessionId: string): Promise<void> => {
    const by = authorOf(asking)
    await postIntent('approval.discussed', { approvalId, sessionId, by }, asking, web)
  }

/** Answers to what the AI proposes; what waits is told by the topic "approvals" and its route. */
export const approvals: readonly Route[] = [
  defineRoute({
    method: 'POST',
    url: '/api/approvals/:id/approve',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Approves a proposal, once, bound to the figures that were seen: with others now it answers 409 and places nothing',
    params: ofAnything,
    body: approveWish,
    reply: answeredBody,
    async answer({ params: { id }, body, ...asking }, web) {
      const said = { answer: 'approve', ...body } as const
      return json(await answerProposal(proposalOf(id, web), said, asking, web))
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/approvals/:id/reject',
    group,
    need: 'operate',
    key: 'optional',
    says: 'Rejects a proposal: nothing is ordered',
    params: ofAnything,
    body: rejectWish,
    reply: answeredBody,
    async answer({ params: { id }, body: { reason }, ...asking }, web) {
      const line = proposalOf(id, web)
      const said = { answer: 'reject', reason, figuresHash: line.figuresHash } as const
      return json(await answerProposal(line, said, asking, web))
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/approvals/:id/discuss',
    group,
    need: 'propose',
    says: 'Asks the AI about a proposal and its evidence; answered as POST /api/chat is',
    params: ofAnything,
    body: discussWish,
    reply: chatBody,
    answer({ params: { id }, body, ...asking }, web) {
      const line = proposalOf(id, web)
      const { recommendationId } = line
      const asked = { ...body, recommendationId, by: authorOf(asking) }
      return conversation(asked, web, noteDiscussion(line, asking, web))
    },
  }),
]
