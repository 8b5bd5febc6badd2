import { at, type BarColumns, emptyBars, sliceBars } from './bar.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

/** One instrument's bars and its index in the universe. */
export interface IndexedBars {
  readonly index: number
  readonly bars: BarColumns
}

/** Bars of many instruments in one order: by time, and by index within a moment. */
export interface MergedBars {
  readonly instrument: Int32Array
  readonly bars: BarColumns
}

/** No bars at all. */
export const NO_BARS: MergedBars = { instrument: new Int32Array(0), bars: emptyBars(0) }

const UNITS = [DAY_MS, HOUR_MS, 5 * MINUTE_MS, MINUTE_MS, SECOND_MS, 1]

/** Places of moments are counted while they are at most this many times the rows. */
const SPARSE_MAX = 64

/** The coarsest grid that every bar stands on. */
function unitOf(parts: readonly IndexedBars[], base: number): number {
  const fits = (unit: number) =>
    parts.every(({ bars }) => {
      for (let row = 0; row < bars.length; row++) {
        // A division and a floor cost a tenth of the remainder, and are exact for moments.
        const place = (at(bars.at, row) - base) / unit
        if (place !== Math.floor(place)) return false
      }
      return true
    })
  return UNITS.find(fits) ?? 1
}

/** Everything in one piece. A series that is alone is not copied. */
export function mergeBars(parts: readonly IndexedBars[]): MergedBars {
  const held = parts.filter(({ bars }) => bars.length > 0)
  const [only] = held
  if (held.length === 1 && only) {
    return { instrument: new Int32Array(only.bars.length).fill(only.index), bars: only.bars }
  }
  const blocks = [...mergeBlocks(held, Number.POSITIVE_INFINITY)]
  const [whole] = blocks
  return whole !== undefined && blocks.length === 1 ? whole : joined(blocks)
}

/**
 * Merges parts into blocks of about `blockRows` rows by counting, not comparing: the work a row does not grow with the
 * number of instruments. A moment is never split over two blocks.
 */
export function* mergeBlocks(
  parts: readonly IndexedBars[],
  blockRows: number,
): Generator<MergedBars> {
  const held = parts.filter(({ bars }) => bars.length > 0)
  const rows = held.reduce((sum, { bars }) => sum + bars.length, 0)
  if (rows === 0) return
  const base = Math.min(...held.map(({ bars }) => at(bars.at, 0)))
  const last = Math.max(...held.map(({ bars }) => at(bars.at, bars.length - 1)))
  const unit = unitOf(held, base)
  const places = (last - base) / unit + 1
  if (places > rows * SPARSE_MAX + 1e6) {
    // So few bars on so fine a grid lie far apart: halve the time until they do not.
    const middle = base + Math.floor((last - base) / 2)
    const cuts = held.map(({ bars }) => firstAfter(bars, middle))
    yield* mergeBlocks(
      held.map((part, i) => slice(part, 0, cuts[i] ?? 0)),
      blockRows,
    )
    yield* mergeBlocks(
      held.map((part, i) => slice(part, cuts[i] ?? 0, part.bars.length)),
      blockRows,
    )
    return
  }
  const counts = new Int32Array(places)
  for (const { bars } of held) {
    for (let row = 0; row < bars.length; row++) {
      const place = (at(bars.at, row) - base) / unit
      counts[place] = (counts[place] ?? 0) + 1
    }
  }
  const cursors = new Int32Array(held.length)
  for (let first = 0; first < places; ) {
    let end = first
    let size = 0
    while (end < places && (size === 0 || size + (counts[end] ?? 0) <= blockRows)) {
      size += counts[end] ?? 0
      end++
    }
    if (size > 0) yield fill(held, cursors, { counts, base, unit, first, end, size })
    first = end
  }
}

interface Span {
  /** Rows at each place of the grid; turned into where the next one goes. */
  readonly counts: Int32Array
  readonly base: number
  readonly unit: number
  readonly first: number
  readonly end: number
  readonly size: number
}

/** Puts the rows of a span of time where they belong. */
function fill(parts: readonly IndexedBars[], cursors: Int32Array, span: Span): MergedBars {
  const { counts, base, unit, first, end, size } = span
  const block = emptyBars(size)
  const instrument = new Int32Array(size)
  for (let place = first, start = 0; place < end; place++) {
    const count = counts[place] ?? 0
    counts[place] = start
    start += count
  }
  const until = base + end * unit
  for (const [number, part] of parts.entries()) {
    const { bars } = part
    const { at: times, open, high, low, close, volume } = bars
    let row = cursors[number] ?? 0
    for (; row < bars.length && at(times, row) < until; row++) {
      const moment = at(times, row)
      const place = (moment - base) / unit
      const target = counts[place] ?? 0
      counts[place] = target + 1
      instrument[target] = part.index
      block.at[target] = moment
      block.open[target] = at(open, row)
      block.high[target] = at(high, row)
      block.low[target] = at(low, row)
      block.close[target] = at(close, row)
      block.volume[target] = at(volume, row)
    }
    cursors[number] = row
  }
  return { instrument, bars: block }
}

const slice = ({ index, bars }: IndexedBars, from: number, to: number): IndexedBars => ({
  index,
  bars: sliceBars(bars, from, to),
})

function firstAfter(bars: BarColumns, moment: number): number {
  let row = 0
  while (row < bars.length && at(bars.at, row) <= moment) row++
  return row
}

/** Blocks that follow each other as one. */
function joined(blocks: readonly MergedBars[]): MergedBars {
  const rows = blocks.reduce((sum, { bars }) => sum + bars.length, 0)
  const whole = { instrument: new Int32Array(rows), bars: emptyBars(rows) }
  let row = 0
  for (const { instrument, bars } of blocks) {
    whole.instrument.set(instrument, row)
    for (const column of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
      whole.bars[column].set(bars[column], row)
    }
    row += bars.length
  }
  return whole
}
