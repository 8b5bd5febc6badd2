import { type Kysely, sql } from 'kysely'
import { chain, eventOf, GENESIS, type JournalRow, lineOf } from '../journal.ts'
import type { Database } from './database.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { PROJECTOR, project } from './projector.ts'
import type { StateManager } from './state-manager.ts'
import type { ProjectedTables, Tables } from './tables.ts'

/** One thing that is not as the journal says. */
export interface Finding {
  readonly kind: 'hash' | 'gap' | 'row'
  /** Place of the event; null for a row of a table. */
  readonly seq: number | null
  readonly table: keyof ProjectedTables | null
  readonly message: string
}

export interface VerifyReport {
  readonly book: string
  /** Events gone over, and the place up to which the tables were compared. */
  readonly events: number
  readonly comparedTo: number
  readonly hash: string
  readonly findings: readonly Finding[]
}

const PAGE_ROWS = 2_000
/** Enough to see what is wrong; more would only be longer. */
const FINDINGS_MAX = 20

/** Goes over rows in order and finds the first that does not follow from the one before. */
export class ChainCheck {
  #seq = 0
  #hash = GENESIS
  #finding: Finding | null = null

  get seq(): number {
    return this.#seq
  }

  get hash(): string {
    return this.#hash
  }

  /** After the first fault everything would be one, so it is the only one told. */
  get finding(): Finding | null {
    return this.#finding
  }

  next(row: JournalRow): void {
    if (this.#finding !== null) return
    const { seq } = row
    if (seq !== this.#seq + 1) {
      const message = `Event ${seq} follows event ${this.#seq}: what stood between is gone`
      this.#finding = { kind: 'gap', seq, table: null, message }
    } else if (chain(this.#hash, lineOf(row)) !== row.hash) {
      const message = `Event ${seq} is not what was written: its hash does not match`
      this.#finding = { kind: 'hash', seq, table: null, message }
    }
    this.#seq = seq
    this.#hash = row.hash
  }
}

const pageOf = (tx: Kysely<Tables>, book: string, after: number) =>
  sql<JournalRow>`
    select seq, id, type, version, at, source, correlation_id as "correlationId", cause,
      causation_id as "causationId", is_input as "isInput", data, encode(hash, 'hex') as hash
    from journal where book = ${book} and seq > ${after} order by seq limit ${PAGE_ROWS}`
    .execute(tx)
    .then(({ rows }) => rows)

/** The tables as they are, under names that the rebuilt ones do not hide. */
async function makeScratch(tx: Kysely<Tables>, schema: string): Promise<void> {
  for (const { table } of PROJECTIONS) {
    const live = sql.table(`${schema}.${table}`)
    await sql`create temp table ${sql.table(table)} (like ${live} including all) on commit drop`.execute(
      tx,
    )
  }
}

async function compare(
  tx: Kysely<Tables>,
  schema: string,
  book: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { table } of PROJECTIONS) {
    const live = sql`select to_jsonb(t) as row from ${sql.table(`${schema}.${table}`)} t where book = ${book}`
    const made = sql`select to_jsonb(t) as row from ${sql.table(table)} t`
    const { rows } = await sql<{ side: string; row: unknown }>`
      select 'stored' as side, row from ((${live}) except (${made})) s
      union all select 'made' as side, row from ((${made}) except (${live})) m
      limit ${FINDINGS_MAX}`.execute(tx)
    for (const { side, row } of rows) {
      const what =
        side === 'stored' ? 'stands in the table, not in the journal' : 'is missing in the table'
      const message = `${table}: a row ${what}: ${JSON.stringify(row)}`
      findings.push({ kind: 'row', seq: null, table, message })
    }
  }
  return findings
}

/** Goes over a book's journal in a transaction that sees one moment and leaves nothing behind. */
export function verifyBook(
  database: Database,
  book: string,
  signal: AbortSignal,
): Promise<VerifyReport> {
  return database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => verifyIn(tx, database.schema, book, signal))
}

/** Every hash, no gap, and every table made again from nothing and compared, row by row, with what stands there. */
export async function verifyJournal(
  state: StateManager,
  book: string,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const lane = state.lane(`robo verify ${process.pid}`, { statementMs: 0 })
  try {
    return await verifyBook(lane, book, signal)
  } finally {
    await lane.close()
  }
}

async function verifyIn(
  tx: Kysely<Tables>,
  schema: string,
  book: string,
  signal: AbortSignal,
): Promise<VerifyReport> {
  await makeScratch(tx, schema)
  const cursor = await tx
    .selectFrom('cursors')
    .select('seq')
    .where('book', '=', book)
    .where('handler', '=', PROJECTOR)
    .executeTakeFirst()
  const comparedTo = cursor?.seq ?? 0
  const check = new ChainCheck()
  let events = 0
  for (;;) {
    signal.throwIfAborted()
    const rows = await pageOf(tx, book, check.seq)
    if (rows.length === 0) break
    for (const row of rows) check.next(row)
    events += rows.length
    // A broken journal makes no tables that anything could be compared with.
    if (check.finding !== null) break
    const shown = rows.filter(({ seq }) => seq <= comparedTo)
    await project(tx, book, shown.map(eventOf))
  }
  const findings = check.finding === null ? await compare(tx, schema, book) : [check.finding]
  return { book, events, comparedTo, hash: check.hash, findings }
}
