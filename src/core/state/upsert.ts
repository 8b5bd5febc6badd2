import { sql, type Transaction } from 'kysely'

/** What became of rows that were saved. */
export interface SavedCounts {
  readonly new: number
  readonly changed: number
  readonly same: number
}

/** What a cell may hold on its way to the server. */
type Cell = string | number | boolean | null | readonly string[]

/** Rows of one statement: well under the protocol's limit of 65,535 values. */
const ROWS_A_STATEMENT = 2_000

interface Target {
  readonly table: string
  readonly key: readonly string[]
  /** Columns that stay as they were first written, and make no row another. */
  readonly kept?: readonly string[]
}

/** Inserts rows and updates those that differ; rows with one key must come once. */
export async function upsert<T>(
  transaction: Transaction<T>,
  { table, key, kept = [] }: Target,
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<SavedCounts> {
  const [sample] = rows
  const counts = { new: 0, changed: 0, same: rows.length }
  if (sample === undefined) return counts
  const columns = Object.keys(sample)
  const rest = columns.filter((column) => !key.includes(column) && !kept.includes(column))
  const names = (list: readonly string[]) => sql.join(list.map((name) => sql.ref(name)))
  const own = sql.join(rest.map((name) => sql.ref(`${table}.${name}`)))
  const given = sql.join(rest.map((name) => sql.ref(`excluded.${name}`)))
  const action =
    rest.length === 0
      ? sql`do nothing`
      : sql`do update set (${names(rest)}) = row(${given}) where (${own}) is distinct from (${given})`
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const batch = rows.slice(start, start + ROWS_A_STATEMENT)
    const values = batch.map((row) => sql`(${sql.join(columns.map((name) => row[name] ?? null))})`)
    const { rows: written } = await sql<{ is_new: boolean }>`
      insert into ${sql.table(table)} (${names(columns)}) values ${sql.join(values)}
      on conflict (${names(key)}) ${action} returning (xmax = 0) as is_new`.execute(transaction)
    const fresh = written.filter(({ is_new }) => is_new).length
    counts.new += fresh
    counts.changed += written.length - fresh
    counts.same -= written.length
  }
  return counts
}

/** Counts of several tables together. */
export function addedUp(counts: readonly SavedCounts[]): SavedCounts {
  const sum = (part: keyof SavedCounts) => counts.reduce((all, one) => all + one[part], 0)
  return { new: sum('new'), changed: sum('changed'), same: sum('same') }
}
