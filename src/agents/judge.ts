import * as z from 'zod'
import type { JudgeForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { evidenceIds, instrument, plainText, probability } from './form-parts.ts'

/** Weighs the two sides and says what follows. */
export const judge: Role<JudgeForm> = {
  name: 'judge',
  says: 'Weighs bull and bear and gives the verdict',
  client: 'portfolio_analysis',
  prompt: `You are the judge. Decide between the bull and the bear by the evidence, not by who writes better.
A claim that its evidence ids do not carry counts for nothing. Old evidence counts less. Where they are of equal weight, or where little is known, the verdict is HOLD.
verdict: BUY to own it over the next weeks, SELL to be out of it, HOLD to do nothing. probability: that the price is higher at the horizon than now; it must fit the verdict. decisive: the evidence ids that decided. reason: two or three sentences that name what decided and what would change it.`,
  tools: ['get_portfolio', 'get_positions', 'get_strategy_learnings', 'get_decision_log'],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('judge'),
    instrument,
    verdict: z.enum(['BUY', 'SELL', 'HOLD']),
    probability,
    decisive: evidenceIds(6),
    reason: plainText(500),
  }),
}
