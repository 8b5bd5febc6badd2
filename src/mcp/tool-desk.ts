import type { MarketBars } from '../core/ai/market-bars.ts'
import type { Proposals } from '../core/ai/proposals.ts'
import type { ResearchStore } from '../core/ai/research.ts'
import type { Clock } from '../core/clock.ts'
import type { DeskPicture } from '../core/desk-view.ts'
import type { JournalRow } from '../core/journal.ts'
import type { FeedLabel } from '../core/ports.ts'
import type { ReadinessItem } from '../core/readiness.ts'
import type { RunDesk } from '../core/run-desk.ts'
import type { EventQuestion } from '../core/state/book-history.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Learnings } from '../domain/learning/insights.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import type { RiskUse } from '../domain/risk-use.ts'
import type { Signal } from '../domain/signal.ts'
import type { EpochMs } from '../domain/time.ts'
import type { TradePreview } from '../domain/trade-preview.ts'
import type { Universe } from '../domain/universe.ts'

/** The newest price of an instrument, and where it is from. Prices in paise, null where unknown. */
export interface KnownQuote {
  readonly source: string
  readonly lastPaise: number
  readonly madeAt: EpochMs
  readonly openPaise: number | null
  readonly highPaise: number | null
  readonly lowPaise: number | null
  readonly previousClosePaise: number | null
  /** Shares today; null where nobody counted. */
  readonly volume: number | null
  /** It stepped without a known reason, and is not believed. */
  readonly isSuspect: boolean
}

/**
 * What the tools look at: the same projections as the screens, of a running desk or of one that rests. Members that only a
 * running desk has are null where none runs. Nothing here can place, approve, change a limit or resume.
 */
export interface ToolDesk {
  readonly label: FeedLabel
  /** Market time. */
  readonly clock: Pick<Clock, 'now'>
  readonly universe: Universe
  readonly bars: Pick<MarketBars, 'of' | 'daily'>
  readonly research: Pick<ResearchStore, 'news' | 'earnings' | 'upcoming' | 'fundamentals'>
  readonly runs: Pick<RunDesk, 'start' | 'get' | 'listen'> | null
  readonly proposals: Proposals | null
  /** What a wish would meet now; nothing comes of it. */
  readonly preview: ((wish: Signal) => TradePreview) | null
  /** How much of each limit is used; null where no desk runs. */
  readonly riskUse: (() => RiskUse) | null
  picture(): Promise<DeskPicture>
  quote(instrument: InstrumentId, signal: AbortSignal): Promise<KnownQuote | null>
  readiness(signal: AbortSignal): Promise<readonly ReadinessItem[]>
  performance(): Promise<PerformanceReport>
  learnings(): Promise<Learnings>
  /** Stored events that fit, oldest first. */
  events(question: EventQuestion): Promise<readonly JournalRow[]>
}
