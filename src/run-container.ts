import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { crewOf } from './agents/client-options.ts'
import { IntakeProposals } from './core/ai/intake-proposals.ts'
import { MarketBars, type MarketBarsDeps } from './core/ai/market-bars.ts'
import { Proposals } from './core/ai/proposals.ts'
import type { ResearchStore } from './core/ai/research.ts'
import { ToolBench } from './core/ai/tool.ts'
import { chance } from './core/chance.ts'
import { ClaudeSdkClientManager } from './core/claude-sdk-client-manager.ts'
import { SystemClock } from './core/clock.ts'
import type { Config } from './core/config.ts'
import { AgentCoordinator } from './core/coordinators/agent-coordinator.ts'
import { BroadcastCoordinator } from './core/coordinators/broadcast-coordinator.ts'
import { QueueCoordinator } from './core/coordinators/queue-coordinator.ts'
import { SessionCoordinator } from './core/coordinators/session-coordinator.ts'
import { StatusCoordinator } from './core/coordinators/status-coordinator.ts'
import { DependencyContainer } from './core/di.ts'
import type { LiveBook } from './core/live-book.ts'
import { Logger } from './core/log.ts'
import type { ObserverDeps } from './core/observer.ts'
import { Orchestrator } from './core/orchestrator.ts'
import type { MarketFeed } from './core/ports.ts'
import type { Check } from './core/readiness.ts'
import type { RunDesk } from './core/run-desk.ts'
import { ParquetBarStore } from './core/state/bar-store.ts'
import type { BookHistory } from './core/state/book-history.ts'
import { DeskViewFile } from './core/state/desk-view-file.ts'
import { PostgresObserverLog } from './core/state/observer-log.ts'
import { ProjectionRunner } from './core/state/projection-runner.ts'
import { type AiStores, StateDoor } from './core/state/state-door.ts'
import type { StateManager } from './core/state/state-manager.ts'
import { TaskQueue } from './core/state/task-queue.ts'
import type { TaskTables } from './core/state/task-rows.ts'
import { Upkeep } from './core/upkeep.ts'
import { at } from './domain/bar.ts'
import type { InstrumentId } from './domain/brand.ts'
import { instrumentId } from './domain/brand.ts'
import { DAY_MS, type TradeDate } from './domain/time.ts'
import { deskTools } from './mcp/desk-tools.ts'
import { JournalledCalls } from './mcp/journalled-calls.ts'
import { liveToolDesk } from './mcp/live-tool-desk.ts'
import { DeskToolBench } from './mcp/tool-bench.ts'
import { gather } from './services/analysis-gatherer.ts'
import { AnalysisService } from './services/analysis-service.ts'
import { ANALYSIS_TASK } from './services/analysis-wish.ts'
import { AnalyticsService } from './services/analytics-service.ts'
import { ChatService } from './services/chat-service.ts'
import { LearningService } from './services/learning-service.ts'
import { ReviewService } from './services/review-service.ts'
import type { BookBeginning } from './services/session-fold.ts'

/** What one run of the desk needs beside the installation. */
export interface RunSettings {
  readonly state: StateManager
  readonly book: LiveBook
  readonly feed: MarketFeed
  readonly speed: number
  readonly until: TradeDate | null
  readonly checks: readonly Check[]
  readonly config: Config
  readonly beginning: BookBeginning
  /** null for a run without the AI desk. */
  readonly ai: AiSettings | null
}

/** What the AI desk rests on: opened before, and closed by whoever opened it. */
export interface AiSettings extends Pick<MarketBarsDeps, 'tape' | 'past' | 'known'> {
  readonly stores: AiStores
  readonly research: ResearchStore
  readonly history: BookHistory
  /** Backtests that tools may ask for; null where nobody runs any. */
  readonly runs: RunDesk | null
  /** Of our variables those that the model's client may have. */
  readonly environment: Readonly<Record<string, string>>
}

/** What runs beside an open book, and the coordinators that say when. */
export const runContainer = (
  parts: DependencyContainer,
  settings: RunSettings,
): DependencyContainer => {
  const { ai } = settings
  const observers = observersContainer(parts, settings)
  const coordinated = withCoordinators(observers, settings, observing(parts, settings))
  return ai === null ? coordinated : withAi(coordinated, parts, settings, ai)
}

