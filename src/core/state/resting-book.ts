import { correlationId, eventId } from '../../domain/brand.ts'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import { EVENT_VERSION, type Event, type Events } from '../events.ts'
import { rowOf } from '../journal.ts'
import type { Book } from './book-store.ts'
import { PostgresJournalLog } from './journal-log.ts'
import { Lease, type LeaseOptions } from './lease.ts'

/** What may be written into a book that nobody runs: its next start acts on it before anything else. */
export type SwitchEvent = 'system.emergency_stop' | 'system.emergency_resume'

type RestingBookOptions = Omit<LeaseOptions, 'book'> & { readonly book: Book }

/**
 * A book while nobody runs it, held so that nobody can. An input may be written behind its end only where its state was put
 * away at that very place: after a crash the kernel has yet to finish the moment that was cut in two.
 */
export class RestingBook {
  readonly #lease: Lease
  readonly #log: PostgresJournalLog
  /** Market time at which the state behind the last event was put away. */
  readonly #restsAt: EpochMs | null

  private constructor(lease: Lease, log: PostgresJournalLog, restsAt: EpochMs | null) {
    this.#lease = lease
    this.#log = log
    this.#restsAt = restsAt
  }

  /** Throws STATE_LOCKED while a living process runs it. */
  static async hold(options: RestingBookOptions): Promise<RestingBook> {
    const { book, state } = options
    const lease = await Lease.acquire({ ...options, book: book.name })
    const log = new PostgresJournalLog({ database: lease.lane, book: book.name, lease })
    const { seq, hash } = await log.head()
    const row = await state.db
      .selectFrom('snapshots')
      .select('at')
      .where('book', '=', book.name)
      .where('seq', '=', seq)
      .where('journal_hash', '=', hash)
      .executeTakeFirst()
    return new RestingBook(lease, log, row === undefined ? null : epochMs(row.at))
  }

  /** Whether something may be written behind its end. */
  get isAtCheckpoint(): boolean {
    return this.#restsAt !== null
  }

  /** Place of the event, durable; null where nothing may be written. `id` is a UUID of its own. */
  async write(type: SwitchEvent, data: Events[SwitchEvent], id: string): Promise<number | null> {
    if (this.#restsAt === null) return null
    const { seq, hash } = await this.#log.head()
    const event: Event<SwitchEvent> = {
      seq: seq + 1,
      type,
      version: EVENT_VERSION,
      at: this.#restsAt,
      source: 'cli',
      data,
      id: eventId(id),
      correlationId: correlationId(id),
      cause: 0,
      causationId: null,
      isInput: true,
    }
    await this.#log.append([rowOf(event, hash)])
    return event.seq
  }

  /** Lets the next one in. */
  close(): Promise<void> {
    return this.#lease.release()
  }
}
