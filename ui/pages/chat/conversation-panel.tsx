import { useCallback, useEffect, useRef } from 'react'
import type { ChatTurn } from '../../../src/web/contract/chat.ts'
import { useRead } from '../../api/api-context.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { exactRupees } from '../../format.ts'
import { AskForm } from './ask-form.tsx'
import type { ChatSearch } from './chat-search.ts'
import { ModelWords, PersonWords, TurnView } from './turn-view.tsx'
import { type Asking, useAsking } from './use-asking.ts'

const HERE = { at: null, isLoading: false, failure: null } as const
const NONE: readonly ChatTurn[] = []

interface ConversationPanelProps {
  readonly search: ChatSearch
  /** A conversation has a turn more, or has begun. */
  readonly onTurn: (sessionId: string | null) => void
}

/** A conversation with the model: what was said, and what is being said. */
export function ConversationPanel({ search, onTurn }: ConversationPanelProps) {
  const { session: id } = search
  const asked = useRead(
    '/api/chat/sessions/:id',
    { id: id ?? '' },
    { isWanted: id !== undefined, freshMs: 0 },
  )
  const { refetch } = asked
  const session = id !== undefined && asked.data?.id === id ? asked.data : null
  const onEnd = useCallback(
    (sessionId: string | null) => {
      if (sessionId !== null && sessionId === id) void refetch()
      onTurn(sessionId)
    },
    [id, onTurn, refetch],
  )
  const { asking, ask, stop, putAway } = useAsking(search, onEnd)
  const turns = session?.turns ?? NONE
  const isKept = turns.some((turn) => turn.id === asking.turn?.id)
  useEffect(() => {
    // The desk keeps it now: it stands among the turns.
    if (isKept) putAway()
  }, [isKept, putAway])
  const costPaise = turns.reduce((sum, turn) => sum + turn.costPaise, 0)
  return (
    <Panel
      title={session?.title ?? 'New conversation'}
      source={
        turns.length === 0 ? 'words, never orders' : `${exactRupees(costPaise)} at list prices`
      }
      state={id === undefined ? HERE : readState(asked)}
      skeleton={<ListSkeleton rows={6} />}
    >
      {turns.length === 0 && asking.text === null ? <Beginning /> : null}
      <div role="log" aria-label="Conversation">
        <ol className="space-y-3 pt-1">
          {turns.map((turn) => (
            <TurnView key={turn.id} turn={turn} />
          ))}
          {isKept ? null : <LiveTurn asking={asking} />}
        </ol>
      </div>
      <Bottom watched={`${turns.length} ${asking.words.length} ${asking.calls.length}`} />
      <AskForm asking={asking} onAsk={ask} onStop={stop} />
    </Panel>
  )
}

const Beginning = () => (
  <p className="py-2 text-pretty text-quiet">
    Ask about what you hold, why something was bought or refused, what a share looks like. The model
    reads the desk through its tools, and each look is shown with what it was told. It can propose a
    trade, which meets the same checks as every other; it cannot place one.
  </p>
)

function LiveTurn({ asking }: { readonly asking: Asking }) {
  const { text, words, calls, isBusy, isStopped, failure } = asking
  if (text === null) return null
  return (
    <>
      <PersonWords text={text} />
      <ModelWords
        text={words}
        calls={calls}
        isBusy={isBusy}
        says={
          isBusy ? (words === '' ? 'thinking …' : 'writing …') : isStopped ? 'stopped by you' : ''
        }
        error={null}
      />
      {failure ? (
        <li>
          <FailureNote failure={failure} />
        </li>
      ) : null}
    </>
  )
}

/** Keeps the newest words in sight while somebody stands at the end. */
function Bottom({ watched }: { readonly watched: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const top = place.current?.getBoundingClientRect().top ?? 0
    // Who has gone up to read is left there.
    if (top < window.innerHeight * 1.5) place.current?.scrollIntoView({ block: 'nearest' })
  }, [watched])
  return <div ref={place} className="scroll-mb-48" />
}
