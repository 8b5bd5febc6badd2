import uPlot from 'uplot'
import { count, counted, percentCell } from '../figures.ts'
import { histogramOf } from '../histogram.ts'
import { Plot } from './plot.ts'
import { type Theme, veiled } from './theme.ts'

/** How many trades returned how much; losses lie left of nothing, gains right of it. */
export function drawDistribution(
  place: HTMLElement,
  returnsBps: readonly number[],
  theme: Theme,
): void {
  const histogram = histogramOf(returnsBps.filter(Number.isFinite))
  if (histogram === null) return
  const { from, width, counts } = histogram
  const middle = counts.map((_, index) => from + (index + 0.5) * width)
  const columns = (isGain: boolean) =>
    counts.map((value, index) => (numberOr(middle, index) > 0 === isGain ? value : null))
  const isFine = width < 10
  const to = from + counts.length * width
  const bars = uPlot.paths.bars?.({ size: [0.92, Number.POSITIVE_INFINITY], gap: 1 })
  const series = (colour: () => string): uPlot.Series => ({
    stroke: colour,
    fill: () => veiled(colour(), 0.5),
    width: 1,
    points: { show: false },
    ...(bars ? { paths: bars } : {}),
  })
  new Plot(place, theme, {
    key: null,
    data: [middle, columns(false), columns(true)],
    series: [series(() => theme.palette.loss), series(() => theme.palette.gain)],
    scales: {
      x: { time: false, range: () => [from, to] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
    },
    across: (value) => `${percentCell(value, isFine)} %`,
    up: (value) => (Number.isInteger(value) ? count(value) : ''),
    reading: (index) => {
      if (index === null)
        return [['Trades by net return, per', `${percentCell(width, isFine).slice(1)} %`]]
      const low = from + index * width
      return [
        [
          `${percentCell(low, isFine)} % to ${percentCell(low + width, isFine)} %`,
          counted(counts[index] ?? 0, 'trade'),
        ],
      ]
    },
  })
}

const numberOr = (column: readonly number[], index: number): number => column[index] ?? Number.NaN
