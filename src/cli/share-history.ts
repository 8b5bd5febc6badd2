import { toTradingError } from '../core/error-handler.ts'
import type { BarStore, ReferenceStore } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { adjustBars, chainBars, shareRatios, tenuresOf } from '../domain/adjustment.ts'
import type { BarColumns } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../domain/corporate-action.ts'
import type { Instrument } from '../domain/instrument.ts'
import { addDays, dateOf, epochMs, midnightOf, type TradeDate } from '../domain/time.ts'
import type { Context } from './context.ts'

/** What imported files say of shares; nothing where the database is not there. */
export interface KnownShares {
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  readonly actions: readonly CorporateAction[]
  readonly changes: readonly SymbolChange[]
}

/** Daily bars of a company under all its names, in the shares of a day, and who made them. */
export interface ShareHistory {
  readonly bars: BarColumns
  readonly source: string
}

const NOTHING_KNOWN: KnownShares = { instruments: new Map(), actions: [], changes: [] }

/** Names, sectors, splits and changed symbols of a database. */
export async function sharesIn(reference: ReferenceStore): Promise<KnownShares> {
  const instruments = await reference.instruments()
  return {
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    actions: await reference.corporateActions(),
    changes: await reference.symbolChanges(),
  }
}

/** Names, sectors, splits and changed symbols. Without a database it says so and goes on without them. */
export async function knownShares({ parts, output, log }: Context): Promise<KnownShares> {
  try {
    return await sharesIn(await parts.get(StateDoor).reference())
  } catch (error) {
    const { code } = toTradingError(error)
    if (code !== 'DATABASE_UNAVAILABLE') throw error
    log.warn('nothing is known of shares but their bars', { code, error })
    output.say('The database is not there: splits, changed symbols, names and sectors are unknown.')
    return NOTHING_KNOWN
  }
}

/**
 * Stored daily bars of companies as they are called on a day, none after it. Raw ones are restated in that day's shares; where
 * there are none, bars that their source adjusted are taken.
 */
export async function dailyHistories(
  { parts, signal }: Pick<Context, 'parts' | 'signal'>,
  known: KnownShares,
  asked: {
    readonly instruments: readonly InstrumentId[]
    readonly asOf: TradeDate
    readonly days: number
  },
): Promise<ReadonlyMap<InstrumentId, ShareHistory>> {
  const { instruments, asOf, days } = asked
  const tenures = new Map(instruments.map((id) => [id, tenuresOf(id, known.changes, asOf)]))
  const names = new Set([...tenures.values()].flat().map(({ instrument }) => instrument))
  const store = parts.get(ParquetBarStore)
  const until = epochMs(midnightOf(addDays(asOf, 1)) - 1)
  const newest = (await store.list(signal)).reduce((last, series) => Math.max(last, series.last), 0)
  const from = midnightOf(addDays(dateOf(Math.min(newest, until)), -days))
  const range = { from, to: until }
  const raw = await read(store, [...names], 'raw', range, signal)
  const without = instruments.filter(
    (id) => !(tenures.get(id) ?? []).some(({ instrument }) => raw.has(instrument)),
  )
  const adjusted = await read(store, without, 'adjusted', range, signal)
  const histories = new Map<InstrumentId, ShareHistory>()
  for (const [id, spans] of tenures) {
    const series = spans.flatMap(({ instrument }) => raw.get(instrument) ?? [])
    const source = series.at(-1)?.series.source
    if (source === undefined) {
      const found = adjusted.get(id)
      if (found !== undefined) histories.set(id, { bars: found.bars, source: found.series.source })
      continue
    }
    const joined = chainBars(spans, (name) => raw.get(name)?.bars)
    const { bars } = adjustBars(joined, shareRatios(known.actions, spans, asOf))
    if (bars.length > 0) histories.set(id, { bars, source })
  }
  return histories
}

async function read(
  store: BarStore,
  instruments: readonly InstrumentId[],
  basis: 'raw' | 'adjusted',
  range: { readonly from: ReturnType<typeof epochMs>; readonly to: ReturnType<typeof epochMs> },
  signal: AbortSignal,
) {
  if (instruments.length === 0) return new Map<InstrumentId, never>()
  const query = { instruments, interval: 'day', basis, source: null, ...range } as const
  return store.read(query, signal)
}
