import type { BaseCoordinator } from './coordinators/base-coordinator.ts'
import type { SessionCoordinator } from './coordinators/session-coordinator.ts'
import type { StatusCoordinator } from './coordinators/status-coordinator.ts'
import type { EventType } from './events.ts'
import type { ReadinessItem } from './readiness.ts'

export interface OrchestratorDeps {
  readonly session: SessionCoordinator
  readonly status: StatusCoordinator
  /** The others, in the order in which they come up. */
  readonly others: readonly BaseCoordinator<EventType>[]
  /** Rejects when the book may not be written any more. */
  readonly lost: Promise<never>
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

  async initialize(signal: AbortSignal): Promise<void> {
    for (const coordinator of this.#all()) await coordinator.initialize(signal)
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

  #all(): readonly BaseCoordinator<EventType>[] {
    const { session, status, others } = this.#deps
    return [status, ...others, session]
  }
}
