import type uPlot from 'uplot'
import { counted, percentChange } from '../figures.ts'
import { numberAt, type PackedTrades, wordAt } from '../packed-result.ts'
import { Plot } from './plot.ts'
import { type Theme, veiled } from './theme.ts'

/** Points beyond it add ink and no knowledge. */
const POINTS_MAX = 10_000

/** Worst against best open result of each trade: filled circles gained in the end, hollow ones lost. */
export function drawExcursions(
  place: HTMLElement,
  trades: PackedTrades,
  theme: Theme,
  pick: (row: number) => void,
): void {
  const share = (column: readonly (number | null)[], row: number) =>
    (numberAt(column, row) / numberAt(trades.entryPaise, row)) * 10_000
  const known = Array.from({ length: trades.length }, (_, row) => row).filter((row) =>
    Number.isFinite(share(trades.maePaise, row) + share(trades.mfePaise, row)),
  )
  const every = Math.ceil(known.length / POINTS_MAX)
  const rows = known
    .filter((_, index) => index % every === 0)
    .sort((a, b) => share(trades.maePaise, a) - share(trades.maePaise, b))
  const best = (isGain: boolean) =>
    rows.map((row) =>
      numberAt(trades.netPaise, row) > 0 === isGain ? share(trades.mfePaise, row) / 100 : null,
    )
  const points = (colour: () => string, fill: () => string): uPlot.Series => ({
    stroke: colour,
    paths: () => null,
    points: { show: true, size: 6, width: 1, stroke: colour, fill },
  })
  const plot = new Plot(place, theme, {
    key: null,
    data: [rows.map((row) => share(trades.maePaise, row) / 100), best(false), best(true)],
    series: [
      points(
        () => theme.palette.loss,
        () => theme.palette.paper,
      ),
      points(
        () => theme.palette.gain,
        () => veiled(theme.palette.gain, 0.5),
      ),
    ],
    scales: {
      x: {
        time: false,
        range: (_, min, max) => [
          Math.min(min * 1.04, -0.1),
          Math.max(max, 0) + Math.abs(min) * 0.02,
        ],
      },
      y: { range: (_, __, max) => [0, Math.max(0.1, max * 1.08)] },
    },
    across: (value) => percentChange(value * 100),
    up: (value) => percentChange(value * 100),
    reading: (index) => {
      const row = index === null ? undefined : rows[index]
      if (row === undefined) {
        const drawn = every === 1 ? '' : `; one of ${every} is drawn`
        return [
          [`● gained, ○ lost${drawn}. Across: worst, up: best, of`, counted(known.length, 'trade')],
        ]
      }
      return [
        [wordAt(trades.instrument, row) ?? '', ''],
        ['worst', percentChange(share(trades.maePaise, row))],
        ['best', percentChange(share(trades.mfePaise, row))],
        ['net', percentChange(numberAt(trades.returnBps, row))],
      ]
    },
  })
  plot.onPick((index) => {
    const row = rows[index]
    if (row !== undefined) pick(row)
  })
}
