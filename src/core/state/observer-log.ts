import { type EpochMs, epochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import { type DeadLetter, ObserverLog } from '../observer.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

/** A dead letter as it lies in the store. */
export interface StoredLetter extends DeadLetter {
  /** When a person or a retry settled it; null while it waits. */
  readonly resolvedAt: EpochMs | null
}

export interface ObserverLogOptions {
  readonly state: StateManager
  readonly book: string
}

const letterOf = (row: Tables['dead_letters']): StoredLetter => ({
  handler: row.handler,
  seq: row.seq,
  eventId: row.event_id as StoredLetter['eventId'],
  attempts: row.attempts,
  code: row.code,
  reason: row.reason,
  at: row.at,
  resolvedAt: row.resolved_at === null ? null : epochMs(row.resolved_at),
})

/** Cursors and dead letters of one book's observers, each by the observer's name. */
export class PostgresObserverLog extends ObserverLog {
  readonly #state: StateManager
  readonly #book: string

  constructor({ state, book }: ObserverLogOptions) {
    super()
    this.#state = state
    this.#book = book
  }

  override async cursor(handler: string): Promise<number | null> {
    const query = this.#state.db
      .selectFrom('cursors')
      .select('seq')
      .where('book', '=', this.#book)
      .where('handler', '=', handler)
    return (await query.executeTakeFirst())?.seq ?? null
  }

  /** Never goes back, whoever calls last. */
  override async advance(handler: string, seq: number): Promise<void> {
    await this.#state.db
      .insertInto('cursors')
      .values({ book: this.#book, handler, seq })
      .onConflict((conflict) =>
        conflict
          .columns(['book', 'handler'])
          .doUpdateSet({ seq: (at) => at.fn('greatest', ['cursors.seq', 'excluded.seq']) }),
      )
      .execute()
  }

  /** The same event buried again is the same letter, waiting once more. */
  override async bury(letter: DeadLetter): Promise<void> {
    const { handler, seq, eventId, attempts, code, reason, at } = letter
    const grave = { attempts, code, reason, at, resolved_at: null }
    await this.#state.db
      .insertInto('dead_letters')
      .values({ book: this.#book, handler, seq, event_id: eventId, ...grave })
      .onConflict((conflict) =>
        conflict.columns(['book', 'handler', 'event_id']).doUpdateSet(grave),
      )
      .execute()
  }

  /** Those that wait to be settled, oldest first. */
  async deadLetters(): Promise<readonly StoredLetter[]> {
    const rows = await this.#state.db
      .selectFrom('dead_letters')
      .selectAll()
      .where('book', '=', this.#book)
      .where('resolved_at', 'is', null)
      .orderBy('at')
      .orderBy('seq')
      .execute()
    return rows.map(letterOf)
  }

  /** Settles a letter. Throws NOT_FOUND when none of that name waits. */
  async resolve(handler: string, eventId: string, at: EpochMs): Promise<void> {
    const { numUpdatedRows } = await this.#state.db
      .updateTable('dead_letters')
      .set({ resolved_at: at })
      .where('book', '=', this.#book)
      .where('handler', '=', handler)
      .where('event_id', '=', eventId)
      .where('resolved_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return
    throw new TradingError('NOT_FOUND', `No letter of ${handler} waits for event ${eventId}`)
  }
}
