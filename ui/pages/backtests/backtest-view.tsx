import { lazy, Suspense, useMemo } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { AssumptionsPanel } from './assumptions-panel.tsx'
import { curveOf } from './curve.ts'
import { DistributionPanel } from './distribution-panel.tsx'
import { DrawdownsPanel } from './drawdowns-panel.tsx'
import { ExcursionsPanel } from './excursions-panel.tsx'
import { HeadedPanel } from './headed-panel.tsx'
import { Headline } from './headline.tsx'
import { MonthsPanel } from './months-panel.tsx'
import type { BacktestResult } from './run-result.ts'
import { RunTradesPanel } from './run-trades-panel.tsx'

const EquityChart = lazy(async () => {
  const { EquityChart: Chart } = await import('../../components/equity-chart.tsx')
  return { default: Chart }
})
const HEIGHT = 296
/** Ticks of more trades would be a line. */
const TICKS_MAX = 600

interface BacktestViewProps {
  readonly run: RunRow
  readonly result: BacktestResult
}

/** What came out of a backtest. */
export function BacktestView({ run, result }: BacktestViewProps) {
  const { metrics, equity, fills, trades, warnings } = result
  const curve = useMemo(
    () => curveOf(equity.map((day) => [day.date, day.equityPaise, day.benchmarkPaise] as const)),
    [equity],
  )
  const ticks = useMemo(
    () =>
      fills.length > TICKS_MAX
        ? []
        : fills.map(({ at, side }) => ({ at: Date.parse(at) / 1_000, side })),
    [fills],
  )
  return (
    <>
      <HeadedPanel run={run} warnings={warnings}>
        <Headline result={result} />
        <Suspense fallback={<ChartSkeleton height={HEIGHT} />}>
          <EquityChart state={curve} range="All" trades={ticks} />
        </Suspense>
      </HeadedPanel>
      <div className="grid gap-x-8 lg:grid-cols-2">
        <MonthsPanel years={metrics.years} />
        <DrawdownsPanel deepest={metrics.drawdown.deepest} />
        <DistributionPanel trades={trades} />
        <ExcursionsPanel trades={trades} />
      </div>
      <RunTradesPanel trades={trades} />
      <AssumptionsPanel
        assumptions={result.assumptions}
        dataHash={result.dataHash}
        orders={`${counted(result.orders.approved, 'order')} approved, ${result.orders.denied} denied, ${result.orders.dropped} dropped`}
      />
    </>
  )
}
