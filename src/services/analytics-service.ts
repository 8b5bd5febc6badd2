import type { Event } from '../core/events.ts'
import { Observer, type ObserverDeps } from '../core/observer.ts'
import { ViewCursor } from '../core/view-cursor.ts'
import type { PerformanceSettings } from '../domain/performance/settings.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import { LEDGER_FACTS, type LedgerFact } from './run-ledger.ts'
import {
  type BookBeginning,
  type BookWords,
  SessionFold,
  type SessionSummary,
} from './session-fold.ts'

export interface AnalyticsDeps extends ObserverDeps {
  readonly beginning: BookBeginning
  readonly performance: PerformanceSettings
}

/**
 * How the book does, kept current while it trades. The figures live in memory: after a restart they are folded from the
 * journal again, beside the trading day.
 */
export class AnalyticsService extends Observer<LedgerFact> {
  readonly #deps: AnalyticsDeps
  readonly #fold: SessionFold

  constructor(deps: AnalyticsDeps) {
    const fold = new SessionFold(deps.beginning, deps.performance)
    super({ ...deps, observerLog: new ViewCursor(fold, deps.observerLog) }, LEDGER_FACTS)
    this.#deps = deps
    this.#fold = fold
  }

  override async handleEvent(event: Event<LedgerFact>): Promise<void> {
    this.#fold.apply(event)
  }

  /** Every metric over what has been folded so far. */
  get report(): PerformanceReport {
    return this.#fold.report()
  }

  /** The book as of its newest event, once that is durable and folded. */
  async summary(words: Omit<BookWords, 'journalHash'>): Promise<SessionSummary> {
    const { journal } = this.#deps
    await journal.durable(journal.head)
    await this.idle()
    return this.#fold.summary({ ...words, journalHash: journal.hash }, journal.head)
  }
}
