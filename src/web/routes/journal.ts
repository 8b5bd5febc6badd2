import { TradingError } from '../../core/errors.ts'
import type { EventType } from '../../core/events.ts'
import { FLOW } from '../../core/flow.ts'
import { searchJournal } from '../../core/state/journal-search.ts'
import { namedOrders } from '../../core/state/named-orders.ts'
import { type EventSource, searchTold, tellRows } from '../../core/told-events.ts'
import { eventsBody, eventsQuery, traceBody } from '../contract/journal.ts'
import { inputInvalid } from '../error-handler.ts'
import { ofCorrelation } from '../params.ts'
import { defineRoute, json, type Route } from '../route.ts'
import { eventRow } from '../views/event-row.ts'
import type { Web } from '../web.ts'

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

/** The book's own journal, and its orders. */
const sourceOf = ({ history, state, live }: Web): EventSource => ({
  events: (question) => history.events(question),
  orders: (ids) => namedOrders(state, live.book.name, ids),
})

/** What happened, and what it came from. */
export const journal: readonly Route[] = [
  defineRoute({
    method: 'GET',
    url: '/api/events',
    group: 'dashboard',
    bucket: 'events',
    need: 'read',
    says: 'Events of the journal: after a place, before one, or the newest, also by the words that a person sees',
    query: eventsQuery,
    reply: eventsBody,
    async answer({ query }, web) {
      const { after = null, before = null, text = '', types, limit } = query
      const question = {
        types: types === undefined || types === '' ? null : typesOf(types),
        after,
        before,
        text: text === '' ? null : text,
        limit,
      }
      const { events, next, looked } = await searchTold(question, sourceOf(web))
      return json({ events: events.map(eventRow), head: web.live.kernel.bus.head, next, looked })
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
    async answer({ params: { correlationId } }, web) {
      const { state, live } = web
      const question = { book: live.book.name, types: null, correlationId, limit: CHAIN_MAX }
      const rows = await searchJournal(state, question)
      if (rows.length === 0) {
        const says = `No event has the correlation id ${correlationId}: it may not be durable yet`
        throw new TradingError('NOT_FOUND', says)
      }
      const events = await tellRows(rows, sourceOf(web))
      return json({ correlationId, events: events.map(eventRow) })
    },
  }),
]
