import { createHash } from 'node:crypto'
import { TradingError } from '../core/errors.ts'
import type { BarQuery, BarStore, MarketBlock, ReferenceStore, SeriesInfo } from '../core/ports.ts'
import { chainBars, tenuresOf } from '../domain/adjustment.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import { at, type BarColumns, type Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../domain/corporate-action.ts'
import { type Instrument, plainEquity } from '../domain/instrument.ts'
import { mergeBars } from '../domain/merge-bars.ts'
import { nearestName } from '../domain/nearest-name.ts'
import { addDays, dateOf, epochMs, midnightOf, tradeDate } from '../domain/time.ts'
import { Universe } from '../domain/universe.ts'

/** Bars ready to be run over any number of times, and what they are. */
export interface BacktestData {
  readonly universe: Universe
  readonly interval: Interval
  readonly actions: readonly CorporateAction[]
  readonly series: ReadonlyMap<InstrumentId, BarColumns>
  readonly block: Extract<MarketBlock, { kind: 'bars' }>
  /** Closes of the benchmark by date, paise. */
  readonly benchmark: ReadonlyMap<string, number>
  /** SHA-256 over every instrument's name and columns. */
  readonly hash: string
  /** Where the bars come from, a sentence each. */
  readonly origins: readonly string[]
  readonly warnings: readonly string[]
}

export interface DataPorts {
  readonly bars: BarStore
  readonly reference: ReferenceStore
}

type Stored = Awaited<ReturnType<BarStore['read']>>

/** Reads what a backtest needs. Throws DATA_MISSING when there is no bar in the range. */
export async function loadBacktestData(
  ports: DataPorts,
  spec: BacktestSpec,
  signal: AbortSignal,
): Promise<BacktestData> {
  const { bars, reference } = ports
  const [known, actions, changes] = await Promise.all([
    reference.instruments(),
    reference.corporateActions(),
    reference.symbolChanges(),
  ])
  const until = tradeDate(spec.to)
  const stored = await readBest(bars, { ...spec, instruments: namesOf(spec, changes) }, signal)
  const details = new Map(known.map((instrument) => [instrument.id, instrument]))
  const renamed = new Set(changes.filter(({ from }) => from <= until).map(({ before }) => before))
  const series = new Map<InstrumentId, BarColumns>()
  for (const id of spec.instruments ?? [...stored.keys()].sort()) {
    if (renamed.has(id) && spec.instruments === null) continue
    if (detailsOf(details, id).kind === 'index') continue
    const tenures = tenuresOf(id, changes, until)
    const history = chainBars(tenures, (name) => stored.get(name)?.bars)
    if (history.length > 0) series.set(id, history)
  }
  if (series.size === 0) throw noData(spec, await bars.list(signal))
  const universe = new Universe([...series.keys()].map((id) => detailsOf(details, id)))
  const merged = mergeBars(
    [...series].map(([id, columns]) => ({ index: universe.indexOf(id), bars: columns })),
  )
  return {
    universe,
    interval: spec.interval,
    actions: actionsFor(actions, stored, series),
    series,
    block: { kind: 'bars', interval: spec.interval, ...merged },
    benchmark: await readBenchmark(bars, spec, signal),
    hash: hashOf(series),
    origins: originsOf(stored, series),
    warnings: warningsOf(spec, stored, series),
  }
}

/** The instruments asked for, under every name that they have traded by. */
function namesOf({ instruments, to }: BacktestSpec, changes: readonly SymbolChange[]) {
  if (instruments === null) return null
  const names = instruments.flatMap((id) => tenuresOf(id, changes, tradeDate(to)))
  return [...new Set(names.map(({ instrument }) => instrument))]
}

const detailsOf = (details: ReadonlyMap<InstrumentId, Instrument>, id: InstrumentId): Instrument =>
  details.get(id) ?? plainEquity(id)

function queryOf(spec: BacktestSpec, basis: 'raw' | 'adjusted'): BarQuery {
  return {
    instruments: spec.instruments ?? 'all',
    interval: spec.interval,
    basis,
    source: spec.source,
    from: midnightOf(tradeDate(spec.from)),
    to: epochMs(midnightOf(addDays(tradeDate(spec.to), 1)) - 1),
  }
}

