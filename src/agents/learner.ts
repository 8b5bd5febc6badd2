import * as z from 'zod'
import type { LearnerForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { decisionId, plainText } from './form-parts.ts'

/** Draws lessons from outcomes, never from one alone. */
export const learner: Role<LearnerForm> = {
  name: 'learner',
  says: 'Draws lessons from outcomes',
  client: 'portfolio_analysis',
  prompt: `You are the learner. Draw at most three lessons from the resolved decisions below.
A lesson says what was common to several outcomes and what to do otherwise, in one or two sentences. outcomes: the ids it rests on, at least five; sampleSize: how many they are. Chance is the first explanation to rule out: when the outcomes do not differ clearly, give no lesson. strategy: whose decisions they were, as written beside them.`,
  tools: ['get_strategy_learnings', 'get_performance'],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('learner'),
    lessons: z
      .array(
        z.strictObject({
          strategy: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
          lesson: plainText(400),
          outcomes: z.array(decisionId).min(5).max(40),
          sampleSize: z.int().min(5).max(40),
        }),
      )
      .max(3),
  }),
}
