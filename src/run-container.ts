import { join } from 'node:path'
import { type AiSettings, withAi } from './ai-container.ts'
import { chance } from './core/chance.ts'
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
import { DeskViewFile } from './core/state/desk-view-file.ts'
import { PostgresObserverLog } from './core/state/observer-log.ts'
import { ProjectionRunner } from './core/state/projection-runner.ts'
import { StateDoor } from './core/state/state-door.ts'
import type { StateManager } from './core/state/state-manager.ts'
import { Upkeep } from './core/upkeep.ts'
import type { InstrumentId } from './domain/brand.ts'
import type { TradeDate } from './domain/time.ts'
import { AnalyticsService } from './services/analytics-service.ts'
import { LearningService } from './services/learning-service.ts'
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

/** What runs beside an open book, and the coordinators that say when. */
export const runContainer = (
  parts: DependencyContainer,
  settings: RunSettings,
): DependencyContainer => {
  const { ai } = settings
  const observers = observersContainer(parts, settings)
  const observed = observing(parts, settings)
  const coordinated = withCoordinators(observers, settings, observed)
  return ai === null ? coordinated : withAi(coordinated, parts, { ...settings, observed }, ai)
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
