import * as z from 'zod'
import type { AiTopic } from './ai.ts'
import type { ApprovalsState } from './approvals.ts'
import type { DashboardState, EquityState, StatusState } from './desk.ts'
import type { EventRow } from './journal.ts'
import type { QuotesState } from './market.ts'
import type { OrdersState } from './orders.ts'
import type { RiskState } from './risk.ts'
import type { RunsState } from './strategies.ts'
import type { HealthState } from './system.ts'

/** What a topic holds. `quotes:NSE:INFY` holds one instrument of `quotes`. */
export interface TopicStates {
  readonly status: StatusState
  readonly dashboard: DashboardState
  readonly equity: EquityState
  readonly orders: OrdersState
  readonly quotes: QuotesState
  readonly risk: RiskState
  readonly health: HealthState
  readonly runs: RunsState
  readonly ai: AiTopic
  readonly approvals: ApprovalsState
}
export type TopicName = keyof TopicStates

export const topic = z
  .string()
  .max(60)
  .regex(
    /^(?:status|dashboard|equity|orders|quotes|risk|health|runs|ai|approvals|events|quotes:[A-Z]{2,4}:[A-Z0-9&_\- ]{1,40})$/,
    'is not a topic',
  )
export const TOPICS_MAX = 64

/** What a client may say. */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    topics: z.array(topic).min(1).max(TOPICS_MAX),
    /** `steps`: patches may say figures that moved in short, as `Steps`; else they are RFC 6902 alone. */
    form: z.enum(['ops', 'steps']).default('ops'),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topics: z.array(topic).min(1).max(TOPICS_MAX) }),
  z.strictObject({ type: z.literal('resync'), topics: z.array(topic).min(1).max(TOPICS_MAX) }),
  z.strictObject({ type: z.literal('ping') }),
])
export type ClientMessage = z.input<typeof clientMessage>

/** RFC 6902, the three that are sent. */
export type PatchOp =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

/**
 * Figures of many rows of one collection that moved, for who asked for the form `steps`. Of the state that the patch is
 * from, row `n` is the n-th key of the collection in the order of code units. To the figure `was` of each field the step
 * is added: `was + step` when that is whole, else rounded to three decimals; to a time it is milliseconds; 0 changes
 * nothing. Steps and ops never touch the same value.
 */
export interface Steps {
  /** JSON pointer of the collection. */
  readonly at: string
  readonly fields: readonly string[]
  /** Flat: the number of a row, then a step for each field, and so on. */
  readonly rows: readonly number[]
}

/** What the server says. A patch applies only to the version that it is `from`; else the client asks for `resync`. */
export type ServerMessage =
  | {
      readonly type: 'welcome'
      readonly clientId: string
      readonly serverTime: string
      readonly identity: StatusState['identity']
    }
  | { readonly type: 'subscribed'; readonly topics: readonly string[] }
  | {
      readonly type: 'snapshot'
      readonly topic: string
      readonly version: number
      readonly state: unknown
    }
  | {
      readonly type: 'patch'
      readonly topic: string
      readonly version: number
      readonly from: number
      readonly ops: readonly PatchOp[]
      readonly steps?: readonly Steps[]
    }
  | { readonly type: 'event'; readonly event: EventRow }
  | { readonly type: 'pong'; readonly serverTime: string }
  | { readonly type: 'shutdown'; readonly reason: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
