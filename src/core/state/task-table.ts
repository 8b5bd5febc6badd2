import {
  type ColumnType,
  type Generated,
  type Kysely,
  type Selectable,
  sql,
  type UpdateObject,
} from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { WorkState } from '../ai/records.ts'
import type { ErrorCode } from '../errors.ts'
import type { AskedTask, QueueName, TaskLine } from '../tasks.ts'

interface TaskRow {
  readonly id: string
  readonly place: Generated<number>
  readonly book: string
  readonly queue: string
  readonly task: string
  readonly key: string
  readonly payload: ColumnType<unknown, string, never>
  readonly priority: number
  readonly after: readonly string[]
  readonly state: string
  readonly tries: number
  readonly says: string
  readonly code: string | null
  readonly message: string | null
  readonly created_at: number
  readonly due_at: number
  readonly started_at: number | null
  readonly ended_at: number | null
}

/** The table of this file, as its columns are read. */
export type TaskTables = {
  readonly tasks: TaskRow
}

/** Why a task failed, in the words that are kept. */
export type TaskError = NonNullable<TaskLine['error']>

/** Ended tasks that are kept of each queue. */
const KEPT = 1_000
const PRIORITY = 5
const UNFINISHED = sql<boolean>`state in ('queued', 'running')`
/** A task whose predecessors are all done. */
const IS_FREE = sql<boolean>`not exists (
  select 1 from unnest(tasks.after) as before
  left join tasks as other on other.id = before
  where other.state is distinct from 'done'
)`
/** A task that waits for one which will never be done. */
const IS_BARRED = sql<boolean>`exists (
  select 1 from unnest(tasks.after) as before
  left join tasks as other on other.id = before
  where other.id is null or other.state in ('failed', 'cancelled')
)`

const at = (ms: number | null): EpochMs | null => (ms === null ? null : epochMs(ms))

const lineOf = (row: Selectable<TaskRow>): TaskLine => ({
  id: row.id,
  queue: row.queue as QueueName,
  task: row.task,
  key: row.key,
  payload: row.payload,
  priority: row.priority,
  after: row.after,
  state: row.state as WorkState,
  tries: row.tries,
  says: row.says,
  error: row.code === null ? null : { code: row.code as ErrorCode, message: row.message ?? '' },
  createdAt: epochMs(row.created_at),
  dueAt: epochMs(row.due_at),
  startedAt: at(row.started_at),
  endedAt: at(row.ended_at),
})

/** What an asked task came to: new, known before, or one too many. */
export type Entered = { readonly line: TaskLine; readonly isNew: boolean } | 'full' | 'taken'

/** The tasks of a book, row by row: each move is one statement that says from which state it leads. */
export class TaskTable {
  readonly #db: Kysely<TaskTables>
  readonly #book: string

  constructor(db: Kysely<TaskTables>, book: string) {
    this.#db = db
    this.#book = book
  }

  /** One at a time a book, so that two who ask at once are counted. */
  enter(asked: AskedTask, queue: QueueName, most: number, now: EpochMs): Promise<Entered> {
    return this.#db.transaction().execute(async (tx): Promise<Entered> => {
      await sql`select pg_advisory_xact_lock(hashtext('tasks'), hashtext(${this.#book}))`.execute(
        tx,
      )
      const unfinished = tx.selectFrom('tasks').where('book', '=', this.#book).where(UNFINISHED)
      const known = await unfinished
        .selectAll()
        .where('task', '=', asked.task)
        .where('key', '=', asked.key)
        .executeTakeFirst()
      if (known !== undefined) return { line: lineOf(known), isNew: false }
      const counted = unfinished.select((column) => column.fn.countAll<number>().as('count'))
      const waiting = await counted.where('queue', '=', queue).executeTakeFirst()
      if ((waiting?.count ?? 0) >= most) return 'full'
      const row = await tx
        .insertInto('tasks')
        .values({ ...this.#fresh(asked, now), queue })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returningAll()
        .executeTakeFirst()
      return row === undefined ? 'taken' : { line: lineOf(row), isNew: true }
    })
  }

  async find(id: string): Promise<TaskLine | null> {
    const row = await this.#mine().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : lineOf(row)
  }

  async list(queue: QueueName | undefined, most: number): Promise<readonly TaskLine[]> {
    const all = this.#mine().orderBy('place', 'desc').limit(most)
    const rows = await (queue === undefined ? all : all.where('queue', '=', queue)).execute()
    return rows.map(lineOf)
  }

  /** What may be tried, in the order in which it is to be tried; and when the next one is due. */
  async waiting(now: EpochMs): Promise<{
    readonly due: readonly TaskLine[]
    readonly next: EpochMs | null
  }> {
    const queued = this.#mine().where('state', '=', 'queued').where(IS_FREE)
    const rows = await queued.orderBy('priority', 'desc').orderBy('place').execute()
    const later = rows.map(({ due_at: dueAt }) => dueAt).filter((dueAt) => dueAt > now)
    return {
      due: rows.filter(({ due_at: dueAt }) => dueAt <= now).map(lineOf),
      next: later.length === 0 ? null : epochMs(Math.min(...later)),
    }
  }

  /** Those that wait for what will never be done. */
  async barred(): Promise<readonly TaskLine[]> {
    const rows = await this.#mine().where('state', '=', 'queued').where(IS_BARRED).execute()
    return rows.map(lineOf)
  }

  /** Those that a process left running. */
  async running(): Promise<readonly TaskLine[]> {
    return (await this.#mine().where('state', '=', 'running').execute()).map(lineOf)
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

  /** Forgets the oldest that ended. */
  async prune(): Promise<void> {
    await sql`delete from tasks where book = ${this.#book} and not ${UNFINISHED} and id in (
      select id from (
        select id, row_number() over (partition by queue order by place desc) as nth
        from tasks where book = ${this.#book}
      ) as numbered where nth > ${KEPT}
    )`.execute(this.#db)
  }

  #mine() {
    return this.#db.selectFrom('tasks').selectAll().where('book', '=', this.#book)
  }

  #fresh(asked: AskedTask, now: EpochMs) {
    const { id, task, key, payload, priority = PRIORITY, after = [] } = asked
    return {
      id,
      book: this.#book,
      task,
      key,
      payload: JSON.stringify(payload ?? null),
      priority,
      after,
      state: 'queued',
      tries: 0,
      says: '',
      code: null,
      message: null,
      created_at: now,
      due_at: now,
      started_at: null,
      ended_at: null,
    }
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