/** Raw bars where there are any, else bars that their source adjusted. */
async function readBest(bars: BarStore, spec: BacktestSpec, signal: AbortSignal): Promise<Stored> {
  if (spec.basis !== 'best') return bars.read(queryOf(spec, spec.basis), signal)
  const raw = await bars.read(queryOf(spec, 'raw'), signal)
  const isComplete = spec.instruments?.every((id) => raw.has(id)) ?? raw.size > 0
  if (isComplete) return raw
  const adjusted = await bars.read(queryOf(spec, 'adjusted'), signal)
  return new Map([...adjusted, ...raw])
}

/** Actions change raw prices only: an adjusted series has them in it already. */
function actionsFor(
  actions: readonly CorporateAction[],
  stored: Stored,
  series: ReadonlyMap<InstrumentId, BarColumns>,
): readonly CorporateAction[] {
  return actions.filter(({ instrument }) => {
    return series.has(instrument) && stored.get(instrument)?.series.basis !== 'adjusted'
  })
}

async function readBenchmark(
  bars: BarStore,
  spec: BacktestSpec,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  if (spec.benchmark === null) return new Map()
  const query = {
    ...queryOf(spec, 'raw'),
    instruments: [spec.benchmark],
    interval: 'day',
    source: null,
  } as const
  const found = (await bars.read(query, signal)).get(spec.benchmark)
  const closes = new Map<string, number>()
  if (!found) return closes
  const { at: moments, close, length } = found.bars
  for (let row = 0; row < length; row++) {
    closes.set(dateOf(at(moments, row)), at(close, row))
  }
  return closes
}

function hashOf(series: ReadonlyMap<InstrumentId, BarColumns>): string {
  const hash = createHash('sha256')
  for (const [id, bars] of series) {
    hash.update(id)
    const { open, high, low, close, volume } = bars
    for (const column of [bars.at, open, high, low, close, volume]) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
    }
  }
  return hash.digest('hex')
}

function originsOf(
  stored: Stored,
  series: ReadonlyMap<InstrumentId, BarColumns>,
): readonly string[] {
  const counts = new Map<string, number>()
  for (const id of series.keys()) {
    const key = stored.get(id)?.series
    const origin = `${key?.source ?? 'unknown'}, ${key?.basis ?? 'unknown'} prices`
    counts.set(origin, (counts.get(origin) ?? 0) + 1)
  }
  return [...counts].map(
    ([origin, count]) => `${origin}: ${count} ${count === 1 ? 'instrument' : 'instruments'}`,
  )
}

function warningsOf(
  spec: BacktestSpec,
  stored: Stored,
  series: ReadonlyMap<InstrumentId, BarColumns>,
): readonly string[] {
  const missing = (spec.instruments ?? []).filter((id) => !series.has(id))
  const adjusted = [...series.keys()].filter((id) => stored.get(id)?.series.basis === 'adjusted')
  const warnings: string[] = []
  if (missing.length > 0) warnings.push(`No bars in the range for ${missing.join(', ')}`)
  if (adjusted.length > 0) {
    warnings.push(
      `${adjusted.length} instruments run on prices that their source adjusted: rupee amounts and charges are not those of the day`,
    )
  }
  return warnings
}

/** What is missing, and what was probably meant or is there instead. */
function noData(spec: BacktestSpec, stored: readonly SeriesInfo[]): TradingError {
  const { instruments, interval, from, to } = spec
  const [wanted] = instruments ?? []
  const kept = stored.filter((series) => series.interval === interval)
  const own = kept.filter(({ instrument }) => instrument === wanted)
  const near = nearestName(
    wanted ?? '',
    kept.map(({ instrument }) => instrument),
  )
  const [found] = own
  const hint =
    found !== undefined
      ? `its bars go from ${dateOf(found.first)} to ${dateOf(found.last)}`
      : near !== null && wanted !== undefined
        ? `did you mean ${near}?`
        : 'see what is stored with "robo-trader data list"'
  const who = instruments?.join(', ') ?? 'any share'
  return new TradingError(
    'DATA_MISSING',
    `There are no ${interval} bars of ${who} from ${from} to ${to}; ${hint}`,
    { facts: { interval, from, to } },
  )
}
