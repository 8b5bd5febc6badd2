import type { Event } from '../core/events.ts'
import { Observer, type ObserverDeps } from '../core/observer.ts'
import { ViewCursor } from '../core/view-cursor.ts'
import type { SectorOf } from '../domain/learning/facets.ts'
import { insightsOf, type Learnings } from '../domain/learning/insights.ts'
import { TRADE_FACTS, type TradeFact } from './charged-trades.ts'
import { TradeHistory } from './trade-history.ts'

export interface LearningDeps extends ObserverDeps {
  readonly sectorOf: SectorOf
}

/**
 * What the book's own closed trades teach, from its first event on. Like its figures they live in memory and are folded
 * again after a restart, so nothing is ever taught that the journal does not show.
 */
export class LearningService extends Observer<TradeFact> {
  readonly #deps: LearningDeps
  readonly #history: TradeHistory
  #learnt: { readonly seq: number; readonly learnings: Learnings } | null = null

  constructor(deps: LearningDeps) {
    const history = new TradeHistory()
    super({ ...deps, observerLog: new ViewCursor(history, deps.observerLog) }, TRADE_FACTS)
    this.#deps = deps
    this.#history = history
  }

  override async handleEvent(event: Event<TradeFact>): Promise<void> {
    this.#history.apply(event)
  }

  /** What is taught by all that is durable now; reckoned once for the same trades. */
  async learnings(): Promise<Learnings> {
    const { journal, sectorOf } = this.#deps
    await journal.durable(journal.head)
    await this.idle()
    const { seq, trades } = this.#history
    if (this.#learnt?.seq !== seq) this.#learnt = { seq, learnings: insightsOf(trades, sectorOf) }
    return this.#learnt.learnings
  }
}
