import { type DeskListener, DeskListeners } from '../desk-listeners.ts'
import { type DeskPicture, type DeskState, DeskView } from '../desk-view.ts'
import { toTradingError } from '../error-handler.ts'
import type { Event } from '../events.ts'
import type { ObserverDeps } from '../observer.ts'
import { ViewCursor } from '../view-cursor.ts'
import { BaseCoordinator } from './base-coordinator.ts'

/** Every fact of the book, since the view is a fold of all of them. */
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
  'risk.order_denied',
  'risk.order_approved',
  'risk.stop_loss_trigger',
  'risk.target_trigger',
  'risk.breach',
  'risk.exposure_change',
  'risk.limits_change',
  'risk.trading_state_change',
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
] as const
type Handled = (typeof HANDLES)[number]

/** Where the view is put away, so that a start need not fold the whole journal. What it holds may be lost. */
export interface DeskViewStore {
  /** The newest view of this very journal, or null. */
  load(): Promise<DeskState | null>
  save(state: DeskState): Promise<void>
}

export interface BroadcastDeps extends ObserverDeps {
  readonly views: DeskViewStore
}

const PAGE = 5_000

/** Keeps the picture of the desk current and tells whoever shows it. It only looks: nothing is stated from here. */
export class BroadcastCoordinator extends BaseCoordinator<Handled> {
  readonly #deps: BroadcastDeps
  readonly #view: DeskView
  readonly #listeners: DeskListeners
  #restoring: Promise<void> | null = null
  #putAwaySeq = 0

  constructor(deps: BroadcastDeps) {
    const view = new DeskView()
    super({ ...deps, observerLog: new ViewCursor(view, deps.observerLog) }, HANDLES)
    this.#deps = deps
    this.#view = view
    this.#listeners = new DeskListeners(deps.clock, deps.log)
  }

  /** The desk at the newest event that became durable. */
  get picture(): DeskPicture {
    return this.#view.view()
  }

  listen(listener: DeskListener): Disposable {
    return this.#listeners.add(listener)
  }

  /** Takes the newest view up and folds what the journal holds beyond it, once, before the first new event. */
  override async initialize(signal: AbortSignal): Promise<void> {
    this.#restoring ??= this.#restore(signal)
    await this.#restoring
    await super.initialize(signal)
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    const narration = this.#view.apply(event)
    if (narration !== null) this.#listeners.tell(narration)
    this.#listeners.change()
    if (event.type === 'portfolio.snapshot_taken') await this.#putAway()
  }

  override async close(): Promise<void> {
    await super.close()
    this.#listeners.close()
    await this.#putAway()
  }

  async #restore(signal: AbortSignal): Promise<void> {
    const { journal, views } = this.#deps
    const saved = await views.load()
    if (saved !== null) this.#view.load(saved)
    await journal.durable(journal.head)
    for (let rows = PAGE; rows === PAGE && !signal.aborted; ) {
      const events = await journal.read(this.#view.seq, PAGE)
      for (const event of events) this.#view.apply(event)
      rows = events.length
    }
  }

  /** The journal has it all, so a view that cannot be put away only makes the next start longer. */
  async #putAway(): Promise<void> {
    const state = this.#view.save()
    if (state.seq === this.#putAwaySeq) return
    this.#putAwaySeq = state.seq
    await this.#deps.views.save(state).catch((error: unknown) => {
      const { code } = toTradingError(error)
      this.#deps.log.warn('the view of the desk was not put away', { code, error })
    })
  }
}
