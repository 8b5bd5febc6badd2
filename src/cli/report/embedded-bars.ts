import { at, type BarColumns, INTERVAL_MS, INTERVALS, type Interval } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import { DAY_MS, dayNumber, IST_OFFSET_MS, MINUTE_MS } from '../../domain/time.ts'

/** One instrument's bars as small whole numbers, each column the difference to what it lies near. */
export interface PackedBars {
  readonly instrument: InstrumentId
  /** Longer than the run's own where those were too many for a page. */
  readonly interval: Interval
  /** Start of the first bar, epoch ms. */
  readonly startsAt: number
  /** Minutes since the bar before. */
  readonly minutes: readonly number[]
  /** Paise above the close before. */
  readonly open: readonly number[]
  /** Paise above the open. */
  readonly close: readonly number[]
  /** Paise above the higher end of the body. */
  readonly high: readonly number[]
  /** Paise below the lower end of the body. */
  readonly low: readonly number[]
}

/** Bars of one page, and the traded instruments that have none there. */
export interface EmbeddedBars {
  readonly bars: readonly PackedBars[]
  readonly omitted: number
}

const INSTRUMENTS_MAX = 40
/** About 3 MB of text, at 20 characters a bar. */
const ROWS_MAX = 150_000
/** What one chart shows well, and about 0.8 MB. */
const ROWS_EACH_MAX = 40_000

/** The bars of the most traded instruments, in longer intervals where they would be too many. */
export function embedBars(
  traded: readonly InstrumentId[],
  series: ReadonlyMap<InstrumentId, BarColumns>,
  interval: Interval,
): EmbeddedBars {
  const shown = traded.filter((id) => (series.get(id)?.length ?? 0) > 0).slice(0, INSTRUMENTS_MAX)
  const rowsEach = Math.min(ROWS_EACH_MAX, Math.floor(ROWS_MAX / Math.max(1, shown.length)))
  const bars = shown.flatMap((id) => {
    const columns = series.get(id)
    return columns ? [pack(id, ...fitted(columns, interval, rowsEach))] : []
  })
  return { bars, omitted: traded.length - bars.length }
}

/** Bars in the shortest interval that keeps to a number of rows; at last, the newest days. */
function fitted(bars: BarColumns, interval: Interval, rows: number): [BarColumns, Interval] {
  if (bars.length <= rows) return [bars, interval]
  const longer = INTERVALS.filter((other) => INTERVAL_MS[other] > INTERVAL_MS[interval])
  for (const other of longer) {
    const merged = inInterval(bars, other)
    if (merged.length <= rows || other === 'day') return [merged, other]
  }
  return [bars, interval]
}

/** 09:15, from which the bars of a session are counted. */
const OPENING_MS = 555 * MINUTE_MS

/** Longer bars out of shorter ones; a bar starts where its first one does. */
function inInterval(bars: BarColumns, interval: Interval): BarColumns {
  const place = (moment: number) =>
    interval === 'day'
      ? dayNumber(moment)
      : dayNumber(moment) * DAY_MS +
        Math.floor((((moment + IST_OFFSET_MS) % DAY_MS) - OPENING_MS) / INTERVAL_MS[interval])
  const starts: number[] = []
  for (let row = 0, last = Number.NaN; row < bars.length; row++) {
    const here = place(at(bars.at, row))
    if (here !== last) starts.push(row)
    last = here
  }
  const ends = [...starts.slice(1), bars.length]
  const column = (read: (from: number, to: number) => number) =>
    Float64Array.from(starts, (from, index) => read(from, ends[index] ?? bars.length))
  return {
    length: starts.length,
    at: column((from) => at(bars.at, from)),
    open: column((from) => at(bars.open, from)),
    high: column((from, to) => bars.high.subarray(from, to).reduce((a, b) => Math.max(a, b))),
    low: column((from, to) => bars.low.subarray(from, to).reduce((a, b) => Math.min(a, b))),
    close: column((_, to) => at(bars.close, to - 1)),
    volume: column((from, to) => bars.volume.subarray(from, to).reduce((a, b) => a + b)),
  }
}

function pack(instrument: InstrumentId, bars: BarColumns, interval: Interval): PackedBars {
  const column = (read: (row: number) => number) =>
    Array.from({ length: bars.length }, (_, row) => read(row))
  const before = (values: Float64Array, row: number) => (row === 0 ? 0 : at(values, row - 1))
  const body = (row: number) => [at(bars.open, row), at(bars.close, row)] as const
  const startsAt = at(bars.at, 0)
  return {
    instrument,
    interval,
    startsAt,
    minutes: column((row) =>
      row === 0 ? 0 : Math.round((at(bars.at, row) - before(bars.at, row)) / MINUTE_MS),
    ),
    open: column((row) => at(bars.open, row) - before(bars.close, row)),
    close: column((row) => at(bars.close, row) - at(bars.open, row)),
    high: column((row) => at(bars.high, row) - Math.max(...body(row))),
    low: column((row) => Math.min(...body(row)) - at(bars.low, row)),
  }
}

/** The bars that were packed; volumes are left behind. */
export function unpackBars({
  startsAt,
  minutes,
  open,
  close,
  high,
  low,
}: PackedBars): Omit<BarColumns, 'volume'> {
  const length = minutes.length
  const column = () => new Float64Array(length)
  const bars = {
    length,
    at: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
  }
  let moment = startsAt
  let last = 0
  for (let row = 0; row < length; row++) {
    moment += (minutes[row] ?? 0) * MINUTE_MS
    const opened = last + (open[row] ?? 0)
    const closed = opened + (close[row] ?? 0)
    bars.at[row] = moment
    bars.open[row] = opened
    bars.close[row] = closed
    bars.high[row] = Math.max(opened, closed) + (high[row] ?? 0)
    bars.low[row] = Math.min(opened, closed) - (low[row] ?? 0)
    last = closed
  }
  return bars
}
