import { randomUUID } from 'node:crypto'
import { crewOf } from './agents/client-options.ts'
import { IntakeProposals } from './core/ai/intake-proposals.ts'
import { MarketBars, type MarketBarsDeps } from './core/ai/market-bars.ts'
import { Proposals } from './core/ai/proposals.ts'
import type { ResearchStore } from './core/ai/research.ts'
import { ToolBench } from './core/ai/tool.ts'
import { ClaudeSdkClientManager } from './core/claude-sdk-client-manager.ts'
import { SystemClock } from './core/clock.ts'
import type { Config } from './core/config.ts'
import { AgentCoordinator } from './core/coordinators/agent-coordinator.ts'
import { BroadcastCoordinator } from './core/coordinators/broadcast-coordinator.ts'
import { QueueCoordinator } from './core/coordinators/queue-coordinator.ts'
import { StatusCoordinator } from './core/coordinators/status-coordinator.ts'
import type { DependencyContainer } from './core/di.ts'
import type { LiveBook } from './core/live-book.ts'
import { Logger } from './core/log.ts'
import type { ObserverDeps } from './core/observer.ts'
import type { MarketFeed } from './core/ports.ts'
import type { RunDesk } from './core/run-desk.ts'
import { ParquetBarStore } from './core/state/bar-store.ts'
import type { BookHistory } from './core/state/book-history.ts'
import type { AiStores } from './core/state/state-door.ts'
import type { TaskQueueDeps } from './core/state/task-queue.ts'
import { TaskQueue } from './core/state/task-queue.ts'
import type { TaskContext } from './core/tasks.ts'
import { at } from './domain/bar.ts'
import type { InstrumentId } from './domain/brand.ts'
import { instrumentId } from './domain/brand.ts'
import { DAY_MS } from './domain/time.ts'
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
import { PromptService } from './services/prompt-service.ts'
import { REVIEW_TASK, ReviewService, reviewTaskOf } from './services/review-service.ts'
/** The run that it stands beside. */
export interface Beside {
  readonly book: LiveBook
  readonly feed: MarketFeed
  readonly speed: number
  readonly config: Config
  readonly observed: ObserverDeps
}

/** What the AI desk rests on: opened before, and closed by whoever opened it. */
export interface AiSettings extends Pick<MarketBarsDeps, 'tape' | 'past' | 'known'> {
  readonly stores: AiStores
  /** Where tasks are kept. */
  readonly tasks: Pick<TaskQueueDeps, 'db' | 'url'>
  readonly research: ResearchStore
  readonly history: BookHistory
  /** Backtests that tools may ask for; null where nobody runs any. */
  readonly runs: RunDesk | null
  /** Of our variables those that the model's client may have. */
  readonly environment: Readonly<Record<string, string>>
}

/** What was analysed within so long is not due. */
const FRESH_MS = DAY_MS
/** A market that runs faster is over before anybody has looked back. */
const REVIEWED_SPEED_MAX = 10

/** The AI desk: its one door to the model, its tools, its work and its talk, and who says when. */
export const withAi = (
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: Beside,
  ai: AiSettings,
): DependencyContainer =>
  [withModel, withAnalyses, withChat, withAiCoordinators].reduce(
    (made, withPart) => withPart(made, parts, settings, ai),
    run,
  )

