import { useMemo } from 'react'
import type { OverlayId } from '../../../src/web/contract/market.ts'
import { useRead } from '../../api/api-context.ts'
import { type PanelState, readState } from '../../components/panel.tsx'
import { type Candle, candlesOf } from './candles.ts'
import type { ChartInterval } from './intervals.ts'
import { type Join, joinsOf, type Mark, marksOf } from './marks.ts'
import { type OverlayLine, overlayLines } from './overlays.ts'

const BARS = 600
/** The bar that grows is kept up by prices; its volume and those that were missed come with the next answer. */
const BARS_EVERY_MS = 15_000
const MARKS_EVERY_MS = 15_000

/** Bars of an instrument with what happened in it. */
interface Charted {
  readonly state: PanelState
  readonly source: string
  readonly candles: readonly Candle[]
  readonly marks: readonly Mark[]
  readonly joins: readonly Join[]
  readonly lines: readonly OverlayLine[]
}

const NOTHING: readonly Candle[] = []
const NO_LINES: readonly OverlayLine[] = []

/** Asks for bars with their lines, fills, refused ideas and closed trades; what is of another instrument is not shown meanwhile. */
export function useChart(
  instrument: string,
  interval: ChartInterval,
  overlays: readonly OverlayId[],
): Charted {
  const asked = useRead(
    '/api/market/bars',
    {},
    {
      query: { instrument, interval, limit: BARS, over: overlays.join() },
      freshMs: 0,
      everyMs: BARS_EVERY_MS,
    },
  )
  const marked = useRead(
    '/api/market/marks',
    {},
    { query: { instrument }, freshMs: 0, everyMs: MARKS_EVERY_MS },
  )
  const portfolio = useRead('/api/portfolio', {}, { freshMs: 30_000 })
  const bars =
    asked.data?.instrument === instrument && asked.data.interval === interval ? asked.data : null
  const candles = useMemo(() => (bars ? candlesOf(bars) : NOTHING), [bars])
  const lines = useMemo(() => (bars ? overlayLines(bars) : NO_LINES), [bars])
  const marks = useMemo(
    () => (marked.data && !marked.isPlaceholderData ? marksOf(marked.data, candles) : []),
    [marked.data, marked.isPlaceholderData, candles],
  )
  const joins = useMemo(
    () => joinsOf(portfolio.data?.trades ?? [], instrument, candles),
    [portfolio.data, instrument, candles],
  )
  const state = readState(asked)
  const isWaiting = bars === null && state.failure === null
  return {
    state: isWaiting ? { at: null, isLoading: true, failure: null } : state,
    source: bars?.source ?? '',
    candles,
    marks,
    joins,
    lines,
  }
}
