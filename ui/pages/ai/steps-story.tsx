import type { ReactNode } from 'react'
import type { AnalysisStep } from '../../../src/web/contract/ai.ts'
import { StepItem } from './step-item.tsx'

/** The two who argue stand beside each other where both spoke. */
type Turn =
  | { readonly kind: 'step'; readonly step: AnalysisStep }
  | { readonly kind: 'debate'; readonly bull: AnalysisStep; readonly bear: AnalysisStep }

function turnsOf(steps: readonly AnalysisStep[]): readonly Turn[] {
  const turns: Turn[] = []
  let pending: AnalysisStep | null = null
  for (const step of steps) {
    const isArguing = step.role === 'bull' || step.role === 'bear'
    if (isArguing && pending !== null && pending.role !== step.role) {
      turns.push({
        kind: 'debate',
        bull: step.role === 'bull' ? step : pending,
        bear: step.role === 'bear' ? step : pending,
      })
      pending = null
    } else {
      if (pending) turns.push({ kind: 'step', step: pending })
      pending = isArguing ? step : null
      if (!isArguing) turns.push({ kind: 'step', step })
    }
  }
  return pending ? [...turns, { kind: 'step', step: pending }] : turns
}

/** Turns of the roles one after the other; bull and bear side by side. */
export function StepsStory({ steps }: { readonly steps: readonly AnalysisStep[] }) {
  return (
    <ol className="ml-1 border-l border-line">
      {turnsOf(steps).map((turn) =>
        turn.kind === 'step' ? (
          <Place key={turn.step.id} isDone={turn.step.state === 'done'}>
            <StepItem step={turn.step} />
          </Place>
        ) : (
          <Place
            key={turn.bull.id}
            isDone={turn.bull.state === 'done' && turn.bear.state === 'done'}
          >
            <section
              aria-label="The argument"
              className="grid gap-x-8 gap-y-3 md:grid-cols-2 md:*:first:border-r md:*:first:border-line md:*:first:pr-6"
            >
              <StepItem step={turn.bull} />
              <StepItem step={turn.bear} />
            </section>
          </Place>
        ),
      )}
    </ol>
  )
}

interface PlaceProps {
  readonly isDone: boolean
  readonly children: ReactNode
}

const Place = ({ isDone, children }: PlaceProps) => (
  <li className="relative pb-4 pl-4">
    <span
      aria-hidden="true"
      className={`absolute top-1.5 -left-1 size-2 rounded-full ${isDone ? 'bg-accent' : 'bg-line'}`}
    />
    {children}
  </li>
)
