import { z } from 'zod'
import { VirtualClock } from '../../src/core/clock.ts'
import { DailyHistory } from '../../src/core/daily-history.ts'
import { type BusDeps, EventBus } from '../../src/core/event-bus.ts'
import { EventIds } from '../../src/core/events.ts'
import type { Journal } from '../../src/core/journal.ts'
import { Kernel } from '../../src/core/kernel.ts'
import { type Logger, SilentLogger } from '../../src/core/log.ts'
import { MarketLane, type VenueStage } from '../../src/core/market-lane.ts'
import { MarketSession } from '../../src/core/market-session.ts'
import type { Broker, BrokerClient } from '../../src/core/ports.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { Account } from '../../src/domain/account.ts'
import { at } from '../../src/domain/bar.ts'
import { orderId } from '../../src/domain/brand.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { Holds } from '../../src/domain/holds.ts'
import type { MergedBars } from '../../src/domain/merge-bars.ts'
import { type Paise, paise } from '../../src/domain/money.ts'
import type { OrderRecord } from '../../src/domain/order-book.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { EpochMs } from '../../src/domain/time.ts'
import { type ExecutionDeps, ExecutionService } from '../../src/services/execution-service.ts'
import { MarketDataService } from '../../src/services/market-data-service.ts'
import { type GatewayDeps, OrderGateway } from '../../src/services/order-gateway.ts'
import { type PortfolioDeps, PortfolioService } from '../../src/services/portfolio-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { type RiskDeps, RiskService } from '../../src/services/risk-service.ts'
import { StrategyService } from '../../src/services/strategy-service.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { BAR_INTERVAL, CALENDAR, SESSIONS, universe } from './sim-market.ts'

/** The parts a desk is made of. A planted bug puts another in the place of one; the product knows nothing of it. */
export interface Kit {
  readonly log: Logger
  bus(deps: BusDeps): EventBus
  holds(): Holds
  risk(deps: RiskDeps): RiskService
  execution(deps: ExecutionDeps): ExecutionService
  portfolio(deps: PortfolioDeps): PortfolioService
  gateway(deps: GatewayDeps): OrderGateway
  /** The broker as the kernel meets it. */
  broker(gateway: Broker): Broker
  /** The wire as the gateway meets it. */
  client(wire: BrokerClient): BrokerClient
  /** What the gateway believes to be durable. */
  durability(journal: Journal): Pick<Journal, 'durable'>
  /** The orders with which the gateway begins. */
  working(records: readonly OrderRecord[]): readonly OrderRecord[]
  /** Lets two processes write one book. */
  readonly hasNoFence: boolean
}

/** The product's own parts. */
export const PRODUCT: Kit = {
  log: new SilentLogger(),
  bus: (deps) => new EventBus(deps),
  holds: () => new Holds(),
  risk: (deps) => new RiskService(deps),
  execution: (deps) => new ExecutionService(deps),
  portfolio: (deps) => new PortfolioService(deps),
  gateway: (deps) => new OrderGateway(deps),
  broker: (gateway) => gateway,
  client: (wire) => wire,
  durability: (journal) => journal,
  working: (records) => records,
  hasNoFence: false,
}

/** What a world's desks have in common. */
export interface DeskSettings {
  readonly startsAt: EpochMs
  readonly past: MergedBars
  readonly limits: RiskLimits
  readonly capital: Paise
}

/** Limits under which much is approved and much is denied. */
export const SIM_LIMITS: RiskLimits = {
  ...DEFAULT_LIMITS,
  entriesADayMax: 14,
  coolDownMs: 600_000,
  dailyLossBpsMax: 500,
  lossStreakMax: 6,
  priceAgeMsMax: 2_000_000,
  chargesBpsOfTargetMax: 6_000,
  symbolBpsMax: 2_500,
  sectorBpsMax: 2_500,
}

export const SIM_CAPITAL = paise(40_00_000)

/** The name of every simulated book. */
export const BOOK = '51b51b51b51b51b5'

const NO_VENUE: VenueStage = {
  nextLevel: () => Number.NaN,
  onPrice: () => false,
  onBarBegin: () => {},
  onTick: () => {},
}

const PLAN = {
  definition: emaCross,
  values: { fast: 5, slow: 20, quantity: null },
  interval: BAR_INTERVAL,
} as const

/** A kernel with its parts, as the container makes it for a broker outside. */
export type SimKernel = ReturnType<typeof simKernel>

export function simKernel(
  kit: Kit,
  settings: DeskSettings,
  journal: Journal,
  broker: (clock: VirtualClock) => Broker,
) {
  const { log } = kit
  const shares = universe()
  const clock = new VirtualClock(settings.startsAt)
  const bus = kit.bus({ clock, journal, ids: new EventIds(BOOK), log })
  const quotes = new Quotes(shares.size)
  const session = new MarketSession(shares)
  const history = new DailyHistory(shares.size)
  const account = new Account()
  const holds = kit.holds()
  const guards = new GuardBook()
  const market = { bus, clock, quotes, session, universe: shares }
  const strategies = new StrategyService({
    ...market,
    plans: [PLAN],
    equity: () => account.equity((id) => at(quotes.last, shares.indexOf(id))),
  })
  const marketData = new MarketDataService({
    ...market,
    sessions: SESSIONS,
    history,
    strategies,
    actions: [],
    feed: BAR_INTERVAL,
    intervals: [BAR_INTERVAL],
    startsAt: settings.startsAt,
    past: settings.past,
  })
  const risk = kit.risk({
    ...market,
    history,
    terms: DEFAULT_TERMS,
    tickOf: (instrument) => shares.at(instrument).tickPaise ?? 5,
    account,
    holds,
    guards,
    mode: 'paper',
    limits: settings.limits,
    orderIdAt: (seq) => orderId(`${BOOK.slice(0, 6)}${seq.toString(36)}`),
  })
  const protection = new ProtectionService({ ...market, guards })
  const execution = kit.execution({ bus, broker: broker(clock), log })
  const portfolio = kit.portfolio({
    bus,
    universe: shares,
    calendar: CALENDAR,
    terms: DEFAULT_TERMS,
  })
  const stages = { gate: marketData, venue: NO_VENUE, guard: protection }
  const lane = new MarketLane(clock, quotes, stages)
  const kernel = new Kernel({
    bus,
    lane,
    quotes,
    session,
    universe: shares,
    clock,
    journal,
    parts: { marketData, strategies, risk, protection, execution, portfolio },
    begin: () => {
      bus.inject(
        'portfolio.account_reset',
        { month: '', capital: settings.capital },
        { source: 'desk' },
      )
      strategies.begin()
    },
    note: () => portfolio.note,
    close: async () => bus.close(),
  })
  return {
    kernel,
    bus,
    clock,
    account,
    holds,
    guards,
    risk,
    protection,
    execution,
    portfolio,
    quotes,
  }
}

const MarketPart = z.object({ isOpen: z.boolean() })

/** Who owns how much has no order of its own. */
const sorted = (key: string, value: unknown): unknown =>
  key === 'owned' && Array.isArray(value) ? value.map((line) => JSON.stringify(line)).sort() : value

/** What of a saved state follows from events alone; prices and what strategies remember of them do not. */
export function foldOf({ kernel }: SimKernel): string {
  const { seq, parts } = kernel.save()
  const { marketData, risk, protection, execution, portfolio } = parts
  const { isOpen } = MarketPart.parse(marketData)
  return JSON.stringify({ seq, isOpen, risk, protection, execution, portfolio }, sorted)
}
