import { useCallback, useState } from 'react'
import type { AnalysisLine, AnalysisRecord, AnalysisStep } from '../../../src/web/contract/ai.ts'
import { useRead } from '../../api/api-context.ts'
import { Chips } from '../../components/chips.tsx'
import { Figure, Named } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { RecommendationView } from '../../components/recommendation-view.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, exactRupees, NONE, sentence, symbolOf } from '../../format.ts'
import { clockTime, dayShort, duration } from '../../times.ts'
import { CancelButton } from './cancel-button.tsx'
import { ReplayTool } from './replay-tool.tsx'
import { StepsStory } from './steps-story.tsx'
import { isUnderWay, useOnStep } from './use-analyses.ts'
import { WorkState } from './work-state.tsx'

/** One analysis as a story: what it came to, and every turn that led there. */
export function AnalysisView({ id }: { readonly id: string }) {
  const asked = useRead('/api/agents/analyses/:id', { id }, { freshMs: 0 })
  const { data, refetch } = asked
  const again = useCallback(() => void refetch(), [refetch])
  const live = useOnStep(id, again)
  const line = live ?? data?.line
  return (
    <>
      <Panel
        title={line ? line.instruments.map(symbolOf).join(', ') : 'Analysis'}
        source="analysis"
        state={readState(asked)}
        skeleton={<ListSkeleton rows={6} />}
        tools={line ? isUnderWay(line) ? <CancelButton line={line} /> : null : null}
      >
        {line && data ? <Head line={line} record={data} /> : null}
      </Panel>
      {data ? <Story record={data} /> : null}
    </>
  )
}

interface HeadProps {
  readonly line: AnalysisLine
  readonly record: AnalysisRecord
}

function Head({ line, record }: HeadProps) {
  const { state, says, error, stepsDone, stepsAll, startedAt, endedAt, isScripted } = line
  const steps = `${stepsDone} of ${stepsAll} steps`
  const lastedMs =
    startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt)
  return (
    <>
      <p className="text-l" aria-live="polite">
        <WorkState state={state} />
        <span className="text-m"> {sentence(says)}</span>
      </p>
      {isScripted ? (
        <p className="text-warn">
          <strong>SCRIPTED MODEL.</strong> A script answered: this is an analysis of nothing.
        </p>
      ) : null}
      {error === null ? null : (
        <p className="border-l-2 border-loss pl-3 text-pretty">
          {sentence(error.message)} <code className="font-mono text-s">{error.code}</code>
        </p>
      )}
      {isUnderWay(line) ? (
        <div className="flex py-2">
          <ProgressBar
            label="Progress of the analysis"
            progress={stepsAll === 0 ? 0 : stepsDone / stepsAll}
            text={steps}
          />
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 py-2 md:grid-cols-4 lg:grid-cols-7">
        <Named name="Asked">
          <span className="figures">
            {dayShort(line.createdAt)} {clockTime(line.createdAt)}
          </span>{' '}
          <span className="text-s text-quiet">by {line.askedBy}</span>
        </Named>
        <Named name="Model">
          <span className="break-all">{line.model}</span>
        </Named>
        <Named name="Its knowledge ends">{record.knowledgeCutOff ?? NONE}</Named>
        <Named name="Steps">
          <Figure text={`${stepsDone}/${stepsAll}`} />
        </Named>
        <Named name="Tokens">
          <Figure text={count(line.tokens)} />
        </Named>
        <Named name="At list prices">
          <Figure text={exactRupees(line.costPaise)} />
        </Named>
        <Named name="Took">{lastedMs === null ? NONE : duration(lastedMs)}</Named>
      </dl>
      {isUnderWay(line) ? null : <ReplayTool id={line.id} />}
    </>
  )
}

/** Turns that are about no share stand with each. */
const stepsOf = (steps: readonly AnalysisStep[], instrument: string): readonly AnalysisStep[] =>
  steps.filter((step) => step.instrument === null || step.instrument === instrument)

function Story({ record: { line, steps, recommendations } }: { readonly record: AnalysisRecord }) {
  const { instruments } = line
  const [chosen, setChosen] = useState(instruments[0] ?? '')
  const recommendation = recommendations.find(({ instrument }) => instrument === chosen)
  const taken = stepsOf(steps, chosen)
  return (
    <>
      {instruments.length > 1 ? (
        <Chips
          label="Share"
          options={instruments.map((id) => ({ id, word: symbolOf(id) }))}
          chosen={[chosen]}
          onToggle={setChosen}
        />
      ) : null}
      <Panel
        title={`What came of ${symbolOf(chosen)}`}
        source="judge, scorer and rules"
        state={HERE}
        skeleton={null}
        empty={
          recommendation
            ? null
            : isUnderWay(line)
              ? 'Nothing yet: the judge speaks last.'
              : 'Nothing: the analysis ended before a verdict on this share.'
        }
      >
        {recommendation ? <RecommendationView recommendation={recommendation} /> : null}
      </Panel>
      <Panel
        title="How it came to that"
        source="every turn of every role"
        state={HERE}
        skeleton={null}
        empty={taken.length === 0 ? 'No role has spoken yet.' : null}
      >
        <div className="pt-2">
          <StepsStory steps={taken} />
        </div>
      </Panel>
    </>
  )
}

const HERE = { at: null, isLoading: false, failure: null } as const
