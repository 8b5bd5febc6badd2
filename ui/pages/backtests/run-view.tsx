import { useEffect } from 'react'
import { useRead } from '../../api/api-context.ts'
import { Panel, readState } from '../../components/panel.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { useTopic } from '../../live/live-context.ts'
import { BacktestView } from './backtest-view.tsx'
import { isBacktest, isSweep } from './run-result.ts'
import { RunningPanel } from './running-panel.tsx'
import { SweepView } from './sweep-view.tsx'

/** One run: as it grows, and what came out of it. */
export function RunView({ id }: { readonly id: string }) {
  const asked = useRead('/api/backtests/:id', { id }, { freshMs: 60_000 })
  const live = useTopic('runs', (runs) => runs[id])
  const isOf = asked.data?.run.id === id
  const run = live ?? (isOf ? asked.data?.run : undefined)
  const isBehind = live?.state === 'done' && asked.data?.run.state !== 'done'
  const { refetch } = asked
  useEffect(() => {
    if (isBehind) void refetch()
  }, [isBehind, refetch])
  const result = isOf ? asked.data?.result : null
  if (run?.state === 'done' && isBacktest(result)) {
    return <BacktestView run={run} result={result} />
  }
  if (run?.state === 'done' && isSweep(result)) return <SweepView run={run} result={result} />
  if (run && run.state !== 'done') return <RunningPanel run={run} />
  return (
    <Panel
      title="Run"
      source="runs that are kept"
      state={asked.error ? readState(asked) : { at: null, isLoading: true, failure: null }}
      skeleton={<ChartSkeleton height={296} />}
    >
      {null}
    </Panel>
  )
}
