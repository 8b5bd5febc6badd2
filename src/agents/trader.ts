import * as z from 'zod'
import type { TraderForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { instrument, plainText, probability } from './form-parts.ts'

/** Turns a verdict into a wish: which way, how sure, how long, and what would prove it wrong. */
export const trader: Role<TraderForm> = {
  name: 'trader',
  says: 'Turns a verdict into an intent without price or quantity',
  client: 'paper_trading',
  prompt: `You are the trader. Turn the judge's verdict into an intent.
side: buy for BUY, sell for SELL. probability: that the trade pays after charges. horizonDays: calendar days after which it should have worked. invalidation: the observable fact that would prove it wrong, in one sentence. reason: why now, in one or two sentences.
Price, quantity, stop and target are the desk's: name none.`,
  tools: [],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('trader'),
    instrument,
    side: z.enum(['buy', 'sell']),
    probability,
    horizonDays: z.int().min(1).max(120),
    invalidation: plainText(300),
    reason: plainText(400),
  }),
}
