import { Link } from '@tanstack/react-router'
import type { AnalysisLine } from '../../../src/web/contract/ai.ts'
import { Figure } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, exactRupees, sentence, symbolOf } from '../../format.ts'
import { useNow } from '../../now.ts'
import { duration } from '../../times.ts'
import { CancelButton } from './cancel-button.tsx'
import { useUnderWay } from './use-analyses.ts'
import { WorkState } from './work-state.tsx'

/** Analyses that wait or run, each step as it is taken, with what it costs. */
export function RunningPanel() {
  const rows = useUnderWay() ?? []
  return (
    <Panel
      title="Under way"
      source="one task after the other"
      state={useTopicState('ai')}
      skeleton={<ListSkeleton rows={2} />}
      empty={rows.length === 0 ? 'Nothing runs. "Run now" takes what is held.' : null}
    >
      <ul aria-label="Analyses under way">
        {rows.map((line) => (
          <Row key={line.id} line={line} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ line }: { readonly line: AnalysisLine }) {
  const { id, instruments, state, stepsDone, stepsAll, says, tokens, costPaise, startedAt } = line
  const now = useNow()
  const names = instruments.map(symbolOf).join(', ')
  const steps = `${stepsDone} of ${stepsAll} steps`
  return (
    <li className="border-b border-line py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4">
        <Link to="/ai" search={{ analysis: id }} className="font-semibold">
          {names}
        </Link>
        <WorkState state={state} />
        <span className="figures text-s text-quiet">
          <Figure text={steps} /> · <Figure text={`${count(tokens)} tokens`} /> ·{' '}
          <Figure text={exactRupees(costPaise)} />
          {startedAt === null ? '' : ` · ${duration(now - Date.parse(startedAt))}`}
        </span>
        <span className="ml-auto">
          <CancelButton line={line} />
        </span>
      </div>
      <div className="flex items-center gap-4 py-1">
        <ProgressBar
          label={`Progress of ${names}`}
          progress={stepsAll === 0 ? 0 : stepsDone / stepsAll}
          text={steps}
        />
      </div>
      <p aria-live="polite" className="text-pretty">
        {sentence(says)}
      </p>
    </li>
  )
}
