import { BarsFeed } from '../../src/adapters/replay/bars-feed.ts'
import { DeskFactory } from '../../src/container.ts'
import type { Kernel, KernelState } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { ParquetBarStore } from '../../src/core/state/bar-store.ts'
import { BarTable } from '../../src/core/state/bar-store-table.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { rupees } from '../../src/domain/money.ts'
import { Random } from '../../src/domain/random.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { valuesOf } from '../../src/domain/strategy-values.ts'
import { epochMs, midnightOf, momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { donchianBreakout } from '../../src/strategies/donchian-breakout.ts'

const FIRST = tradeDate('2025-01-01')
const LAST = tradeDate('2025-12-31')
/** 09:15, in minutes after midnight. */
const OPEN = 555
const SHARES = ['EXAMPLE', 'SAMPLE', 'PATTERN'].map((name) =>
  plainEquity(instrumentId(`NSE:${name}`)),
)
const universe = new Universe(SHARES)
const calendar = new MarketCalendar()
const signal = new AbortController().signal

/** A year of made-up days of each share, in a store as an import leaves it. */
export async function storedYear(dataDir: string): Promise<ParquetBarStore> {
  const store = new ParquetBarStore({ dataDir, calendar })
  await store.write(async (writer) => {
    for (const [place, { id: instrument }] of SHARES.entries()) {
      const random = new Random(place + 1)
      const days = new BarTable()
      let close = 50_000
      for (const [day, date] of calendar.sessionsBetween(FIRST, LAST).entries()) {
        const open = close
        // A slow swing, so that channels are left on both sides.
        const drift = Math.sin(day / 15 + place) * 0.008
        close = Math.round((open * (1 + drift + random.normal() * 0.006)) / 5) * 5
        const [low, high] = [Math.min(open, close), Math.max(open, close)]
        days.push(0, momentOf(date, OPEN), open, high, low, close, 1_000_000, 0)
      }
      const key = { instrument, interval: 'day', source: 'example', basis: 'raw' } as const
      writer.add(place, [key], days)
    }
    await writer.commit(signal)
  })
  return store
}

/** What a replay leaves behind: its journal's hash and what is in it. */
export interface Replayed {
  readonly hash: string
  readonly events: number
  readonly fills: number
}

/** Replays the stored year. `cutAfter` is the block after which the process dies and a new one goes on; null is never. */
export async function replayed(store: ParquetBarStore, cutAfter: number | null): Promise<Replayed> {
  const journal = new MemoryJournal()
  const kernel = opened(journal)
  kernel.begin()
  const putAway = await play(kernel, store, cutAfter)
  await kernel.close()
  if (putAway !== null) {
    const next = opened(journal)
    next.load(JSON.parse(putAway) as KernelState)
    await play(next, store, null)
    await next.close()
  }
  const events = await journal.read(0, journal.head)
  const fills = events.filter(({ type }) => type === 'execution.order_filled').length
  return { hash: journal.hash, events: events.length, fills }
}

/** Plays from the kernel's own moment on. Answers what it remembers as text when it is cut, else null. */
async function play(
  kernel: Kernel,
  store: ParquetBarStore,
  cutAfter: number | null,
): Promise<string | null> {
  const range = { from: midnightOf(FIRST), to: epochMs(momentOf(LAST, 1_440) - 1) }
  const query = {
    instruments: 'all',
    interval: 'day',
    basis: 'raw',
    source: null,
    ...range,
  } as const
  const feed = new BarsFeed({ store, query, universe, blockRows: 30 })
  let blocks = 0
  for await (const block of feed.blocks(kernel.clock.now(), signal)) {
    kernel.deliver(block)
    blocks += 1
    if (blocks === cutAfter) return JSON.stringify(kernel.save())
  }
  kernel.deliver({ kind: 'quiet', until: range.to })
  return null
}

function opened(journal: MemoryJournal): Kernel {
  const outcome = valuesOf(donchianBreakout, { entry: 10, exit: 5 })
  if (outcome.outcome === 'refused') throw new RangeError('the strategy refuses its values')
  return new DeskFactory().open({
    name: '0123456789abcdef',
    mode: 'paper',
    capital: rupees(500_000),
    startsAt: midnightOf(FIRST),
    universe,
    calendar,
    actions: [],
    plans: [{ definition: donchianBreakout, values: outcome.values, interval: 'day' }],
    feed: 'day',
    past: NO_BARS,
    limits: DEFAULT_LIMITS,
    terms: DEFAULT_TERMS,
    fills: DEFAULT_FILLS,
    journal,
    log: new SilentLogger(),
  })
}
