import { SimExchange } from '../../src/adapters/sim/sim-exchange.ts'
import { SimFeed } from '../../src/adapters/sim/sim-feed.ts'
import { simUniverse } from '../../src/adapters/sim/sim-universe.ts'
import { DeskFactory } from '../../src/container.ts'
import type { Event } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { ContractNote } from '../../src/domain/contract-note.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { type Paise, rupees } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { Sessions } from '../../src/domain/rulebook/sessions.ts'
import { valuesOf } from '../../src/domain/strategy-values.ts'
import { addDays, midnightOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { openingRangeBreakout } from '../../src/strategies/opening-range-breakout.ts'

const DATE = tradeDate('2026-06-10')
const CAPITAL = rupees(100_000)
/** Shares of the simulated exchange that the desk looks at. */
const SHARES = 12
/** Days before, so that usual volumes are known; and the distance of two ticks. */
const PAST_DAYS = 60
const STEP_MS = 5_000

/** What a day leaves behind. */
export interface PaperDay {
  readonly capital: Paise
  readonly events: readonly Event[]
  /** null on a day without a trade. */
  readonly note: ContractNote | null
}

/** One session of a simulated market under the default limits; the same seed gives the same day. */
export async function paperDay(seed: number): Promise<PaperDay> {
  const calendar = new MarketCalendar()
  const universe = new Universe(simUniverse().slice(0, SHARES))
  const from = addDays(DATE, -PAST_DAYS)
  const sessions = new Sessions(calendar)
  const exchange = new SimExchange({ universe, seed, from, stepMs: STEP_MS, sessions })
  const outcome = valuesOf(openingRangeBreakout, {})
  if (outcome.outcome === 'refused') throw new RangeError('a strategy refuses its own defaults')
  const journal = new MemoryJournal()
  const kernel = new DeskFactory().open({
    name: '0123456789abcdef',
    mode: 'paper',
    capital: CAPITAL,
    startsAt: midnightOf(DATE),
    universe,
    calendar,
    actions: exchange.actions,
    plans: [{ definition: openingRangeBreakout, values: outcome.values, interval: '1m' }],
    feed: 'ticks',
    past: exchange.past(from, addDays(DATE, -1)),
    limits: DEFAULT_LIMITS,
    terms: DEFAULT_TERMS,
    fills: DEFAULT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  kernel.begin()
  const feed = new SimFeed({ exchange, to: DATE })
  const signal = new AbortController().signal
  for await (const block of feed.blocks(midnightOf(DATE), signal)) kernel.deliver(block)
  const events = await journal.read(0, journal.head)
  const { note } = kernel
  await kernel.close()
  return { capital: CAPITAL, events, note }
}
