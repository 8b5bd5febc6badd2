import { sql } from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import { GENESIS } from '../journal.ts'
import type { Book } from './book-store.ts'
import type { Holder } from './lease.ts'
import type { StateManager } from './state-manager.ts'

/** A book, how far its journal goes, and whether a living process writes it. */
export interface BookStanding {
  readonly book: Book
  /** Place of the newest event; 0 when it has none. */
  readonly head: number
  readonly hash: string
  /** Market time of the newest event. */
  readonly lastAt: EpochMs | null
  /** Who writes it now; null when nobody does. */
  readonly writer: Holder | null
  /** When it was last opened for writing, or made. */
  readonly usedAt: EpochMs
}

interface StandingRow {
  readonly name: string
  readonly namespace: string
  readonly identity: unknown
  readonly created_at: number
  readonly holder: Holder | null
  readonly since: number | null
  readonly is_held: boolean
  readonly seq: number | null
  readonly hash: string | null
  readonly at: number | null
}

/** Every book, those at work first, then the most recently used; `now` decides which leases still run. */
export async function bookStandings(
  state: StateManager,
  now: EpochMs,
): Promise<readonly BookStanding[]> {
  const { rows } = await sql<StandingRow>`
    select b.name, b.namespace, b.identity, b.created_at, l.holder, l.since, j.seq, j.hash, j.at,
      coalesce(l.expires_at > ${now} and exists (select from pg_stat_activity
        where application_name = l.token and datname = current_database()), false) as is_held
    from books b left join leases l on l.book = b.name
    left join lateral (select seq, at, encode(hash, 'hex') as hash from journal
      where book = b.name order by seq desc limit 1) j on true
    order by is_held desc, coalesce(l.since, b.created_at) desc, b.name`.execute(state.db)
  return rows.map(standingOf)
}

function standingOf(row: StandingRow): BookStanding {
  const { name, namespace, identity, created_at: createdAt, holder, is_held: isHeld } = row
  return {
    book: { name, namespace, identity, createdAt: epochMs(createdAt) },
    head: row.seq ?? 0,
    hash: row.hash ?? GENESIS,
    lastAt: row.at === null ? null : epochMs(row.at),
    writer: isHeld ? holder : null,
    usedAt: epochMs(row.since ?? createdAt),
  }
}
