import { at, type BarColumns, emptyBars, INTERVAL_MS, type Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import {
  DAY_MS,
  dayNumber,
  type EpochMs,
  epochMs,
  IST_OFFSET_MS,
  MINUTE_MS,
} from '../domain/time.ts'
import type { Web } from './web.ts'

/** Lengths that a chart may ask for. */
export const CHART_MS = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '10m': 10 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  day: DAY_MS,
} as const
export type ChartInterval = keyof typeof CHART_MS

/** Bars of a day are counted from the open, so that an hour is 09:15 to 10:15, as brokers draw it. */
const OPEN_MS = 555 * MINUTE_MS

/** The start of the bar of a length in which a moment lies. */
function startOf(moment: number, lengthMs: number): number {
  const midnight = dayNumber(moment) * DAY_MS - IST_OFFSET_MS
  if (lengthMs === DAY_MS) return midnight
  const open = midnight + OPEN_MS
  return open + Math.floor((moment - open) / lengthMs) * lengthMs
}

/** Shorter bars put together to longer ones. */
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
  return { ...longer, length: row + 1 }
}

/** One series after another: of the later one counts what begins behind the earlier one's end. */
function joined(earlier: BarColumns, later: BarColumns): BarColumns {
  const end = earlier.length === 0 ? Number.NEGATIVE_INFINITY : at(earlier.at, earlier.length - 1)
  let from = 0
  while (from < later.length && at(later.at, from) <= end) from++
  const length = earlier.length + later.length - from
  const all = emptyBars(length)
  for (const name of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
    all[name].set(earlier[name].subarray(0, earlier.length))
    all[name].set(later[name].subarray(from, later.length), earlier.length)
  }
  return all
}

/** The longest stored interval that the wanted one is made of. */
const storedFor = (lengthMs: number): readonly Interval[] =>
  (['1h', '30m', '15m', '5m', '1m'] as const).filter(
    (interval) => INTERVAL_MS[interval] <= lengthMs && lengthMs % INTERVAL_MS[interval] === 0,
  )

/** So many days of bars are looked through for a chart of one length. */
const DAYS_BACK = { day: 4_000, other: 60 } as const

export interface ChartQuestion {
  readonly instrument: InstrumentId
  readonly interval: ChartInterval
  /** The newest so many. */
  readonly limit: number
}

type Sources = Pick<Web, 'live' | 'bars' | 'tape' | 'past' | 'label'>

/** Bars as a chart draws them, none later than the market's own time, and who made them. */
export async function chartBars(
  { instrument, interval, limit }: ChartQuestion,
  sources: Sources,
  signal: AbortSignal,
): Promise<{ readonly source: string; readonly bars: BarColumns }> {
  const { live, tape, label } = sources
  const { universe, clock } = live.kernel
  const lengthMs = CHART_MS[interval]
  const index = universe.indexOf(instrument)
  const seen = longerBars(tape.of(index), lengthMs)
  const now = clock.now()
  const before =
    label.source === 'SIMULATED'
      ? { source: 'sim', bars: interval === 'day' ? pastOf(index, sources) : emptyBars(0) }
      : await stored(instrument, interval, now, sources, signal)
  const isTapeFine = lengthMs >= INTERVAL_MS[tape.interval]
  const bars = isTapeFine ? joined(before.bars, seen) : before.bars
  return { source: before.source, bars: newest(bars, limit) }
}

function newest(bars: BarColumns, limit: number): BarColumns {
  const from = Math.max(0, bars.length - limit)
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

/** Daily bars of one instrument from before the desk's first day. */
function pastOf(index: number, { past }: Pick<Web, 'past'>): BarColumns {
  const rows = [...past.instrument.keys()].filter((row) => past.instrument[row] === index)
  const bars = emptyBars(rows.length)
  for (const [row, from] of rows.entries()) {
    for (const name of ['at', 'open', 'high', 'low', 'close', 'volume'] as const) {
      bars[name][row] = at(past.bars[name], from)
    }
  }
  return longerBars(bars, DAY_MS)
}

async function stored(
  instrument: InstrumentId,
  interval: ChartInterval,
  now: EpochMs,
  { bars: store }: Sources,
  signal: AbortSignal,
) {
  const lengthMs = CHART_MS[interval]
  const candidates = interval === 'day' ? (['day'] as const) : storedFor(lengthMs)
  const days = interval === 'day' ? DAYS_BACK.day : DAYS_BACK.other
  for (const candidate of candidates) {
    const query = {
      instruments: [instrument],
      interval: candidate,
      basis: 'raw',
      source: null,
      from: epochMs(now - days * DAY_MS),
      // A bar is known when it ends: one that has not yet would show the future of a replay.
      to: epochMs(now - INTERVAL_MS[candidate]),
    } as const
    const found = (await store.read(query, signal)).get(instrument)
    if (found === undefined || found.bars.length === 0) continue
    return { source: found.series.source, bars: longerBars(found.bars, lengthMs) }
  }
  return { source: 'none', bars: emptyBars(0) }
}
