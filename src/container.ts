import { PaperExchange } from './adapters/paper/paper-exchange.ts'
import { VirtualClock } from './core/clock.ts'
import { DailyHistory } from './core/daily-history.ts'
import { DependencyContainer } from './core/di.ts'
import { EventBus } from './core/event-bus.ts'
import { EventIds } from './core/events.ts'
import { Kernel, KernelFactory, type KernelSettings } from './core/kernel.ts'
import { MarketLane } from './core/market-lane.ts'
import { MarketSession } from './core/market-session.ts'
import { Quotes } from './core/quotes.ts'
import { TickTable } from './core/tick-table.ts'
import { Account } from './domain/account.ts'
import { at } from './domain/bar.ts'
import { orderId } from './domain/brand.ts'
import { GuardBook } from './domain/guard-book.ts'
import { Holds } from './domain/holds.ts'
import { Sessions } from './domain/rulebook/sessions.ts'
import { ExecutionService } from './services/execution-service.ts'
import { MarketDataService } from './services/market-data-service.ts'
import { PortfolioService } from './services/portfolio-service.ts'
import { ProtectionService } from './services/protection-service.ts'
import { RiskService } from './services/risk-service.ts'
import { StrategyService } from './services/strategy-service.ts'

/** The parts of one book. Kernel handlers are called in the order in which they stand here. */
function deskContainer(settings: KernelSettings): DependencyContainer {
  const { universe, calendar, terms, journal, log, name } = settings
  const orderIdAt = (seq: number) => orderId(`${name.slice(0, 6)}${seq.toString(36)}`)
  const intervals = settings.plans.map(({ interval }) => interval)
  return new DependencyContainer()
    .register(VirtualClock, () => new VirtualClock(settings.startsAt))
    .register(
      EventBus,
      (c) => new EventBus({ clock: c.get(VirtualClock), journal, ids: new EventIds(name), log }),
    )
    .register(Quotes, () => new Quotes(universe.size))
    .register(MarketSession, () => new MarketSession(universe))
    .register(Sessions, () => new Sessions(calendar))
    .register(DailyHistory, () => new DailyHistory(universe.size))
    .register(TickTable, (c) => new TickTable(universe, c.get(VirtualClock), c.get(Quotes)))
    .register(Account, () => new Account())
    .register(Holds, () => new Holds())
    .register(GuardBook, () => new GuardBook())
    .register(
      StrategyService,
      (c) =>
        new StrategyService({
          bus: c.get(EventBus),
          clock: c.get(VirtualClock),
          quotes: c.get(Quotes),
          session: c.get(MarketSession),
          universe,
          plans: settings.plans,
          equity: () => {
            const { last } = c.get(Quotes)
            return c.get(Account).equity((id) => at(last, universe.indexOf(id)))
          },
        }),
    )
    .register(
      MarketDataService,
      (c) =>
        new MarketDataService({
          bus: c.get(EventBus),
          clock: c.get(VirtualClock),
          quotes: c.get(Quotes),
          session: c.get(MarketSession),
          sessions: c.get(Sessions),
          universe,
          history: c.get(DailyHistory),
          strategies: c.get(StrategyService),
          actions: settings.actions,
          feed: settings.feed,
          intervals,
          startsAt: settings.startsAt,
          past: settings.past,
        }),
    )
    .register(
      RiskService,
      (c) =>
        new RiskService({
          bus: c.get(EventBus),
          clock: c.get(VirtualClock),
          quotes: c.get(Quotes),
          session: c.get(MarketSession),
          universe,
          history: c.get(DailyHistory),
          terms,
          tickOf: (instrument, price) => c.get(TickTable).of(instrument, price),
          account: c.get(Account),
          holds: c.get(Holds),
          guards: c.get(GuardBook),
          mode: settings.mode,
          limits: settings.limits,
          orderIdAt,
        }),
    )
    .register(
      ProtectionService,
      (c) =>
        new ProtectionService({
          bus: c.get(EventBus),
          clock: c.get(VirtualClock),
          quotes: c.get(Quotes),
          session: c.get(MarketSession),
          universe,
          guards: c.get(GuardBook),
        }),
    )
    .register(
      PaperExchange,
      (c) =>
        new PaperExchange({
          bus: c.get(EventBus),
          clock: c.get(VirtualClock),
          quotes: c.get(Quotes),
          session: c.get(MarketSession),
          universe,
          funds: c.get(RiskService),
          model: settings.fills,
          tickOf: (instrument, price) => c.get(TickTable).of(instrument, price),
        }),
    )
    .register(
      ExecutionService,
      (c) => new ExecutionService({ bus: c.get(EventBus), broker: c.get(PaperExchange), log }),
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
          venue: c.get(PaperExchange).venue,
          guard: c.get(ProtectionService),
        }),
    )
    .register(Kernel, (c) => new Kernel(kernelDeps(c, settings)))
}

function kernelDeps(c: DependencyContainer, { capital, journal }: KernelSettings) {
  const bus = c.get(EventBus)
  return {
    bus,
    lane: c.get(MarketLane),
    clock: c.get(VirtualClock),
    journal,
    parts: {
      marketData: c.get(MarketDataService),
      strategies: c.get(StrategyService),
      risk: c.get(RiskService),
      protection: c.get(ProtectionService),
      exchange: c.get(PaperExchange),
      execution: c.get(ExecutionService),
      portfolio: c.get(PortfolioService),
    },
    begin: () => {
      bus.inject('portfolio.account_reset', { month: '', capital }, { source: 'desk' })
      c.get(StrategyService).begin()
    },
    close: async () => {
      await c.close()
    },
  }
}

/** Makes a kernel with all its parts, for a live book or for one run of a backtest. */
export class DeskFactory extends KernelFactory {
  override open(settings: KernelSettings): Kernel {
    const container = deskContainer(settings)
    for (const token of container.tokens) container.get(token)
    return container.get(Kernel)
  }
}
