import { SimExchange } from '../../../src/adapters/sim/sim-exchange.ts'
import { SimFeed } from '../../../src/adapters/sim/sim-feed.ts'
import { simUniverse } from '../../../src/adapters/sim/sim-universe.ts'
import { DeskFactory } from '../../../src/container.ts'
import type { Event } from '../../../src/core/events.ts'
import type { Kernel } from '../../../src/core/kernel.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { MemoryJournal } from '../../../src/core/memory-journal.ts'
import { momentsOf } from '../../../src/core/moments.ts'
import { DEFAULT_FILLS } from '../../../src/domain/fill-model.ts'
import { paise } from '../../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../../src/domain/rulebook/charge-rates.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import type { StrategyDefinition } from '../../../src/domain/strategy.ts'
import { valuesOf } from '../../../src/domain/strategy-values.ts'
import { addDays, midnightOf, type TradeDate } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'
import { emaCross } from '../../../src/strategies/ema-cross.ts'
import { openingRangeBreakout } from '../../../src/strategies/opening-range-breakout.ts'

/** A desk that has traded on the simulated exchange, and everything it stated. */
export interface SimDesk {
  readonly kernel: Kernel
  readonly events: readonly Event[]
}

const PAST_DAYS = 90
const plan = (definition: StrategyDefinition) => {
  const outcome = valuesOf(definition, {})
  if (outcome.outcome !== 'accepted') throw new RangeError('the defaults are refused')
  return { definition, values: outcome.values, interval: '1m' } as const
}

/** Runs two strategies from the first day's midnight until a moment, epoch ms. */
export async function simDesk(from: TradeDate, until: number): Promise<SimDesk> {
  const universe = new Universe(simUniverse())
  const calendar = new MarketCalendar()
  const first = addDays(from, -PAST_DAYS)
  const exchange = new SimExchange({
    universe,
    seed: 1,
    from: first,
    sessions: new Sessions(calendar),
  })
  const journal = new MemoryJournal()
  const kernel = new DeskFactory().open({
    name: '0123456789abcdef',
    mode: 'paper',
    capital: paise(10_000_000),
    startsAt: midnightOf(from),
    universe,
    calendar,
    actions: exchange.actions,
    plans: [plan(emaCross), plan(openingRangeBreakout)],
    feed: 'ticks',
    past: exchange.past(first, addDays(from, -1)),
    limits: DEFAULT_LIMITS,
    terms: DEFAULT_TERMS,
    fills: DEFAULT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  kernel.begin()
  const feed = new SimFeed({ exchange, to: null })
  const { signal } = new AbortController()
  for await (const block of feed.blocks(kernel.clock.now(), signal)) {
    for (const moment of momentsOf(block)) {
      if (kernel.clock.now() >= until)
        return { kernel, events: await journal.read(0, journal.head) }
      kernel.deliver(moment)
    }
  }
  throw new RangeError('the simulated market ended')
}
