import { Link } from '@tanstack/react-router'
import { sentence } from '../format.ts'
import { useTopic } from '../live/live-context.ts'
import { useNow } from '../now.ts'
import { clockTime, duration } from '../times.ts'

/** Why the AI cannot be asked now and what to do about it; nothing while it can. */
export function AiNote() {
  const ai = useTopic('ai', (state) => state.ai)
  if (!ai || ai.state === 'ready' || ai.state === 'unproven') return null
  const { state, reason, nextStep, coolingUntil } = ai
  return (
    <div role="status" className="mb-2 border-l-2 border-warn py-1 pl-3 text-pretty">
      <p>
        <strong className="text-warn">
          ▲ {state === 'blocked' ? 'The AI is blocked.' : 'The AI waits.'}
        </strong>{' '}
        {sentence(reason)} {coolingUntil === null ? null : <Until at={coolingUntil} />}
      </p>
      <p className="text-quiet">
        {nextStep === null ? '' : `${sentence(nextStep)} `}The desk goes on by its rules meanwhile.
      </p>
      <Link to="/ai" search={{}} className="text-s">
        About the AI
      </Link>
    </div>
  )
}

function Until({ at }: { readonly at: string }) {
  const left = Date.parse(at) - useNow()
  return (
    <span className="figures">
      Until {clockTime(at)}
      {left > 0 ? `, ${duration(left)} from now` : ''}.
    </span>
  )
}
