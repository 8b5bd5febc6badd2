import type { Events, EventType } from './events.ts'
import type { OrderOf } from './order-words.ts'

/** How much a sentence asks of its reader: a session's result and a warning are told even to one in a hurry. */
export type Weight = 'fact' | 'session' | 'warning'

/** What one event says: first letter small, no full stop. */
export interface Sentence {
  readonly says: string
  readonly weight: Weight
  /** Stable; the event's type where there is none. */
  readonly code?: string
  /** Sentences of one gist may be told as one. */
  readonly gist?: string
}

/** Makes the sentence of an event; null says nothing to a person. */
export type Teller<T extends EventType> = (data: Events[T], orderOf: OrderOf) => Sentence | null

export const fact = (says: string): Sentence => ({ says, weight: 'fact' })
export const warning = (says: string): Sentence => ({ says, weight: 'warning' })
export const session = (says: string): Sentence => ({ says, weight: 'session' })
/** The machine's own steps, or told better by another event. */
export const silent = null

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
