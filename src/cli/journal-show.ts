import { ConfigurationError } from '../core/errors.ts'
import { EventWords } from '../core/event-words.ts'
import type { Event, EventType } from '../core/events.ts'
import { FLOW } from '../core/flow.ts'
import { eventOf } from '../core/journal.ts'
import { searchJournal } from '../core/state/journal-search.ts'
import { type CorrelationId, correlationId, isUuid } from '../domain/brand.ts'
import { clockTime, dateOf, isoTime } from '../domain/time.ts'
import { type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { nearestWord } from './nearest-word.ts'

export interface ShowFlags extends BookOption {
  readonly last: number
  readonly types?: string
  readonly correlation?: string
}

/** The newest events of a book that fit. */
export async function journalShow(
  context: Context,
  { book, last, types, correlation }: ShowFlags,
): Promise<void> {
  const wanted = types === undefined ? null : typesOf(types)
  const chain = correlation === undefined ? null : correlationOf(correlation)
  const { state, standing } = await chosenBook(context, book)
  const { name } = standing.book
  const question = { book: name, types: wanted, correlationId: chain, limit: last }
  const events = (await searchJournal(state, question)).map(eventOf)
  const words = new EventWords()
  const told = events.map((event) => ({ event, says: words.of(event) }))
  const { head, hash } = standing
  const document = { book: name, head, hash, events: told.map(eventDocument) }
  context.output.answer(document, () =>
    told.length === 0
      ? `No event of ${name} fits.`
      : told.map(({ event, says }) => eventLine(event, says)).join('\n'),
  )
}

/** An event for a machine, with its sentence where it has one. */
export const eventDocument = ({
  event,
  says,
}: {
  readonly event: Event
  readonly says: string | null
}) => {
  const { seq, id, type, version, at, source, cause, causationId, isInput, data } = event
  const chain = { correlationId: event.correlationId, cause, causationId }
  return { seq, id, type, version, at: isoTime(at), source, ...chain, isInput, says, data }
}

/** An event for a person: place, market time, and its sentence or its bare content. */
export const eventLine = ({ seq, at, type, data }: Event, says: string | null): string =>
  `${String(seq).padStart(8)}  ${dateOf(at)} ${clockTime(at)}  ${type.padEnd(30)}  ${says ?? JSON.stringify(data)}`

const TYPES = new Set(Object.keys(FLOW))

/** `risk.order_denied`, or `risk` for the whole area. Throws CONFIGURATION_INVALID with the nearest type. */
function typesOf(text: string): readonly EventType[] {
  return text.split(',').flatMap((part) => {
    const name = part.trim().replace(/\.\*?$/, '')
    const found = [...TYPES].filter((type) => type === name || type.startsWith(`${name}.`))
    if (name !== '' && found.length > 0) return found.filter(isType)
    const near = nearestWord(name, [...TYPES])
    const areas = [...new Set([...TYPES].map((type) => type.split('.')[0]))].join(', ')
    const hint = near === null ? `there are the areas ${areas}` : `did you mean ${near}?`
    throw new ConfigurationError('types', `There is no event type "${name}"; ${hint}`)
  })
}

const isType = (text: string): text is EventType => TYPES.has(text)

function correlationOf(text: string): CorrelationId {
  if (isUuid(text)) return correlationId(text)
  const says = `"${text}" is not a correlation id: take one from "robo-trader journal show --json"`
  throw new ConfigurationError('correlation', says)
}
