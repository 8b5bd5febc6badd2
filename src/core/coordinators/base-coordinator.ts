import type { EventType } from '../events.ts'
import { Observer, type ObserverDeps } from '../observer.ts'

/**
 * Decides when, never what: subscribes to what it needs and delegates to services. Coming up and going down are told
 * by its name, each once.
 */
export abstract class BaseCoordinator<T extends EventType> extends Observer<T> {
  readonly #bus: ObserverDeps['bus']
  #isUp = false

  constructor(deps: ObserverDeps, types: readonly T[]) {
    super(deps, types)
    this.#bus = deps.bus
  }

  override async initialize(signal: AbortSignal): Promise<void> {
    if (this.#isUp) return
    this.#isUp = true
    await super.initialize(signal)
    this.#bus.notify(
      'system.component_started',
      { component: this.name },
      { source: 'BaseCoordinator' },
    )
  }

  override async close(): Promise<void> {
    if (this.#isUp) {
      this.#isUp = false
      const stopped = { component: this.name, reason: 'closing' }
      this.#bus.notify('system.component_stopped', stopped, { source: 'BaseCoordinator' })
    }
    await super.close()
  }
}