/** What every observer of a book needs. */
const observing = (parts: DependencyContainer, { state, book }: RunSettings) => ({
  bus: book.kernel.bus,
  journal: book.kernel.journal,
  observerLog: new PostgresObserverLog({ state, book: book.book.name }),
  clock: parts.get(SystemClock),
  log: parts.get(Logger),
  jitter: chance,
})

/** The folds of a book, and what looks after what it leaves behind. */
function observersContainer(
  parts: DependencyContainer,
  settings: RunSettings,
): DependencyContainer {
  const { book, config, beginning } = settings
  const { dataDir, performance, backupsKept } = config
  const clock = parts.get(SystemClock)
  const log = parts.get(Logger)
  return new DependencyContainer()
    .register(ProjectionRunner, () => new ProjectionRunner({ ...book.projecting, clock, log }))
    .register(DeskViewFile, () => {
      const file = join(dataDir, 'views', `${book.book.name}.json`)
      return new DeskViewFile({ file, rows: book.projecting.rows, log })
    })
    .register(
      AnalyticsService,
      () => new AnalyticsService({ ...observing(parts, settings), beginning, performance }),
    )
    .register(LearningService, () => {
      const { universe } = book.kernel
      const sectorOf = (id: InstrumentId) => universe.get(id)?.sector ?? null
      return new LearningService({ ...observing(parts, settings), sectorOf })
    })
    .register(
      Upkeep,
      () =>
        new Upkeep({
          bus: book.kernel.bus,
          backups: () => parts.get(StateDoor).backups(join(dataDir, 'backups'), backupsKept),
          clock,
          log,
        }),
    )
}

function withCoordinators(
  run: DependencyContainer,
  { book, feed, speed, until, checks, config: { limits }, ai }: RunSettings,
  observing: ObserverDeps,
): DependencyContainer {
  const { kernel, intake } = book
  const { clock, log } = observing
  return run
    .register(StatusCoordinator, () => new StatusCoordinator({ ...observing, checks }))
    .register(
      BroadcastCoordinator,
      (c) => new BroadcastCoordinator({ ...observing, limits, views: c.get(DeskViewFile) }),
    )
    .register(
      SessionCoordinator,
      (c) =>
        new SessionCoordinator({
          ...observing,
          book,
          pump: { kernel, feed, intake, past: book, clock, speed },
          session: kernel.session,
          until,
          upkeep: c.get(Upkeep),
        }),
    )
    .register(
      Orchestrator,
      (c) =>
        new Orchestrator({
          session: c.get(SessionCoordinator),
          status: c.get(StatusCoordinator),
          others: [
            c.get(BroadcastCoordinator),
            ...(ai === null ? [] : [c.get(QueueCoordinator), c.get(AgentCoordinator)]),
          ],
          lost: book.lost,
          log,
        }),
    )
}

/** What was analysed within so long is not due. */
const FRESH_MS = DAY_MS
/** A market that runs faster is over before anybody has looked back. */
const REVIEWED_SPEED_MAX = 10

/** The AI desk: its one door to the model, its tools, its work and its talk, and who says when. */
const withAi = (
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: RunSettings,
  ai: AiSettings,
): DependencyContainer =>
  withAiCoordinators(
    withAiWork(withModel(run, parts, settings, ai), parts, settings, ai),
    parts,
    settings,
    ai,
  )

/** The model's client, and the tools that it may call: they see what the screens show. */
function withModel(
  run: DependencyContainer,
  parts: DependencyContainer,
  { book, feed, config }: RunSettings,
  { stores, research, history, runs, environment, tape, past, known }: AiSettings,
): DependencyContainer {
  const { kernel, intake } = book
  const clock = parts.get(SystemClock)
  const log = parts.get(Logger)
  return run
    .register(
      MarketBars,
      () =>
        new MarketBars({
          store: parts.get(ParquetBarStore),
          clock: kernel.clock,
          isOpen: () => kernel.session.isOpen,
          universe: kernel.universe,
          tape,
          past,
          known,
        }),
    )
    .register(Proposals, () => new IntakeProposals({ intake, kernel, clock }))
    .register(ToolBench, (c) => {
      const desk = liveToolDesk({
        label: feed.label,
        kernel,
        broadcast: c.get(BroadcastCoordinator),
        status: c.get(StatusCoordinator),
        bars: c.get(MarketBars),
        research,
        runs,
        history,
        performance: () => c.get(AnalyticsService).report,
        learnings: () => c.get(LearningService).learnings(),
        proposals: c.get(Proposals),
      })
      const calls = new JournalledCalls({ intake, log })
      return new DeskToolBench({ tools: deskTools(desk, clock), calls, clock, log })
    })
    .register(
      ClaudeSdkClientManager,
      (c) =>
        new ClaudeSdkClientManager({
          config: config.ai,
          bench: c.get(ToolBench),
          clock,
          log: log.for('ai'),
          environment,
          spendingLog: stores.spending,
        }),
    )
}

