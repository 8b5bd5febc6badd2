import type { Kysely } from 'kysely'
import { epochMs } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import { TradingError } from '../errors.ts'
import type { EventBus } from '../event-bus.ts'
import type { Logger } from '../log.ts'
import { type AskedTask, type QueueName, type TaskHandler, type TaskLine, Tasks } from '../tasks.ts'
import { TaskDispatch } from './task-dispatch.ts'
import { TaskMoves } from './task-moves.ts'
import type { TaskError, TaskTables } from './task-rows.ts'
import { TaskTable } from './task-table.ts'
import { type StopReason, TaskTry, type TryEnd } from './task-try.ts'

export interface TaskQueueDeps {
  readonly db: Kysely<TaskTables>
  /** Of the same database, as a DATABASE_URL: tasks have connections of their own. */
  readonly url: string
  /** Its holder is the only one that works its tasks off. */
  readonly book: string
  /** The machine's: tasks do not run faster because the market's time does. */
  readonly clock: Clock
  readonly log: Logger
  readonly bus: Pick<EventBus, 'notify'>
  readonly handlers: readonly TaskHandler[]
  /** Unfinished tasks that one queue may hold. */
  readonly queueMax: number
}

interface Running {
  readonly id: string
  readonly attempt: TaskTry
  readonly over: Promise<void>
}

const TRIES = 3
/** Before the second try; twice as long before the third. */
const BACKOFF_MS = 2_000
const ORIGIN = { source: 'TaskQueue' } as const

const told = ({ id, task }: TaskLine) => ({ taskId: id, task })

/** The tasks' own table is the truth; Graphile Worker is told what may be tried, and says whose turn it is. */
export class TaskQueue extends Tasks {
  readonly #bus: Pick<EventBus, 'notify'>
  readonly #clock: Clock
  readonly #log: Logger
  readonly #handlers: ReadonlyMap<string, TaskHandler>
  readonly #table: TaskTable
  readonly #moves: TaskMoves
  readonly #dispatch: TaskDispatch
  readonly #queueMax: number
  readonly #listeners = new Set<(line: TaskLine) => void>()
  readonly #running = new Map<QueueName, Running>()
  readonly #paused = new Set<QueueName>()
  #state: 'new' | 'started' | 'closed' = 'new'

