import type { RiskLimits } from '../../domain/risk-limits.ts'
import { type DeskListener, DeskListeners } from '../desk-listeners.ts'
import { FOLDED_TYPES } from '../desk-view/folded-types.ts'
import type { DeskPicture } from '../desk-view.ts'
import type { Event, Events } from '../events.ts'
import { type DeskViewStore, KeptView } from '../kept-view.ts'
import { narrate } from '../narration.ts'
import type { ObserverDeps } from '../observer.ts'
import { ViewCursor } from '../view-cursor.ts'
import { BaseCoordinator } from './base-coordinator.ts'

type Handled = (typeof FOLDED_TYPES)[number]

export interface BroadcastDeps extends ObserverDeps {
  readonly views: DeskViewStore
  /** Those that the book began with. */
  readonly limits?: RiskLimits
}

/** Keeps the picture of the desk current and tells whoever shows it. It only looks: nothing is stated from here. */
export class BroadcastCoordinator extends BaseCoordinator<Handled> {
  readonly #view: KeptView
  readonly #listeners: DeskListeners
  readonly #health = new Map<string, Events['system.health_check']>()
  #restoring: Promise<void> | null = null

  constructor(deps: BroadcastDeps) {
    const view = new KeptView(deps)
    super({ ...deps, observerLog: new ViewCursor(view, deps.observerLog) }, FOLDED_TYPES)
    this.#view = view
    this.#listeners = new DeskListeners(deps.clock, deps.log)
  }

  /** How each part of the machinery stood when it was last asked. */
  get health(): readonly Events['system.health_check'][] {
    return [...this.#health.values()]
  }

  /** The desk at the newest event that became durable. */
  get picture(): DeskPicture {
    return this.#view.picture
  }

  listen(listener: DeskListener): Disposable {
    return this.#listeners.add(listener)
  }

  /** Takes the newest view up and folds what the journal holds beyond it, once, before the first new event. */
  override async initialize(signal: AbortSignal): Promise<void> {
    this.#restoring ??= this.#view.restore(signal)
    await this.#restoring
    await super.initialize(signal)
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    if (event.type === 'system.health_check') this.#health.set(event.data.component, event.data)
    const narration = event.seq === 0 ? narrate(event) : this.#view.apply(event)
    if (event.seq > 0) this.#listeners.state(event, narration)
    if (narration !== null) this.#listeners.tell(narration)
    this.#listeners.change()
    if (event.type === 'portfolio.snapshot_taken') await this.#view.putAway()
  }

  override async close(): Promise<void> {
    await super.close()
    this.#listeners.close()
    await this.#view.putAway()
  }
}
