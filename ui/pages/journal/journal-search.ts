import type { EventRow } from '../../../src/web/contract/journal.ts'

/** What is looked for in the journal, and what is open beside it: all of it stands in the address. */
export interface JournalSearch {
  readonly text?: string
  /** Areas, with commas between. */
  readonly types?: string
  readonly trace?: string
  readonly tab?: 'why-not'
}

/** What is to be looked for otherwise; an empty text looks for it no more. */
export type JournalChange = Readonly<Partial<Record<'text' | 'types' | 'trace' | 'tab', string>>>

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What an address asks for; what it asks wrongly is left out. */
export function journalSearch(search: Readonly<Record<string, unknown>>): JournalSearch {
  const { text, types, trace, tab } = search
  return {
    ...(isText(text) ? { text } : {}),
    ...(isText(types) ? { types } : {}),
    ...(isText(trace) ? { trace } : {}),
    ...(tab === 'why-not' ? { tab } : {}),
  }
}

/** The area of an event: `risk` of `risk.order_denied`. */
export const areaOf = (type: string): string => type.split('.')[0] ?? type

/** Whether an event that has just come is among those that are looked for. */
export function isWanted(event: EventRow, { text, types }: JournalSearch): boolean {
  const areas = types?.split(',') ?? []
  if (areas.length > 0 && !areas.includes(areaOf(event.type)) && !areas.includes(event.type)) {
    return false
  }
  if (text === undefined) return true
  const wanted = text.toLowerCase()
  const { says, type, source, correlationId, names } = event
  return [says ?? '', type, source, correlationId, ...names].some((seen) =>
    seen.toLowerCase().includes(wanted),
  )
}

/** Events of several answers, each once, newest first. */
export const merged = (...lists: readonly (readonly EventRow[])[]): readonly EventRow[] =>
  [...new Map(lists.flat().map((event) => [event.seq, event])).values()].toSorted(
    (a, b) => b.seq - a.seq,
  )
