import { type Kysely, sql } from 'kysely'
import { escapeIdentifier } from 'pg'
import { type EpochMs, isoTime } from '../../domain/time.ts'
import { isCancellation } from '../cancellation.ts'
import { TradingError } from '../errors.ts'
import { type BackupContents, checkBackup } from './backup-check.ts'
import { type BackupTable, type Frame, invalid, readBackupFile } from './backup-file.ts'
import { copyIn, FRAME_BYTES } from './copy-in.ts'
import type { Database } from './database.ts'
import { isUnreachable } from './database-error.ts'
import { verifyBook } from './journal-verify.ts'
import { migrate } from './migrate.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

export interface RestoreOptions {
  readonly state: StateManager
  readonly signal: AbortSignal
  /** Now: whose lease runs, and under which name the old state is kept. */
  readonly now: EpochMs
}

/** Digits of the moment, so that names sort by time. */
const keptName = (schema: string, now: EpochMs): string =>
  `${schema}_before_${isoTime(now).replaceAll(/\D/g, '').slice(0, 17)}`

/** A book that a living process writes; null when none is. */
async function busyBook(db: Kysely<Tables>, now: EpochMs): Promise<string | null> {
  const { rows } = await sql<{ book: string }>`
    select book from leases where expires_at > ${now} and exists (
      select from pg_stat_activity where application_name = leases.token and datname = current_database())`.execute(
    db,
  )
  return rows[0]?.book ?? null
}

/** The frames of a file as tables, each with its rows, which must be taken before the next table. */
async function* tablesIn(
  frames: AsyncIterator<Frame>,
): AsyncGenerator<{ readonly table: BackupTable; readonly rows: AsyncIterable<Buffer> }> {
  let next = await frames.next()
  async function* rowsHere(): AsyncGenerator<Buffer> {
    for (; next.done !== true && next.value.kind === 'rows'; next = await frames.next()) {
      yield Buffer.concat([Buffer.alloc(FRAME_BYTES), next.value.rows])
    }
  }
  try {
    while (next.done !== true) {
      const frame = next.value
      next = await frames.next()
      if (frame.kind === 'table') yield { table: frame.table, rows: rowsHere() }
    }
  } finally {
    await frames.return?.()
  }
}

/** Fills an empty schema from a file. Throws BACKUP_INVALID when what arrives is not what was sent. */
async function fill(
  database: Database,
  file: string,
  { header, manifest }: BackupContents,
  signal: AbortSignal,
): Promise<void> {
  await migrate(database, header.migrations)
  for await (const { table, rows } of tablesIn(readBackupFile(file, signal))) {
    const columns = table.columns.map(escapeIdentifier).join(', ')
    const text = `copy ${escapeIdentifier(table.table)} (${columns}) from stdin`
    await database
      .using((client) => copyIn(client, text, rows))
      .catch((error: unknown) => {
        if (isCancellation(error) || isUnreachable(error)) throw error
        throw invalid(`The rows of ${table.table} in the backup do not fit the table`, error)
      })
  }
  for (const { table, rows } of manifest.tables) {
    const text = `select count(*) as rows from ${escapeIdentifier(table)}`
    const counted = await database.query<{ rows: number }>({ text })
    if (counted.rows[0]?.rows !== rows) throw invalid(`Not every row of ${table} was restored`)
  }
}

/** Numbers that the database hands out go on behind the restored ones. */
async function advanceCounters(database: Database): Promise<void> {
  const { rows } = await database.query<{ table: string; column: string }>({
    text: `select c.relname as "table", a.attname as "column" from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relnamespace = $1::regnamespace and c.relkind = 'r'`,
    values: [database.schema],
  })
  for (const { table, column } of rows) {
    const counter = `pg_get_serial_sequence('${escapeIdentifier(table)}', '${column}')`
    const last = `(select max(${escapeIdentifier(column)}) from ${escapeIdentifier(table)})`
    await database.query({ text: `select setval(${counter}, greatest(${last}, 1))` })
  }
}

async function verify(
  database: Database,
  books: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const book of books) {
    const { findings } = await verifyBook(database, book, signal)
    const broken = findings.find(({ kind }) => kind !== 'row')
    if (broken !== undefined) throw invalid(`After restoring: ${broken.message}`)
  }
}

/** Puts one schema in the place of another, which is kept under a name of its own, in one step. */
async function swap(database: Database, from: string, to: string, kept: string, now: EpochMs) {
  await database.db.transaction().execute(async (tx) => {
    const table = (schema: string) => sql.table(`${schema}.leases`)
    await sql`lock table ${table(to)} in access exclusive mode`.execute(tx)
    const busy = await busyBook(tx, now)
    if (busy !== null) throw inUse(busy)
    // A writer that was cut off must find itself fenced, whichever state it comes back to.
    await sql`update ${table(from)} n set expires_at = 0, token = '', epoch = 1 + greatest(n.epoch,
      coalesce((select o.epoch from ${table(to)} o where o.book = n.book), 0))`.execute(tx)
    await sql`alter schema ${sql.id(to)} rename to ${sql.id(kept)}`.execute(tx)
    await sql`alter schema ${sql.id(from)} rename to ${sql.id(to)}`.execute(tx)
  })
}

const inUse = (book: string): TradingError =>
  new TradingError(
    'STATE_LOCKED',
    `The book "${book}" is in use, so nothing can be restored over it. Stop the program first`,
  )

/** States that restores have put aside, newest first. */
export async function keptStates(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>({
    text: `select nspname::text as name from pg_namespace where starts_with(nspname, $1) order by 1 desc`,
    values: [`${database.schema}_before_`],
  })
  return rows.map(({ name }) => name)
}

/**
 * Puts a backup in the place of what is there: checked, filled into a schema aside, brought up to date, verified, then
 * swapped in one transaction. What was there is kept until the restore after next. Throws STATE_LOCKED while a book is written.
 */
export async function restoreBackup(
  file: string,
  options: RestoreOptions,
): Promise<BackupContents> {
  const { state, signal, now } = options
  const lane = state.lane(`robo restore ${process.pid}`, { statementMs: 0 })
  const aside = `${lane.schema}_restoring`
  const fresh = state.lane(`robo restore ${process.pid}`, { schema: aside, max: 2, statementMs: 0 })
  try {
    const busy = await busyBook(lane.db, now)
    if (busy !== null) throw inUse(busy)
    const contents = await checkBackup(file, signal)
    await lane.query({ text: `drop schema if exists ${escapeIdentifier(aside)} cascade` })
    await fill(fresh, file, contents, signal)
    await migrate(fresh)
    await advanceCounters(fresh)
    await verify(
      fresh,
      contents.manifest.heads.map(({ book }) => book),
      signal,
    )
    const [, ...old] = await keptStates(lane)
    for (const name of old)
      await lane.query({ text: `drop schema ${escapeIdentifier(name)} cascade` })
    await swap(lane, aside, lane.schema, keptName(lane.schema, now), now)
    return contents
  } finally {
    await fresh.close()
    await lane.query({ text: `drop schema if exists ${escapeIdentifier(aside)} cascade` })
    await lane.close()
  }
}

/** Takes the newest restore back: what it put aside comes back, and what it brought is put aside. */
export async function revertRestore({ state, now }: RestoreOptions): Promise<void> {
  const lane = state.lane(`robo revert ${process.pid}`, { statementMs: 0 })
  try {
    const [newest] = await keptStates(lane)
    if (newest === undefined) throw new TradingError('NOT_FOUND', 'No restore can be taken back')
    await swap(lane, newest, lane.schema, keptName(lane.schema, now), now)
  } finally {
    await lane.close()
  }
}
