import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { tell, tellFailure } from '../../components/notices.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { count, percent } from '../../format.ts'
import { duration } from '../../times.ts'

const LOOKS = {
  queued: ['○', 'text-quiet', 'waits'],
  running: ['●', 'text-accent', 'runs'],
  done: ['✓', 'text-gain', 'done'],
  failed: ['✗', 'text-loss', 'failed'],
  cancelled: ['■', 'text-warn', 'cancelled'],
} as const

/** `12,400 bars a second, 8 s left`. */
export const paceOf = ({ rate, secondsLeft }: RunRow): string =>
  [
    rate === null ? '' : `${count(rate)} bars a second`,
    secondsLeft === null ? '' : `${duration(secondsLeft * 1_000)} left`,
  ]
    .filter((text) => text !== '')
    .join(', ')

/** How far a run has come, with the way to end it. */
export function RunState({ run }: { readonly run: RunRow }) {
  const { id, title, state, progress, error } = run
  const [sign, colour, word] = LOOKS[state]
  const cancel = useWrite('POST /api/backtests/:id/cancel')
  const isUnderWay = state === 'queued' || state === 'running'
  return (
    <span className="flex min-w-28 flex-wrap items-center gap-x-3">
      <span className={classes('whitespace-nowrap', colour)} title={error?.message}>
        <span aria-hidden="true">{sign} </span>
        {word}
      </span>
      {state === 'running' ? (
        <ProgressBar
          label={`Progress of ${title}`}
          progress={progress}
          text={percent(progress * 10_000)}
        />
      ) : null}
      {isUnderWay ? (
        <Button
          isBusy={cancel.isPending}
          aria-label={`Cancel ${title}`}
          onClick={() =>
            cancel.mutate(
              { names: { id }, body: {} },
              { onSuccess: () => tell('The run is cancelled.'), onError: tellFailure },
            )
          }
        >
          Cancel
        </Button>
      ) : null}
      {error ? <span className="block text-s text-pretty text-loss">{error.message}</span> : null}
    </span>
  )
}
