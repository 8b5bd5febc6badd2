import { join } from 'node:path'
import type { BarColumns } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { MarketCalendar } from '../../domain/rulebook/calendar.ts'
import { epochMs, type TradeDate } from '../../domain/time.ts'
import { toTradingError } from '../error-handler.ts'
import { TradingError } from '../errors.ts'
import { type BarQuery, BarStore, type SeriesInfo, type SeriesKey } from '../ports.ts'
import { DaySet, GapFinder } from './bar-store-days.ts'
import { BarEngine, ENGINE_LIMITS, type EngineLimits, MEMORY } from './bar-store-engine.ts'
import {
  type CatalogueEntry,
  EMPTY_MANIFEST,
  groupedBy,
  groupName,
  type Manifest,
  manifestStamp,
  readManifest,
  seriesName,
} from './bar-store-manifest.ts'
import { scanSegments } from './bar-store-scan.ts'
import { BarWriter } from './bar-store-writer.ts'

/** Sources, best first: what a query without a source prefers. */
const SOURCES = ['nse', 'kite', 'ohlcv', 'yahoo', 'yahoodiv', 'sim']

/** How often a read starts over because a writer replaced the files under it. */
const READ_ATTEMPTS = 3

const rankOf = (source: string): number =>
  SOURCES.includes(source) ? SOURCES.indexOf(source) : SOURCES.length

interface ParquetBarStoreDeps {
  /** The data folder: bars live in `bars/` inside it. */
  readonly dataDir: string
  readonly calendar: MarketCalendar
  readonly limits?: EngineLimits
}

/**
 * Bars as immutable Parquet files that a manifest names, read by DuckDB. Many processes may read while one writes; DuckDB
 * is loaded when bars are first asked for.
 */
export class ParquetBarStore extends BarStore {
  readonly #folder: string
  readonly #gaps: GapFinder
  readonly #limits: EngineLimits
  #engine: Promise<BarEngine> | null = null
  #isWriting = false
  #known: { readonly stamp: string; readonly manifest: Manifest } = {
    stamp: '',
    manifest: EMPTY_MANIFEST,
  }

  constructor({ dataDir, calendar, limits = ENGINE_LIMITS }: ParquetBarStoreDeps) {
    super()
    this.#folder = join(dataDir, 'bars')
    this.#gaps = new GapFinder(calendar)
    this.#limits = limits
  }

  override async list(signal: AbortSignal): Promise<readonly SeriesInfo[]> {
    signal.throwIfAborted()
    const { series } = await this.#manifest()
    const named = series.map((entry) => ({ entry, name: seriesName(entry) }))
    named.sort((a, b) => (a.name < b.name ? -1 : 1))
    return named.map(({ entry }) => this.#infoOf(entry))
  }

  /** Trading days between the first and last bar on which each of these series has none. */
  async gaps(keys: readonly SeriesKey[]): Promise<readonly (readonly TradeDate[])[]> {
    const { series } = await this.#manifest()
    const entries = new Map(series.map((entry) => [seriesName(entry), entry]))
    return keys.map((key) => {
      const entry = entries.get(seriesName(key))
      if (entry === undefined) throw new TradingError('NOT_FOUND', `No bars of ${key.instrument}`)
      return this.#gaps.dates(new DaySet(entry.days), entry.first, entry.last)
    })
  }

  override async read(
    query: BarQuery,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, { readonly series: SeriesKey; readonly bars: BarColumns }>> {
    for (let attempt = 1; ; attempt++) {
      const manifest = await this.#manifest()
      try {
        return await this.#readFrom(manifest, query, signal)
      } catch (error) {
        const isReplaced = (await this.#manifest()).generation !== manifest.generation
        if (signal.aborted || !isReplaced || attempt === READ_ATTEMPTS) throw error
      }
    }
  }

  /** The only way to change the store; one at a time. Throws STATE_LOCKED while somebody else writes. */
  async write<T>(work: (writer: BarWriter) => Promise<T>): Promise<T> {
    if (this.#isWriting) {
      throw new TradingError('STATE_LOCKED', 'Bars are being written; try again when it is done')
    }
    this.#isWriting = true
    try {
      const writer = await BarWriter.open(this.#folder, this.#limits)
      try {
        return await work(writer)
      } finally {
        await writer.close()
      }
    } finally {
      this.#isWriting = false
    }
  }

  async close(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    if (engine !== null) (await engine).close()
  }

  /** The stored manifest, parsed again only when the file is another one. */
  async #manifest(): Promise<Manifest> {
    const stamp = await manifestStamp(this.#folder)
    if (stamp !== this.#known.stamp) {
      this.#known = { stamp, manifest: (await readManifest(this.#folder)) ?? EMPTY_MANIFEST }
    }
    return this.#known.manifest
  }

  #infoOf({ instrument, interval, source, basis, first, last, count, days }: CatalogueEntry) {
    const gaps = this.#gaps.count(new DaySet(days), first, last)
    const key = { instrument, interval, source, basis }
    return { ...key, first: epochMs(first), last: epochMs(last), count, gaps }
  }

  async #readFrom(manifest: Manifest, query: BarQuery, signal: AbortSignal) {
    const chosen = chosenSeries(manifest, query)
    const groups = groupedBy(chosen, groupName)
    const found = new Map<InstrumentId, { series: SeriesKey; bars: BarColumns }>()
    for (const [group, entries] of groups) {
      const segments = manifest.segments.filter((segment) => groupName(segment) === group)
      const ids = query.instruments === 'all' ? null : entries.map(({ id }) => id)
      const range = { ids, from: query.from, to: query.to }
      const counts = new Map(entries.map(({ id, count }) => [id, count]))
      const rows = await scanSegments(
        await this.#open(),
        this.#folder,
        segments,
        range,
        (id) => counts.get(id) ?? 0,
        signal,
      )
      for (const { id, instrument, interval, source, basis } of entries) {
        const bars = rows.get(id)
        if (bars === undefined) continue
        found.set(instrument, { series: { instrument, interval, source, basis }, bars })
      }
    }
    return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #open(): Promise<BarEngine> {
    this.#engine ??= BarEngine.open(MEMORY, this.#limits).catch((error: unknown) => {
      this.#engine = null
      throw toTradingError(error)
    })
    return this.#engine
  }
}

/** One series an instrument: of the wanted source, or of the best that has bars in the range. */
function chosenSeries(manifest: Manifest, query: BarQuery): readonly CatalogueEntry[] {
  const wanted = query.instruments === 'all' ? null : new Set(query.instruments)
  const best = new Map<InstrumentId, CatalogueEntry>()
  for (const entry of manifest.series) {
    const isWanted =
      entry.interval === query.interval &&
      entry.basis === query.basis &&
      (query.source === null || entry.source === query.source) &&
      (wanted === null || wanted.has(entry.instrument)) &&
      entry.first <= query.to &&
      entry.last >= query.from
    if (!isWanted) continue
    const other = best.get(entry.instrument)
    if (other === undefined || rankOf(entry.source) < rankOf(other.source)) {
      best.set(entry.instrument, entry)
    }
  }
  return [...best.values()]
}