  constructor(deps: TaskQueueDeps) {
    super()
    const { db, bus, clock, log, handlers, queueMax, book } = deps
    this.#bus = bus
    this.#clock = clock
    this.#log = log
    this.#handlers = new Map(handlers.map((handler) => [handler.name, handler]))
    this.#table = new TaskTable(db, book)
    this.#moves = new TaskMoves(db, book)
    this.#queueMax = queueMax
    this.#dispatch = new TaskDispatch({
      ...deps,
      table: this.#table,
      queues: [...new Set(handlers.map(({ queue }) => queue))],
      isOpen: (queue) => !this.#paused.has(queue),
      isBusy: (queue) => this.#running.has(queue),
      work: (id) => this.#work(id),
    })
  }

  /** Takes up what an earlier process left, then works. Tasks may be added, and are kept, before. */
  async start(): Promise<void> {
    if (this.#state !== 'new') return
    this.#state = 'started'
    await this.#table.prune()
    // What brought the process down each time does not bring it down for ever.
    for (const line of await this.#table.running()) await this.#failed(line, interrupted(), true)
    await this.#bar()
    await this.#dispatch.start()
  }

  override async add(asked: AskedTask) {
    const handler = this.#handlers.get(asked.task)
    if (handler === undefined) throw unknownTask(asked.task)
    const now = this.#clock.now()
    const entered = await this.#table.enter(asked, handler.queue, this.#queueMax, now)
    if (entered === 'full') throw full(handler.queue, this.#queueMax)
    if (entered === 'taken') throw taken(asked.id)
    const { line, isNew } = entered
    if (!isNew) {
      this.#bus.notify('task.deduplicated', told(line), ORIGIN)
      return entered
    }
    this.#bus.notify('task.queued', told(line), ORIGIN)
    this.#tell(line)
    await this.#goOn()
    return entered
  }

  override async cancel(id: string): Promise<TaskLine> {
    const waiting = await this.#moves.end(id, 'queued', 'cancelled', this.#clock.now())
    if (waiting !== null) {
      this.#dispatch.take(id)
      this.#cancelled(waiting)
      await this.#goOn()
      return waiting
    }
    const running = [...this.#running.values()].find((one) => one.id === id)
    running?.attempt.stop('cancelled')
    await running?.over
    const line = await this.get(id)
    if (running === undefined || line.state !== 'cancelled') throw over(line)
    return line
  }

  override async get(id: string): Promise<TaskLine> {
    const line = await this.#table.find(id)
    if (line === null) throw new TradingError('NOT_FOUND', `There is no task ${id}`)
    return line
  }

  override list({ queue, most }: { readonly queue?: QueueName; readonly most: number }) {
    return this.#table.list(queue, most)
  }

  override async pause(queue: QueueName): Promise<void> {
    this.#paused.add(queue)
    await this.#stopWork([queue], 'paused')
  }

  override async resume(queue: QueueName): Promise<void> {
    if (this.#paused.delete(queue)) await this.#goOn()
  }

  override get paused(): ReadonlySet<QueueName> {
    return this.#paused
  }

  override listen(listener: (line: TaskLine) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** What runs is put back, within 2 s, and goes on at the next start. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    await this.#stopWork([...this.#running.keys()], 'closing')
    await this.#dispatch.close()
    this.#listeners.clear()
  }

  /** Its turn came. What does not wait any more, or may not run now, is passed over. */
  async #work(id: string): Promise<void> {
    const queue = this.#dispatch.take(id)
    if (queue === null || this.#state !== 'started') return
    if (this.#paused.has(queue) || this.#running.has(queue)) return
    let leave = () => {}
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    try {
      await this.#try(id, queue, left)
    } catch (error) {
      this.#log.error('what became of a task could not be kept', { taskId: id, error })
    } finally {
      this.#running.delete(queue)
      leave()
    }
    await this.#goOn()
  }

  async #try(id: string, queue: QueueName, over: Promise<void>): Promise<void> {
    const begun = this.#moves.begin(id, this.#clock.now())
    const work = (signal: AbortSignal) => this.#carryOut(begun, signal)
    const attempt = new TaskTry(work, { clock: this.#clock, log: this.#log })
    this.#running.set(queue, { id, attempt, over })
    const line = await begun
    if (line !== null) await this.#keep(line, await attempt.ended)
  }

  async #carryOut(begun: Promise<TaskLine | null>, signal: AbortSignal): Promise<void> {
    const line = await begun
    if (line === null) return
    this.#bus.notify('task.started', told(line), ORIGIN)
    this.#tell(line)
    const { id, task, tries, payload } = line
    const progress = async (says: string) => {
      // What comes from work that was left behind is not told any more.
      if (!signal.aborted) this.#tell(await this.#moves.say(id, says))
    }
    const handler = this.#handlers.get(task)
    if (handler === undefined) throw unknownTask(task)
    await handler.run(payload, { taskId: id, signal, attempt: tries, progress })
  }

  async #keep(line: TaskLine, end: TryEnd): Promise<void> {
    const now = this.#clock.now()
    if (end.kind === 'failed') {
      return this.#failed(line, toTradingError(end.error), mayHelp(end.error))
    }
    if (end.kind === 'done') {
      const durationMs = now - (line.startedAt ?? now)
      const done = await this.#moves.end(line.id, 'running', 'done', now)
      this.#bus.notify('task.completed', { ...told(line), durationMs }, ORIGIN)
      return this.#tell(done)
    }
    if (end.why === 'too long') return this.#failed(line, tooLong(), false)
    if (end.why !== 'cancelled') return this.#tell(await this.#moves.putBack(line.id))
    this.#cancelled((await this.#moves.end(line.id, 'running', 'cancelled', now)) ?? line)
  }

  async #failed(line: TaskLine, failure: TradingError, mayTryAgain: boolean): Promise<void> {
    const now = this.#clock.now()
    const { code, message, details } = failure
    const error: TaskError = { code, message }
    const { id, task, tries } = line
    this.#log.warn('a task failed', { task, taskId: id, tries, code, error: failure })
    if (mayTryAgain && tries < TRIES) {
      const wait = Math.max(BACKOFF_MS * 2 ** (tries - 1), details.retryAfterMs ?? 0)
      const waiting = await this.#moves.again(id, epochMs(now + wait), error)
      this.#bus.notify('task.retried', { ...told(line), attempt: tries + 1 }, ORIGIN)
      return this.#tell(waiting)
    }
    const from = line.state === 'queued' ? 'queued' : 'running'
    const failed = await this.#moves.end(id, from, 'failed', now, error)
    this.#bus.notify('task.failed', { ...told(line), code, attempts: tries }, ORIGIN)
    this.#tell(failed)
  }

  #cancelled(line: TaskLine): void {
    this.#bus.notify('task.cancelled', told(line), ORIGIN)
    this.#tell(line)
  }

  async #goOn(): Promise<void> {
    if (this.#state !== 'started') return
    await this.#bar()
    await this.#dispatch.handOver()
  }

  /** A task whose predecessor will never be done is not waited for. */
  async #bar(): Promise<void> {
    for (;;) {
      const barred = await this.#table.barred()
      if (barred.length === 0) return
      for (const line of barred) await this.#failed(line, predecessorLost(), false)
    }
  }

  async #stopWork(queues: readonly QueueName[], why: StopReason): Promise<void> {
    const stopped = queues.flatMap((queue) => this.#running.get(queue) ?? [])
    for (const { attempt } of stopped) attempt.stop(why)
    await Promise.all(stopped.map(({ over: left }) => left))
  }

  #tell(line: TaskLine | null): void {
    if (line === null) return
    for (const listener of this.#listeners) {
      try {
        listener(line)
      } catch (error) {
        this.#log.warn('a listener to the tasks failed', { taskId: line.id, error })
      }
    }
  }
}

/** Whether another try may do better: not where the failure says that it may not. */
const mayHelp = (error: unknown): boolean => !(error instanceof TradingError) || error.recoverable

const interrupted = (): TradingError =>
  new TradingError('CLOSED', 'The desk ended while the task ran')

const tooLong = (): TradingError =>
  new TradingError('TIMED_OUT', 'The task took longer than 15 minutes. Ask for less at once')

const predecessorLost = (): TradingError =>
  new TradingError('CONFLICT', 'A task that had to be done before was not: ask for that one first')

const full = (queue: QueueName, most: number): TradingError =>
  new TradingError('QUEUE_FULL', `${most} tasks wait in ${queue}. Wait until some are done`)

const taken = (id: string): TradingError =>
  new TradingError('CONFLICT', `The id ${id} was used for another task. Choose a new one`)

const unknownTask = (task: string): TradingError =>
  new TradingError('NOT_REGISTERED', `Nobody knows how to carry out "${task}"`)

const over = ({ id, state }: TaskLine): TradingError =>
  new TradingError('CONFLICT', `The task ${id} has ended: it is ${state}`)
