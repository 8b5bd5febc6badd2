import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { FileImporter } from '../../src/adapters/files/file-importer.ts'
import { PaperExchange } from '../../src/adapters/paper/paper-exchange.ts'
import { BarsFeed } from '../../src/adapters/replay/bars-feed.ts'
import { TicksFeed } from '../../src/adapters/replay/ticks-feed.ts'
import { DeskFactory, installation, trialContainer } from '../../src/container.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import { loadConfig } from '../../src/core/config.ts'
import { DailyHistory } from '../../src/core/daily-history.ts'
import { EventBus, EventHandler } from '../../src/core/event-bus.ts'
import { EventIds } from '../../src/core/events.ts'
import { Intake } from '../../src/core/intake.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MarketSession } from '../../src/core/market-session.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { Broker, MarketFeed } from '../../src/core/ports.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { BackupStore } from '../../src/core/state/backup.ts'
import { ParquetBarStore } from '../../src/core/state/bar-store.ts'
import { BookStore } from '../../src/core/state/book-store.ts'
import { CommandQueue } from '../../src/core/state/command-queue.ts'
import { Database } from '../../src/core/state/database.ts'
import { DeskViewFile } from '../../src/core/state/desk-view-file.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { Notifications } from '../../src/core/state/notifications.ts'
import { PostgresObserverLog } from '../../src/core/state/observer-log.ts'
import { ProjectionRunner } from '../../src/core/state/projection-runner.ts'
import { Projector } from '../../src/core/state/projector.ts'
import { PostgresReferenceStore } from '../../src/core/state/reference-store.ts'
import { PostgresResearchStore } from '../../src/core/state/research-store.ts'
import { RunStore } from '../../src/core/state/run-store.ts'
import { SnapshotStore } from '../../src/core/state/snapshot-store.ts'
import { StateDoor } from '../../src/core/state/state-door.ts'
import type { Tasks } from '../../src/core/tasks.ts'
import { Account } from '../../src/domain/account.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { Holds } from '../../src/domain/holds.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import { OrderBook } from '../../src/domain/order-book.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { Sessions } from '../../src/domain/rulebook/sessions.ts'
import { Universe } from '../../src/domain/universe.ts'
import { runContainer } from '../../src/run-container.ts'
import { AnalysisService } from '../../src/services/analysis-service.ts'
import { AnalyticsService } from '../../src/services/analytics-service.ts'
import { ApprovalService } from '../../src/services/approval-service.ts'
import { BacktestService } from '../../src/services/backtest-service.ts'
import { ChatService } from '../../src/services/chat-service.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { ForecastService } from '../../src/services/forecast-service.ts'
import { LearningService } from '../../src/services/learning-service.ts'
import { MarketDataService } from '../../src/services/market-data-service.ts'
import { PortfolioService } from '../../src/services/portfolio-service.ts'
import { PromptService } from '../../src/services/prompt-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { ReviewService } from '../../src/services/review-service.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import { StrategyService } from '../../src/services/strategy-service.ts'
import { INFY } from '../services/paper-desk.ts'
import { BOOK } from './bus-fixture.ts'
import { Memory } from './observer-fixture.ts'
import { START } from './state/journal-fixture.ts'

/** While armed, every call to the outside is noted and thrown. */
const io = vi.hoisted(() => {
  const calls: string[] = []
  const state = { isArmed: false }
  const guarded = (module: string, real: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(real).map(([name, value]: [string, unknown]) => {
        if (name === 'default' && typeof value === 'object' && value !== null) {
          return [name, guarded(module, value)]
        }
        if (typeof value !== 'function' || /^[A-Z]/.test(name)) return [name, value]
        return [
          name,
          (...args: readonly unknown[]): unknown => {
            if (!state.isArmed) return Reflect.apply(value, real, args)
            calls.push(`${module}.${name}`)
            throw new RangeError(`${module}.${name} was called by a constructor`)
          },
        ]
      }),
    )
  return { calls, state, guarded }
})

vi.mock('node:fs', async (real) => io.guarded('fs', await real()))
vi.mock('node:fs/promises', async (real) => io.guarded('fs/promises', await real()))
vi.mock('node:child_process', async (real) => io.guarded('child_process', await real()))
vi.mock('node:net', async (real) => io.guarded('net', await real()))

/** Throws at whatever it is asked to do; that it is there does no harm. */
function forbidden<T extends object>(what: string, but: Partial<T> = {}): T {
  const proxy: unknown = new Proxy(but, {
    get(target, name) {
      if (Reflect.has(target, name)) return Reflect.get(target, name)
      io.calls.push(`${what}.${String(name)}`)
      throw new RangeError(`${what}.${String(name)} was used by a constructor`)
    },
  })
  return proxy as T
}

/** Builds with the outside forbidden; what was built, and what it tried. */
function building<T>(build: () => T): { readonly built: T; readonly calls: readonly string[] } {
  io.calls.length = 0
  io.state.isArmed = true
  try {
    return { built: build(), calls: [...io.calls] }
  } finally {
    io.state.isArmed = false
  }
}

