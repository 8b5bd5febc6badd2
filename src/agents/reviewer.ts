import * as z from 'zod'
import { FINDINGS, type ReviewerForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { decisionId, plainText } from './form-parts.ts'

/** Looks at the day's decisions after the close, beside what became of them. */
export const reviewer: Role<ReviewerForm> = {
  name: 'reviewer',
  says: 'Reviews the decisions of the day after the close',
  client: 'portfolio_analysis',
  prompt: `You are the reviewer. The market has closed. Go over the decisions below, each with what became of it so far.
Judge how each was made, apart from what it brought: a good decision may lose and a bad one may win. quality: of the reasoning, 0 to 100. finding: the one word that fits best. note: one or two sentences a colleague can act on. Review only decisions that are listed, each once.`,
  tools: ['get_decision_log', 'get_performance', 'get_positions'],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('reviewer'),
    decisions: z
      .array(
        z.strictObject({
          decision: decisionId,
          finding: z.enum(FINDINGS),
          quality: z.int().min(0).max(100),
          note: plainText(300),
        }),
      )
      .max(20),
  }),
}
