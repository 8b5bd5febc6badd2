import type { BaseCoordinator } from './coordinators/base-coordinator.ts'
import type { SessionCoordinator } from './coordinators/session-coordinator.ts'
import type { StatusCoordinator } from './coordinators/status-coordinator.ts'
import type { PartStatus } from './di.ts'
import { rethrowCancelled } from './error-handler.ts'
import type { EventType } from './events.ts'
import type { Logger } from './log.ts'
import type { ReadinessItem } from './readiness.ts'

export interface OrchestratorDeps {
  readonly session: Pick<SessionCoordinator, 'name' | 'initialize' | 'run' | 'close'>
  readonly status: Pick<StatusCoordinator, 'name' | 'initialize' | 'items' | 'close'>
  /** The others, in the order in which they come up. */
  readonly others: readonly Pick<BaseCoordinator<EventType>, 'name' | 'initialize' | 'close'>[]
  /** Rejects when the book may not be written any more. */
  readonly lost: Promise<never>
  readonly log: Logger
}

/** The face of the whole: brings the coordinators up, lets the session run, takes them down. It decides nothing. */
export class Orchestrator {
  readonly #deps: OrchestratorDeps

  constructor(deps: OrchestratorDeps) {
    this.#deps = deps
  }

  /** How every part stands, as last asked. */
  get readiness(): readonly ReadinessItem[] {
    return this.#deps.status.items
  }

  /** How each came up, in order: one that fails is blocked with its reason, and the rest run without it. */
  async initialize(signal: AbortSignal): Promise<readonly PartStatus[]> {
    const statuses: PartStatus[] = []
    for (const coordinator of this.#all()) statuses.push(await this.#bringUp(coordinator, signal))
    return statuses
  }

  /** Until the session is over or the signal aborts. Rejects when the book is lost. */
  async run(signal: AbortSignal): Promise<void> {
    const stopping = new AbortController()
    const session = this.#deps.session.run(AbortSignal.any([signal, stopping.signal]))
    try {
      await Promise.race([session, this.#deps.lost])
    } finally {
      stopping.abort('the run is over')
      await session.catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    for (const coordinator of this.#all().toReversed()) await coordinator.close()
  }

  async #bringUp(
    coordinator: Pick<BaseCoordinator<EventType>, 'name' | 'initialize'>,
    signal: AbortSignal,
  ): Promise<PartStatus> {
    const { name: part } = coordinator
    try {
      await coordinator.initialize(signal)
      return { part, health: 'ready', reason: null }
    } catch (error) {
      const { code, message: reason } = rethrowCancelled(error, signal)
      this.#deps.log.error('a part did not come up', { component: part, code, error })
      return { part, health: 'blocked', reason }
    }
  }

  #all(): readonly Pick<BaseCoordinator<EventType>, 'name' | 'initialize' | 'close'>[] {
    const { session, status, others } = this.#deps
    return [status, ...others, session]
  }
}