const universe = new Universe([plainEquity(INFY)])
const calendar = new MarketCalendar()
const log = new SilentLogger()
const { config } = await loadConfig({ dataDir: '/nowhere' }, {})
const { signal } = new AbortController()

/** All that a service may be handed, each a fake or a thing without an outside. */
function hands() {
  const clock = new VirtualClock(START)
  const journal = new MemoryJournal()
  const bus = new EventBus({ clock, journal, ids: new EventIds(BOOK), log })
  const quotes = new Quotes(universe.size)
  const session = new MarketSession(universe)
  const history = new DailyHistory(universe.size)
  const guards = new GuardBook()
  const tickOf = () => 5
  const common = { bus, clock, quotes, session, universe }
  const observing = { bus, clock, journal, log, observerLog: new Memory(), jitter: () => 0 }
  return { ...common, common, journal, history, guards, tickOf, observing }
}
type Hands = ReturnType<typeof hands>

const terms = DEFAULT_TERMS
const limits = DEFAULT_LIMITS
const funds = { covers: () => true }

/** Each service from plain objects: nobody else is needed to make one. */
const SERVICES: Readonly<Record<string, (my: Hands) => object>> = {
  StrategyService: ({ common }) => new StrategyService({ ...common, plans: [], equity: () => 0 }),
  MarketDataService: ({ common, history }) =>
    new MarketDataService({
      ...common,
      sessions: new Sessions(calendar),
      history,
      strategies: { onBar: () => {}, onMoment: () => {} },
      actions: [],
      feed: '1m',
      intervals: ['1m'],
      startsAt: START,
      past: NO_BARS,
    }),
  RiskService: ({ common, history, guards, tickOf }) =>
    new RiskService({
      ...common,
      history,
      terms,
      tickOf,
      account: new Account(),
      holds: new Holds(),
      guards,
      orders: new OrderBook(),
      mode: 'paper',
      limits,
      orderIdAt: () => {
        throw new RangeError('no order was asked for')
      },
    }),
  ApprovalService: ({ common }) =>
    new ApprovalService({
      ...common,
      account: new Account(),
      holds: new Holds(),
      mode: 'paper',
      approvals: 'manual',
      tradingState: forbidden('trading state'),
      preview: forbidden('preview'),
    }),
  ForecastService: ({ common }) => new ForecastService({ ...common, benchmark: INFY }),
  ProtectionService: ({ common, guards }) => new ProtectionService({ ...common, guards }),
  PaperExchange: ({ common, tickOf }) =>
    new PaperExchange({ ...common, funds, model: EXACT_FILLS, tickOf }),
  ExecutionService: ({ bus }) =>
    new ExecutionService({
      bus,
      log,
      broker: forbidden<Broker>('broker', { report: () => {} }),
      orders: new OrderBook(),
    }),
  PortfolioService: ({ bus }) => new PortfolioService({ bus, universe, calendar, terms }),
  AnalyticsService: ({ observing }) =>
    new AnalyticsService({
      ...observing,
      observerLog: forbidden('observer log'),
      journal: forbidden('journal'),
      beginning: { capitalPaise: 1, startsAt: START },
      performance: config.performance,
    }),
  ChatService: () => new ChatService(forbidden('what chats rest on', {})),
  ReviewService: () => new ReviewService(forbidden('what reviews rest on', {})),
  PromptService: () => new PromptService(forbidden('what prompts rest on', {})),
  AnalysisService: () =>
    new AnalysisService(
      forbidden<ConstructorParameters<typeof AnalysisService>[0]>('what analyses rest on', {
        tasks: forbidden<Tasks>('tasks', { listen: () => ({ [Symbol.dispose]: () => {} }) }),
      }),
    ),
  LearningService: ({ observing }) =>
    new LearningService({
      ...observing,
      observerLog: forbidden('observer log'),
      journal: forbidden('journal'),
      sectorOf: forbidden('sectors'),
    }),
  BacktestService: () =>
    new BacktestService({
      kernels: forbidden('kernels'),
      calendar,
      limits,
      terms,
      performance: config.performance,
    }),
}

const state = forbidden<never>('state')
const access = { connectionString: 'postgres://nobody@localhost/nothing' }
const clock = new VirtualClock(START)

