import type { OrderId } from '../domain/brand.ts'
import { namesOf } from './event-names.ts'
import { EventWords } from './event-words.ts'
import type { Event } from './events.ts'
import { eventOf, type JournalRow } from './journal.ts'
import type { NamedOrder } from './order-words.ts'
import type { EventQuestion } from './state/book-history.ts'

/** An event as a person reads it. */
export interface ToldEvent {
  readonly event: Event
  /** null for the machine's own steps. */
  readonly says: string | null
  /** Instruments, orders and others that its data name. */
  readonly names: readonly string[]
}

/** Events that were looked for by what a person sees of them. */
export interface ToldPage {
  /** Oldest first. */
  readonly events: readonly ToldEvent[]
  /** The place to go on from, in the direction that was asked for; null when the journal has no more there. */
  readonly next: number | null
  /** How many events were looked at. */
  readonly looked: number
}

/** Where events are read from, and the orders that they name by their ids alone. */
export interface EventSource {
  events(question: EventQuestion): Promise<readonly JournalRow[]>
  orders(ids: readonly OrderId[]): Promise<ReadonlyMap<OrderId, NamedOrder>>
}

/** Events that are put into words at once: so many take a few milliseconds. */
const CHUNK = 500
/** Events that one search looks at: whoever wants to look farther goes on from there. */
const LOOKED_MAX = 5_000

/** An event with the sentence that is known of it. */
export const toldAs = (event: Event, says: string | null): ToldEvent => ({
  event,
  says,
  names: namesOf(event.data),
})

/** Rows of the journal with their sentences: an order is named by what it asks for, wherever it was submitted. */
export async function tellRows(
  rows: readonly JournalRow[],
  source: Pick<EventSource, 'orders'>,
): Promise<readonly ToldEvent[]> {
  const events = rows.map(eventOf)
  const ids = events.flatMap(({ data }) =>
    'orderId' in data && data.orderId !== null ? [data.orderId] : [],
  )
  const words = new EventWords(await source.orders([...new Set(ids)]))
  return events.map((event) => toldAs(event, words.of(event)))
}

/** Whether what a person sees of an event, or what it is about, holds the text (small letters). */
const holds = ({ event, says, names }: ToldEvent, text: string): boolean =>
  [says ?? '', event.type, event.source, event.correlationId, ...names].some((seen) =>
    seen.toLowerCase().includes(text),
  )

/**
 * Events of which a person would see the text: sentences are made to be searched, since the journal holds none. It looks
 * at a bounded stretch, and says where to go on.
 */
export async function searchTold(question: EventQuestion, source: EventSource): Promise<ToldPage> {
  const { types, text, limit } = question
  const isOnward = question.after !== null
  const wanted = text?.toLowerCase() ?? null
  const chunk = wanted === null ? limit : CHUNK
  const found: ToldEvent[] = []
  let { after, before } = question
  let looked = 0
  const page = (next: number | null): ToldPage => ({
    events: isOnward ? found : found.toReversed(),
    next,
    looked,
  })
  while (looked < LOOKED_MAX) {
    const rows = await source.events({ types, after, before, text: null, limit: chunk })
    const told = await tellRows(rows, source)
    for (const one of isOnward ? told : told.toReversed()) {
      looked += 1
      if (wanted === null || holds(one, wanted)) found.push(one)
      if (found.length === limit) return page(one.event.seq)
    }
    if (rows.length < chunk) return page(null)
    if (isOnward) after = rows.at(-1)?.seq ?? after
    else before = rows[0]?.seq ?? before
  }
  return page(isOnward ? after : before)
}
