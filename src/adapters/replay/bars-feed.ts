import { cancelled } from '../../core/cancellation.ts'
import {
  type BarQuery,
  type BarStore,
  type FeedLabel,
  type MarketBlock,
  MarketFeed,
} from '../../core/ports.ts'
import { at, type BarColumns, INTERVAL_MS, type Interval, sliceBars } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import { type IndexedBars, mergeBlocks } from '../../domain/merge-bars.ts'
import { DAY_MS, dateOf, type EpochMs, epochMs, momentOf } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'

/** Rows that are read at once; windows of time are cut to about this many. */
const WINDOW_ROWS = 1 << 20
const BLOCK_ROWS = 1 << 16
/** A regular session is over at 15:30. */
const CLOSING_MINUTE = 930

interface BarsFeedDeps {
  readonly store: BarStore
  readonly query: BarQuery
  /** Bars of instruments that are not in it are passed over. */
  readonly universe: Universe
  /** Most rows of a block, but for a moment that has more. */
  readonly blockRows?: number
  /** Rows that are read at once, about; a million unless given. */
  readonly windowRows?: number
  /** When a bar is known: its length after its start, a day's at 15:30, unless given. */
  readonly endsAt?: (moment: number) => number
  /** Restates raw bars, for example in the shares of the last day. */
  readonly restate?: (instrument: InstrumentId, bars: BarColumns) => BarColumns
}

/** When a bar of an interval is complete on a regular day. */
export const regularEnd = (interval: Interval, moment: number): number =>
  interval === 'day' ? momentOf(dateOf(moment), CLOSING_MINUTE) : moment + INTERVAL_MS[interval]

/** Stored bars of many instruments as one stream in time order. */
export class BarsFeed extends MarketFeed {
  readonly label: FeedLabel
  readonly #deps: BarsFeedDeps
  readonly #endsAt: (moment: number) => number

  constructor(deps: BarsFeedDeps) {
    super()
    this.#deps = deps
    const { interval, basis, source, from, to } = deps.query
    this.#endsAt = deps.endsAt ?? ((moment) => regularEnd(interval, moment))
    const origin = source === null ? basis : `${source}, ${basis}`
    const length = interval === 'day' ? 'daily' : interval
    const detail = `stored ${length} bars (${origin}), ${dateOf(from)} to ${dateOf(to)}`
    this.label = { source: 'REPLAY', detail }
  }

  /** Every bar that becomes known after the moment: a day's bar at its close, so also one that had begun before it. */
  override async *blocks(after: EpochMs, signal: AbortSignal): AsyncGenerator<MarketBlock> {
    const { store, query, blockRows = BLOCK_ROWS } = this.#deps
    const { interval } = query
    const { from, to, step } = await this.#windows(after, signal)
    for (let start = from; start <= to; start += step) {
      const end = Math.min(to, start + step - 1)
      const window = { ...query, from: epochMs(start), to: epochMs(end) }
      const parts = this.#parts(await store.read(window, signal), after)
      for (const { instrument, bars } of mergeBlocks(parts, blockRows)) {
        if (signal.aborted) throw cancelled(signal)
        yield { kind: 'bars', interval, instrument, bars }
      }
    }
  }

  #parts(read: Awaited<ReturnType<BarStore['read']>>, after: number): readonly IndexedBars[] {
    const { universe, restate } = this.#deps
    const parts: IndexedBars[] = []
    for (const [id, { bars }] of read) {
      const index = universe.indexOf(id)
      if (index < 0) continue
      let row = 0
      while (row < bars.length && this.#endsAt(at(bars.at, row)) <= after) row++
      const rest = row === 0 ? bars : sliceBars(bars, row, bars.length)
      parts.push({ index, bars: restate === undefined ? rest : restate(id, rest) })
    }
    return parts.sort((a, b) => a.index - b.index)
  }

  /** The time to go over, and the length of a window that holds about as many rows as are read at once. */
  async #windows(after: number, signal: AbortSignal) {
    const { store, query, windowRows = WINDOW_ROWS } = this.#deps
    const wanted = query.instruments === 'all' ? null : new Set(query.instruments)
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    let perDay = 0
    for (const series of await store.list(signal)) {
      const isWanted =
        series.interval === query.interval &&
        series.basis === query.basis &&
        (query.source === null || series.source === query.source) &&
        (wanted === null || wanted.has(series.instrument))
      if (!isWanted) continue
      first = Math.min(first, series.first)
      last = Math.max(last, series.last)
      perDay += series.count / ((series.last - series.first) / DAY_MS + 1)
    }
    // A bar that ends after the moment starts at most a day before it.
    const from = Math.max(query.from, first, after - DAY_MS)
    const to = Math.min(query.to, last)
    return { from, to, step: Math.max(1, Math.floor(windowRows / perDay)) * DAY_MS }
  }
}
