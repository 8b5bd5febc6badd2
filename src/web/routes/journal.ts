import { TradingError } from '../../core/errors.ts'
import { EventWords } from '../../core/event-words.ts'
import type { EventType } from '../../core/events.ts'
import { FLOW } from '../../core/flow.ts'
import { eventOf, type JournalRow } from '../../core/journal.ts'
import { searchJournal } from '../../core/state/journal-search.ts'
import { type EventRow, eventsBody, eventsQuery, traceBody } from '../contract/journal.ts'
import { inputInvalid } from '../error-handler.ts'
import { ofCorrelation } from '../params.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { eventRow } from '../views/event-row.ts'

const CHAIN_MAX = 2_000
const TYPES: ReadonlySet<string> = new Set(Object.keys(FLOW))

const isType = (text: string): text is EventType => TYPES.has(text)

/** Types, and areas as all of theirs. Throws INPUT_INVALID for a word that is neither. */
function typesOf(text: string): readonly EventType[] {
  return text.split(',').flatMap((part) => {
    const name = part.trim()
    const found = [...TYPES].filter((type) => type === name || type.startsWith(`${name}.`))
    if (name !== '' && found.length > 0) return found.filter(isType)
    throw inputInvalid('query', [
      {
        path: ['types'],
        message: 'must list event types or areas, like risk,execution.order_filled',
      },
    ])
  })
}

function told(rows: readonly JournalRow[]): readonly EventRow[] {
  const words = new EventWords()
  return rows.map((row) => {
    const event = eventOf(row)
    return eventRow(event, words.of(event))
  })
}

/** What happened, and what it came from. */
export const journal: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/events',
    group: 'dashboard',
    bucket: 'events',
    need: 'read',
    says: 'Events of the journal: after a place, before one, or the newest',
    query: eventsQuery,
    reply: eventsBody,
    async answer({ query }, { history, live }) {
      const { after = null, before = null, text = '', types, limit } = query
      const rows = await history.events({
        types: types === undefined || types === '' ? null : typesOf(types),
        after,
        before,
        text: text === '' ? null : text,
        limit,
      })
      return json({ events: told(rows), head: live.kernel.bus.head })
    },
  }),
  defineRoute({
    method: 'GET',
    url: '/api/events/trace/:correlationId',
    group: 'dashboard',
    bucket: 'events',
    need: 'read',
    says: 'Everything that followed from one wish, oldest first',
    params: ofCorrelation,
    reply: traceBody,
    async answer({ params: { correlationId } }, { state, live }) {
      const question = { book: live.book.name, types: null, correlationId, limit: CHAIN_MAX }
      const rows = await searchJournal(state, question)
      if (rows.length === 0) {
        const says = `No event has the correlation id ${correlationId}: it may not be durable yet`
        throw new TradingError('NOT_FOUND', says)
      }
      return json({ correlationId, events: told(rows) })
    },
  }),
]
