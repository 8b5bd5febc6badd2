import type { TopicStates } from '../../src/web/contract/live.ts'
import type { QuotesState } from '../../src/web/contract/market.ts'

/** What can be followed on the live socket; `quotes:NSE:INFY` follows one instrument of `quotes`. */
export type Topic = keyof TopicStates | `quotes:${string}`

/** What a topic holds. */
export type StateOf<T extends Topic> = T extends keyof TopicStates ? TopicStates[T] : QuotesState
