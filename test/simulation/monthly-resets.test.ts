import { describe, expect, it } from 'vitest'
import { deskContainer } from '../../src/container.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import { Kernel } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { Account } from '../../src/domain/account.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { GuardBook } from '../../src/domain/guard-book.ts'
import { Holds } from '../../src/domain/holds.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { epochMs, monthOf } from '../../src/domain/time.ts'
import { ApprovalService } from '../../src/services/approval-service.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { ForecastService } from '../../src/services/forecast-service.ts'
import { PortfolioService } from '../../src/services/portfolio-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { BOOK, foldOf, SIM_CAPITAL, SIM_LIMITS, type SimKernel } from './kit.ts'
import {
  BAR_INTERVAL,
  BAR_MS,
  CALENDAR,
  firstDay,
  SimTape,
  tradingDays,
  universe,
} from './sim-market.ts'
import { faultAtRest, faultOf, StateChecks } from './state-checks.ts'
import { Wishes } from './wishes.ts'
import { World } from './world.ts'

/** Sessions of a world: the turn of a month is met at least twice. */
const DAYS = 45
const SEEDS = [1, 2, 3, 4, 5, 6]
const BY = { source: 'owner' } as const
const PLAN = {
  definition: emaCross,
  values: { fast: 5, slow: 20, quantity: null },
  interval: BAR_INTERVAL,
} as const

/** A desk whose orders are met on paper and whose account begins anew each month. */
function paperKernel(startsAt: number, past: ReturnType<SimTape['past']>, journal: MemoryJournal) {
  const desk = deskContainer({
    name: BOOK,
    mode: 'paper',
    resets: 'monthly',
    capital: SIM_CAPITAL,
    startsAt: epochMs(startsAt),
    universe: universe(),
    calendar: CALENDAR,
    actions: [],
    plans: [PLAN],
    feed: BAR_INTERVAL,
    past,
    limits: SIM_LIMITS,
    terms: DEFAULT_TERMS,
    fills: DEFAULT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  for (const token of desk.tokens) desk.get(token)
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
    get gateway(): never {
      throw new RangeError('on paper no order leaves the desk')
    },
  } satisfies SimKernel
}

/** What is left of an account that has just begun anew. */
const leftOf = ({ portfolio, account, holds, guards, execution, protection }: SimKernel) => ({
  cash: portfolio.cash,
  known: account.cash,
  positions: portfolio.book.positions().filter(({ quantity }) => quantity !== 0).length,
  lines: account.openPositions,
  owned: account.save().owned.length,
  holds: holds.cash,
  guards: guards.all().length,
  exits: protection.save().exits.length,
  working: execution.working.length,
})

const nothing = (cash: number) => ({
  cash,
  known: cash,
  positions: 0,
  lines: 0,
  owned: 0,
  holds: 0,
  guards: 0,
  exits: 0,
  working: 0,
})

/** One seed's months: wishes, restarts, resets by the month and by a person, and everything that was found. */
async function runMonths(seed: number) {
  const world = new World(seed, epochMs(0))
  const from = firstDay(world.random)
  const tape = new SimTape(world.random)
  const past = tape.past(from)
  const plans = tradingDays(from, DAYS)
  const startsAt = (plans[0]?.opensAt ?? 0) - 30 * 60_000
  const wishes = new Wishes(world)
  const journal = new MemoryJournal()
  const faults: string[] = []
  const left: (readonly [ReturnType<typeof leftOf>, number])[] = []
  const watched = () => {
    const parts = paperKernel(startsAt, past, journal)
    new StateChecks(
      parts.bus,
      () => faultOf(parts, SIM_LIMITS),
      (fault) => faults.push(fault),
    )
    return parts
  }
  let desk = watched()
  desk.kernel.begin()
  let months = 0
  for (const { date, opensAt, closesAt } of plans) {
    desk.kernel.deliver({ kind: 'quiet', until: epochMs(opensAt) })
    const told = (await journal.read(0, journal.head)).filter(
      (event) => event.type === 'portfolio.account_reset' && event.source === 'MonthlyReset',
    ).length
    if (told > months) left.push([leftOf(desk), SIM_CAPITAL])
    months = told
    for (let start = opensAt; start + BAR_MS <= closesAt; start += BAR_MS) {
      if (world.chance(0.6)) {
        desk.bus.inject('strategy.intent_received', wishes.next(desk), BY)
      }
      if (world.chance(0.01)) {
        const capital = paise(world.between(20_00_000, 60_00_000))
        desk.bus.inject('portfolio.account_reset', { month: monthOf(date), capital }, BY)
        left.push([leftOf(desk), capital])
      }
      desk.kernel.deliver(tape.bars(start))
      const fault = faultAtRest(desk)
      if (fault !== null) faults.push(`${date}: ${fault}`)
    }
    desk.kernel.deliver({ kind: 'quiet', until: epochMs(closesAt + 60 * 60_000) })
    if (!world.chance(0.3)) continue
    const saved = JSON.parse(JSON.stringify(desk.kernel.save()))
    desk = watched()
    desk.kernel.load(saved)
  }
  const events = await journal.read(0, journal.head)
  const follower = paperKernel(startsAt, past, new MemoryJournal({ keeps: 'nothing' }))
  follower.kernel.fold(events)
  return { desk, follower, events, faults, left, plans }
}

describe('months on paper in which everybody asks and begins anew', () => {
  it.each(SEEDS)(
    'B92 D2 seed %i: nothing of an account outlives it, and every invariant holds',
    async (seed) => {
      const { desk, follower, events, faults, left, plans } = await runMonths(seed)
      expect(faults).toEqual([])
      for (const [rest, capital] of left) expect(rest).toEqual(nothing(capital))
      const told = events.flatMap((event) =>
        event.type === 'portfolio.account_reset' && event.source === 'MonthlyReset'
          ? [event.data.month]
          : [],
      )
      const months = [...new Set(plans.map(({ date }) => monthOf(date)))]
      expect(told).toEqual(months.slice(1))
      expect(left.length).toBeGreaterThanOrEqual(months.length - 1)
      expect(events.filter(({ type }) => type === 'execution.order_filled').length).toBeGreaterThan(
        60,
      )
      expect(events.filter(({ type }) => type === 'system.error')).toEqual([])
      expect(foldOf(follower)).toBe(foldOf(desk))
    },
  )
})