const STORES: Readonly<Record<string, () => object>> = {
  PostgresJournalLog: () => new PostgresJournalLog({ database: state, book: 'b', lease: null }),
  PostgresObserverLog: () => new PostgresObserverLog({ state, book: 'b' }),
  PostgresReferenceStore: () => new PostgresReferenceStore(state),
  SnapshotStore: () => new SnapshotStore({ state, book: 'b', log }),
  CommandQueue: () => new CommandQueue({ state, book: 'b', clock }),
  BookStore: () => new BookStore(state),
  RunStore: () => new RunStore(state),
  Projector: () => new Projector({ state, book: 'b' }),
  ProjectionRunner: () =>
    new ProjectionRunner({ projector: state, journal: state, rows: state, clock, log }),
  BackupStore: () => new BackupStore({ state, folder: '/nowhere', clock }),
  ParquetBarStore: () => new ParquetBarStore({ dataDir: '/nowhere', calendar }),
  DeskViewFile: () => new DeskViewFile({ file: '/nowhere/view.json', rows: state, log }),
  StateDoor: () => new StateDoor({ source: { dataDir: '/nowhere' }, clock, log }, signal),
  Notifications: () => new Notifications(access, log),
  Database: () => new Database({ access, schema: 's', name: 'n', max: 1, statementMs: 1_000, log }),
  FileImporter: () =>
    new FileImporter({
      store: state,
      calendar,
      clock,
      reference: forbidden('reference'),
      research: forbidden('research'),
    }),
  PostgresResearchStore: () => new PostgresResearchStore({ db: state, clock, reference: state }),
  TicksFeed: () => new TicksFeed({ recordings: [], universe }),
  BarsFeed: () =>
    new BarsFeed({
      store: forbidden('bars'),
      query: {
        instruments: 'all',
        interval: 'day',
        basis: 'raw',
        source: null,
        from: START,
        to: START,
      },
      universe,
    }),
}

const nameOf = (file: string): string =>
  file
    .replace(/\.ts$/, '')
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')

describe('making a part', () => {
  it.each(Object.entries(SERVICES))(
    'B24 B59 %s needs only fakes, and reaches nothing outside',
    async (_, make) => {
      const my = hands()
      const { built, calls } = building(() => make(my))
      expect(calls).toEqual([])
      expect(my.journal.head).toBe(0)
      if (built instanceof EventHandler) await built.close()
      expect(my.bus.subscriptions).toBe(0)
    },
  )

  it('B24 no service is left out', async () => {
    const files = await readdir(join(import.meta.dirname, '..', '..', 'src', 'services'))
    const services = files.filter((file) => file.endsWith('-service.ts'))
    const classes: string[] = []
    for (const file of services) {
      const text = await readFile(
        join(import.meta.dirname, '..', '..', 'src', 'services', file),
        'utf8',
      )
      if (text.includes(`export class ${nameOf(file)}`)) classes.push(nameOf(file))
    }
    expect(classes.length).toBeGreaterThan(5)
    expect(Object.keys(SERVICES)).toEqual(expect.arrayContaining(classes))
  })

  it.each(Object.entries(STORES))('B59 %s opens nothing until it is asked', (_, make) => {
    expect(building(make).calls).toEqual([])
  })

  it('B22 B59 every part that is registered for an installation can be made, and none reaches outside', () => {
    const parts = installation({ config, calendar, log, signal, onProgress: () => {} })
    const { calls } = building(() => {
      for (const token of parts.tokens) parts.get(token)
      const trial = trialContainer({ config, calendar })
      for (const token of trial.tokens) trial.get(token)
    })
    expect(parts.tokens.length).toBeGreaterThan(6)
    expect(calls).toEqual([])
  })

  it('B22 B59 every part of a run can be made, and none reaches outside', async () => {
    const parts = installation({ config, calendar, log, signal, onProgress: () => {} })
    const kernel = new DeskFactory().open({
      name: BOOK,
      mode: 'paper',
      capital: paise(1_00_000_00),
      startsAt: START,
      universe,
      calendar,
      actions: [],
      plans: [],
      feed: '1m',
      past: NO_BARS,
      limits,
      terms,
      fills: EXACT_FILLS,
      journal: new MemoryJournal(),
      log,
    })
    const book: unknown = {
      kernel,
      intake: new Intake(kernel.bus, kernel.journal),
      book: { name: 'paper' },
      projecting: { projector: state, journal: kernel.journal, rows: state },
      lost: new Promise(() => {}),
      isResumed: true,
    }
    const beginning = { capitalPaise: 1, startsAt: START }
    const run = runContainer(parts, {
      state,
      book: book as never,
      feed: forbidden<MarketFeed>('feed', { label: { source: 'SIMULATED', detail: 'none' } }),
      ai: {
        stores: {
          analyses: forbidden('analyses'),
          chats: forbidden('chats'),
          prompts: forbidden('prompts'),
          agents: forbidden('agents'),
          spending: forbidden('spending'),
        },
        tasks: { db: forbidden('tasks'), url: 'postgres://localhost/none' },
        research: forbidden('research'),
        history: forbidden('history'),
        runs: null,
        environment: {},
        tape: null,
        past: null,
        known: forbidden('known'),
      },
      speed: 1,
      until: null,
      checks: [],
      config,
      beginning,
    })
    const { calls } = building(() => {
      for (const token of run.tokens) run.get(token)
    })
    expect(run.tokens.length).toBeGreaterThan(6)
    expect(calls).toEqual([])
    await kernel.close()
  })

  it('B59 a constructor that does reach outside is caught by these very fakes', async () => {
    const { readdirSync } = await import('node:fs')
    expect(() => building(() => readdirSync('/'))).toThrow('fs.readdirSync was called')
    expect(() => building(() => Reflect.get(state, 'db'))).toThrow('state.db was used')
  })
})
