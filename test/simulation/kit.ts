import { deskContainer, type OutsideBroker } from '../../src/container.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import type { DependencyContainer } from '../../src/core/di.ts'
import type { Journal } from '../../src/core/journal.ts'
import { Kernel } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import type { BrokerClient } from '../../src/core/ports.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { Account } from '../../src/domain/account.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { GuardBook, type SavedGuard } from '../../src/domain/guard-book.ts'
import { Holds } from '../../src/domain/holds.ts'
import type { MergedBars } from '../../src/domain/merge-bars.ts'
import { type Paise, paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { EpochMs } from '../../src/domain/time.ts'
import { ApprovalService } from '../../src/services/approval-service.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { ForecastService } from '../../src/services/forecast-service.ts'
import { OrderGateway } from '../../src/services/order-gateway.ts'
import { PortfolioService } from '../../src/services/portfolio-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { BAR_INTERVAL, CALENDAR, universe } from './sim-market.ts'

/** A bug put into a desk from outside, to see whether it is found: the product knows nothing of it. */
export interface Plant {
  /** Changes parts of a desk that has just been made. */
  readonly parts?: (desk: DependencyContainer) => void
  /** The wire as the gateway meets it. */
  readonly client?: (wire: BrokerClient) => BrokerClient
  /** The journal as the kernel meets it. */
  readonly journal?: (journal: Journal) => Journal
  /** The journal as it answers those who state facts from outside. */
  readonly answers?: (journal: Journal) => Journal
  /** Lets two processes write one book. */
  readonly hasNoFence?: boolean
  /** Forgets at a restart which orders may have left. */
  readonly forgetsWorking?: boolean
}

/** What a world's desks have in common. */
export interface DeskSettings {
  readonly startsAt: EpochMs
  readonly past: MergedBars
  readonly limits: RiskLimits
  readonly capital: Paise
  /** Whether a person is asked before what the AI proposes. */
  readonly approvals?: 'automatic' | 'manual'
  /** When the account begins anew. */
  readonly resets?: 'monthly'
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

const PLAN = {
  definition: emaCross,
  values: { fast: 5, slow: 20, quantity: null },
  interval: BAR_INTERVAL,
} as const

/** A desk's parts, as the container makes them. */
export type SimParts = ReturnType<typeof partsOf>
/** Those of a desk whose orders go to a broker outside. */
export type SimKernel = ReturnType<typeof simKernel>

const log = new SilentLogger()

function openDesk(settings: DeskSettings, journal: Journal, outside?: OutsideBroker) {
  const desk = deskContainer(
    {
      ...settings,
      name: BOOK,
      mode: 'paper',
      universe: universe(),
      calendar: CALENDAR,
      actions: [],
      plans: [PLAN],
      feed: BAR_INTERVAL,
      terms: DEFAULT_TERMS,
      fills: DEFAULT_FILLS,
      journal,
      log,
    },
    outside,
  )
  for (const token of desk.tokens) desk.get(token)
  return desk
}

function partsOf(desk: DependencyContainer) {
  const kernel = desk.get(Kernel)
  return {
    kernel,
    bus: kernel.bus,
    clock: desk.get(VirtualClock),
    account: desk.get(Account),
    holds: desk.get(Holds),
    guards: desk.get(GuardBook),
    risk: desk.get(RiskService),
    approvals: desk.get(ApprovalService),
    forecasts: desk.get(ForecastService),
    protection: desk.get(ProtectionService),
    execution: desk.get(ExecutionService),
    portfolio: desk.get(PortfolioService),
    quotes: desk.get(Quotes),
  }
}

export function simKernel(
  settings: DeskSettings,
  journal: Journal,
  outside: OutsideBroker,
  plant: Plant = {},
) {
  const desk = openDesk(settings, plant.journal?.(journal) ?? journal, outside)
  plant.parts?.(desk)
  return { ...partsOf(desk), gateway: desk.get(OrderGateway) }
}

/** A desk whose orders are met on paper: none of them leaves it. */
export const paperKernel = (settings: DeskSettings, journal: Journal): SimParts =>
  partsOf(openDesk(settings, journal))

/** A stop that follows the price stands where prices brought it, of which no event tells. */
const withoutFollowing = (guard: SavedGuard) =>
  guard.trail === null ? guard : { ...guard, stop: null }

/** What of a saved state follows from events alone; prices and what strategies remember of them do not. */
export function foldOf({
  kernel,
  risk,
  approvals,
  forecasts,
  protection,
  execution,
  portfolio,
}: SimParts): string {
  const { account, ...rest } = risk.save()
  const { exits, guards } = protection.save()
  // Who owns how much has no order of its own.
  const owned = account.owned.map((line) => JSON.stringify(line)).sort()
  return JSON.stringify({
    seq: kernel.bus.head,
    isOpen: kernel.session.isOpen,
    rest,
    account: { ...account, owned },
    approvals: approvals.save(),
    forecasts: forecasts.save(),
    protection: { exits, guards: guards.map(withoutFollowing) },
    execution: execution.save(),
    portfolio: portfolio.save(),
  })
}
