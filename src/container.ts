import { FileImporter } from './adapters/files/file-importer.ts'
import { PaperExchange } from './adapters/paper/paper-exchange.ts'
import { type Clock, SystemClock, VirtualClock } from './core/clock.ts'
import type { Config } from './core/config.ts'
import { DailyHistory } from './core/daily-history.ts'
import { DependencyContainer } from './core/di.ts'
import { EventBus } from './core/event-bus.ts'
import { EventIds } from './core/events.ts'
import { GivenIds } from './core/given-ids.ts'
import type { Intake } from './core/intake.ts'
import { Kernel, KernelFactory, type KernelSettings } from './core/kernel.ts'
import { Logger } from './core/log.ts'
import { MarketLane, NO_VENUE } from './core/market-lane.ts'
import { MarketSession } from './core/market-session.ts'
import { Broker, type BrokerClient } from './core/ports.ts'
import { Quotes } from './core/quotes.ts'
import { ParquetBarStore } from './core/state/bar-store.ts'
import { StateDoor } from './core/state/state-door.ts'
import { TickTable } from './core/tick-table.ts'
import { Account } from './domain/account.ts'
import { instrumentId, orderId } from './domain/brand.ts'
import { GuardBook } from './domain/guard-book.ts'
import { Holds } from './domain/holds.ts'
import { OrderBook } from './domain/order-book.ts'
import { MarketCalendar } from './domain/rulebook/calendar.ts'
import { Sessions, sessionsOf } from './domain/rulebook/sessions.ts'
import type { Signal } from './domain/signal.ts'
import { ApprovalService } from './services/approval-service.ts'
import { BacktestService } from './services/backtest-service.ts'
import { ExecutionService } from './services/execution-service.ts'
import { ForecastService } from './services/forecast-service.ts'
import { MarketDataService } from './services/market-data-service.ts'
import { MonthlyReset } from './services/monthly-reset.ts'
import { OrderGateway, READING_PACE, type ReadingPace } from './services/order-gateway.ts'
import { OrderLives } from './services/order-life.ts'
import { PortfolioService } from './services/portfolio-service.ts'
import { previewTrade } from './services/preview-trade.ts'
import { ProtectionService } from './services/protection-service.ts'
import { RiskService } from './services/risk-service.ts'
import { StrategyService } from './services/strategy-service.ts'

/** The parts of one book. Kernel handlers are called in the order in which they stand here. */
export const deskContainer = (
  settings: KernelSettings,
  outside: OutsideBroker | null = null,
): DependencyContainer =>
  withResets(
    withTrading(
      withAgents(withDeciding(factsContainer(settings), settings), settings),
      settings,
      outside,
    ),
    settings,
  ).register(Kernel, (c) => new Kernel(kernelDeps(c, settings, outside)))

/** What the parts read and write together: a moment's prices, phases and holds. */
function factsContainer(settings: KernelSettings): DependencyContainer {
  const { universe, calendar, journal, log, name } = settings
  return new DependencyContainer()
    .register(VirtualClock, () => new VirtualClock(settings.startsAt))
    .register(GivenIds, () => new GivenIds())
    .register(EventBus, (c) => {
      const ids = new EventIds(name)
      const given = c.get(GivenIds)
      return new EventBus({ clock: c.get(VirtualClock), journal, ids, log, given })
    })
    .register(Quotes, () => new Quotes(universe.size))
    .register(MarketSession, () => new MarketSession(universe))
    .register(Sessions, () => sessionsOf(calendar))
    .register(DailyHistory, () => new DailyHistory(universe.size))
    .register(TickTable, (c) => new TickTable(universe, c.get(VirtualClock), c.get(Quotes)))
    .register(Account, () => new Account())
    .register(Holds, () => new Holds())
    .register(GuardBook, () => new GuardBook())
    .register(OrderBook, () => new OrderBook())
}

/** What every part that decides looks at. */
const marketOf = (c: DependencyContainer, { universe, terms }: KernelSettings) => ({
  bus: c.get(EventBus),
  clock: c.get(VirtualClock),
  quotes: c.get(Quotes),
  session: c.get(MarketSession),
  tickOf: (instrument: number, price: number) => c.get(TickTable).of(instrument, price),
  universe,
  terms,
})

