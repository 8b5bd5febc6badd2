import { at, type BarColumns, emptyBars, INTERVAL_MS, type Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { joinedBars, longerBars } from '../domain/longer-bars.ts'
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS } from '../domain/time.ts'
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
}

type Sources = Pick<Web, 'live' | 'bars' | 'tape' | 'past' | 'label'>

/** Every bar as a chart draws it, none later than the market's own time, and who made them. */
export async function chartBars(
  { instrument, interval }: ChartQuestion,
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
  const bars = isTapeFine ? joinedBars(before.bars, seen) : before.bars
  return { source: before.source, bars }
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
