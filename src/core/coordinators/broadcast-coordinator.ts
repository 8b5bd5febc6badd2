import type { RiskLimits } from '../../domain/risk-limits.ts'
import { type DeskListener, DeskListeners } from '../desk-listeners.ts'
import type { DeskPicture } from '../desk-view.ts'
import type { Event, Events } from '../events.ts'
import { type DeskViewStore, KeptView } from '../kept-view.ts'
import { narrate } from '../narration.ts'
import type { ObserverDeps } from '../observer.ts'
import { ViewCursor } from '../view-cursor.ts'
import { BaseCoordinator } from './base-coordinator.ts'

/** Every fact of the book, since the view is a fold of all of them, and what the machinery tells of itself. */
const HANDLES = [
  'market.open',
  'market.session_phase_change',
  'market.close',
  'market.price_update',
  'market.volume_spike',
  'market.corporate_action',
  'market.halt',
  'market.feed_stale',
  'market.feed_restored',
  'data.gap_found',
  'data.stale_block',
  'strategy.formed',
  'strategy.started',
  'strategy.stopped',
  'strategy.signal',
  'strategy.intent_received',
  'strategy.intent_dropped',
  'strategy.switch_requested',
  'risk.order_denied',
  'risk.order_approved',
  'risk.stop_loss_trigger',
  'risk.target_trigger',
  'risk.breach',
  'risk.exposure_change',
  'risk.change_approved',
  'risk.protection_requested',
  'risk.protection_change',
  'risk.protection_refused',
  'risk.limits_change',
  'risk.trading_state_change',
  'execution.cancel_requested',
  'execution.cancel_refused',
  'execution.modify_requested',
  'execution.modify_refused',
  'execution.report_received',
  'execution.order_submitted',
  'execution.order_placed',
  'execution.order_accepted',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'execution.order_modified',
  'execution.order_unknown',
  'execution.reconciliation_drift',
  'execution.reconciliation_complete',
  'portfolio.position_change',
  'portfolio.cash_change',
  'portfolio.charges_applied',
  'portfolio.pnl_update',
  'portfolio.snapshot_taken',
  'portfolio.holdings_settled',
  'portfolio.account_reset',
  'system.error',
  'system.emergency_stop',
  'system.emergency_resume',
  'system.configuration_change',
  'system.component_state_change',
  'system.health_check',
  'system.dead_lettered',
  'system.backup_completed',
  'system.maintenance',
] as const
type Handled = (typeof HANDLES)[number]

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
    super({ ...deps, observerLog: new ViewCursor(view, deps.observerLog) }, HANDLES)
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
