import { lazy, Suspense, useMemo } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { percent, sentence } from '../../format.ts'
import { curveOf } from './curve.ts'
import { paceOf, RunState } from './run-state.tsx'

const EquityChart = lazy(async () => {
  const { EquityChart: Chart } = await import('../../components/equity-chart.tsx')
  return { default: Chart }
})
const NO_TRADES: readonly never[] = []
const HEIGHT = 296

/** A run under way: its equity grows before one's eyes; or why it ended without a result. */
export function RunningPanel({ run }: { readonly run: RunRow }) {
  const { title, progress, says, equity, state } = run
  const curve = useMemo(
    () => curveOf(equity.map(([at, paise]) => [at.slice(0, 10), paise, null] as const)),
    [equity],
  )
  return (
    <Panel
      title={title}
      source={paceOf(run) || 'run'}
      state={useTopicState('runs')}
      skeleton={<ChartSkeleton height={HEIGHT} />}
    >
      <div className="flex items-center gap-4 py-2">
        <ProgressBar
          label={`Progress of ${title}`}
          progress={progress}
          text={percent(progress * 10_000)}
        />
        <span className="figures w-16 text-right">{percent(progress * 10_000)}</span>
      </div>
      <p className="pb-1" aria-live="polite">
        {sentence(says)}
      </p>
      <RunState run={{ ...run, progress: 0 }} />
      {equity.length > 1 ? (
        <Suspense fallback={<ChartSkeleton height={HEIGHT} />}>
          <EquityChart state={curve} range="All" trades={NO_TRADES} />
        </Suspense>
      ) : state === 'running' ? (
        <p className="py-3 text-quiet">Its equity is drawn here as the days are run through.</p>
      ) : null}
    </Panel>
  )
}
