import { type Kysely, sql, type UpdateObject } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import type { TaskLine } from '../tasks.ts'
import { lineOf, type TaskError, type TaskTables } from './task-rows.ts'

/** What may become of a task: each move is one statement that says from which state it leads. */
export class TaskMoves {
  readonly #db: Kysely<TaskTables>
  readonly #book: string

  constructor(db: Kysely<TaskTables>, book: string) {
    this.#db = db
    this.#book = book
  }

  /** null when it does not wait any more. */
  begin(id: string, now: EpochMs): Promise<TaskLine | null> {
    const tries = sql<number>`tries + 1`
    const running = { state: 'running', tries, started_at: now, ...columns(null) }
    return this.#move(id, 'queued', running)
  }

  /** null when it does not run. */
  end(
    id: string,
    from: 'queued' | 'running',
    state: 'done' | 'failed' | 'cancelled',
    now: EpochMs,
    error: TaskError | null = null,
  ): Promise<TaskLine | null> {
    return this.#move(id, from, { state, ended_at: now, ...columns(error) })
  }

  /** Waits for another try. */
  again(id: string, dueAt: EpochMs, error: TaskError | null): Promise<TaskLine | null> {
    return this.#move(id, 'running', { state: 'queued', due_at: dueAt, ...columns(error) })
  }

  /** Waits as if the try had not begun: it was stopped, and did not fail. */
  putBack(id: string): Promise<TaskLine | null> {
    const tries = sql<number>`tries - 1`
    return this.#move(id, 'running', { state: 'queued', tries })
  }

  say(id: string, says: string): Promise<TaskLine | null> {
    return this.#move(id, 'running', { says })
  }

  async #move(
    id: string,
    from: 'queued' | 'running',
    to: UpdateObject<TaskTables, 'tasks'>,
  ): Promise<TaskLine | null> {
    const row = await this.#db
      .updateTable('tasks')
      .set(to)
      .where('book', '=', this.#book)
      .where('id', '=', id)
      .where('state', '=', from)
      .returningAll()
      .executeTakeFirst()
    return row === undefined ? null : lineOf(row)
  }
}

const columns = (error: TaskError | null) => ({
  code: error?.code ?? null,
  message: error?.message ?? null,
})
