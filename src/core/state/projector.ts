import type { Kysely } from 'kysely'
import type { Event, EventType } from '../events.ts'
import { eventOf, type JournalLog } from '../journal.ts'
import { PROJECTIONS } from './projections/projections.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

export interface ProjectorOptions {
  readonly state: StateManager
  readonly book: string
}

/** Name of its cursor. */
export const PROJECTOR = 'Projector'
const PAGE_ROWS = 2_000

/** Events that any table is made from. */
export const PROJECTED_TYPES: ReadonlySet<EventType> = new Set(
  PROJECTIONS.flatMap(({ types }) => types),
)

/** Folds events, in order, into every table; the transaction and its cursor are the caller's. */
export async function project(
  tx: Kysely<Tables>,
  book: string,
  events: readonly Event[],
): Promise<void> {
  for (const projection of PROJECTIONS) await projection.apply(tx, book, events)
}

/** Keeps the tables of one book in step with its journal: each event counts once, whoever hands it in how often. */
export class Projector {
  readonly #state: StateManager
  readonly #book: string

  constructor({ state, book }: ProjectorOptions) {
    this.#state = state
    this.#book = book
  }

  /** Place of the last event that the tables show. */
  async position(): Promise<number> {
    const query = this.#state.db.selectFrom('cursors').select('seq')
    const mine = query.where('book', '=', this.#book).where('handler', '=', PROJECTOR)
    return (await mine.executeTakeFirst())?.seq ?? 0
  }

  /** Applies durable events in order; tables and cursor move together or not at all. */
  async apply(events: readonly Event[]): Promise<void> {
    const last = events.at(-1)
    if (last === undefined) return
    await this.#state.transaction(async (tx) => {
      const cursor = await this.#lockedCursor(tx)
      await project(
        tx,
        this.#book,
        events.filter(({ seq }) => seq > cursor),
      )
      await this.#move(tx, Math.max(cursor, last.seq))
    })
  }

  /** Reads what the tables miss, up to the end of the journal; says how far it got. */
  async catchUp(log: JournalLog, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted()
      const rows = await log.read(await this.position(), PAGE_ROWS)
      if (rows.length === 0) return this.position()
      await this.apply(rows.map(eventOf))
    }
  }

  /** Empties the tables of the book, to be filled anew by `catchUp`. */
  async reset(): Promise<void> {
    await this.#state.transaction(async (tx) => {
      await this.#lockedCursor(tx)
      for (const { table } of PROJECTIONS) {
        await tx.deleteFrom(table).where('book', '=', this.#book).execute()
      }
      await this.#move(tx, 0)
    })
  }

  /** Two projectors at once wait for each other here. */
  async #lockedCursor(tx: Kysely<Tables>): Promise<number> {
    await tx
      .insertInto('cursors')
      .values({ book: this.#book, handler: PROJECTOR, seq: 0 })
      .onConflict((conflict) => conflict.columns(['book', 'handler']).doNothing())
      .execute()
    const query = tx.selectFrom('cursors').select('seq').forUpdate()
    const mine = query.where('book', '=', this.#book).where('handler', '=', PROJECTOR)
    return (await mine.executeTakeFirst())?.seq ?? 0
  }

  async #move(tx: Kysely<Tables>, seq: number): Promise<void> {
    const query = tx.updateTable('cursors').set({ seq })
    await query.where('book', '=', this.#book).where('handler', '=', PROJECTOR).execute()
  }
}
