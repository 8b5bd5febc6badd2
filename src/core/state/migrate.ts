import { Migrator } from 'kysely'
import { TradingError } from '../errors.ts'
import type { Database } from './database.ts'
import { databaseError, sqlStateOf } from './database-error.ts'
import { MIGRATIONS } from './migrations/migrations.ts'

const MIGRATIONS_TABLE = 'kysely_migration'
const NEWER = 'The database was written by a newer release of this program. Install that release'
const WITHOUT_SCHEMA = new Set(['3F000', '42P01'])

/** Names of the changes that a schema has seen, oldest first; none when the schema does not exist. */
export async function migrationsOf(database: Database): Promise<readonly string[]> {
  const text = `select name from ${MIGRATIONS_TABLE} order by name`
  const { rows } = await database.query<{ name: string }>({ text }).catch((error: unknown) => {
    if (WITHOUT_SCHEMA.has(sqlStateOf(error))) return { rows: [] }
    throw error
  })
  return rows.map(({ name }) => name)
}

/**
 * Brings a schema up to date, or up to a given change; says which changes it made. Several processes may try at once:
 * one works, the others wait. Throws CONFLICT for a schema that a newer release has changed.
 */
export async function migrate(
  database: Database,
  upTo: readonly string[] = Object.keys(MIGRATIONS),
): Promise<readonly string[]> {
  const seen = await migrationsOf(database)
  if (seen.some((name) => !(name in MIGRATIONS))) throw new TradingError('CONFLICT', NEWER)
  const missing = upTo.filter((name) => !seen.includes(name))
  if (missing.length === 0) return []
  const wanted = Object.entries(MIGRATIONS).filter(
    ([name]) => upTo.includes(name) || seen.includes(name),
  )
  const migrator = new Migrator({
    db: database.db,
    provider: { getMigrations: async () => Object.fromEntries(wanted) },
    migrationTableSchema: database.schema,
    migrationTableName: MIGRATIONS_TABLE,
    // Parts of the program number their changes in ranges of their own.
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw databaseError(error)
  return (results ?? []).filter(isDone).map(({ migrationName }) => migrationName)
}

const isDone = (result: { readonly status: string }): boolean => result.status === 'Success'
