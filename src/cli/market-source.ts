import { BarsFeed } from '../adapters/replay/bars-feed.ts'
import { SimExchange } from '../adapters/sim/sim-exchange.ts'
import { SimFeed } from '../adapters/sim/sim-feed.ts'
import { simUniverse } from '../adapters/sim/sim-universe.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { MarketFeed } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { INTERVALS, type Interval } from '../domain/bar.ts'
import { type InstrumentId, instrumentId } from '../domain/brand.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import { plainEquity } from '../domain/instrument.ts'
import { type MergedBars, NO_BARS } from '../domain/merge-bars.ts'
import { Sessions } from '../domain/rulebook/sessions.ts'
import { addDays, type EpochMs, epochMs, midnightOf, type TradeDate } from '../domain/time.ts'
import { Universe } from '../domain/universe.ts'
import type { Context } from './context.ts'

/** A market that a desk can be run on. */
export interface MarketSource {
  readonly universe: Universe
  /** Those of a day are there before the day begins. */
  readonly actions: readonly CorporateAction[]
  readonly feed: MarketFeed
  readonly brings: 'ticks' | Interval
  readonly past: MergedBars
  readonly startsAt: EpochMs
}

/** Days of a simulated market before the desk opens: usual volumes and correlations come from them. */
const SIM_PAST_DAYS = 90

/** The built-in exchange from a day on, with a past of its own. */
export function simMarket(
  { parts, config }: Context,
  from: TradeDate,
  to: TradeDate | null,
): MarketSource {
  const universe = new Universe(simUniverse())
  const sessions = parts.get(Sessions)
  const first = addDays(from, -SIM_PAST_DAYS)
  const exchange = new SimExchange({ universe, seed: config.seed, from: first, sessions })
  return {
    universe,
    actions: exchange.actions,
    feed: new SimFeed({ exchange, to }),
    brings: 'ticks',
    past: exchange.past(first, addDays(from, -1)),
    startsAt: midnightOf(from),
  }
}

export interface ReplayRange {
  readonly from: TradeDate
  readonly to: TradeDate
  readonly interval: Interval | null
  readonly symbols: readonly InstrumentId[] | null
}

/** Stored bars as a market: the shortest interval that has data in the range, unless one is given. */
export async function replayMarket(context: Context, range: ReplayRange): Promise<MarketSource> {
  const { parts, signal } = context
  const store = parts.get(ParquetBarStore)
  const [from, to] = [midnightOf(range.from), midnightOf(addDays(range.to, 1)) - 1]
  const wanted = range.symbols === null ? null : new Set(range.symbols)
  const stored = (await store.list(signal)).filter(
    (series) =>
      series.basis === 'raw' &&
      series.last >= from &&
      series.first <= to &&
      (wanted === null || wanted.has(series.instrument)),
  )
  const interval =
    range.interval ?? INTERVALS.find((each) => stored.some((series) => series.interval === each))
  const series = stored.filter((each) => each.interval === interval)
  if (interval === undefined || series.length === 0) throw nothingStored(range)
  const reference = await parts.get(StateDoor).reference()
  const known = new Map(
    (await reference.instruments()).map((instrument) => [instrument.id, instrument]),
  )
  const ids = [...new Set(series.map(({ instrument }) => instrument))].sort()
  const shares = ids
    .map((id) => known.get(id) ?? plainEquity(id))
    .filter(({ kind }) => kind !== 'index')
  const universe = new Universe(shares)
  const query = {
    instruments: shares.map(({ id }) => id),
    interval,
    basis: 'raw',
    source: null,
    from,
    to: epochMs(to),
  } as const
  return {
    universe,
    actions: await reference.corporateActions(),
    feed: new BarsFeed({ store, query, universe }),
    brings: interval,
    past: NO_BARS,
    startsAt: from,
  }
}

/** `INFY` or `NSE:INFY`. Throws CONFIGURATION_INVALID. */
export function instrumentOf(text: string): InstrumentId {
  const id = text.includes(':') ? text : `NSE:${text}`
  try {
    return instrumentId(id.toUpperCase())
  } catch (error) {
    throw new ConfigurationError(
      'symbols',
      `"${text}" does not name an instrument, write it like NSE:INFY`,
      {
        cause: error,
      },
    )
  }
}

const nothingStored = ({ from, to, interval, symbols }: ReplayRange): TradingError =>
  new TradingError(
    'DATA_MISSING',
    `There are no stored ${interval === null ? '' : `${interval} `}bars of ${symbols?.join(', ') ?? 'any share'} from ${from} to ${to}: ` +
      'import some with "robo-trader data import", see what is there with "robo-trader data list"',
  )
