import { Link } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { Panel } from '../../components/panel.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { counted, price, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { CandleChart } from './candle-chart.tsx'
import type { Pointed } from './candle-drawing.ts'
import type { ChartInterval } from './intervals.ts'
import { LevelsBar } from './levels-bar.tsx'
import { type OverlayId, overlayLines } from './overlays.ts'
import { PointedLine } from './pointed-line.tsx'
import { useChart } from './use-chart.ts'
import { useLevels } from './use-levels.ts'

interface ChartPanelProps {
  readonly instrument: string
  readonly interval: ChartInterval
  readonly overlays: readonly OverlayId[]
}

const NOWHERE: Pointed = { candle: null, mark: null }

/** The candles of an instrument, the position in it, and what the pointer is at. */
export function ChartPanel({ instrument, interval, overlays }: ChartPanelProps) {
  const { state, source, candles, marks, joins } = useChart(instrument, interval)
  const delivery = useTopic('dashboard', ({ positions }) => positions[`CNC ${instrument}`])
  const intraday = useTopic('dashboard', ({ positions }) => positions[`MIS ${instrument}`])
  const position = delivery ?? intraday
  const edited = useLevels(position)
  const [pointed, setPointed] = useState(NOWHERE)
  const form = useRef<HTMLFormElement>(null)
  const over = overlays.join()
  // The list is made anew with each drawing; its ids say whether it is another one.
  const lines = useMemo(() => overlayLines(overlays, candles), [over, candles])
  const symbol = symbolOf(instrument)
  const last = candles.at(-1)
  return (
    <Panel
      title={symbol}
      source={source === '' ? 'bars' : `bars of ${source === 'sim' ? 'the simulation' : source}`}
      state={state}
      skeleton={<ChartSkeleton height={480} />}
      tools={
        <Link to="/trade" search={{ instrument }} className="text-s">
          Trade {symbol}
        </Link>
      }
      empty={
        candles.length === 0
          ? `No ${interval === 'day' ? 'daily' : interval} bars of ${symbol} yet: they come with the session. Older ones are imported by robo-trader data import FILE….`
          : null
      }
    >
      {position ? <LevelsBar position={position} edited={edited} form={form} /> : null}
      <PointedLine instrument={instrument} interval={interval} pointed={pointed} last={last} />
      <div className="h-[calc(100dvh-21rem)] min-h-80">
        <CandleChart
          instrument={instrument}
          interval={interval}
          candles={candles}
          lines={lines}
          marks={marks}
          joins={joins}
          levels={edited.levels}
          isDraft={edited.isDraft}
          label={`${counted(candles.length, 'bar')} of ${symbol}, the last close ${last ? price(last.close * 100) : 'unknown'}, with ${counted(marks.length, 'mark')}`}
          onPointed={setPointed}
          onDrag={edited.drag}
          onDropped={(level) =>
            form.current?.querySelector<HTMLElement>(`[name=${level}]`)?.focus()
          }
        />
      </div>
      <Legend />
      <MarkList marks={marks} />
    </Panel>
  )
}

const Legend = () => (
  <p className="flex flex-wrap gap-x-4 pt-1 text-s text-quiet">
    <span>
      <span className="text-accent">▲</span> bought
    </span>
    <span>
      <span className="text-loss">▼</span> sold
    </span>
    <span>○ an idea that risk refused</span>
    <a href="https://www.tradingview.com/" className="ml-auto" rel="noreferrer" target="_blank">
      Charts by TradingView
    </a>
  </p>
)

/** The marks for those who cannot point at them. */
const MarkList = ({ marks }: { readonly marks: ReturnType<typeof useChart>['marks'] }) => (
  <ul aria-label="Marks of the chart" className="sr-only">
    {marks.map(({ at, says, kind }) => (
      <li key={`${at} ${kind} ${says}`}>{kind === 'denied' ? `refused: ${says}` : says}</li>
    ))}
  </ul>
)
