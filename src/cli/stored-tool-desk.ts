import * as z from 'zod'
import { MarketBars } from '../core/ai/market-bars.ts'
import type { Proposals } from '../core/ai/proposals.ts'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { runChecks } from '../core/readiness.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import type { BookStanding } from '../core/state/book-standing.ts'
import { PostgresJournalLog } from '../core/state/journal-log.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { plainEquity } from '../domain/instrument.ts'
import { dateOf, type EpochMs, epochMs, momentOf, tradeDate } from '../domain/time.ts'
import { Universe } from '../domain/universe.ts'
import type { KnownQuote, ToolDesk } from '../mcp/tool-desk.ts'
import type { Context } from './context.ts'
import { simMarket } from './market-source.ts'
import { readinessChecks } from './readiness-checks.ts'
import { openRuns } from './serve-runs.ts'
import { StoredFolds } from './stored-folds.ts'

/** A book as tools see it that are served apart from its desk. */
export interface StoredToolDesk {
  readonly desk: ToolDesk
  close(): Promise<void>
}

interface Market extends Pick<ToolDesk, 'label' | 'universe'> {
  readonly past: ReturnType<typeof simMarket>['past'] | null
  readonly known: ConstructorParameters<typeof MarketBars>[0]['known']
}

const simulated = z.object({ seed: z.int(), from: z.iso.date() })

/**
 * A book of the installation, read and never written: its journal folded anew whenever something was added, its bars and
 * research as stored, nothing later than its newest event. A running desk's own last prices are not among it.
 */
export async function openStoredToolDesk(
  context: Context,
  standing: BookStanding,
  proposals: Proposals | null,
): Promise<StoredToolDesk> {
  const { parts, log, signal } = context
  const door = parts.get(StateDoor)
  const state = await door.open()
  const { name } = standing.book
  const lane = state.lane(`robo mcp ${process.pid}`)
  const rows = new PostgresJournalLog({ database: lane, book: name, lease: null })
  const folds = new StoredFolds(context, name, rows)
  const wall = parts.get(SystemClock)
  let newest: EpochMs = standing.lastAt ?? wall.now()
  const market = await marketOf(context, standing)
  const { universe } = market
  let isOpen = false
  const picture = async () => {
    const now = await folds.picture()
    isOpen = now.today.isOpen
    if (now.at > newest) newest = epochMs(now.at)
    return now
  }
  const clock = { now: () => newest }
  const store = parts.get(ParquetBarStore)
  const bars = new MarketBars({ ...market, store, clock, isOpen: () => isOpen, tape: null })
  const runs = await openRuns(context)
  const history = await door.history(name)
  await picture()
  const desk: ToolDesk = {
    label: market.label,
    clock,
    universe,
    bars,
    research: await door.research(),
    runs: runs.runDesk,
    proposals,
    preview: null,
    riskUse: null,
    picture,
    quote: (instrument) => newestClose(bars, instrument, signal),
    readiness: (asked) => runChecks(readinessChecks(context), wall, asked),
    async performance() {
      const report = await folds.performance()
      if (report !== null) return report
      throw new TradingError('DATA_MISSING', `Book ${name} has not begun`)
    },
    learnings: () => folds.learnings((id) => universe.get(id)?.sector ?? null),
    events: (question) => history.events(question),
  }
  const close = async () => {
    await runs.close()
    await lane.close()
    log.info('the tools are no longer served')
  }
  return { desk, close }
}

/** A simulated market is made again from its seed up to the day before the book; any other is what is stored. */
async function marketOf(context: Context, { book }: BookStanding): Promise<Market> {
  const detail = `book ${book.name} as stored`
  const sim = simulated.safeParse(book.identity)
  if (book.name.includes('-sim-') && sim.success) {
    const { seed, from } = sim.data
    const seeded = { ...context, config: { ...context.config, seed } }
    const { universe, actions, past } = simMarket(seeded, tradeDate(from), null)
    const label = { source: 'SIMULATED', detail } as const
    return { label, universe, past, known: async () => ({ actions, changes: [] }) }
  }
  const { parts, signal } = context
  const reference = await parts.get(StateDoor).reference()
  const known = await reference.instruments()
  const universe = new Universe(known)
  const ids = new Set((await parts.get(ParquetBarStore).list(signal)).map((one) => one.instrument))
  for (const id of ids) if (universe.indexOf(id) < 0) universe.add(plainEquity(id))
  const label = { source: 'REPLAY', detail } as const
  return {
    label,
    universe,
    past: null,
    known: async () => ({
      actions: await reference.corporateActions(),
      changes: await reference.symbolChanges(),
    }),
  }
}

/** When continuous trading in shares ends, minutes after midnight: what a daily close is of. */
const CLOSES = 930

/** Where no feed is at hand a price is the newest known close, as old as it is. */
async function newestClose(
  bars: MarketBars,
  instrument: InstrumentId,
  signal: AbortSignal,
): Promise<KnownQuote | null> {
  const found = await bars.of(instrument, 'day', 2, signal)
  const last = found.bars.length - 1
  if (last < 0) return null
  const value = (column: Float64Array, row: number) => {
    const price = at(column, row)
    return Number.isNaN(price) ? null : Math.round(price)
  }
  return {
    source: `close of a stored daily bar (${found.source})`,
    lastPaise: Math.round(at(found.bars.close, last)),
    madeAt: momentOf(dateOf(at(found.bars.at, last)), CLOSES),
    openPaise: value(found.bars.open, last),
    highPaise: value(found.bars.high, last),
    lowPaise: value(found.bars.low, last),
    previousClosePaise: value(found.bars.close, last - 1),
    volume: value(found.bars.volume, last),
    isSuspect: false,
  }
}
