import * as z from 'zod'
import { trading } from './desk.ts'
import { time, words } from './scalars.ts'

/** One limit in words, with its use. */
export const limitRow = z.object({
  /** Key of the configuration: `deployedBpsMax`. */
  key: z.string(),
  says: z.string(),
  unit: z.enum(['paise', 'bps', 'count', 'ms', 'ratio']),
  limit: z.number(),
  /** null for limits that are met order by order and are not used up. */
  value: z.number().nullable(),
  /** The most that was used of it in each five minutes of the day, by the minute (since 1970) that they begin with. */
  trail: z.record(z.string(), z.number()),
  /** What is left in rupees' paise, where that can be said. */
  headroomPaise: z.number().nullable(),
  /** What would pass it next, in words. */
  next: z.string().nullable(),
  min: z.number(),
  max: z.number(),
})
export type LimitRow = z.output<typeof limitRow>

export const limitChange = z.object({
  at: time,
  by: z.string(),
  changes: z.array(z.object({ key: z.string(), before: z.number(), after: z.number() })),
})

/** Topic `risk`, and `GET /api/risk`. */
export const riskState = z.object({
  isOn: z.boolean(),
  trading,
  limits: z.record(z.string(), limitRow),
  breakers: z.record(
    z.string(),
    z.object({
      id: z.string(),
      says: z.string(),
      isOpen: z.boolean(),
      until: z.string().nullable(),
    }),
  ),
  breaches: z.array(z.object({ seq: z.number(), at: time, says: z.string() })),
  history: z.array(limitChange),
  /** Grows with each change: a write names the version that it was made on. */
  version: z.number().int(),
})
export type RiskState = z.output<typeof riskState>

/** `PUT /api/risk/limits`: keys that are absent stay. `409` when the version is not the newest. */
export const limitsWish = z.strictObject({
  version: z.number().int().min(0),
  limits: z.record(z.string().max(40), z.number()),
})
export type LimitsWish = z.input<typeof limitsWish>

/** `POST /api/emergency/stop` and `/resume`. */
export const switchWish = z.strictObject({ reason: words(500) })
export type SwitchWish = z.input<typeof switchWish>
export const switchBody = z.object({
  correlationId: z.string(),
  state: z.enum(['active', 'halted']),
  /** What it did, in words: orders taken back, what still works. */
  says: z.string(),
})
export type SwitchBody = z.output<typeof switchBody>
