import * as z from 'zod'
import { ASSESSMENTS, type FundamentalsForm, GROWTHS, VALUATIONS } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { point } from './form-parts.ts'

/** Judges the business behind a share by what its reports say. */
export const fundamentalsAnalyst: Role<FundamentalsForm> = {
  name: 'fundamentals_analyst',
  says: 'Judges the business by reported figures',
  client: 'query',
  prompt: `You are the fundamentals analyst. Judge the company behind one share by the evidence of kind "fundamental" and "earnings".
business: is it profitable on its capital and not too indebted. growth: where revenue and profit go over the quarters given. valuation: what is paid for it, against its growth and its peers only if they are given.
Name at most five points that matter most, the doubtful ones too. A figure that stands alone without a date or that contradicts another is a doubt, not a strength. Without figures everything is "unknown" and points is empty.`,
  tools: [],
  readsFetchedText: false,
  form: z.strictObject({
    role: z.literal('fundamentals_analyst'),
    business: z.enum(ASSESSMENTS),
    growth: z.enum(GROWTHS),
    valuation: z.enum(VALUATIONS),
    points: z.array(point).max(5),
  }),
}
