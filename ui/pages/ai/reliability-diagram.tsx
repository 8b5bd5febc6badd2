import type { CalibrationBody } from '../../../src/web/contract/ai.ts'
import { count, counted, percent } from '../../format.ts'

const SIZE = 240
/** Room for the words along both sides. */
const PAD = 32
const SPAN = SIZE - PAD - 8
const RADIUS_MAX = 10
const MARKS = [0, 0.25, 0.5, 0.75, 1] as const

const acrossOf = (share: number): number => PAD + share * SPAN
const upOf = (share: number): number => SIZE - PAD - share * SPAN

interface Held {
  readonly said: number
  readonly came: number
  readonly many: number
}

/** What was said against what came: on the line it held, below it the model was too sure, above it not sure enough. */
export function ReliabilityDiagram({ bins }: { readonly bins: CalibrationBody['bins'] }) {
  const points = bins.flatMap(({ meanProbability, shareThatCame, count: many }): Held[] =>
    meanProbability === null || shareThatCame === null || many === 0
      ? []
      : [{ said: meanProbability, came: shareThatCame, many }],
  )
  const most = Math.max(1, ...points.map(({ many }) => many))
  const words = points.map(
    ({ said, came, many }) =>
      `said ${percent(said * 10_000)}, came ${percent(came * 10_000)} of ${counted(many, 'forecast')}`,
  )
  return (
    <figure className="py-2">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`Reliability: ${words.join('; ')}`}
        className="w-full max-w-80"
      >
        <Frame />
        {points.map(({ said, came, many }) => (
          <g key={said}>
            <line
              x1={acrossOf(said)}
              x2={acrossOf(said)}
              y1={upOf(said)}
              y2={upOf(came)}
              className="stroke-quiet"
              strokeDasharray="2 2"
            />
            <circle
              cx={acrossOf(said)}
              cy={upOf(came)}
              r={Math.max(3, Math.sqrt(many / most) * RADIUS_MAX)}
              className="fill-accent/60 stroke-accent"
            >
              <title>{`${count(many)}: said ${percent(said * 10_000)}, came ${percent(came * 10_000)}`}</title>
            </circle>
          </g>
        ))}
      </svg>
      <figcaption className="text-s text-pretty text-quiet">
        Across what was said, upward what came; a larger circle stands for more forecasts. Below the
        line the model is too sure.
      </figcaption>
    </figure>
  )
}

const Frame = () => (
  <>
    <line
      x1={acrossOf(0)}
      y1={upOf(0)}
      x2={acrossOf(1)}
      y2={upOf(1)}
      className="stroke-line"
      strokeWidth="1.5"
    />
    {MARKS.map((share) => (
      <g key={share} className="fill-quiet text-s">
        <line
          x1={acrossOf(share)}
          x2={acrossOf(share)}
          y1={upOf(0)}
          y2={upOf(0) + 3}
          className="stroke-quiet"
        />
        <line
          x1={acrossOf(0) - 3}
          x2={acrossOf(0)}
          y1={upOf(share)}
          y2={upOf(share)}
          className="stroke-quiet"
        />
        <text x={acrossOf(share)} y={SIZE - PAD + 16} textAnchor="middle" fontSize="10">
          {share * 100}
        </text>
        <text x={acrossOf(0) - 6} y={upOf(share) + 3} textAnchor="end" fontSize="10">
          {share * 100}
        </text>
      </g>
    ))}
    <line x1={acrossOf(0)} x2={acrossOf(1)} y1={upOf(0)} y2={upOf(0)} className="stroke-quiet" />
    <line x1={acrossOf(0)} x2={acrossOf(0)} y1={upOf(0)} y2={upOf(1)} className="stroke-quiet" />
  </>
)
