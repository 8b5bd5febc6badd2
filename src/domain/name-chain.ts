import { tenuresOf } from './adjustment.ts'
import type { InstrumentId } from './brand.ts'
import type { SymbolChange } from './corporate-action.ts'
import { type EpochMs, midnightOf, type TradeDate } from './time.ts'

/** A name under which something may be kept of the shares that were asked about; from `from` on, before `until`. */
export interface NameSpan {
  readonly name: InstrumentId
  readonly from: EpochMs | null
  readonly until: EpochMs | null
}

/**
 * Under which names facts of a company may be kept: older sources write the symbol of the time, newer ones write history
 * under today's. A name that belonged to somebody else counts only while it was this company's.
 */
export function namesOf(
  instrument: InstrumentId,
  changes: readonly SymbolChange[],
  asOf: TradeDate,
): readonly NameSpan[] {
  const tenures = tenuresOf(instrument, changes, asOf)
  const spans = tenures.map(({ instrument: name, from, until }, index): NameSpan => {
    // A first name with a beginning was somebody else's before; a later one is also given to what came before it.
    const start = index === 0 && from !== null ? midnightOf(from) : null
    return { name, from: start, until: until === null ? null : midnightOf(until) }
  })
  return [...spans, ...laterNames(instrument, changes, asOf)]
}

/** Names that the shares took after a day. */
function laterNames(
  instrument: InstrumentId,
  changes: readonly SymbolChange[],
  asOf: TradeDate,
): readonly NameSpan[] {
  const names: NameSpan[] = []
  let [name, day] = [instrument, asOf]
  for (;;) {
    const next = changes
      .filter(({ before, from }) => before === name && from > day)
      .sort((a, b) => (a.from < b.from ? -1 : 1))[0]
    if (next === undefined || names.some((span) => span.name === next.after)) return names
    names.push({ name: next.after, from: null, until: null })
    name = next.after
    day = next.from
  }
}

/** What the shares that were called `name` on a day are called on another. */
export function nameOn(
  name: InstrumentId,
  then: TradeDate,
  asOf: TradeDate,
  changes: readonly SymbolChange[],
): InstrumentId {
  let current = name
  const forward = changes
    .filter(({ from }) => from > then && from <= asOf)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
  for (const { before, after } of forward) if (before === current) current = after
  const back = changes.filter(({ from }) => from > asOf).sort((a, b) => (a.from < b.from ? 1 : -1))
  for (const { before, after, from } of back) {
    if (after === current && from > then) current = before
  }
  return current
}
