import { useMemo } from 'react'
import uPlot from 'uplot'
import type { EquityState } from '../../src/web/contract/desk.ts'
import { finePercentChange, percentChange, rupees } from '../format.ts'
import { dayShort, minuteTime } from '../times.ts'
import { type EquitySeries, equitySeries, type Range } from './equity-series.ts'
import { type Palette, veiled } from './palette.ts'
import { type PlotLooks, UPlotBox } from './uplot-box.tsx'

/** A trade on the axis: bought up, sold down. */
export interface TradeTick {
  readonly at: number
  readonly side: 'buy' | 'sell'
}

interface EquityChartProps {
  readonly state: EquityState
  readonly range: Range
  readonly trades: readonly TradeTick[]
}

/** Room for `₹10,00,000`, the same in both plots, so that they stand above each other. */
const LEFT = 76
const TICK = 6

const zone = (seconds: number): Date => uPlot.tzDate(new Date(seconds * 1_000), 'Asia/Kolkata')

/** What both plots share. */
function shared({ quiet, line }: Palette, up: (value: number) => string): PlotLooks {
  return {
    series: [{}],
    legend: { show: false },
    padding: [8, 20, 0, 0],
    tzDate: zone,
    cursor: {
      y: false,
      points: { size: 5 },
      drag: { x: false, y: false },
      sync: { key: 'equity' },
    },
    axes: [
      { stroke: quiet, grid: { show: false }, ticks: { show: false }, font: FONT },
      {
        stroke: quiet,
        size: LEFT,
        font: FONT,
        ticks: { show: false },
        grid: { stroke: line, width: 1 },
        values: (_, splits) => splits.map(up),
      },
    ],
  }
}

const FONT = '12px "Inter Variable", system-ui, sans-serif'

/** Marks of a time axis as they are read in India. */
const timeMarks =
  (isWithinDay: boolean) =>
  (_: uPlot, splits: number[]): string[] =>
    splits.map((seconds) => (isWithinDay ? minuteTime : dayShort)(seconds * 1_000))

const drawTrades =
  (trades: readonly TradeTick[], { accent, loss }: Palette) =>
  (plot: uPlot) => {
    const { ctx, bbox } = plot
    const size = TICK * devicePixelRatio
    const floor = bbox.top + bbox.height
    ctx.save()
    ctx.lineWidth = devicePixelRatio
    for (const { at, side } of trades) {
      const x = plot.valToPos(at, 'x', true)
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      ctx.strokeStyle = side === 'buy' ? accent : loss
      ctx.beginPath()
      ctx.moveTo(x, floor - (side === 'buy' ? size : 0))
      ctx.lineTo(x, floor + (side === 'buy' ? 0 : size))
      ctx.stroke()
    }
    ctx.restore()
  }

const equityLooks =
  (isWithinDay: boolean, trades: readonly TradeTick[]) =>
  (palette: Palette): PlotLooks => {
    const looks = shared(palette, (value) => rupees(value * 100))
    const [below = {}, left = {}] = looks.axes ?? []
    return {
      ...looks,
      axes: [{ ...below, size: 26, values: timeMarks(isWithinDay) }, left],
      series: [
        {},
        { stroke: palette.accent, width: 1.5, points: { show: false } },
        { stroke: palette.quiet, width: 1, dash: [4, 3], spanGaps: true, points: { show: false } },
      ],
      hooks: { draw: [drawTrades(trades, palette)] },
    }
  }

const drawdownLooks = (palette: Palette): PlotLooks => {
  const looks = shared(palette, (value) => finePercentChange(value * 100))
  const [below = {}, left = {}] = looks.axes ?? []
  return {
    ...looks,
    scales: { y: { range: (_, low) => [Math.min(low, -0.1), 0] } },
    axes: [
      { ...below, size: 4, values: () => [] },
      { ...left, space: 24 },
    ],
    series: [
      {},
      {
        stroke: palette.loss,
        fill: veiled(palette.loss, 0.16),
        fillTo: 0,
        width: 1,
        points: { show: false },
      },
    ],
  }
}

const said = ({ equity, drawdown }: EquitySeries): string => {
  const first = equity[0] ?? 0
  const last = equity.at(-1) ?? 0
  const deepest = Math.min(0, ...drawdown)
  return `Equity from ${rupees(first * 100)} to ${rupees(last * 100)}; deepest drawdown ${percentChange(deepest * 100)}`
}

/** Equity with the benchmark above, the fall from its highest below, trades as ticks on the axis between. */
export function EquityChart({ state, range, trades }: EquityChartProps) {
  const series = useMemo(() => equitySeries(state, range), [state, range])
  const { across, equity, benchmark, drawdown, isWithinDay } = series
  const looks = useMemo(() => equityLooks(isWithinDay, trades), [isWithinDay, trades])
  const upper = useMemo<uPlot.AlignedData>(
    () => [[...across], [...equity], [...benchmark]],
    [across, equity, benchmark],
  )
  const lower = useMemo<uPlot.AlignedData>(() => [[...across], [...drawdown]], [across, drawdown])
  return (
    <>
      <UPlotBox looks={looks} data={upper} height={216} label={said(series)} />
      <UPlotBox looks={drawdownLooks} data={lower} height={80} label="Drawdown below it" />
    </>
  )
}