/** The model's client, and the tools that it may call: they see what the screens show. */
function withModel(
  run: DependencyContainer,
  parts: DependencyContainer,
  { book, feed, config }: Beside,
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

/** What every turn of a role needs. */
const stepsOf = (
  c: DependencyContainer,
  parts: DependencyContainer,
  { config: { ai, mode } }: Beside,
  { stores }: AiSettings,
) => ({
  claude: c.get(ClaudeSdkClientManager),
  crew: crewOf(ai.turnsMax),
  prompts: c.get(PromptService),
  agents: stores.agents,
  clock: parts.get(SystemClock),
  model: ai.model,
  isLive: mode === 'live',
  knowledgeCutOff: () => ai.knowledgeCutOff,
})

/** What the AI does by itself: analyses in their queue, and reviews. */
function withAnalyses(
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: Beside,
  ai: AiSettings,
): DependencyContainer {
  const { book, config } = settings
  const { kernel, intake } = book
  const { stores, research, tasks } = ai
  const { universe, quotes, clock } = kernel
  const log = parts.get(Logger)
  const held = (id: InstrumentId) => at(quotes.held, universe.indexOf(id)) || 0
  return run
    .register(PromptService, () => new PromptService({ book: stores.prompts, facts: intake }))
    .register(TaskQueue, (c) => {
      const run = (payload: unknown, task: TaskContext) =>
        c.get(AnalysisService).perform(payload, task)
      const review = (payload: unknown, task: TaskContext) =>
        c.get(ReviewService).perform(payload, task)
      return new TaskQueue({
        ...tasks,
        book: book.book.name,
        clock: parts.get(SystemClock),
        log: log.for('tasks'),
        bus: kernel.bus,
        queueMax: config.ai.queueMax,
        handlers: [
          { name: ANALYSIS_TASK, queue: 'AI_ANALYSIS', run },
          { name: REVIEW_TASK, queue: 'AI_ANALYSIS', run: review },
        ],
      })
    })
    .register(AnalysisService, (c) => {
      const sources = { bars: c.get(MarketBars), research, clock, universe, quotes, held }
      return new AnalysisService({
        ...stepsOf(c, parts, settings, ai),
        store: stores.analyses,
        tasks: c.get(TaskQueue),
        facts: intake,
        gather: (instrument, signal) => gather(instrument, sources, signal),
        desk: {
          held: () =>
            c.get(BroadcastCoordinator).picture.positions.map(({ instrument }) => instrument),
          watch: config.ai.watch.map(instrumentId),
          isKnown: (id) => universe.indexOf(id) >= 0,
        },
        symbolsATask: config.ai.symbolsATask,
        freshMs: FRESH_MS,
        newId: randomUUID,
        log: log.for('ai'),
      })
    })
    .register(
      ReviewService,
      (c) =>
        new ReviewService({
          ...stepsOf(c, parts, settings, ai),
          store: stores.analyses,
          book: book.book.name,
          judge: (...judged) => c.get(PromptService).judge(...judged),
          facts: intake,
          decisions: () => c.get(BroadcastCoordinator).picture.decisions,
        }),
    )
}

/** What the AI says when it is asked. */
const withChat = (
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: Beside,
  ai: AiSettings,
): DependencyContainer =>
  run.register(
    ChatService,
    (c) =>
      new ChatService({
        ...stepsOf(c, parts, settings, ai),
        store: ai.stores.chats,
        recommendation: (id) => ai.stores.analyses.recommendation(id),
        newId: randomUUID,
        isStopped: () => isHalted(settings.book),
      }),
  )

const isHalted = ({ kernel }: LiveBook): boolean => kernel.riskUse().tradingState === 'halted'

/** Who says when the AI works, and when it is still. */
const withAiCoordinators = (
  run: DependencyContainer,
  parts: DependencyContainer,
  settings: Beside,
  { stores }: AiSettings,
): DependencyContainer =>
  run
    .register(
      QueueCoordinator,
      (c) =>
        new QueueCoordinator({
          ...settings.observed,
          tasks: c.get(TaskQueue),
          isStopped: () => isHalted(settings.book),
        }),
    )
    .register(
      AgentCoordinator,
      (c) =>
        new AgentCoordinator({
          ...settings.observed,
          claude: c.get(ClaudeSdkClientManager),
          facts: settings.book.intake,
          wall: parts.get(SystemClock),
          isWaiting: () => c.get(BroadcastCoordinator).picture.proposals.pending.length > 0,
          review:
            settings.speed > REVIEWED_SPEED_MAX
              ? null
              : async (date) => {
                  await c.get(TaskQueue).add(reviewTaskOf(settings.book.book.name, date))
                },
          hush: () => c.get(ChatService).hush(),
          keep: (recommendation) => stores.analyses.saveRecommendation(recommendation),
        }),
    )
