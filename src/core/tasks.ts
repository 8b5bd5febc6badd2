import type { EpochMs } from '../domain/time.ts'
import type { WorkState } from './ai/records.ts'
import type { ErrorCode } from './errors.ts'

/** Work of one kind waits in one line: lines are worked on side by side, each of them one task at a time. */
export const QUEUE_NAMES = ['AI_ANALYSIS', 'PORTFOLIO_SYNC', 'DATA_FETCHER'] as const
export type QueueName = (typeof QUEUE_NAMES)[number]

/** What a task's work is told, and what it may tell. */
export interface TaskContext {
  readonly taskId: string
  /** Aborts when the task is cancelled, took too long, or is put back because its queue pauses or the desk stops. */
  readonly signal: AbortSignal
  /** 1 at the first try. */
  readonly attempt: number
  /** What it is at, in words for a person. */
  progress(says: string): Promise<void>
}

/** How tasks of one name are worked off. A task may run again after a crash: what was finished must not be done twice. */
export interface TaskHandler {
  readonly name: string
  readonly queue: QueueName
  /** The payload comes from the database: the handler checks it. */
  run(payload: unknown, context: TaskContext): Promise<void>
}

export interface AskedTask {
  /** A UUID of the asker's choice. */
  readonly id: string
  /** The handler's name. */
  readonly task: string
  /** An unfinished task of the same handler and key is the same task. */
  readonly key: string
  readonly payload: unknown
  /** 1 to 10, the highest first; 5 when it does not matter. */
  readonly priority?: number
  /** Ids of tasks that must be done before. */
  readonly after?: readonly string[]
}

/** A task as a list shows it. Lines are never changed in place. */
export interface TaskLine {
  readonly id: string
  readonly queue: QueueName
  readonly task: string
  readonly key: string
  readonly payload: unknown
  readonly priority: number
  readonly after: readonly string[]
  readonly state: WorkState
  /** Tries begun so far. */
  readonly tries: number
  /** What it is at, in words; empty before it says anything. */
  readonly says: string
  /** Why it failed, or its last try did. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
  readonly createdAt: EpochMs
  /** Not tried before. */
  readonly dueAt: EpochMs
  readonly startedAt: EpochMs | null
  readonly endedAt: EpochMs | null
}

/** Work that must outlive the process that asked for it. */
export abstract class Tasks {
  /** Durable when it returns. Throws QUEUE_FULL, and CONFLICT for an id that another task bears. */
  abstract add(asked: AskedTask): Promise<{ readonly line: TaskLine; readonly isNew: boolean }>
  /** Returns within 2 s, whatever its work does. Throws NOT_FOUND, and CONFLICT for one that has ended. */
  abstract cancel(id: string): Promise<TaskLine>
  /** Throws NOT_FOUND. */
  abstract get(id: string): Promise<TaskLine>
  /** Newest first. */
  abstract list(of: {
    readonly queue?: QueueName
    readonly most: number
  }): Promise<readonly TaskLine[]>
  /** Nothing of it starts any more; what runs is put back, and goes on when the queue does. */
  abstract pause(queue: QueueName): Promise<void>
  abstract resume(queue: QueueName): Promise<void>
  abstract get paused(): ReadonlySet<QueueName>
  /** Told when a task moved or said something. */
  abstract listen(listener: (line: TaskLine) => void): Disposable
}
