import type { ColumnType, Generated, Selectable } from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { WorkState } from '../ai/records.ts'
import type { ErrorCode } from '../errors.ts'
import type { QueueName, TaskLine } from '../tasks.ts'

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

const at = (ms: number | null): EpochMs | null => (ms === null ? null : epochMs(ms))

/** A row as a list shows it. */
export const lineOf = (row: Selectable<TaskRow>): TaskLine => ({
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
