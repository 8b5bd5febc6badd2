import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  adjustBars,
  chainBars,
  shareRatios,
  type Tenure,
  tenuresOf,
} from '../../domain/adjustment.ts'
import { at, type BarColumns, emptyBars, INTERVAL_MS, type Interval } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../../domain/corporate-action.ts'
import { joinedBars, longerBars, newestBars } from '../../domain/longer-bars.ts'
import type { MergedBars } from '../../domain/merge-bars.ts'
import { DAY_MS, dateOf, dayNumber, type EpochMs, epochMs } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import type { BarTape } from '../bar-tape.ts'
import type { Clock } from '../clock.ts'
import type { BarStore } from '../ports.ts'

/** Bars of one instrument as they were known at a moment, in the shares of that day, oldest first. */
export interface KnownBars {
  /** Who made them: `sim`, `nse`, `feed`; `none` where there are none. */
  readonly source: string
  readonly bars: BarColumns
  /** The last one has not ended yet. */
  readonly isForming: boolean
}

export interface MarketBarsDeps {
  readonly store: Pick<BarStore, 'read'>
  /** Market time: nothing later is told. */
  readonly clock: Pick<Clock, 'now'>
  readonly isOpen: () => boolean
  readonly universe: Universe
  /** What the market has brought since the start; null where none runs. */
  readonly tape: BarTape | null
  /** Daily bars of a simulated market from before its first day; null where the past is in the store. */
  readonly past: MergedBars | null
  /** Splits and changed symbols: those of later days are not looked at. */
  readonly known: () => Promise<{
    readonly actions: readonly CorporateAction[]
    readonly changes: readonly SymbolChange[]
  }>
}

/** Calendar days that are read back for one instrument. */
const DAYS_BACK = { day: 4_000, other: 60 } as const
/** Restated between two turns of the event loop, which is the one that trades. */
const PART = 40
const NONE: BarColumns = emptyBars(0)

interface Raw {
  readonly source: string
  readonly bars: BarColumns
  /** The source has restated them already. */
  readonly isAdjusted: boolean
}

/** Bars as of market time, for whoever reasons about them: a replay never shows a later one, and a split is no fall. */
export class MarketBars {
  readonly #deps: MarketBarsDeps
  #pastOf: ReadonlyMap<number, BarColumns> | null = null

  constructor(deps: MarketBarsDeps) {
    this.#deps = deps
  }

  /** The newest `most` of one instrument. */
  async of(
    instrument: InstrumentId,
    interval: Interval,
    most: number,
    signal: AbortSignal,
  ): Promise<KnownBars> {
    const days = interval === 'day' ? DAYS_BACK.day : DAYS_BACK.other
    const found = await this.#read([instrument], interval, days, signal)
    const known = found.get(instrument) ?? { source: 'none', bars: NONE, isForming: false }
    return { ...known, bars: newestBars(known.bars, most) }
  }

