import { epochMs } from '../../domain/time.ts'
import { ignoreCancellation } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import type { Event } from '../events.ts'
import type { ObserverDeps } from '../observer.ts'
import { type Check, type ReadinessItem, runChecks } from '../readiness.ts'
import { BaseCoordinator } from './base-coordinator.ts'

const HANDLES = [
  'system.component_started',
  'system.component_stopped',
  'system.dead_lettered',
] as const
type Handled = (typeof HANDLES)[number]

export interface StatusDeps extends ObserverDeps {
  readonly clock: Clock
  readonly checks: readonly Check[]
}

const ORIGIN = { source: 'StatusCoordinator' } as const
const EVERY_MS = 30_000

/** Knows how every part stands: asks them in turn, tells what it found, and when one has changed. */
export class StatusCoordinator extends BaseCoordinator<Handled> {
  readonly #deps: StatusDeps
  readonly #stopping = new AbortController()
  readonly #components = new Map<string, string>()
  #items: readonly ReadinessItem[] = []
  #asking: Promise<void> | null = null

  constructor(deps: StatusDeps) {
    super(deps, HANDLES)
    this.#deps = deps
  }

  /** The last answers; empty until first asked. */
  get items(): readonly ReadinessItem[] {
    return this.#items
  }

  /** Parts that told of themselves, and what they told last. */
  get components(): ReadonlyMap<string, string> {
    return this.#components
  }

  override async initialize(signal: AbortSignal): Promise<void> {
    await super.initialize(signal)
    this.#asking ??= this.#keepAsking(AbortSignal.any([signal, this.#stopping.signal]))
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    switch (event.type) {
      case 'system.component_started':
        this.#components.set(event.data.component, 'started')
        return
      case 'system.component_stopped':
        this.#components.set(event.data.component, `stopped: ${event.data.reason}`)
        return
      case 'system.dead_lettered':
        this.#components.set(event.data.handler, `gave up event ${event.data.eventSeq}`)
        return
      default:
        event satisfies never
    }
  }

  /** Asks every part now. */
  async ask(signal: AbortSignal): Promise<readonly ReadinessItem[]> {
    const { bus, checks, clock } = this.#deps
    const before = new Map(this.#items.map(({ name, state }) => [name, state]))
    this.#items = await runChecks(checks, clock, signal)
    for (const { name: component, state: health, reason } of this.#items) {
      const found = { component, health, reason }
      bus.notify('system.health_check', found, ORIGIN)
      const known = before.get(component)
      if (known === undefined || known === health) continue
      bus.notify('system.component_state_change', found, ORIGIN)
    }
    return this.#items
  }

  override async close(): Promise<void> {
    this.#stopping.abort('closing')
    await super.close()
    await this.#asking
  }

  async #keepAsking(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps
    while (!signal.aborted) {
      await this.ask(signal)
        .then(() => clock.until(epochMs(clock.now() + EVERY_MS), signal))
        .catch(ignoreCancellation)
    }
  }
}