/** From a price to an order that may be placed. */
function withDeciding(desk: DependencyContainer, settings: KernelSettings): DependencyContainer {
  const { name } = settings
  const orderIdAt = (seq: number) => orderId(`${name.slice(0, 6)}${seq.toString(36)}`)
  const intervals = settings.plans.map(({ interval }) => interval)
  return desk
    .register(
      StrategyService,
      (c) =>
        new StrategyService({
          ...marketOf(c, settings),
          plans: settings.plans,
          equity: () => c.get(RiskService).equity,
        }),
    )
    .register(
      MarketDataService,
      (c) =>
        new MarketDataService({
          ...marketOf(c, settings),
          sessions: c.get(Sessions),
          history: c.get(DailyHistory),
          strategies: c.get(StrategyService),
          actions: settings.actions,
          feed: settings.feed,
          intervals,
          startsAt: settings.startsAt,
          past: settings.past,
          isStepBelieved: settings.isStepBelieved ?? false,
        }),
    )
    .register(
      RiskService,
      (c) =>
        new RiskService({
          ...marketOf(c, settings),
          history: c.get(DailyHistory),
          account: c.get(Account),
          holds: c.get(Holds),
          guards: c.get(GuardBook),
          orders: c.get(OrderBook),
          mode: settings.mode,
          limits: settings.limits,
          orderIdAt,
        }),
    )
}

/** From a recommendation to a wish, and what came of it. */
const withAgents = (desk: DependencyContainer, settings: KernelSettings): DependencyContainer =>
  desk
    .register(
      ApprovalService,
      (c) =>
        new ApprovalService({
          ...marketOf(c, settings),
          account: c.get(Account),
          holds: c.get(Holds),
          mode: settings.mode,
          approvals: settings.approvals ?? 'automatic',
          tradingState: () => c.get(RiskService).tradingState,
          preview: (wish) => previewOf(c, settings, wish),
        }),
    )
    .register(
      ForecastService,
      (c) =>
        new ForecastService({
          ...marketOf(c, settings),
          benchmark: settings.benchmark ?? instrumentId('NSE:NIFTY 50'),
        }),
    )

/** What a wish would meet now. */
const previewOf = (c: DependencyContainer, settings: KernelSettings, wish: Signal) =>
  previewTrade(wish, {
    ...marketOf(c, settings),
    risk: c.get(RiskService),
    portfolio: c.get(PortfolioService),
  })

/** Orders are met inside the kernel, by the exchange on paper. */
const withPaper = (desk: DependencyContainer, settings: KernelSettings): DependencyContainer =>
  desk
    .register(
      PaperExchange,
      (c) =>
        new PaperExchange({
          ...marketOf(c, settings),
          funds: c.get(RiskService),
          model: settings.fills,
        }),
    )
    .register(Broker, (c) => c.get(PaperExchange))

/** Orders go to a broker over a wire, once their submission is durable. */
const withOutside = (
  desk: DependencyContainer,
  { journal, limits, log }: KernelSettings,
  { client, clock, pace = READING_PACE }: OutsideBroker,
): DependencyContainer =>
  desk
    .register(
      OrderGateway,
      (c) =>
        new OrderGateway({
          client,
          clock,
          pace,
          journal,
          log,
          marketNow: () => c.get(VirtualClock).now(),
          lives: new OrderLives(c.get(Sessions)),
          positions: () => c.get(PortfolioService).book.positions(),
          budget: limits,
        }),
    )
    .register(Broker, (c) => c.get(OrderGateway))

/** From an order to the books. */
function withTrading(
  desk: DependencyContainer,
  settings: KernelSettings,
  outside: OutsideBroker | null,
): DependencyContainer {
  const { universe, calendar, terms, log } = settings
  const guarded = desk.register(
    ProtectionService,
    (c) =>
      new ProtectionService({
        ...marketOf(c, settings),
        guards: c.get(GuardBook),
      }),
  )
  return (outside === null ? withPaper(guarded, settings) : withOutside(guarded, settings, outside))
    .register(
      ExecutionService,
      (c) =>
        new ExecutionService({
          bus: c.get(EventBus),
          broker: c.get(Broker),
          log,
          orders: c.get(OrderBook),
        }),
    )
    .register(
      PortfolioService,
      (c) => new PortfolioService({ bus: c.get(EventBus), universe, calendar, terms }),
    )
    .register(
      MarketLane,
      (c) =>
        new MarketLane(c.get(VirtualClock), c.get(Quotes), {
          gate: c.get(MarketDataService),
          venue: outside === null ? c.get(PaperExchange).venue : NO_VENUE,
          guard: c.get(ProtectionService),
        }),
    )
}

/** Nobody begins an account anew whose shares and orders are real. */
const isReset = ({ mode, resets }: KernelSettings): boolean =>
  mode !== 'live' && resets === 'monthly'

/** Last of all: what a session begins with is told before its account ends. */
const withResets = (desk: DependencyContainer, settings: KernelSettings): DependencyContainer =>
  isReset(settings)
    ? desk.register(
        MonthlyReset,
        (c) => new MonthlyReset({ bus: c.get(EventBus), capital: settings.capital }),
      )
    : desk