  /** Daily bars of so many calendar days of every instrument that has any. */
  daily(
    instruments: readonly InstrumentId[],
    days: number,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, KnownBars>> {
    return this.#read(instruments, 'day', days, signal)
  }

  async #read(
    instruments: readonly InstrumentId[],
    interval: Interval,
    days: number,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, KnownBars>> {
    const { clock, known } = this.#deps
    const { actions, changes } = await known()
    const now = clock.now()
    const today = dateOf(now)
    const tenures = new Map(instruments.map((id) => [id, tenuresOf(id, changes, today)]))
    const stored = await this.#stored(tenures, interval, days, signal)
    const found = new Map<InstrumentId, KnownBars>()
    let left = PART
    for (const [id, spans] of tenures) {
      if (left-- === 0) {
        left = PART
        await nextTurn(undefined, { signal })
      }
      const raw = stored.get(id) ?? this.#simulated(id, interval)
      const bars = joinedBars(raw.bars, this.#seen(id, interval))
      if (bars.length === 0) continue
      const source = raw.bars.length === 0 ? 'feed' : raw.source
      const whole = raw.isAdjusted
        ? bars
        : adjustBars(bars, shareRatios(actions, spans, today)).bars
      found.set(id, { source, bars: whole, isForming: this.#isForming(whole, interval, now) })
    }
    return found
  }

  /** What the feed has brought since the start, put together to bars of the length. */
  #seen(id: InstrumentId, interval: Interval): BarColumns {
    const { tape, universe } = this.#deps
    const lengthMs = INTERVAL_MS[interval]
    if (tape === null || lengthMs < INTERVAL_MS[tape.interval]) return NONE
    return longerBars(tape.of(universe.indexOf(id)), lengthMs)
  }

  #simulated(id: InstrumentId, interval: Interval): Raw {
    const { past, universe } = this.#deps
    const none = { source: 'none', bars: NONE, isAdjusted: false }
    if (past === null || interval !== 'day') return none
    this.#pastOf ??= byInstrument(past)
    const bars = this.#pastOf.get(universe.indexOf(id))
    return bars === undefined ? none : { source: 'sim', bars, isAdjusted: false }
  }

  /** A bar is known when it ends: one that has not ended would show the future of a replay. */
  async #stored(
    tenures: ReadonlyMap<InstrumentId, readonly Tenure[]>,
    interval: Interval,
    days: number,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<InstrumentId, Raw>> {
    const { past, clock } = this.#deps
    const found = new Map<InstrumentId, Raw>()
    if (past !== null) return found
    const now = clock.now()
    const from = epochMs(now - days * DAY_MS)
    for (const candidate of storedFor(interval)) {
      const left = [...tenures].filter(([id]) => !found.has(id))
      if (left.length === 0) break
      const range = { interval: candidate, from, to: epochMs(now - INTERVAL_MS[candidate]) }
      const names = [...new Set(left.flatMap(([, spans]) => spans.map((span) => span.instrument)))]
      const raw = await this.#query(names, 'raw', range, signal)
      for (const [id, spans] of left) {
        const source = spans.flatMap((span) => raw.get(span.instrument) ?? []).at(-1)?.series.source
        if (source === undefined) continue
        const bars = longerBars(
          chainBars(spans, (name) => raw.get(name)?.bars),
          INTERVAL_MS[interval],
        )
        found.set(id, { source, bars, isAdjusted: false })
      }
      const without = left.map(([id]) => id).filter((id) => !found.has(id))
      const adjusted = await this.#query(without, 'adjusted', range, signal)
      for (const [id, { series, bars }] of adjusted) {
        const whole = longerBars(bars, INTERVAL_MS[interval])
        found.set(id, { source: series.source, bars: whole, isAdjusted: true })
      }
    }
    return found
  }

  async #query(
    instruments: readonly InstrumentId[],
    basis: 'raw' | 'adjusted',
    range: { readonly interval: Interval; readonly from: EpochMs; readonly to: EpochMs },
    signal: AbortSignal,
  ): ReturnType<BarStore['read']> {
    if (instruments.length === 0) return new Map()
    return this.#deps.store.read({ instruments, basis, source: null, ...range }, signal)
  }

  /** A day's bar is done when its session is. */
  #isForming(bars: BarColumns, interval: Interval, now: number): boolean {
    const startsAt = at(bars.at, bars.length - 1)
    if (interval === 'day') return dayNumber(startsAt) === dayNumber(now) && this.#deps.isOpen()
    return startsAt + INTERVAL_MS[interval] > now
  }
}

/** Stored intervals that the wanted one is made of, the longest first. */
const storedFor = (interval: Interval): readonly Interval[] =>
  interval === 'day'
    ? ['day']
    : (['1h', '30m', '15m', '5m', '1m'] as const).filter(
        (each) =>
          INTERVAL_MS[each] <= INTERVAL_MS[interval] &&
          INTERVAL_MS[interval] % INTERVAL_MS[each] === 0,
      )

/** Each instrument's own rows, which lie in time order. */
function byInstrument({ instrument, bars }: MergedBars): ReadonlyMap<number, BarColumns> {
  const rows = new Map<number, number[]>()
  for (const [row, index] of instrument.entries()) {
    const own = rows.get(index)
    if (own === undefined) rows.set(index, [row])
    else own.push(row)
  }
  return new Map([...rows].map(([index, own]) => [index, longerBars(taken(bars, own), DAY_MS)]))
}

function taken(bars: BarColumns, rows: readonly number[]): BarColumns {
  const own = emptyBars(rows.length)
  for (const [row, from] of rows.entries()) {
    for (const name of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
      own[name][row] = at(bars[name], from)
    }
  }
  return own
}
