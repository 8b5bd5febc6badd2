import type { Kysely } from 'kysely'
import type { RoleName } from '../ai/role-names.ts'
import { AccessStore } from './access-store.ts'
import { PostgresAgentBook } from './agent-store.ts'
import { AiStore } from './ai-store.ts'
import type { AiTables } from './ai-tables.ts'
import { BackupStore } from './backup.ts'
import { BookHistory } from './book-history.ts'
import { ChatStore } from './chat-store.ts'
import { IdempotencyStore } from './idempotency-store.ts'
import { PostgresPromptBook } from './prompt-store.ts'
import { PostgresReferenceStore, type ReferenceTables } from './reference-store.ts'
import type { ResearchTables } from './research-rows.ts'
import { PostgresResearchStore } from './research-store.ts'
import { RunStore } from './run-store.ts'
import { PostgresSpendingLog } from './spending-store.ts'
import { StateManager, type StateOptions } from './state-manager.ts'

/** What the AI desk keeps: analyses and conversations of one book, prompts and settings of all. */
export interface AiStores {
  readonly analyses: AiStore
  readonly chats: ChatStore
  readonly prompts: PostgresPromptBook
  readonly agents: PostgresAgentBook
  readonly spending: PostgresSpendingLog
}

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
    const db = (await this.open()).db.withTables<ResearchTables>()
    return new PostgresResearchStore({ db, clock, reference: await this.reference() })
  }

  /** What the AI desk keeps. `firsts`: the program's own prompts. */
  async ai(book: string, firsts: Readonly<Record<RoleName, string>>): Promise<AiStores> {
    const { clock } = this.#options
    // The same database: migrations make these tables beside the others.
    const db = (await this.open()).db as unknown as Kysely<AiTables>
    return {
      analyses: new AiStore(db, book),
      chats: new ChatStore(db, book),
      prompts: new PostgresPromptBook({ db, clock, firsts }),
      agents: new PostgresAgentBook({ db, clock }),
      spending: new PostgresSpendingLog(db),
    }
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
