import type { Event } from '../events.ts'
import type { ObserverDeps } from '../observer.ts'
import { QUEUE_NAMES, type Tasks } from '../tasks.ts'
import { BaseCoordinator } from './base-coordinator.ts'

const HANDLES = ['system.emergency_stop', 'system.emergency_resume'] as const
type Handled = (typeof HANDLES)[number]

export interface QueueDeps extends ObserverDeps {
  readonly tasks: Tasks & { start(): Promise<void>; close(): Promise<void> }
  /** Whether everything was stopped before this start, and nobody let it go on. */
  readonly isStopped: () => boolean
}

/** Decides when queues move: from the start of the desk, never while everything is stopped. */
export class QueueCoordinator extends BaseCoordinator<Handled> {
  readonly #deps: QueueDeps
  #starting: Promise<void> | null = null

  constructor(deps: QueueDeps) {
    super(deps, HANDLES)
    this.#deps = deps
  }

  /** Resolves before the queues move: the desk does not wait for them. */
  override async initialize(signal: AbortSignal): Promise<void> {
    await super.initialize(signal)
    this.#starting ??= this.#start()
  }

  /** Resolves when the queues move, or could not. */
  async started(): Promise<void> {
    await this.#starting
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    const { tasks } = this.#deps
    switch (event.type) {
      case 'system.emergency_stop':
        await Promise.all(QUEUE_NAMES.map((queue) => tasks.pause(queue)))
        return
      case 'system.emergency_resume':
        for (const queue of QUEUE_NAMES) await tasks.resume(queue)
        return
      default:
        event satisfies never
    }
  }

  override async close(): Promise<void> {
    await super.close()
    await this.#starting
    await this.#deps.tasks.close()
  }

  async #start(): Promise<void> {
    const { tasks, isStopped, log } = this.#deps
    try {
      if (isStopped()) for (const queue of QUEUE_NAMES) await tasks.pause(queue)
      await tasks.start()
    } catch (error) {
      log.error('the queues could not start: tasks wait until the next start', { error })
    }
  }
}