/** What the AI does: analyses, conversations and reviews. */
function withAiWork(
  run: DependencyContainer,
  parts: DependencyContainer,
  { book, state, config }: RunSettings,
  { stores, research }: AiSettings,
): DependencyContainer {
  const { kernel, intake } = book
  const { universe, quotes } = kernel
  const { ai, mode } = config
  const clock = parts.get(SystemClock)
  const log = parts.get(Logger)
  const sharesOf = (id: InstrumentId) => at(quotes.held, universe.indexOf(id)) || 0
  const knowledgeCutOff = () => ai.knowledgeCutOff
  const steps = (c: DependencyContainer) => ({
    claude: c.get(ClaudeSdkClientManager),
    crew: crewOf(ai.turnsMax),
    prompts: stores.prompts,
    agents: stores.agents,
    clock,
    model: ai.model,
    isLive: mode === 'live',
  })
  return run
    .register(
      TaskQueue,
      (c) =>
        new TaskQueue({
          db: state.db.withTables<TaskTables>(),
          url: state.url,
          book: book.book.name,
          clock,
          log: log.for('tasks'),
          bus: kernel.bus,
          queueMax: ai.queueMax,
          handlers: [
            {
              name: ANALYSIS_TASK,
              queue: 'AI_ANALYSIS',
              run: (payload, task) => c.get(AnalysisService).perform(payload, task),
            },
          ],
        }),
    )
    .register(
      AnalysisService,
      (c) =>
        new AnalysisService({
          ...steps(c),
          store: stores.analyses,
          tasks: c.get(TaskQueue),
          facts: intake,
          gather: (instrument, signal) =>
            gather(
              instrument,
              {
                bars: c.get(MarketBars),
                research,
                clock: kernel.clock,
                universe,
                quotes,
                held: sharesOf,
              },
              signal,
            ),
          desk: {
            held: () =>
              c.get(BroadcastCoordinator).picture.positions.map(({ instrument }) => instrument),
            watch: ai.watch.map(instrumentId),
            isKnown: (id) => universe.indexOf(id) >= 0,
          },
          symbolsATask: ai.symbolsATask,
          freshMs: FRESH_MS,
          knowledgeCutOff,
          newId: randomUUID,
          log: log.for('ai'),
        }),
    )
    .register(
      ChatService,
      (c) =>
        new ChatService({
          ...steps(c),
          store: stores.chats,
          recommendation: (id) => stores.analyses.recommendation(id),
          newId: randomUUID,
          isStopped: () => isHalted(book),
        }),
    )
    .register(
      ReviewService,
      (c) =>
        new ReviewService({
          ...steps(c),
          store: stores.analyses,
          book: book.book.name,
          judge: (...judged) => stores.prompts.judge(...judged),
          facts: intake,
          decisions: () => c.get(BroadcastCoordinator).picture.decisions,
          knowledgeCutOff,
        }),
    )
}

const isHalted = ({ kernel }: LiveBook): boolean => kernel.riskUse().tradingState === 'halted'

/** Who says when the AI works, and when it is still. */
const withAiCoordinators = (
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: RunSettings,
  { stores }: AiSettings,
): DependencyContainer =>
  run
    .register(
      QueueCoordinator,
      (c) =>
        new QueueCoordinator({
          ...observing(parts, settings),
          tasks: c.get(TaskQueue),
          isStopped: () => isHalted(settings.book),
        }),
    )
    .register(
      AgentCoordinator,
      (c) =>
        new AgentCoordinator({
          ...observing(parts, settings),
          claude: c.get(ClaudeSdkClientManager),
          facts: settings.book.intake,
          wall: parts.get(SystemClock),
          isWaiting: () => c.get(BroadcastCoordinator).picture.proposals.pending.length > 0,
          review:
            settings.speed > REVIEWED_SPEED_MAX
              ? null
              : (date, signal) => c.get(ReviewService).review(date, signal),
          hush: () => c.get(ChatService).hush(),
          keep: (recommendation) => stores.analyses.saveRecommendation(recommendation),
        }),
    )
