import type { Failure } from '../api/failure.ts'
import { useNow } from '../now.ts'
import { duration } from '../times.ts'
import { Button } from './button.tsx'

interface FailureNoteProps {
  readonly failure: Failure
  readonly onRetry?: (() => void) | undefined
}

/** What went wrong as a sentence, with its code and id at hand, and a way to try again. */
export function FailureNote({ failure, onRetry }: FailureNoteProps) {
  return (
    <div role="alert" className="my-2 border-l-2 border-loss pl-3">
      <p>{failure.message}</p>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-s text-quiet">
        <code className="font-mono">{failure.code}</code>
        {failure.correlationId === null ? null : (
          <code className="font-mono break-all">{failure.correlationId}</code>
        )}
        {onRetry ? <Retry failure={failure} onRetry={onRetry} /> : null}
      </p>
    </div>
  )
}

/** The moment from which a failure may be asked again, by this machine's clock. */
const askedAgainAt = new WeakMap<Failure, number>()

function Retry({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }) {
  const now = useNow()
  const from = askedAgainAt.get(failure) ?? now + (failure.retryAfterSeconds ?? 0) * 1_000
  askedAgainAt.set(failure, from)
  const wait = from - now
  return (
    <Button onClick={onRetry} disabled={wait > 0}>
      {wait > 0 ? `Try again in ${duration(wait)}` : 'Try again'}
    </Button>
  )
}
