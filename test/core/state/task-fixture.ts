import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../src/core/clock.ts'
import { TaskQueue } from '../../../src/core/state/task-queue.ts'
import type { TaskTables } from '../../../src/core/state/task-rows.ts'
import type {
  AskedTask,
  QueueName,
  TaskContext,
  TaskHandler,
  TaskLine,
  Tasks,
} from '../../../src/core/tasks.ts'
import type { TestDatabase } from '../../postgres.ts'
import { Lines } from '../bus-fixture.ts'

type Work = (payload: unknown, context: TaskContext) => Promise<void>

/** A handler that does what a test says. */
export const handler = (name: string, queue: QueueName, run: Work): TaskHandler => ({
  name,
  queue,
  run,
})

export const asked = (task: string, part: Partial<AskedTask> = {}): AskedTask => {
  const id = part.id ?? randomUUID()
  return { task, key: id, payload: null, ...part, id }
}

/** What was told of tasks, one word each. */
export class Diary {
  readonly words: string[] = []

  readonly notify = (type: string, data: unknown): void => {
    const task = typeof data === 'object' && data !== null && 'task' in data ? data.task : ''
    this.words.push(`${type.replace('task.', '')} ${String(task)}`)
  }

  count(word: string): number {
    return this.words.filter((known) => known === word).length
  }
}

export interface Line {
  readonly queue: TaskQueue
  readonly diary: Diary
  readonly log: Lines
}

/** A queue of a book of its own on a database. */
export async function queueOn(
  database: TestDatabase,
  book: string,
  clock: Clock,
  handlers: readonly TaskHandler[],
  queueMax = 50,
): Promise<Line> {
  const state = await database.open()
  const diary = new Diary()
  const log = new Lines()
  const { url } = state
  const db = state.db.withTables<TaskTables>()
  const deps = { db, url, book, clock, log, bus: diary, handlers, queueMax }
  return { queue: new TaskQueue(deps), diary, log }
}

/** Resolves with the task when it is as wanted, which it may be already. */
export async function when(
  tasks: Tasks,
  id: string,
  isWanted: (line: TaskLine) => boolean,
): Promise<TaskLine> {
  const found = deferred()
  using _ = tasks.listen((line) => {
    if (line.id === id && isWanted(line)) found.resolve(line)
  })
  const now = await tasks.get(id)
  return isWanted(now) ? now : await found.promise
}

export const isState =
  (state: TaskLine['state']) =>
  (line: TaskLine): boolean =>
    line.state === state

interface Deferred {
  readonly promise: Promise<TaskLine>
  readonly resolve: (line: TaskLine) => void
}

function deferred(): Deferred {
  let resolve = (_: TaskLine) => {}
  const promise = new Promise<TaskLine>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
