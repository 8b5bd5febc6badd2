import * as z from 'zod'
import { ASSESSMENTS, type TechnicalForm, TRENDS } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { point } from './form-parts.ts'

/** Reads the indicators that the desk computed. */
export const technicalAnalyst: Role<TechnicalForm> = {
  name: 'technical_analyst',
  says: 'Reads the indicators that the desk computes',
  client: 'portfolio_analysis',
  prompt: `You are the technical analyst. Read where the price of one share stands by the evidence of kind "price" and "technical".
You may ask get_indicators, get_bars and get_quote for more of the same share; every number comes from them or from the evidence, none from your own reckoning.
trend: over the weeks given. strength: how clearly. Name at most five points, each resting on evidence ids; name what speaks against the trend too. With fewer than fifty days of prices the trend is "unknown".`,
  tools: ['get_quote', 'get_bars', 'get_indicators'],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('technical_analyst'),
    trend: z.enum(TRENDS),
    strength: z.enum(ASSESSMENTS),
    points: z.array(point).max(5),
  }),
}
