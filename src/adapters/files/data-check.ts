import { cancelled } from '../../core/cancellation.ts'
import type { ReferenceStore, SeriesInfo, SeriesKey } from '../../core/ports.ts'
import type { ParquetBarStore } from '../../core/state/bar-store.ts'
import { shareRatios, tenuresOf } from '../../domain/adjustment.ts'
import type { BarColumns } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../../domain/corporate-action.ts'
import { dateOf, dayNumber, type EpochMs, epochMs, type TradeDate } from '../../domain/time.ts'
import { agreementOf, idleBars, type PriceStep, unexplainedSteps } from './bar-check.ts'
import { counted } from './import-report.ts'

/** What may be wrong with a stored series. `suspect`: it looks like another company's. */
export type FindingKind = 'gaps' | 'step' | 'idle' | 'stale' | 'suspect'

/** One thing that a person should look at. */
export interface Finding {
  readonly kind: FindingKind
  readonly series: SeriesKey
  /** What was found and what to do, in one sentence. */
  readonly message: string
  /** The days it is about, the first few. */
  readonly dates: readonly TradeDate[]
}

/** Findings on everything that is stored. */
export interface CheckReport {
  readonly seriesChecked: number
  readonly findings: readonly Finding[]
}

export interface CheckOptions {
  readonly signal: AbortSignal
  onProgress?(done: number, of: number): void
}

interface DataCheckDeps {
  readonly store: ParquetBarStore
  /** null when no database is there: splits and bonuses are then unknown, and every step is reported. */
  readonly reference: ReferenceStore | null
}

const DATES_SHOWN_MAX = 10
/** A series that ends this many days before others of its kind is no longer kept up. */
const STALE_DAYS = 7
/** Two series of one company agree on nearly every day; those of two companies on a quarter of them at most. */
const AGREEING_BPS_MIN = 6_000
const COMPARED_DAYS_MIN = 20
/** Bars that are read at once. */
const ROWS_AT_ONCE = 1 << 20

interface Known {
  readonly actions: readonly CorporateAction[]
  readonly changes: readonly SymbolChange[]
}

/** Looks over what is stored for what imports cannot see: each file may be fine and the whole still wrong. */
export class DataCheck {
  readonly #store: ParquetBarStore
  readonly #reference: ReferenceStore | null

  constructor({ store, reference }: DataCheckDeps) {
    this.#store = store
    this.#reference = reference
  }

