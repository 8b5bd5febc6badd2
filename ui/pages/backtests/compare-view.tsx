import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ComparisonBody } from '../../../src/web/contract/strategies.ts'
import { useApi, useRead } from '../../api/api-context.ts'
import { Panel, readState } from '../../components/panel.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { CurvesChart } from './curves-chart.tsx'
import { DifferenceTable } from './difference-table.tsx'
import { runName } from './run-name.ts'
import { isBacktest } from './run-result.ts'

const HOUR_MS = 3_600_000

/** Two to four runs over each other, with what is different between them. */
export function CompareView({ ids }: { readonly ids: string }) {
  const api = useApi()
  const comparison = useRead('/api/backtests/compare', {}, { query: { ids }, freshMs: HOUR_MS })
  const whole = useQueries({
    queries: ids.split(',').map((id) => ({
      queryKey: ['/api/backtests/:id', { id }, {}],
      queryFn: () => api.read('/api/backtests/:id', { id }),
      staleTime: HOUR_MS,
    })),
  })
  const { data } = comparison
  const results = whole.flatMap(({ data: one }) => (isBacktest(one?.result) ? [one.result] : []))
  const isWhole = results.length === whole.length
  // The answers are kept by the queries: what came of each changes once.
  const curves = useMemo(
    () =>
      data && isWhole
        ? results.map(({ equity }, place) => ({
            name: nameAt(data, place),
            points: equity.map(({ date, equityPaise }) => [date, equityPaise] as const),
          }))
        : null,
    [data, isWhole],
  )
  return (
    <>
      <Panel
        title="Equity, side by side"
        source="growth since each began"
        state={readState(comparison)}
        skeleton={<ChartSkeleton height={280} />}
      >
        {data && !data.isSameData ? (
          <p className="text-warn">
            ▲ These runs were not made over the same bars: their figures do not compare.
          </p>
        ) : null}
        {curves ? <CurvesChart curves={curves} /> : <ChartSkeleton height={280} />}
      </Panel>
      {data ? <DifferenceTable comparison={data} /> : null}
    </>
  )
}

const nameAt = (data: ComparisonBody, place: number): string => {
  const run = data.runs[place]
  return run ? runName(run) : ''
}
