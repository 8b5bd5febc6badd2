import type { StrategyRow } from '../../../src/web/contract/desk.ts'
import { useWrite } from '../../api/api-context.ts'
import { classes } from '../../components/classes.ts'
import { tell, tellFailure } from '../../components/notices.tsx'
import { sentence } from '../../format.ts'

interface SwitchProps {
  readonly name: string
  readonly running: StrategyRow | null
}

/** Switches a strategy of the book at once, and says what that means for what it holds. */
export function Switch({ name, running }: SwitchProps) {
  const { mutate, isPending } = useWrite('PUT /api/strategies/:name')
  if (running === null) return <span className="text-s text-quiet">not in the book</span>
  const { isRunning } = running
  const turn = () =>
    mutate(
      { names: { name }, body: { isEnabled: !isRunning } },
      { onSuccess: ({ says }) => tell(says.map(sentence).join(' ')), onError: tellFailure },
    )
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isRunning}
      aria-label={name}
      aria-busy={isPending || undefined}
      disabled={isPending}
      onClick={turn}
      className="inline-flex min-h-7 items-center gap-2 disabled:opacity-50 pointer-coarse:min-h-10"
    >
      <span
        aria-hidden="true"
        className={classes(
          'flex h-4 w-7 items-center rounded-full border p-px',
          isRunning ? 'justify-end border-accent bg-accent' : 'border-quiet',
        )}
      >
        <span className={classes('size-3 rounded-full', isRunning ? 'bg-paper' : 'bg-quiet')} />
      </span>
      {isRunning ? 'on' : 'off'}
    </button>
  )
}
