import * as z from 'zod'

/** What a client sees of any failure: never a stack, a path, SQL or the name of a class. */
export const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    category: z.string(),
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    recoverable: z.boolean(),
    retryAfterSeconds: z.number().nullable(),
    correlationId: z.string().nullable(),
    /** Figures that help the reader; `fields` names each value that was not accepted, and why. */
    details: z.record(z.string(), z.unknown()),
  }),
})
export type ErrorBody = z.output<typeof errorBody>
