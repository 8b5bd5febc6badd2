import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useRead } from '../../api/api-context.ts'
import { AiNote } from '../../components/ai-note.tsx'
import { classes } from '../../components/classes.ts'
import { Page } from '../../components/page.tsx'
import { readState } from '../../components/panel.tsx'
import { AboutPanel } from './about-panel.tsx'
import { chatSearch } from './chat-search.ts'
import { ConversationPanel } from './conversation-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'

/** Talking with the desk about the portfolio: words that stream, looks that can be opened, and nothing that trades by itself. */
export function ChatPage() {
  const navigate = useNavigate()
  const search = chatSearch(useSearch({ strict: false }))
  const sessions = useRead('/api/chat/sessions', {}, { freshMs: 0 })
  const { refetch, data } = sessions
  const { session } = search
  const { talk, begin } = useTalk(session)
  const onTurn = useCallback(
    (sessionId: string | null) => {
      void refetch()
      if (sessionId === null || sessionId === session) return
      begin(sessionId)
      const now = (known: object) => chatSearch({ ...known, session: sessionId })
      void navigate({ to: '/chat', search: now, replace: true, resetScroll: false })
    },
    [navigate, refetch, session, begin],
  )
  const open = (id: string) => void navigate({ to: '/chat', search: { session: id } })
  const kept = data?.sessions.find(({ id }) => id === session)
  const about = search.about ?? kept?.about ?? null
  return (
    <Page title="Chat" isPlain>
      <AiNote />
      <div
        className={classes(
          'grid gap-x-8 md:grid-cols-[16rem_minmax(0,1fr)]',
          about !== null && 'lg:grid-cols-[16rem_minmax(0,1fr)_24rem]',
        )}
      >
        <div className="min-w-0 max-md:order-3">
          <SessionsPanel
            rows={data?.sessions ?? []}
            state={readState(sessions)}
            chosen={session}
            onOpen={open}
            onDeleted={(id) => {
              void refetch()
              if (id === session) void navigate({ to: '/chat', search: {}, replace: true })
            }}
          />
        </div>
        <ConversationPanel
          key={talk}
          search={about === null ? search : { ...search, about }}
          onTurn={onTurn}
        />
        {about === null ? null : (
          <div className="min-w-0 md:max-lg:col-span-2">
            <AboutPanel id={about} />
          </div>
        )}
      </div>
    </Page>
  )
}

/** Numbers what is talked: a conversation that begins here stays the same one when the desk gives it its id. */
function useTalk(session: string | undefined) {
  const [talk, setTalk] = useState<{
    readonly no: number
    readonly sessions: readonly (string | undefined)[]
  }>({ no: 0, sessions: [session] })
  const { no, sessions } = talk
  if (!sessions.includes(session)) setTalk({ no: no + 1, sessions: [session] })
  else if (sessions.length > 1 && sessions.at(-1) === session) setTalk({ no, sessions: [session] })
  const begin = useCallback(
    (id: string) => setTalk((known) => ({ ...known, sessions: [...known.sessions, id] })),
    [],
  )
  return { talk: no, begin }
}
