import { Panel } from '../../components/panel.tsx'
import { counted, percentChange } from '../../format.ts'
import { RESULT } from './result-state.ts'
import type { RunTrade } from './run-result.ts'

const SIZE = 200
const PAD = 8
/** More points than these cover each other. */
const POINTS_MAX = 3_000

const bpsOf = (paise: number, { entryPaise }: RunTrade): number =>
  entryPaise === 0 ? 0 : (paise * 10_000) / entryPaise

/** How far each trade went against and for one, beside what it came to. */
export function ExcursionsPanel({ trades }: { readonly trades: readonly RunTrade[] }) {
  const shown = trades.slice(-POINTS_MAX)
  return (
    <Panel
      title="Excursions"
      source="of each trade, by its cost"
      state={RESULT}
      skeleton={null}
      empty={trades.length === 0 ? 'No trade was closed.' : null}
    >
      <div className="grid grid-cols-2 gap-6">
        <Scatter word="Farthest against" trades={shown} across={({ maePaise }) => maePaise} />
        <Scatter word="Farthest for" trades={shown} across={({ mfePaise }) => mfePaise} />
      </div>
    </Panel>
  )
}

interface ScatterProps {
  readonly word: string
  readonly trades: readonly RunTrade[]
  readonly across: (trade: RunTrade) => number
}

/** A point a trade: a ring gained, a cross lost. */
function Scatter({ word, trades, across }: ScatterProps) {
  const points = trades.map((trade) => ({ x: bpsOf(across(trade), trade), y: trade.returnBps }))
  const [left, right] = spanOf(points.map(({ x }) => x))
  const [low, high] = spanOf(points.map(({ y }) => y))
  const placeX = (x: number) => PAD + ((x - left) / (right - left)) * (SIZE - 2 * PAD)
  const placeY = (y: number) => SIZE - PAD - ((y - low) / (high - low)) * (SIZE - 2 * PAD)
  return (
    <figure className="min-w-0">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`${word} and result of ${counted(trades.length, 'trade')}`}
        className="w-full max-w-80"
      >
        <line x1={0} x2={SIZE} y1={placeY(0)} y2={placeY(0)} className="stroke-line" />
        <line x1={placeX(0)} x2={placeX(0)} y1={0} y2={SIZE} className="stroke-line" />
        <path
          d={points
            .filter(({ y }) => y > 0)
            .map(({ x, y }) => ring(placeX(x), placeY(y)))
            .join('')}
          fill="none"
          className="stroke-gain"
        />
        <path
          d={points
            .filter(({ y }) => y <= 0)
            .map(({ x, y }) => cross(placeX(x), placeY(y)))
            .join('')}
          fill="none"
          className="stroke-loss"
        />
      </svg>
      <figcaption className="text-s text-quiet">
        {word}, {percentChange(left)} to {percentChange(right)}; upward the result,{' '}
        {percentChange(low)} to {percentChange(high)}
      </figcaption>
    </figure>
  )
}

/** From the least to the most, with nothing within. */
function spanOf(values: readonly number[]): readonly [number, number] {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  return low === high ? [-1, 1] : [low, high]
}

const ring = (x: number, y: number): string =>
  `M${(x - 2).toFixed(1)} ${y.toFixed(1)}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0`
const cross = (x: number, y: number): string =>
  `M${(x - 2).toFixed(1)} ${(y - 2).toFixed(1)}l4 4m0 -4l-4 4`
