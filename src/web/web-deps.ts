import type { AgentBook, AnalysisDesk, ChatDesk, PromptBook } from '../core/ai/ai-desk.ts'
import type { Claude } from '../core/ai/claude.ts'
import type { ResearchStore } from '../core/ai/research.ts'
import type { BarTape } from '../core/bar-tape.ts'
import type { Clock } from '../core/clock.ts'
import type { Effective } from '../core/config.ts'
import type { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import type { StatusCoordinator } from '../core/coordinators/status-coordinator.ts'
import type { Kernel } from '../core/kernel.ts'
import type { LiveBook } from '../core/live-book.ts'
import type { Logger } from '../core/log.ts'
import type { BarStore, FeedLabel, ReferenceStore } from '../core/ports.ts'
import type { RuntimeIdentity } from '../core/runtime-identity.ts'
import type { BackupStore } from '../core/state/backup.ts'
import type { BookHistory } from '../core/state/book-history.ts'
import type { ConfigFile } from '../core/state/config-file.ts'
import type { RunStore } from '../core/state/run-store.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import type { MergedBars } from '../domain/merge-bars.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import type { MarketCalendar } from '../domain/rulebook/calendar.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import type { StrategyDefinition, StrategyPlan } from '../domain/strategy.ts'

/** Which program answers, on which port (0 before it listens), and of which book. */
export interface WebIdentity extends RuntimeIdentity {
  readonly port: number
  readonly book: string
}

/** The AI desk: each part refuses in words what it cannot do while the model is blocked. */
export interface AiDesk {
  readonly claude: Pick<Claude, 'state' | 'listen'>
  readonly analyses: AnalysisDesk
  readonly chat: ChatDesk
  readonly prompts: PromptBook
  readonly agents: AgentBook
}

/** What the web shows and asks of: parts that others own and close. It makes nothing of them its own. */
export interface WebDeps {
  readonly identity: () => WebIdentity
  readonly effective: Effective
  /** What the next start would have, with the data folder's file as it is (null) or as it is to be. */
  readonly reload: (ownFile: Readonly<Record<string, unknown>> | null) => Promise<Effective>
  readonly configFile: ConfigFile
  /** The machine's; the market's own is `live.kernel.clock`. */
  readonly clock: Clock
  readonly log: Logger
  readonly calendar: MarketCalendar
  readonly sessions: Sessions
  /** Where prices come from, and market time over wall time (Infinity: as fast as it goes). */
  readonly label: FeedLabel
  readonly speed: number
  /** The open book: kernel (quotes, universe, session, clock, note, preview), intake, journal rows. */
  readonly live: LiveBook
  readonly broadcast: Pick<BroadcastCoordinator, 'picture' | 'listen' | 'health'>
  readonly status: Pick<StatusCoordinator, 'items' | 'components' | 'ask'>
  readonly state: StateManager
  readonly bars: BarStore
  /** What the market has brought since the start, and daily bars from before the desk's first day. */
  readonly tape: BarTape
  readonly past: MergedBars
  /** The book's own past, as its tables and journal hold it. */
  readonly history: BookHistory
  readonly reference: ReferenceStore
  readonly research: ResearchStore
  readonly runs: RunStore
  readonly backups: BackupStore
  /** Every metric over what has been folded so far. */
  readonly performance: () => PerformanceReport
  /** Every strategy that exists, and what the book runs of them. */
  readonly strategies: readonly StrategyDefinition[]
  readonly plans: readonly StrategyPlan[]
  readonly ai: AiDesk
}

/** What the topics are made of: parts that others own. */
export interface LiveDeskDeps
  extends Pick<WebDeps, 'identity' | 'clock' | 'log' | 'sessions' | 'label' | 'speed'> {
  readonly bars: Pick<WebDeps['bars'], 'read'>
  readonly effective: { readonly config: Pick<WebDeps['effective']['config'], 'benchmark'> }
  readonly live: {
    readonly kernel: Pick<Kernel, 'clock' | 'quotes' | 'session' | 'universe'>
    readonly isResumed: boolean
  }
  readonly broadcast: Pick<BroadcastCoordinator, 'picture' | 'listen' | 'health'>
  readonly status: Pick<StatusCoordinator, 'items' | 'components'>
}
