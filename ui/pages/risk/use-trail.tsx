import type { LimitRow } from '../../../src/web/contract/risk.ts'
import { measure } from '../../measure.ts'
import { minuteTime } from '../../times.ts'
import { trailLine } from './trail-line.ts'

const WIDTH = 96
const HEIGHT = 20
const EDGE = 2
const MINUTE_MS = 60_000

const across = (x: number): string => (EDGE + x * (WIDTH - 2 * EDGE)).toFixed(1)
const down = (y: number): string => (HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE)).toFixed(1)

/** How a limit was used through the day, under the limit itself; the dot is the most of it. */
export function UseTrail({ trail, limit, unit }: LimitRow) {
  const line = trailLine(trail, limit)
  if (line === null) return null
  const { points, limitY, most } = line
  const figure = measure(most.value, unit)
  const says = `Most today: ${figure} at ${minuteTime(most.minute * MINUTE_MS)}`
  return (
    <span className="inline-flex items-center gap-2 align-middle" title={says}>
      <svg width={WIDTH} height={HEIGHT} role="img" aria-label={says} className="shrink-0">
        <line
          x1={0}
          x2={WIDTH}
          y1={down(limitY)}
          y2={down(limitY)}
          className="stroke-line"
          strokeWidth="1"
        />
        <polyline
          points={points.map(([x, y]) => `${across(x)},${down(y)}`).join(' ')}
          fill="none"
          className="stroke-quiet"
          strokeWidth="1"
        />
        <circle
          cx={across(most.x)}
          cy={down(most.y)}
          r="1.8"
          className={most.value > limit ? 'fill-loss' : 'fill-accent'}
        />
      </svg>
      <span className="text-s whitespace-nowrap text-quiet">{figure}</span>
    </span>
  )
}
