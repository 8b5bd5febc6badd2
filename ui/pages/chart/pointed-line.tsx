import { Figure } from '../../components/figure.tsx'
import { count, price, sentence } from '../../format.ts'
import { clockTime, dayAndTime, dayLong, dayShort, minuteTime } from '../../times.ts'
import type { Pointed } from './candle-drawing.ts'
import { type Candle, momentOf } from './candles.ts'
import type { ChartInterval } from './intervals.ts'

interface PointedLineProps {
  readonly instrument: string
  readonly interval: ChartInterval
  readonly pointed: Pointed
  readonly last: Candle | undefined
}

const PARTS = [
  ['O', 'open'],
  ['H', 'high'],
  ['L', 'low'],
  ['C', 'close'],
] as const

/** The bar under the pointer in figures, the newest without one; and the mark that is pointed at. */
export function PointedLine({ interval, pointed, last }: PointedLineProps) {
  const candle = pointed.candle ?? last
  const { mark, flags } = pointed
  if (!candle) return null
  const moment = momentOf(candle.time)
  return (
    <p className="flex min-h-6 flex-wrap items-baseline gap-x-3 text-s">
      <span className="text-quiet">
        {interval === 'day' ? dayLong(moment) : `${dayShort(moment)} ${minuteTime(moment)}`}
      </span>
      {PARTS.map(([letter, part]) => (
        <span key={letter} className="whitespace-nowrap">
          <abbr title={part} className="text-quiet no-underline">
            {letter}
          </abbr>{' '}
          <Figure isDerived text={price(candle[part] * 100)} />
        </span>
      ))}
      <span className="text-quiet">
        Volume <Figure isDerived text={count(candle.volume)} />
      </span>
      {mark ? (
        <span className={mark.kind === 'denied' ? 'text-warn' : 'text-accent'}>
          {mark.kind === 'denied' ? '○ refused' : mark.kind === 'buy' ? '▲' : '▼'}{' '}
          {clockTime(mark.at)} at {price(mark.rupees * 100)}: {sentence(mark.says)}
        </span>
      ) : null}
      {flags.map(({ id, at, kind, says }) => (
        <span key={id} className="text-accent">
          {kind === 'earnings' ? 'E' : 'N'} {dayAndTime(at)} {says}
        </span>
      ))}
    </p>
  )
}
