import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { QueueName } from '../tasks.ts'
import { JobRunner, type JobRunnerOptions } from './job-runner.ts'
import type { TaskTable } from './task-table.ts'

export interface TaskDispatchDeps extends Pick<JobRunnerOptions, 'url' | 'book' | 'work'> {
  readonly queues: readonly QueueName[]
  readonly table: TaskTable
  readonly clock: Clock
  readonly log: Logger
  /** Whether a task of the queue may begin. */
  readonly isOpen: (queue: QueueName) => boolean
  readonly isBusy: (queue: QueueName) => boolean
}

/** A queue in which something is due and nothing runs for so long is stuck. */
const STUCK_MS = 15_000

/** Hands what is due to the runner, each task once a turn, and begins the runner anew when a queue does not move. */
export class TaskDispatch {
  readonly #deps: TaskDispatchDeps
  readonly #runners: ReadonlyMap<QueueName, JobRunner>
  /** Given to the runner, and not begun yet. */
  readonly #handed = new Map<string, QueueName>()
  /** When a queue last moved. */
  readonly #movedAt = new Map<QueueName, EpochMs>()
  #handing: Promise<void> = Promise.resolve()
  #alarm: Disposable | null = null
  #watch: Disposable | null = null
  #isOn = false

  constructor(deps: TaskDispatchDeps) {
    this.#deps = deps
    this.#runners = new Map(
      deps.queues.map((queue) => {
        const onEnd = () => void this.#startAnew(queue)
        return [queue, new JobRunner({ ...deps, queue, onEnd })] as const
      }),
    )
  }

  async start(): Promise<void> {
    this.#isOn = true
    for (const runner of this.#runners.values()) await runner.start()
    await this.handOver()
  }

  /** Whatever is due goes to the runner, one after the other, so that their order is kept. Does nothing before the start. */
  handOver(): Promise<void> {
    this.#handing = this.#handing
      .then(() => this.#hand())
      .catch((error: unknown) => {
        this.#deps.log.warn('waiting tasks could not be handed on: it is tried again', { error })
        this.#wakeAt(this.#in(STUCK_MS))
      })
    return this.#handing
  }

  /** The turn of a task came: its queue; null when it was not waited for. */
  take(id: string): QueueName | null {
    const queue = this.#handed.get(id) ?? null
    this.#handed.delete(id)
    if (queue !== null) this.#movedAt.set(queue, this.#deps.clock.now())
    return queue
  }

  async close(): Promise<void> {
    this.#isOn = false
    this.#alarm?.[Symbol.dispose]()
    this.#watch?.[Symbol.dispose]()
    await this.#handing
    for (const runner of this.#runners.values()) await runner.close()
  }

  async #hand(): Promise<void> {
    if (!this.#isOn) return
    const { table, clock, isOpen } = this.#deps
    const { due, next } = await table.waiting(clock.now())
    for (const { id, queue, priority } of due) {
      if (this.#handed.has(id) || !isOpen(queue)) continue
      if (![...this.#handed.values()].includes(queue)) this.#movedAt.set(queue, clock.now())
      this.#handed.set(id, queue)
      await this.#runners.get(queue)?.add({ id, priority })
    }
    if (next !== null) this.#wakeAt(next)
    if (this.#handed.size > 0) this.#keepWatch()
  }

  #in(ms: number): EpochMs {
    return epochMs(this.#deps.clock.now() + ms)
  }

  #wakeAt(at: EpochMs): void {
    this.#alarm?.[Symbol.dispose]()
    const { clock } = this.#deps
    if (at <= clock.now()) void this.handOver()
    else this.#alarm = clock.wakeAt(at, () => void this.handOver())
  }

  /** Only while something waits: an idle desk has no timer of ours. */
  #keepWatch(): void {
    this.#watch ??= this.#deps.clock.wakeAt(this.#in(STUCK_MS), () => {
      this.#watch = null
      void this.#look()
    })
  }

  /** Upstream #592: a pool can be left without workers and never say so. */
  async #look(): Promise<void> {
    if (!this.#isOn) return
    const { isBusy, isOpen, clock } = this.#deps
    const now = clock.now()
    for (const queue of new Set(this.#handed.values())) {
      const sinceMs = now - (this.#movedAt.get(queue) ?? now)
      if (isOpen(queue) && !isBusy(queue) && sinceMs >= STUCK_MS) await this.#startAnew(queue)
    }
    if (this.#handed.size > 0) this.#keepWatch()
  }

  async #startAnew(queue: QueueName): Promise<void> {
    if (!this.#isOn) return
    const { log, clock } = this.#deps
    log.warn('a queue does not move: its runner begins anew', { queue })
    for (const [id, name] of this.#handed) if (name === queue) this.#handed.delete(id)
    try {
      await this.#runners.get(queue)?.restart()
      await this.handOver()
    } catch (error) {
      log.warn('the runner of a queue could not begin: it is tried again', { queue, error })
      clock.wakeAt(this.#in(STUCK_MS), () => void this.#startAnew(queue))
    }
  }
}
