import { DeskFactory } from '../../src/container.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { rupees } from '../../src/domain/money.ts'
import { Random } from '../../src/domain/random.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { addDays, epochMs, midnightOf, momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { threeRedDays } from './three-red-days.ts'

const FIRST = tradeDate('2025-01-01')
const LAST = tradeDate('2025-12-31')
/** 09:15, in minutes after midnight. */
const OPEN = 555
const calendar = new MarketCalendar()

/** A fill of the run. */
export interface Filled {
  readonly at: number
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly price: number
}

/** A year of made-up days on the tick, the same for the same seed. */
export function madeUpYear(seed: number): BarColumns {
  const random = new Random(seed)
  const dates = calendar.sessionsBetween(FIRST, LAST)
  const bars = emptyBars(dates.length)
  const near = (price: number) => Math.round((price * (0.985 + random.next() * 0.03)) / 5) * 5
  let close = 50_000
  for (const [row, date] of dates.entries()) {
    const open = near(close)
    close = near(open)
    bars.at[row] = momentOf(date, OPEN)
    bars.open[row] = open
    bars.high[row] = Math.max(open, close)
    bars.low[row] = Math.min(open, close)
    bars.close[row] = close
    bars.volume[row] = 1_000_000
  }
  return bars
}

/** Runs the strategy through the kernel that also trades live, under the default limits. */
export async function fillsOver(bars: BarColumns): Promise<readonly Filled[]> {
  const journal = new MemoryJournal()
  const kernel = new DeskFactory().open({
    name: '0123456789abcdef',
    mode: 'paper',
    capital: rupees(100_000),
    startsAt: midnightOf(FIRST),
    universe: new Universe([plainEquity(instrumentId('NSE:EXAMPLE'))]),
    calendar,
    actions: [],
    plans: [{ definition: threeRedDays, values: { falls: 3 }, interval: 'day' }],
    feed: 'day',
    past: NO_BARS,
    limits: DEFAULT_LIMITS,
    terms: DEFAULT_TERMS,
    fills: EXACT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  kernel.begin()
  kernel.deliver({ kind: 'bars', interval: 'day', instrument: new Int32Array(bars.length), bars })
  kernel.deliver({ kind: 'quiet', until: epochMs(midnightOf(addDays(LAST, 1)) - 1) })
  const events = await journal.read(0, journal.head)
  await kernel.close()
  return events.flatMap((event) => {
    if (event.type !== 'execution.order_filled') return []
    const { at, side, quantity, price } = event.data
    return [{ at, side, quantity, price }]
  })
}
