import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { OverlayId } from '../../../src/web/contract/market.ts'
import { Panel } from '../../components/panel.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { counted, price, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { CandleChart } from './candle-chart.tsx'
import type { Pointed } from './candle-drawing.ts'
import { FlagList } from './flag-list.tsx'
import type { Flag } from './flags.ts'
import type { ChartInterval } from './intervals.ts'
import { LevelsBar } from './levels-bar.tsx'
import { PointedLine } from './pointed-line.tsx'
import { useChart } from './use-chart.ts'
import { useFlags } from './use-flags.ts'
import { useLevels } from './use-levels.ts'

interface ChartPanelProps {
  readonly instrument: string
  readonly interval: ChartInterval
  readonly overlays: readonly OverlayId[]
}

const NOWHERE: Pointed = { candle: null, mark: null, flags: [] }

/** The candles of an instrument, the position in it, and what the pointer is at. */
export function ChartPanel({ instrument, interval, overlays }: ChartPanelProps) {
  const { state, source, candles, marks, joins, lines } = useChart(instrument, interval, overlays)
  const { flags, failure } = useFlags(instrument, interval, candles)
  const [looked, setLooked] = useState<Flag | null>(null)
  const delivery = useTopic('dashboard', ({ positions }) => positions[`CNC ${instrument}`])
  const intraday = useTopic('dashboard', ({ positions }) => positions[`MIS ${instrument}`])
  const position = delivery ?? intraday
  const edited = useLevels(position)
  const [pointed, setPointed] = useState(NOWHERE)
  const form = useRef<HTMLFormElement>(null)
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
          flags={flags}
          looked={looked}
          levels={edited.levels}
          isDraft={edited.isDraft}
          label={`${counted(candles.length, 'bar')} of ${symbol}, the last close ${last ? price(last.close * 100) : 'unknown'}, with ${counted(marks.length, 'mark')} and ${counted(flags.length, 'flag')}`}
          onPointed={setPointed}
          onDrag={edited.drag}
          onDropped={(level) =>
            form.current?.querySelector<HTMLElement>(`[name=${level}]`)?.focus()
          }
        />
      </div>
      <Legend />
      <MarkList marks={marks} />
      <FlagList
        instrument={instrument}
        flags={flags}
        failure={failure}
        looked={looked?.id ?? null}
        onLook={(flag) => setLooked({ ...flag })}
      />
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
    <span>
      <span className="text-accent">E</span> results
    </span>
    <span>N news</span>
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
