import { type Kysely, sql } from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { AskedTask, QueueName, TaskLine } from '../tasks.ts'
import { lineOf, type TaskTables } from './task-rows.ts'

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

/** What an asked task came to: new, known before, or one too many. */
export type Entered = { readonly line: TaskLine; readonly isNew: boolean } | 'full' | 'taken'

/** The tasks of a book: which there are, which come in, and which may be tried. */
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
}
