import type { MarketBars } from '../core/ai/market-bars.ts'
import type { Proposals } from '../core/ai/proposals.ts'
import type { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import type { StatusCoordinator } from '../core/coordinators/status-coordinator.ts'
import type { Kernel } from '../core/kernel.ts'
import type { FeedLabel } from '../core/ports.ts'
import type { BookHistory } from '../core/state/book-history.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { Learnings } from '../domain/learning/insights.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import { epochMs } from '../domain/time.ts'
import type { KnownQuote, ToolDesk } from './tool-desk.ts'

/** Parts of a running desk that others own and close. */
export interface LiveToolDeskDeps extends Pick<ToolDesk, 'research' | 'runs'> {
  readonly label: FeedLabel
  readonly kernel: Pick<Kernel, 'clock' | 'universe' | 'quotes' | 'preview' | 'riskUse'>
  readonly broadcast: Pick<BroadcastCoordinator, 'picture'>
  readonly status: Pick<StatusCoordinator, 'items' | 'ask'>
  readonly bars: Pick<MarketBars, 'of' | 'daily'>
  readonly history: Pick<BookHistory, 'events'>
  readonly performance: () => PerformanceReport
  readonly learnings: () => Promise<Learnings>
  readonly proposals: Proposals | null
}

/** The newest price that the kernel knows; null before the first. */
export function kernelQuote(
  { quotes, universe }: Pick<Kernel, 'quotes' | 'universe'>,
  instrument: InstrumentId,
  { source, detail }: FeedLabel,
): KnownQuote | null {
  const index = universe.indexOf(instrument)
  const last = at(quotes.last, index)
  const madeAt = at(quotes.madeAt, index)
  if (Number.isNaN(last) || Number.isNaN(madeAt)) return null
  const known = (column: Float64Array) => {
    const value = at(column, index)
    return Number.isNaN(value) ? null : Math.round(value)
  }
  return {
    source: `${source}: ${detail}`,
    lastPaise: Math.round(last),
    madeAt: epochMs(Math.floor(madeAt)),
    openPaise: known(quotes.open),
    highPaise: known(quotes.high),
    lowPaise: known(quotes.low),
    previousClosePaise: known(quotes.previousClose),
    volume: known(quotes.volume),
    isSuspect: quotes.suspect[index] === 1,
  }
}

/** A running desk as its tools see it: what the screens show, read from the same places. */
export function liveToolDesk(deps: LiveToolDeskDeps): ToolDesk {
  const { label, kernel, broadcast, status, bars, history, learnings } = deps
  const { research, runs, proposals, performance } = deps
  return {
    label,
    clock: kernel.clock,
    universe: kernel.universe,
    bars,
    research,
    runs,
    proposals,
    preview: (wish) => kernel.preview(wish),
    riskUse: () => kernel.riskUse(),
    picture: async () => broadcast.picture,
    quote: async (instrument) => kernelQuote(kernel, instrument, label),
    readiness: async (signal) => (status.items.length > 0 ? status.items : status.ask(signal)),
    performance: async () => performance(),
    learnings,
    events: (question) => history.events(question),
  }
}
