import { createHash } from 'node:crypto'
import { escapeIdentifier, type PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { EpochMs } from '../../domain/time.ts'
import type { BackupManifest, BackupTable, Frame } from './backup-file.ts'
import type { Database } from './database.ts'
import { COLUMNS } from './journal-text.ts'
import { migrationsOf } from './migrate.ts'

export interface DumpOptions {
  readonly database: Database
  readonly createdAt: EpochMs
  readonly reason: string
}

/** Written by the schema's own changes, so made again by them; and who may come in, which a copy must not bring back. */
const NOT_DUMPED = [
  'kysely_migration',
  'kysely_migration_lock',
  'web_sessions',
  'access_tokens',
  'idempotency_keys',
]

/** Tables after those that they refer to, each with the columns that hold data of their own. */
const TABLES = `
  select c.relname as "table",
    array(select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by a.attnum) as columns,
    (select count(*)::int from pg_constraint r where r.conrelid = c.oid and r.contype = 'f') as refers
  from pg_class c
  where c.relnamespace = $1::regnamespace and c.relkind = 'r' and c.relname <> all($2)
  order by refers, c.relname`

const HEADS = `
  select b.book, j.seq, encode(j.hash, 'hex') as hash
  from (select distinct book from journal) b
  cross join lateral (select seq, hash from journal where book = b.book order by seq desc limit 1) j
  order by b.book`

/** The journal goes out in its order, so that its chain can be followed while it is read. */
const copyOut = ({ table, columns }: BackupTable): string =>
  table === 'journal'
    ? `copy (select ${COLUMNS} from journal order by book, seq) to stdout`
    : `copy ${escapeIdentifier(table)} (${columns.map(escapeIdentifier).join(', ')}) to stdout`

/**
 * Everything in a schema as it was at one moment, while others go on writing. The connection is the generator's until it
 * ends, so it must be run to its end or be closed.
 */
export async function* dump(options: DumpOptions, client: PoolClient): AsyncGenerator<Frame> {
  const { database, createdAt, reason } = options
  await client.query('begin isolation level repeatable read read only')
  const migrations = [...(await migrationsOf(database))]
  yield { kind: 'header', header: { format: 1, createdAt, reason, migrations } }
  const tables: BackupManifest['tables'] = []
  for (const table of await tablesOf(client, database.schema)) {
    yield { kind: 'table', table }
    const digest = createHash('sha256')
    const stream = client.query(copyTo(copyOut(table)))
    let rows = 0
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue
      digest.update(chunk)
      rows += linesIn(chunk)
      yield { kind: 'rows', rows: chunk }
    }
    tables.push({ table: table.table, rows, sha256: digest.digest('hex') })
  }
  const heads = (await client.query<BackupManifest['heads'][number]>(HEADS)).rows
  await client.query('commit')
  yield { kind: 'manifest', manifest: { tables, heads } }
}

async function tablesOf(client: PoolClient, schema: string): Promise<readonly BackupTable[]> {
  const { rows } = await client.query<BackupTable>(TABLES, [schema, NOT_DUMPED])
  return rows.map(({ table, columns }) => ({
    table,
    columns: table === 'journal' ? COLUMNS.split(', ') : columns,
  }))
}

const LINE_END = 10

/** A row is a line: line ends inside of values are escaped. */
export function linesIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) count++
  return count
}