function kernelDeps(
  c: DependencyContainer,
  settings: KernelSettings,
  outside: OutsideBroker | null,
) {
  const { capital, journal, universe } = settings
  const bus = c.get(EventBus)
  return {
    bus,
    lane: c.get(MarketLane),
    quotes: c.get(Quotes),
    session: c.get(MarketSession),
    universe,
    clock: c.get(VirtualClock),
    journal,
    parts: {
      given: c.get(GivenIds),
      marketData: c.get(MarketDataService),
      strategies: c.get(StrategyService),
      risk: c.get(RiskService),
      approvals: c.get(ApprovalService),
      forecasts: c.get(ForecastService),
      protection: c.get(ProtectionService),
      ...(outside === null ? { exchange: c.get(PaperExchange) } : {}),
      execution: c.get(ExecutionService),
      portfolio: c.get(PortfolioService),
      ...(isReset(settings) ? { resets: c.get(MonthlyReset) } : {}),
    },
    note: () => c.get(PortfolioService).note,
    preview: (wish: Signal) => previewOf(c, settings, wish),
    riskUse: () => c.get(RiskService).use(),
    begin: () => {
      bus.inject('portfolio.account_reset', { month: '', capital }, { source: 'desk' })
      c.get(StrategyService).begin()
    },
    connect: (intake: Intake) => {
      if (outside === null) return
      const execution = c.get(ExecutionService)
      c.get(OrderGateway).begin(intake, execution.working)
      // The stop may have come before the requests that take orders back.
      if (c.get(RiskService).tradingState === 'halted') execution.cancelAll()
      else execution.cancelUnwanted()
    },
    close: async () => {
      await c.close()
    },
  }
}

/** A broker outside the process, and the machine's time by which it is asked. */
export interface OutsideBroker {
  readonly client: BrokerClient
  readonly clock: Clock
  readonly pace?: ReadingPace
}

/** What an installation is made from: everything else follows. */
export interface InstallationSettings {
  readonly config: Config
  readonly calendar: MarketCalendar
  readonly log: Logger
  readonly signal: AbortSignal
  readonly onProgress: (step: string) => void
}

export type TrialSettings = Pick<InstallationSettings, 'config' | 'calendar'>

/** The parts that every command may ask for; each is made when it is first asked for. */
export function installation(settings: InstallationSettings): DependencyContainer {
  const { config, calendar, log, signal, onProgress } = settings
  const { dataDir, databaseUrl } = config
  const source = databaseUrl === null ? { dataDir } : { databaseUrl }
  return new DependencyContainer()
    .register(SystemClock, () => new SystemClock())
    .register(Logger, () => log)
    .register(MarketCalendar, () => calendar)
    .register(Sessions, () => sessionsOf(calendar))
    .register(
      StateDoor,
      (c) => new StateDoor({ source, clock: c.get(SystemClock), log, onProgress }, signal),
    )
    .register(ParquetBarStore, () => new ParquetBarStore({ dataDir, calendar }))
    .register(KernelFactory, () => new DeskFactory())
    .register(BacktestService, (c) => backtestsOf(c, settings))
    .register(
      FileImporter,
      (c) =>
        new FileImporter({
          store: c.get(ParquetBarStore),
          calendar,
          clock: c.get(SystemClock),
          reference: () => c.get(StateDoor).reference(),
          research: () => c.get(StateDoor).research(),
        }),
    )
}

/** Only what a thread needs to run trials. */
export const trialContainer = (settings: TrialSettings): DependencyContainer =>
  new DependencyContainer()
    .register(KernelFactory, () => new DeskFactory())
    .register(BacktestService, (c) => backtestsOf(c, settings))

const backtestsOf = (c: DependencyContainer, { config, calendar }: TrialSettings) =>
  new BacktestService({
    kernels: c.get(KernelFactory),
    calendar,
    limits: config.limits,
    terms: config.charges,
    performance: config.performance,
  })

/**
 * Makes a kernel with all its parts, for a live book or for one run of a backtest. Orders go to the broker outside only
 * when the book is a live one: paper and dry-run books never touch it.
 */
export class DeskFactory extends KernelFactory {
  readonly #outside: OutsideBroker | null

  constructor(outside: OutsideBroker | null = null) {
    super()
    this.#outside = outside
  }

  override open(settings: KernelSettings): Kernel {
    const container = deskContainer(settings, settings.mode === 'live' ? this.#outside : null)
    for (const token of container.tokens) container.get(token)
    return container.get(Kernel)
  }
}
