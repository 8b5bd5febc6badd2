import type { ToolCall } from '../../../src/web/contract/ai.ts'
import type { ChatTurn } from '../../../src/web/contract/chat.ts'
import { ToolCallNote } from '../../components/tool-call-note.tsx'
import { exactRupees, sentence } from '../../format.ts'
import { dayAndTime } from '../../times.ts'

/** What somebody said, as text whatever it holds. */
const Words = ({ text }: { readonly text: string }) => (
  <p className="max-w-prose text-pretty break-words whitespace-pre-wrap">{text}</p>
)

/** What a person asked. */
export const PersonWords = ({ text, at }: { readonly text: string; readonly at?: string }) => (
  <li aria-label="You" className="border-l-2 border-line py-2 pl-3">
    <p className="text-s text-quiet">You{at === undefined ? '' : `, ${dayAndTime(at)}`}</p>
    <Words text={text} />
  </li>
)

interface ModelWordsProps {
  readonly text: string
  readonly calls: readonly ToolCall[]
  /** Stands behind the model's name. */
  readonly says: string
  readonly isBusy?: boolean
  readonly error: ChatTurn['error']
}

/** What the model answered, what it looked at for it, and what that cost. */
export function ModelWords({ text, calls, says, isBusy = false, error }: ModelWordsProps) {
  return (
    <li
      aria-label="The model"
      aria-busy={isBusy || undefined}
      className="border-l-2 border-accent py-2 pl-3"
    >
      <p className="figures text-s text-quiet">Model{says === '' ? '' : `, ${says}`}</p>
      {text === '' ? null : <Words text={text} />}
      {error === null ? null : (
        <p className="text-pretty text-loss">
          ✗ {sentence(error.message)} <code className="font-mono text-s">{error.code}</code>
        </p>
      )}
      {calls.length === 0 ? null : (
        <section aria-label="What it looked at" className="pt-1">
          <h3 className="text-s font-normal text-quiet">It looked at</h3>
          <ol className="list-decimal pl-6 text-s text-quiet">
            {calls.map((call, place) => (
              <li key={place}>
                <ToolCallNote call={call} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </li>
  )
}

/** One turn of a conversation that is kept. */
export function TurnView({ turn }: { readonly turn: ChatTurn }) {
  const { at, by, text, toolCalls, costPaise, error } = turn
  return by === 'person' ? (
    <PersonWords text={text} at={at} />
  ) : (
    <ModelWords
      text={text}
      calls={toolCalls}
      says={`${dayAndTime(at)} · ${exactRupees(costPaise)} at list prices`}
      error={error}
    />
  )
}
