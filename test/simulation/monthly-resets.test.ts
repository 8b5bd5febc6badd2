import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { paise } from '../../src/domain/money.ts'
import { epochMs, monthOf } from '../../src/domain/time.ts'
import { foldOf, paperKernel, SIM_CAPITAL, SIM_LIMITS, type SimParts } from './kit.ts'
import { BAR_MS, firstDay, SimTape, tradingDays } from './sim-market.ts'
import { faultAtRest, faultOf, StateChecks } from './state-checks.ts'
import { Wishes } from './wishes.ts'
import { World } from './world.ts'

/** Sessions of a world: the turn of a month is met at least twice. */
const DAYS = 45
const SEEDS = [1, 2, 3, 4, 5, 6]
const BY = { source: 'owner' } as const

/** What is left of an account that has just begun anew. */
const leftOf = ({ portfolio, account, holds, guards, execution, protection }: SimParts) => ({
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
  const settings = {
    startsAt: epochMs((plans[0]?.opensAt ?? 0) - 30 * 60_000),
    past,
    limits: SIM_LIMITS,
    capital: SIM_CAPITAL,
    resets: 'monthly',
  } as const
  const wishes = new Wishes(world)
  const journal = new MemoryJournal()
  const faults: string[] = []
  const left: (readonly [ReturnType<typeof leftOf>, number])[] = []
  const watched = () => {
    const parts = paperKernel(settings, journal)
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
  const follower = paperKernel(settings, new MemoryJournal({ keeps: 'nothing' }))
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
