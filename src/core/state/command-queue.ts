import { type Selectable, sql } from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import { isCancellation } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

/** What another process asks of the one that runs the kernel. */
export interface Command {
  /** A UUID of the sender's choice: the same one is the same command. */
  readonly id: string
  readonly kind: string
  readonly payload: unknown
  readonly createdAt: EpochMs
}

/** A command and what became of it. */
export interface CommandState extends Command {
  /** Place of the event that it became; null while it waits, or when it was refused. */
  readonly admittedSeq: number | null
  /** null while nothing came of it. */
  readonly outcome: unknown
}

export interface CommandQueueOptions {
  readonly state: StateManager
  readonly book: string
  readonly clock: Clock
}

const ASKED = 'robo_commands'
const ANSWERED = 'robo_outcomes'
const BATCH = 100
/** Wake-ups may be lost; then it takes this long. */
const POLL_MS = 1_000

const stateOf = (row: Selectable<Tables['commands']>): CommandState => ({
  id: row.id,
  kind: row.kind,
  payload: row.payload,
  createdAt: epochMs(row.created_at),
  admittedSeq: row.admitted_seq,
  outcome: row.outcome,
})

/** Sleeps until woken, or until the next poll is due. */
class Waker {
  #wake: (() => void) | null = null
  #isAwake = false

  readonly wake = (): void => {
    this.#isAwake = true
    this.#wake?.()
  }

  async sleep(clock: Clock, signal: AbortSignal): Promise<void> {
    const done = new AbortController()
    const either = AbortSignal.any([signal, done.signal])
    const poll = clock.until(epochMs(clock.now() + POLL_MS), either).catch((error: unknown) => {
      if (!isCancellation(error)) throw error
    })
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
      if (this.#isAwake) resolve()
    })
    await Promise.race([poll, woken])
    this.#isAwake = false
    this.#wake = null
    done.abort('awake')
  }
}

/** Commands to a book's kernel: kept until it has taken them, so that they outlive both processes. */
export class CommandQueue {
  readonly #state: StateManager
  readonly #book: string
  readonly #clock: Clock

  constructor({ state, book, clock }: CommandQueueOptions) {
    this.#state = state
    this.#book = book
    this.#clock = clock
  }

  /** Durable when it returns. The same command again changes nothing; another one by the same id is a CONFLICT. */
  async submit({ id, kind, payload, createdAt }: Command): Promise<void> {
    const values = { id, book: this.#book, kind, payload: JSON.stringify(payload) }
    await this.#state.transaction(async (tx) => {
      const { numInsertedOrUpdatedRows = 0n } = await tx
        .insertInto('commands')
        .values({ ...values, created_at: createdAt, admitted_seq: null, outcome: null })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 0n) {
        const isSame = await tx
          .selectFrom('commands')
          .select('id')
          .where('id', '=', id)
          .where('book', '=', this.#book)
          .where('kind', '=', kind)
          .where('payload', '=', sql<string>`${values.payload}::jsonb`)
          .executeTakeFirst()
        if (isSame === undefined) throw taken(id)
      }
      await sql`select pg_notify(${ASKED}, ${this.#book})`.execute(tx)
    })
  }

  /** Commands that were neither admitted nor answered, each once, as they come, until aborted. For the kernel's process. */
  async *incoming(signal: AbortSignal): AsyncGenerator<Command> {
    const waker = new Waker()
    using _ = await this.#state.listen(ASKED, waker.wake)
    let given = new Set<string>()
    while (!signal.aborted) {
      const waiting = await this.waiting()
      for (const command of waiting) {
        if (signal.aborted) return
        if (!given.has(command.id)) yield command
      }
      const isFull = waiting.length === BATCH && waiting.some(({ id }) => !given.has(id))
      given = new Set(waiting.map(({ id }) => id))
      if (!isFull) await waker.sleep(this.#clock, signal)
    }
  }

  /** It became the event at that place. */
  async admit(id: string, seq: number): Promise<void> {
    await this.#change(id, { admitted_seq: seq })
  }

  /** What came of it: stands from the first time on. */
  async settle(id: string, outcome: unknown): Promise<void> {
    await this.#change(id, { outcome: JSON.stringify(outcome ?? {}) })
  }

  /** Throws NOT_FOUND for a command that nobody submitted. */
  async find(id: string): Promise<CommandState> {
    const query = this.#state.db.selectFrom('commands').selectAll()
    const row = await query.where('id', '=', id).where('book', '=', this.#book).executeTakeFirst()
    if (row === undefined) throw unknown(id)
    return stateOf(row)
  }

  /** Waits until something came of it; rejects when aborted first. */
  async outcome(id: string, signal: AbortSignal): Promise<CommandState> {
    const waker = new Waker()
    using _ = await this.#state.listen(ANSWERED, waker.wake)
    for (;;) {
      signal.throwIfAborted()
      const found = await this.find(id)
      if (found.outcome !== null) return found
      await waker.sleep(this.#clock, signal)
    }
  }

  /** What was neither admitted nor answered, oldest first, up to a hundred. */
  async waiting(): Promise<readonly Command[]> {
    const rows = await this.#state.db
      .selectFrom('commands')
      .selectAll()
      .where('book', '=', this.#book)
      .where('outcome', 'is', null)
      .where('admitted_seq', 'is', null)
      .orderBy('place')
      .limit(BATCH)
      .execute()
    return rows.map(stateOf)
  }

  async #change(
    id: string,
    change: { readonly admitted_seq: number } | { readonly outcome: string },
  ): Promise<void> {
    const field = 'outcome' in change ? 'outcome' : 'admitted_seq'
    const isChanged = await this.#state.transaction(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('commands')
        .set(change)
        .where('id', '=', id)
        .where('book', '=', this.#book)
        .where(field, 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await sql`select pg_notify(${ANSWERED}, ${this.#book})`.execute(tx)
      return numUpdatedRows > 0n
    })
    // It was changed before, which is well, or it never was.
    if (!isChanged) await this.find(id)
  }
}

const taken = (id: string): TradingError =>
  new TradingError('CONFLICT', `The id ${id} was used for another command. Choose a new one`)

const unknown = (id: string): TradingError =>
  new TradingError('NOT_FOUND', `There is no command ${id}`)
