import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { sentence } from '../format.ts'
import type { Break } from '../live/link.ts'
import { useLink, useLive } from '../live/live-context.ts'
import { useNow } from '../now.ts'
import { clockTime, duration } from '../times.ts'

/** A break that ended so long ago is told no more. */
const TOLD_MS = 60_000

/** Says that the desk does not answer and since when, or what a break was that just ended. */
export function LinkLine() {
  const link = useLink()
  if (link.state === 'lost') return <Lost {...link} />
  if (link.state === 'open' && link.broke) return <Returned broke={link.broke} />
  return null
}

interface LostProps {
  readonly since: number
  readonly because: string | null
  readonly retryAt: number
}

function Lost({ since, because, retryAt }: LostProps) {
  const now = useNow()
  const { connection } = useLive()
  const wait = retryAt - now
  return (
    <div className="-mx-3 mb-1 flex flex-wrap items-center gap-x-3 bg-warn px-3 py-1 text-paper md:-mx-6 md:px-6">
      <p role="status">
        <strong>No connection since {clockTime(since)}.</strong>{' '}
        {because === null ? '' : `${sentence(because)} `}
        Figures are of then.
      </p>
      <span>{wait > 1_000 ? `Trying again in ${duration(wait)}` : 'Trying …'}</span>
      <button type="button" className="underline" onClick={() => connection.connect()}>
        Try now
      </button>
    </div>
  )
}

function Returned({ broke }: { readonly broke: Break }) {
  const now = useNow()
  const [isSeen, setSeen] = useState(false)
  const { since, until, isRestarted, isOtherVersion } = broke
  if ((isSeen || now - until > TOLD_MS) && !isOtherVersion) return null
  return (
    <div className="-mx-3 mb-1 flex flex-wrap items-center gap-x-3 bg-wash px-3 py-1 md:-mx-6 md:px-6">
      <p role="status">
        Connected again at {clockTime(until)}, after {duration(until - since)} without:{' '}
        {isRestarted ? 'the desk was restarted' : 'the desk went on meanwhile'}. Figures are of now.
        {isOtherVersion ? ' It runs another version than this page.' : ''}
      </p>
      {isOtherVersion ? (
        <Button onClick={() => location.reload()}>Load its page</Button>
      ) : (
        <Button look="quiet" onClick={() => setSeen(true)}>
          Seen
        </Button>
      )}
    </div>
  )
}
