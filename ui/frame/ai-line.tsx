import type { AiState } from '../../src/web/contract/ai.ts'
import type { StatusState } from '../../src/web/contract/desk.ts'
import { Hint } from '../components/hint.tsx'
import { StandingMark } from '../components/standing-mark.tsx'
import { count, exactRupees, sentence } from '../format.ts'
import { useTopic } from '../live/live-context.ts'
import { useNow } from '../now.ts'
import { clockTime, duration } from '../times.ts'

interface AiLineProps {
  /** As the strip tells it. */
  readonly standing: StatusState['ai']
}

/** Whether the AI can be asked, why not, until when, and what it cost today; a script in its place is said in plain sight. */
export function AiLine({ standing }: AiLineProps) {
  const ai = useTopic('ai', (state) => state.ai)
  const { reason, nextStep, isScripted } = standing
  return (
    <div className="flex items-center gap-1.5 max-md:order-4">
      <span className="text-s text-quiet">AI</span>
      {isScripted ? (
        <strong className="text-s tracking-wide whitespace-nowrap text-warn">SCRIPTED MODEL</strong>
      ) : null}
      <Mark standing={standing} ai={ai} />
      <Hint label="the AI's state">
        <p>{sentence(ai?.reason ?? reason)}</p>
        {nextStep === null ? null : <p className="pt-1">{sentence(nextStep)}</p>}
        {isScripted ? (
          <p className="pt-1 text-warn">
            A script on this machine answers in the model’s place: nothing it says is an analysis.
          </p>
        ) : null}
        {ai ? (
          <p className="figures pt-1 text-s text-quiet">
            Today {exactRupees(ai.spentTodayPaise)} of {exactRupees(ai.budgetADayPaise)} at list
            prices, {count(ai.tokensToday)} tokens
          </p>
        ) : null}
      </Hint>
    </div>
  )
}

interface MarkProps extends AiLineProps {
  readonly ai: AiState | undefined
}

function Mark({ standing, ai }: MarkProps) {
  const now = useNow()
  if (ai?.state === 'cooling' && ai.coolingUntil !== null) {
    const leftMs = Date.parse(ai.coolingUntil) - now
    return (
      <span className="figures whitespace-nowrap text-warn">
        <span aria-hidden="true">◷ </span>
        cooling until {clockTime(ai.coolingUntil)}
        {leftMs > 0 ? <span className="max-md:hidden">, {duration(leftMs)}</span> : null}
      </span>
    )
  }
  if (ai?.state === 'unproven') {
    return (
      <span className="whitespace-nowrap text-warn">
        <span aria-hidden="true">? </span>
        not proven yet
      </span>
    )
  }
  return <StandingMark state={standing.state} />
}
