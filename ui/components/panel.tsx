import { type ReactNode, useId } from 'react'
import type { Failure } from '../api/failure.ts'
import { useIsLive, useTopicAt } from '../live/live-context.ts'
import type { Topic } from '../live/topics.ts'
import { Age } from './age.tsx'
import { classes } from './classes.ts'
import { FailureNote } from './failure-note.tsx'

/** How a panel's figures stand. */
export interface PanelState {
  /** When they came, by this machine's clock; null before. */
  readonly at: number | null
  readonly isLoading: boolean
  readonly failure: Failure | null
  readonly retry?: () => void
}

/** Of figures that come down the socket. */
export function useTopicState(topic: Topic): PanelState {
  const at = useTopicAt(topic)
  return { at, isLoading: at === null, failure: null }
}

/** What is needed of a question to the desk. */
interface Asked {
  readonly isPending: boolean
  readonly error: Failure | null
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

/** Of figures that were asked for. */
export const readState = ({ isPending, error, dataUpdatedAt, refetch }: Asked): PanelState => ({
  at: dataUpdatedAt === 0 ? null : dataUpdatedAt,
  isLoading: isPending,
  failure: error,
  retry: () => void refetch(),
})

interface PanelProps {
  readonly title: string
  /** Where the figures come from, in a word or two. */
  readonly source: string
  readonly state: PanelState
  /** Shown in its own shape while the first figures are on their way. */
  readonly skeleton: ReactNode
  /** Said instead of the content when there is nothing: why, and what to do. */
  readonly empty?: ReactNode
  readonly tools?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a screen: title, source and age, and every state that its figures can be in. */
export function Panel(props: PanelProps) {
  const { title, source, state, tools, className } = props
  const id = useId()
  const isLive = useIsLive()
  return (
    <section
      aria-labelledby={id}
      aria-busy={state.isLoading || undefined}
      className={classes('min-w-0 border-t border-line pt-2 pb-4', className)}
    >
      <header className="flex min-h-7 flex-wrap items-center gap-x-3">
        <h2 id={id}>{title}</h2>
        <p className={classes('text-s', isLive ? 'text-quiet' : 'text-warn')}>
          {source}
          {state.at === null ? null : ' · '}
          <Age at={state.at} />
        </p>
        <div className="no-print ml-auto flex items-center gap-1">{tools}</div>
      </header>
      <PanelBody {...props} />
    </section>
  )
}

function PanelBody({ state, skeleton, empty, children }: PanelProps) {
  const { at, isLoading, failure, retry } = state
  if (failure && at === null) return <FailureNote failure={failure} onRetry={retry} />
  if (isLoading) return skeleton
  return (
    <>
      {failure ? <FailureNote failure={failure} onRetry={retry} /> : null}
      {isNothing(empty) ? children : <div className="py-3 text-quiet text-pretty">{empty}</div>}
    </>
  )
}

const isNothing = (node: ReactNode): boolean =>
  node === undefined || node === null || node === false
