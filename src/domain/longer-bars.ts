import { at, type BarColumns, emptyBars } from './bar.ts'
import { DAY_MS, dayNumber, IST_OFFSET_MS, MINUTE_MS } from './time.ts'

/** Bars of a day are counted from the open, so that an hour is 09:15 to 10:15, as brokers draw it. */
const OPEN_MS = 555 * MINUTE_MS

/** The start of the bar of a length in which a moment lies. */
function startOf(moment: number, lengthMs: number): number {
  const midnight = dayNumber(moment) * DAY_MS - IST_OFFSET_MS
  if (lengthMs === DAY_MS) return midnight
  const open = midnight + OPEN_MS
  return open + Math.floor((moment - open) / lengthMs) * lengthMs
}

/** Shorter bars in time order put together to longer ones. */
export function longerBars(bars: BarColumns, lengthMs: number): BarColumns {
  const longer = emptyBars(bars.length)
  let row = -1
  for (let from = 0; from < bars.length; from++) {
    const start = startOf(at(bars.at, from), lengthMs)
    if (row < 0 || longer.at[row] !== start) {
      row++
      longer.at[row] = start
      longer.open[row] = at(bars.open, from)
      longer.high[row] = at(bars.high, from)
      longer.low[row] = at(bars.low, from)
      longer.volume[row] = 0
    }
    longer.high[row] = Math.max(at(longer.high, row), at(bars.high, from))
    longer.low[row] = Math.min(at(longer.low, row), at(bars.low, from))
    longer.close[row] = at(bars.close, from)
    longer.volume[row] = at(longer.volume, row) + at(bars.volume, from)
  }
  return newestBars({ ...longer, length: row + 1 }, row + 1)
}

/** The newest so many, without copying. */
export function newestBars(bars: BarColumns, most: number): BarColumns {
  const from = Math.max(0, bars.length - most)
  const part = (column: Float64Array) => column.subarray(from, bars.length)
  return {
    length: bars.length - from,
    at: part(bars.at),
    open: part(bars.open),
    high: part(bars.high),
    low: part(bars.low),
    close: part(bars.close),
    volume: part(bars.volume),
  }
}

/** One series after another: of the later one counts what begins behind the earlier one's end. */
export function joinedBars(earlier: BarColumns, later: BarColumns): BarColumns {
  if (earlier.length === 0) return later
  const end = at(earlier.at, earlier.length - 1)
  let from = 0
  while (from < later.length && at(later.at, from) <= end) from++
  const all = emptyBars(earlier.length + later.length - from)
  for (const name of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
    all[name].set(earlier[name].subarray(0, earlier.length))
    all[name].set(later[name].subarray(from, later.length), earlier.length)
  }
  return all
}
