import { useMemo } from 'react'
import uPlot from 'uplot'
import type { Palette } from '../../components/palette.ts'
import { type PlotLooks, UPlotBox } from '../../components/uplot-box.tsx'
import { percentChange } from '../../format.ts'
import { dayShort } from '../../times.ts'

/** Equity of a run by day. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [day: string, paise: number])[]
}

const FONT = '12px "Inter Variable", system-ui, sans-serif'
const TONES = ['accent', 'warn', 'gain', 'quiet'] as const
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]]
const SAMPLES = ['━━', '╍╍', '┅┅', '━ ╍'] as const
const WORDS = ['text-accent', 'text-warn', 'text-gain', 'text-quiet'] as const

const secondsOf = (day: string): number => Date.parse(`${day}T15:30:00+05:30`) / 1_000

/** Growth of each run in percent, on the days of all of them. */
function columnsOf(curves: readonly Curve[]): uPlot.AlignedData {
  const days = [...new Set(curves.flatMap(({ points }) => points.map(([day]) => day)))].toSorted()
  const across = days.map(secondsOf)
  const up = curves.map(({ points }) => {
    const start = points[0]?.[1] ?? 1
    const byDay = new Map(points)
    return days.map((day) => {
      const paise = byDay.get(day)
      return paise === undefined ? null : (paise / start - 1) * 100
    })
  })
  return [across, ...up]
}

const looksOf =
  (curves: readonly Curve[]) =>
  (palette: Palette): PlotLooks => ({
    legend: { show: false },
    padding: [8, 20, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Asia/Kolkata'),
    cursor: { y: false, drag: { x: false, y: false } },
    axes: [
      {
        stroke: palette.quiet,
        font: FONT,
        size: 26,
        grid: { show: false },
        ticks: { show: false },
        values: (_, splits) =>
          splits.map((seconds) => {
            const ms = seconds * 1_000
            return `${dayShort(ms)} ${new Date(ms).getFullYear()}`
          }),
        space: 96,
      },
      {
        stroke: palette.quiet,
        font: FONT,
        size: 76,
        ticks: { show: false },
        grid: { stroke: palette.line, width: 1 },
        values: (_, splits) => splits.map((value) => percentChange(value * 100)),
      },
    ],
    series: [
      {},
      ...curves.map((_, place) => ({
        stroke: palette[TONES[place] ?? 'ink'],
        dash: DASHES[place] ?? [],
        width: 1.5,
        spanGaps: true,
        points: { show: false },
      })),
    ],
  })

/** Runs over each other: told apart by colour and by their dashes. */
export function CurvesChart({ curves }: { readonly curves: readonly Curve[] }) {
  const data = useMemo(() => columnsOf(curves), [curves])
  const looks = useMemo(() => looksOf(curves), [curves])
  return (
    <>
      <ul className="flex flex-wrap gap-x-6 text-s">
        {curves.map(({ name }, place) => (
          <li key={`${place} ${name}`} className={WORDS[place]}>
            <span aria-hidden="true">{SAMPLES[place]} </span>
            {name}
          </li>
        ))}
      </ul>
      <UPlotBox
        looks={looks}
        data={data}
        height={280}
        label={`Growth of ${curves.map(({ name }) => name).join('; ')}`}
      />
    </>
  )
}
