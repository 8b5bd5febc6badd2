import type { AiState } from '../../../src/web/contract/ai.ts'
import { useRead } from '../../api/api-context.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { UseBar } from '../../components/use-bar.tsx'
import { count, exactRupees, sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { useNow } from '../../now.ts'
import { ago, clockTime, duration } from '../../times.ts'
import { SessionsTable } from './sessions-table.tsx'

const LOOKS = {
  ready: ['✓', 'text-gain', 'Ready'],
  unproven: ['?', 'text-warn', 'Not proven yet'],
  blocked: ['✗', 'text-loss', 'Blocked'],
  cooling: ['◷', 'text-warn', 'Cooling down'],
} as const

/** Whether the model can be asked, why not and what to do, what the day has cost, and its processes. */
export function StatePanel() {
  const ai = useTopic('ai', (state) => state.ai)
  return (
    <Panel
      title="The model"
      source={ai?.model ?? 'AI desk'}
      state={useTopicState('ai')}
      skeleton={<ListSkeleton rows={3} />}
    >
      {ai ? (
        <div className="grid gap-x-8 gap-y-3 lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)]">
          <Standing ai={ai} />
          <Budgets ai={ai} />
          <SessionsTable sessions={ai.sessions} />
        </div>
      ) : null}
    </Panel>
  )
}

function Standing({ ai }: { readonly ai: AiState }) {
  const now = useNow()
  const { state, reason, nextStep, checkedAt, coolingUntil, isScripted } = ai
  const [sign, colour, word] = LOOKS[state]
  return (
    <div className="min-w-0">
      <p className={`text-l ${colour}`}>
        <span aria-hidden="true">{sign} </span>
        {word}
        {coolingUntil === null
          ? ''
          : ` until ${clockTime(coolingUntil)}, ${duration(Date.parse(coolingUntil) - now)} left`}
      </p>
      <p className="max-w-prose text-pretty">{sentence(reason)}</p>
      {nextStep === null ? null : (
        <p className="max-w-prose text-pretty">
          <span className="text-quiet">Next: </span>
          {sentence(nextStep)}
        </p>
      )}
      {isScripted ? (
        <p className="max-w-prose text-pretty text-warn">
          <strong>SCRIPTED MODEL.</strong> A script on this machine answers in the model’s place:
          nothing it says is an analysis of anything.
        </p>
      ) : null}
      <p className="text-s text-quiet">
        {checkedAt === null
          ? 'Nobody has asked it yet.'
          : `Looked at ${ago(now - Date.parse(checkedAt))}.`}
      </p>
    </div>
  )
}

const TOKENS_KEY = 'ai.tokensADay'

function Budgets({ ai }: { readonly ai: AiState }) {
  const { spentTodayPaise, budgetADayPaise, tokensToday } = ai
  const section = useRead('/api/configuration/:section', { section: 'ai' }, { freshMs: 60_000 })
  const limit = section.data?.keys.find(({ key }) => key === TOKENS_KEY)?.value
  const tokens = typeof limit === 'number' ? limit : null
  return (
    <div className="min-w-0">
      <h3 className="text-s font-normal text-quiet">Today, at list prices</h3>
      <dl>
        <Budget
          name="Rupees"
          value={spentTodayPaise}
          limit={budgetADayPaise}
          text={`${exactRupees(spentTodayPaise)} / ${exactRupees(budgetADayPaise)}`}
        />
        <Budget
          name="Tokens"
          value={tokensToday}
          limit={tokens}
          text={tokens === null ? count(tokensToday) : `${count(tokensToday)} / ${count(tokens)}`}
        />
      </dl>
      <p className="pt-1 text-s text-pretty text-quiet">
        A subscription is not billed by the turn: the rupees say what it would cost.
      </p>
    </div>
  )
}

interface BudgetProps {
  readonly name: string
  readonly value: number
  /** null where the limit is not known. */
  readonly limit: number | null
  readonly text: string
}

const Budget = ({ name, value, limit, text }: BudgetProps) => (
  <div className="flex flex-wrap items-center gap-x-3 py-0.5">
    <dt className="w-14">{name}</dt>
    {limit === null ? null : (
      <dd className="flex min-w-16 grow">
        <UseBar label={`${name} of today`} value={value} limit={limit} text={text} />
      </dd>
    )}
    <dd className="figures ml-auto text-right whitespace-nowrap">{text}</dd>
  </div>
)
