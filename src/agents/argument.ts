import * as z from 'zod'
import type { ToolName } from '../core/ai/tool-names.ts'
import { point, probability } from './form-parts.ts'

/** What either side may look up: figures of the desk, no stories. */
export const ARGUMENT_TOOLS = [
  'get_quote',
  'get_bars',
  'get_indicators',
  'get_earnings',
  'get_fundamentals',
] as const satisfies readonly ToolName[]

/** Both sides fill the same form over the same evidence, so that the judge compares like with like. */
export const argumentForm = <Side extends 'bull' | 'bear'>(side: Side) =>
  z.strictObject({
    role: z.literal(side),
    conviction: probability,
    points: z.array(point).min(1).max(6),
  })
