import type { Kysely } from 'kysely'
import { AccessStore } from './access-store.ts'
import { BackupStore } from './backup.ts'
import { BookHistory } from './book-history.ts'
import { IdempotencyStore } from './idempotency-store.ts'
import { PostgresReferenceStore, type ReferenceTables } from './reference-store.ts'
import type { ResearchTables } from './research-rows.ts'
import { PostgresResearchStore } from './research-store.ts'
import { RunStore } from './run-store.ts'
import { StateManager, type StateOptions } from './state-manager.ts'

/** Opens the database when it is first needed, once, and closes it with the rest. */
export class StateDoor {
  readonly #options: StateOptions
  readonly #signal: AbortSignal
  #opening: Promise<StateManager> | null = null

  constructor(options: StateOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  /** A failed opening is tried again by the next one who asks. */
  open(): Promise<StateManager> {
    this.#opening ??= StateManager.open(this.#options, this.#signal).catch((error: unknown) => {
      this.#opening = null
      throw error
    })
    return this.#opening
  }

  /** What imported files say of instruments. */
  async reference(): Promise<PostgresReferenceStore> {
    // The same database: migrations make these tables beside the others.
    const db = (await this.open()).db as unknown as Kysely<ReferenceTables>
    return new PostgresReferenceStore(db)
  }

  /** What was published of companies. */
  async research(): Promise<PostgresResearchStore> {
    const { clock } = this.#options
    // The same database: migrations make these tables beside the others.
    const db = (await this.open()).db as unknown as Kysely<ResearchTables>
    return new PostgresResearchStore({ db, clock, reference: await this.reference() })
  }

  /** Backtests and sweeps that were kept. */
  async runs(): Promise<RunStore> {
    return new RunStore(await this.open())
  }

  /** Backups of everything that is kept here, in a folder that holds so many. */
  async backups(folder: string, kept: number): Promise<BackupStore> {
    const { clock } = this.#options
    return new BackupStore({ state: await this.open(), folder, clock, kept })
  }

  /** What a book's tables and journal tell of its past. */
  async history(book: string): Promise<BookHistory> {
    return new BookHistory(await this.open(), book)
  }

  /** Who may come in by the web. */
  async access(): Promise<AccessStore> {
    return new AccessStore(await this.open())
  }

  /** Wishes that were made by a key. */
  async requests(): Promise<IdempotencyStore> {
    return new IdempotencyStore(await this.open())
  }

  async close(): Promise<void> {
    const opening = this.#opening
    if (opening === null) return
    const state = await opening.catch(() => null)
    await state?.close()
  }
}
