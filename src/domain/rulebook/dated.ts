import { addDays, type TradeDate, tradeDate } from '../time.ts'

/**
 * `sure`: exchange, regulator, statute, the broker's own page, or independent reports that agree; `likely`: one
 * secondary source, or a sure value with an inferred day; `unverified`: sources conflict or there is none.
 */
export type Confidence = 'sure' | 'likely' | 'unverified'

/** A rule while it was in force: both days are inclusive trade dates, null is open. */
export interface Row<T> {
  readonly from: TradeDate | null
  readonly to: TradeDate | null
  readonly value: T
  readonly source: string
  readonly confidence: Confidence
  /** What a reader must know before trusting the row, or null. */
  readonly note: string | null
}

/** One rule through time. Rows follow each other without hole or overlap, so every day has exactly one. */
export interface Table<T> {
  readonly name: string
  readonly title: string
  readonly rows: readonly Row<T>[]
}

/** A row before its table tells it on which day it ends. */
export type Start<T> = Omit<Row<T>, 'to'>

/** The rule from a day on (null: since before 2015), until the next row of its table begins. */
export const since = <T>(
  from: string | null,
  value: T,
  confidence: Confidence,
  source: string,
  note: string | null = null,
): Start<T> => ({ from: from === null ? null : tradeDate(from), value, source, confidence, note })

/** Throws RangeError unless the rows begin with an open past, are in order and name their sources. */
export function table<T>(name: string, title: string, starts: readonly Start<T>[]): Table<T> {
  const rows = starts.map((start, index): Row<T> => {
    const next = starts[index + 1]?.from ?? null
    return { ...start, to: next === null ? null : addDays(next, -1) }
  })
  const fault = faultOf({ name, title, rows })
  if (fault !== null) throw new RangeError(`table ${name}: ${fault}`)
  return { name, title, rows }
}

/** What is wrong with a table, or null: a hole, an overlap, an end before its start, a row without source. */
export function faultOf({ rows }: Table<unknown>): string | null {
  if (rows[0]?.from !== null) return 'the first row must begin in the open past'
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1]
    if (row.source.trim() === '') return `the row from ${row.from ?? 'ever'} has no source`
    if (row.from !== null && row.to !== null && row.to < row.from) {
      return `the row from ${row.from} ends before it begins`
    }
    if (next === undefined) return row.to === null ? null : `nothing is known after ${row.to}`
    if (row.to === null || next.from !== addDays(row.to, 1)) {
      return `the row from ${next.from ?? 'ever'} does not follow the one before it`
    }
  }
  return null
}

/** The row in force on a day. */
export function rowOn<T>({ name, rows }: Table<T>, date: TradeDate): Row<T> {
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]
    if (row !== undefined && (row.from === null || row.from <= date)) return row
  }
  throw new RangeError(`table ${name} has no row for ${date}`)
}

/** The value in force on a day. */
export const asOf = <T>(rules: Table<T>, date: TradeDate): T => rowOn(rules, date).value

/** The table with one row put in, the others cut around it: how a rule is changed without a release. */
export function amended<T>(rules: Table<T>, row: Row<T>): Table<T> {
  const before = rules.rows
    .filter((old) => row.from !== null && (old.from === null || old.from < row.from))
    .map((old) => ({ ...old, to: earlier(old.to, row.from) }))
  const after = rules.rows
    .filter((old) => row.to !== null && (old.to === null || old.to > row.to))
    .map((old) => ({ ...old, from: later(old.from, row.to) }))
  const changed = { ...rules, rows: [...before, row, ...after] }
  const fault = faultOf(changed)
  if (fault !== null) throw new RangeError(`table ${rules.name}: ${fault}`)
  return changed
}

/** The earlier of a row's last day and the day before another begins. */
function earlier(to: TradeDate | null, from: TradeDate | null): TradeDate | null {
  const last = from === null ? null : addDays(from, -1)
  if (to === null || last === null) return to ?? last
  return to < last ? to : last
}

/** The later of a row's first day and the day after another ends. */
function later(from: TradeDate | null, to: TradeDate | null): TradeDate | null {
  const first = to === null ? null : addDays(to, 1)
  if (from === null || first === null) return from ?? first
  return from > first ? from : first
}
