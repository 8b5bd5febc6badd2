import { createHash } from 'node:crypto'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { Logger } from '../log.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

/** The kernel's state after an event, so that a restart need not begin at the first one. */
export interface Snapshot {
  readonly seq: number
  readonly at: EpochMs
  /** Hash of the chain at that place: says of which journal it is. */
  readonly journalHash: string
  /** JSON, as its makers wrote it. */
  readonly state: string
}

export interface SnapshotStoreOptions {
  readonly state: StateManager
  readonly book: string
  readonly log: Logger
}

const KEPT = 3

const digestOf = (state: string): string => createHash('sha256').update(state).digest('hex')

/** The newest few snapshots of a book. */
export class SnapshotStore {
  readonly #state: StateManager
  readonly #book: string
  readonly #log: Logger

  constructor({ state, book, log }: SnapshotStoreOptions) {
    this.#state = state
    this.#book = book
    this.#log = log
  }

  /** Keeps it and lets the oldest go. */
  async save({ seq, at, journalHash, state }: Snapshot): Promise<void> {
    const row = { at, journal_hash: journalHash, state, hash: digestOf(state) }
    await this.#state.transaction(async (tx) => {
      await tx
        .insertInto('snapshots')
        .values({ book: this.#book, seq, ...row })
        .onConflict((conflict) => conflict.columns(['book', 'seq']).doUpdateSet(row))
        .execute()
      const kept = tx
        .selectFrom('snapshots')
        .select('seq')
        .where('book', '=', this.#book)
        .orderBy('seq', 'desc')
        .limit(KEPT)
      const old = tx.deleteFrom('snapshots').where('book', '=', this.#book)
      await old.where('seq', 'not in', kept).execute()
    })
  }

  /** The newest that is whole and of this journal; null when the journal must be read from its start. */
  async latest(): Promise<Snapshot | null> {
    const rows = await this.#state.db
      .selectFrom('snapshots')
      .selectAll()
      .where('book', '=', this.#book)
      .orderBy('seq', 'desc')
      .execute()
    for (const row of rows) {
      const fault = await this.#faultOf(row)
      if (fault === null) {
        const { seq, at, journal_hash: journalHash, state } = row
        return { seq, at: epochMs(at), journalHash, state }
      }
      this.#log.warn('a snapshot is not used', { seq: row.seq, fault })
    }
    return null
  }

  async #faultOf(row: Tables['snapshots']): Promise<string | null> {
    if (digestOf(row.state) !== row.hash) return 'its content is damaged'
    const event = await this.#state.db
      .selectFrom('journal')
      .select('hash')
      .where('book', '=', this.#book)
      .where('seq', '=', row.seq)
      .executeTakeFirst()
    const found = event?.hash.toString('hex')
    return found === row.journal_hash ? null : 'it is of another journal'
  }
}