  async run({ signal, onProgress }: CheckOptions): Promise<CheckReport> {
    const all = await this.#store.list(signal)
    const known = {
      actions: (await this.#reference?.corporateActions()) ?? [],
      changes: (await this.#reference?.symbolChanges()) ?? [],
    }
    const newest = newestByKind(all)
    const findings: Finding[] = []
    let done = 0
    for (const batch of batchesOf(all)) {
      if (signal.aborted) throw cancelled(signal)
      const gaps = await this.#store.gaps(batch)
      for (const [index, series] of batch.entries()) {
        findings.push(...catalogueFindings(series, gaps[index] ?? [], newest))
      }
      for (const [series, bars] of await this.#read(batch, signal)) {
        findings.push(...(await this.#fromBars(series, bars, known, signal)))
      }
      done += batch.length
      onProgress?.(done, all.length)
    }
    return { seriesChecked: all.length, findings }
  }

  async #fromBars(
    series: SeriesInfo,
    bars: BarColumns,
    { actions, changes }: Known,
    signal: AbortSignal,
  ): Promise<readonly Finding[]> {
    const findings: Finding[] = []
    const idle = idleBars(bars)
    if (idle > 0 && idle < bars.length) {
      const message = `${counted(idle, 'bar')} of ${counted(bars.length, 'bar')} without volume`
      findings.push(finding('idle', series, message, []))
    }
    if (series.interval !== 'day') return findings
    if (series.basis === 'raw') {
      const asOf = dateOf(series.last)
      const ratios = shareRatios(actions, tenuresOf(series.instrument, changes, asOf), asOf)
      for (const step of unexplainedSteps(bars, ratios)) findings.push(stepFinding(series, step))
      return findings
    }
    const suspect = await this.#compare(series, bars, signal)
    return suspect === null ? findings : [...findings, suspect]
  }

  /** Holds an adjusted series against the raw one of the same instrument. */
  async #compare(
    series: SeriesInfo,
    bars: BarColumns,
    signal: AbortSignal,
  ): Promise<Finding | null> {
    const query = {
      instruments: [series.instrument],
      interval: series.interval,
      basis: 'raw' as const,
      source: null,
      from: series.first,
      to: series.last,
    }
    const raw = (await this.#store.read(query, signal)).get(series.instrument)
    if (raw === undefined) return null
    const { days, agreeingBps } = agreementOf(bars, raw.bars)
    if (days < COMPARED_DAYS_MIN || agreeingBps >= AGREEING_BPS_MIN) return null
    const percent = (agreeingBps / 100).toFixed(0)
    const message = `its daily changes equal those of the raw ${raw.series.source} series on ${percent} % of ${counted(days, 'day')}: these look like another company's prices; remove the file and fetch it again`
    return finding('suspect', series, message, [])
  }

  async #read(
    batch: readonly SeriesInfo[],
    signal: AbortSignal,
  ): Promise<readonly (readonly [SeriesInfo, BarColumns])[]> {
    const read: (readonly [SeriesInfo, BarColumns])[] = []
    for (const kind of new Set(batch.map(kindOf))) {
      const members = batch.filter((series) => kindOf(series) === kind)
      const [sample] = members
      if (sample === undefined) continue
      const { interval, basis, source } = sample
      const found = await this.#store.read(
        {
          instruments: members.map(({ instrument }): InstrumentId => instrument),
          interval,
          basis,
          source,
          from: epochMs(Math.min(...members.map(({ first }) => first))),
          to: epochMs(Math.max(...members.map(({ last }) => last))),
        },
        signal,
      )
      for (const series of members) {
        const bars = found.get(series.instrument)?.bars
        if (bars !== undefined) read.push([series, bars])
      }
    }
    return read
  }
}

/** Series in their order, about as many at once as their bars fit in memory. */
function* batchesOf(all: readonly SeriesInfo[]): Generator<readonly SeriesInfo[]> {
  for (let start = 0; start < all.length; ) {
    let end = start
    for (let rows = 0; end < all.length && (end === start || rows < ROWS_AT_ONCE); end++) {
      rows += all[end]?.count ?? 0
    }
    yield all.slice(start, end)
    start = end
  }
}

/** What is known without reading a bar. */
function catalogueFindings(
  series: SeriesInfo,
  gaps: readonly TradeDate[],
  newest: ReadonlyMap<string, EpochMs>,
): readonly Finding[] {
  const findings: Finding[] = []
  if (gaps.length > 0) {
    const verb = gaps.length === 1 ? 'is' : 'are'
    const message = `${counted(gaps.length, 'trading day')} between first and last bar ${verb} missing`
    findings.push(finding('gaps', series, message, gaps))
  }
  const latest = newest.get(kindOf(series)) ?? series.last
  if (dayNumber(latest) - dayNumber(series.last) > STALE_DAYS) {
    const message = `it ends on ${dateOf(series.last)} while others of its kind go on to ${dateOf(latest)}; fetch or import what is newer, unless it was delisted or renamed`
    findings.push(finding('stale', series, message, [dateOf(series.last)]))
  }
  return findings
}

const kindOf = ({ interval, basis, source }: SeriesKey): string => `${interval} ${basis} ${source}`

function newestByKind(all: readonly SeriesInfo[]): ReadonlyMap<string, EpochMs> {
  const newest = new Map<string, EpochMs>()
  for (const series of all) {
    const kind = kindOf(series)
    const known = newest.get(kind)
    if (known === undefined || series.last > known) newest.set(kind, series.last)
  }
  return newest
}

function finding(
  kind: FindingKind,
  { instrument, interval, source, basis }: SeriesKey,
  message: string,
  dates: readonly TradeDate[],
): Finding {
  const series = { instrument, interval, source, basis }
  return { kind, series, message, dates: dates.slice(0, DATES_SHOWN_MAX) }
}

function stepFinding(series: SeriesInfo, { date, ratio, nearest }: PriceStep): Finding {
  const hint =
    nearest === null
      ? 'no usual ratio is near: a demerger, or a real move'
      : `near ${nearest >= 1 ? `${round(nearest)} for 1` : `1 for ${round(1 / nearest)}`}: probably a split or bonus; import the corporate actions`
  const message = `close before ÷ open is ${ratio.toFixed(4)} on ${date} and no corporate action is known for it; ${hint}`
  return finding('step', series, message, [date])
}

const round = (ratio: number): number => Math.round(ratio * 10_000) / 10_000
