import { type Kysely, sql } from 'kysely'
import type { Event, EventType } from '../../events.ts'
import type { ProjectedTables, Tables } from '../tables.ts'

type Name = keyof ProjectedTables
type RowOf<N extends Name> = ProjectedTables[N]
type KeyOf<N extends Name> = keyof RowOf<N> & string

/** Rows of one table while a batch of events is folded into them, by key. */
export class RowSet<R> {
  readonly #keyOf: (row: R) => string
  readonly #rows = new Map<string, R>()
  readonly #changed = new Set<string>()
  #isCleared = false

  constructor(keyOf: (row: R) => string, stored: readonly R[]) {
    this.#keyOf = keyOf
    for (const row of stored) this.#rows.set(keyOf(row), row)
  }

  get(key: string): R | null {
    return this.#rows.get(key) ?? null
  }

  put(row: R): void {
    const key = this.#keyOf(row)
    this.#rows.set(key, row)
    this.#changed.add(key)
  }

  /** Every row of the book goes, stored or not. */
  clear(): void {
    this.#rows.clear()
    this.#changed.clear()
    this.#isCleared = true
  }

  get isCleared(): boolean {
    return this.#isCleared
  }

  /** What must be written. */
  get changed(): readonly R[] {
    return [...this.#changed].flatMap((key) => this.#rows.get(key) ?? [])
  }
}

/** A table as a fold of events: pure, so that the same journal always gives the same rows. */
export interface Projection<N extends Name = Name, T extends EventType = EventType> {
  readonly table: N
  /** Columns beside the book that name a row; their values, joined by `keyOf`, are its key. */
  readonly key: readonly [KeyOf<N>, ...KeyOf<N>[]]
  readonly types: readonly T[]
  /** Value of the first key column in the stored row that an event changes; absent where events only add or replace. */
  readonly reads?: (event: Event<T>) => string
  readonly fold: (rows: RowSet<RowOf<N>>, event: Event<T>, book: string) => void
}

/** A projection whose types are forgotten, so that many stand in one list. */
export interface AnyProjection {
  readonly table: Name
  readonly types: readonly EventType[]
  /** Folds those of the events that it handles into the stored rows. */
  apply(tx: Kysely<Tables>, book: string, events: readonly Event[]): Promise<void>
}

const JOINT = '\u001f'

/** The key of a row from the values that name it. */
export const keyOf = (...values: readonly (string | number)[]): string => values.join(JOINT)

function isOneOf<T extends EventType>(
  types: readonly T[],
  event: Event,
): event is Event<T> & Event {
  return types.some((type) => type === event.type)
}

/** Makes a projection runnable: rows that events change are read once a batch, and written once. */
export function defineProjection<N extends Name, T extends EventType>(
  projection: Projection<N, T>,
): AnyProjection {
  const { table, key, types, reads, fold } = projection
  const rowKey = (row: RowOf<N>) => keyOf(...key.map((column) => String(row[column])))
  return {
    table,
    types,
    async apply(tx, book, events) {
      const mine = events.filter((event) => isOneOf(types, event))
      if (mine.length === 0) return
      const wanted = reads === undefined ? [] : [...new Set(mine.map(reads))]
      const stored =
        wanted.length === 0 ? [] : await load<RowOf<N>>(tx, table, key[0], book, wanted)
      const rows = new RowSet<RowOf<N>>(rowKey, stored)
      for (const event of mine) fold(rows, event, book)
      if (rows.isCleared) await tx.deleteFrom<Name>(table).where('book', '=', book).execute()
      await store(tx, table, ['book', ...key], rows.changed)
    },
  }
}

async function load<R>(
  tx: Kysely<Tables>,
  table: Name,
  column: string,
  book: string,
  wanted: readonly string[],
): Promise<readonly R[]> {
  const query = sql<R>`
    select * from ${sql.table(table)} where book = ${book} and ${sql.ref(column)} = any(${wanted})`
  return (await query.execute(tx)).rows
}

/** One statement, whatever the number of rows; a row that is there is replaced. */
async function store(
  tx: Kysely<Tables>,
  table: Name,
  key: readonly string[],
  rows: readonly object[],
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const columns = Object.keys(first)
  const rest = columns.filter((column) => !key.includes(column))
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const set = sql.join(
    rest.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
  )
  await sql`
    insert into ${sql.table(table)} (${names})
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)
    on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${set}`.execute(
    tx,
  )
}
