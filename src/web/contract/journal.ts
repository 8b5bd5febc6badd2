import * as z from 'zod'
import { time } from './scalars.ts'

/** An event of the journal with its sentence. */
export const eventRow = z.object({
  seq: z.number().int(),
  id: z.string(),
  type: z.string(),
  at: time,
  source: z.string(),
  correlationId: z.string(),
  /** Place of the event that caused it; 0 for a root. */
  cause: z.number().int(),
  /** null for the machine's own steps. */
  says: z.string().nullable(),
  /** Instruments, orders and others that its data name. */
  names: z.array(z.string()),
  data: z.unknown(),
})
export type EventRow = z.output<typeof eventRow>

export const eventsQuery = z.object({
  /** Events after this place, oldest first; without it the newest come, newest last. */
  after: z.coerce.number().int().min(0).optional(),
  /** Events before this place: the page above. */
  before: z.coerce.number().int().min(1).optional(),
  /** Comma list of types or areas: `risk`, `execution.order_filled`. */
  types: z.string().max(500).optional(),
  /** Text that its sentence, type, source, chain or a name must hold, in any case: what is on screen is what is found. */
  text: z.string().trim().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const eventsBody = z.object({
  events: z.array(eventRow),
  head: z.number().int(),
  /** Where the next page begins: its `before`, or its `after` where that was asked; null when there is no more. */
  next: z.number().int().nullable(),
  /** How many events were looked at: a search by text looks at some thousands and leaves the rest to the next page. */
  looked: z.number().int(),
})
export type EventsBody = z.output<typeof eventsBody>

/** `GET /api/events/trace/:correlationId`: the whole chain, oldest first. */
export const traceBody = z.object({ correlationId: z.string(), events: z.array(eventRow) })
export type TraceBody = z.output<typeof traceBody>
