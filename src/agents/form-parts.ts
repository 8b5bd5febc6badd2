import * as z from 'zod'
import { isInstrumentId } from '../domain/brand.ts'

/** Printable signs but those of markup: what a model writes is shown to people and quoted to other roles. */
const PLAIN = /^[ -;=?-_a-~\u00a0-\uffff]*$/
/** Marks that cannot be seen and turn what is read around. */
const HIDDEN = /\p{Cf}/u
const INSTRUMENT = /^(NSE|BSE):[A-Z0-9][A-Z0-9&_ .-]{0,31}$/
const EVIDENCE = /^E[1-9]\d?$/
const DECISION = /^D[1-9]\d?$/

/** A sentence or two on one line. */
export const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(PLAIN)
    .refine((text) => !HIDDEN.test(text), 'holds marks that cannot be seen')

export const evidenceIds = (max: number) => z.array(z.string().regex(EVIDENCE)).min(1).max(max)

export const decisionId = z.string().regex(DECISION)

export const probability = z.number().min(0).max(1)

/** Written `NSE:INFY`; the pattern is in the schema too, so that the model is told. */
export const instrument = z.string().regex(INSTRUMENT).refine(isInstrumentId, 'names no instrument')

/** One claim with what it rests on. */
export const point = z.strictObject({ claim: plainText(240), evidence: evidenceIds(4) })
