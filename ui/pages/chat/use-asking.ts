import { useEffect, useRef, useState } from 'react'
import type { ToolCall } from '../../../src/web/contract/ai.ts'
import type { ChatLine, ChatTurn } from '../../../src/web/contract/chat.ts'
import type { Api } from '../../api/api.ts'
import { useApi } from '../../api/api-context.ts'
import { asFailure, type Failure, failureOf, unreachable } from '../../api/failure.ts'
import type { ChatSearch } from './chat-search.ts'

/** A question on its way, with the answer as far as it has come. */
export interface Asking {
  /** What was asked; null while nobody has asked. */
  readonly text: string | null
  readonly words: string
  readonly calls: readonly ToolCall[]
  readonly isBusy: boolean
  /** Somebody stopped it. */
  readonly isStopped: boolean
  readonly failure: Failure | null
  /** The turn as the desk keeps it, once it is whole. */
  readonly turn: ChatTurn | null
}

const NOBODY: Asking = {
  text: null,
  words: '',
  calls: [],
  isBusy: false,
  isStopped: false,
  failure: null,
  turn: null,
}

/** What follows from a line of the answer. */
function heard(known: Asking, line: ChatLine): Asking {
  if (line.type === 'words') return { ...known, words: known.words + line.text }
  if (line.type === 'tool') return { ...known, calls: [...known.calls, line.call] }
  if (line.type === 'turn') return { ...known, turn: line.turn }
  return { ...known, failure: failureOf(0, line, new Headers()) }
}

interface Asked {
  readonly text: string
  readonly search: ChatSearch
}

const ask = (
  api: Api,
  { text, search: { session, about, approval } }: Asked,
  onLine: (line: ChatLine) => void,
  signal: AbortSignal,
): Promise<void> => {
  const sessionId = session ?? null
  return approval === undefined
    ? api.stream(
        'POST /api/chat',
        {},
        { text, sessionId, recommendationId: about ?? null },
        onLine,
        signal,
      )
    : api.stream(
        'POST /api/approvals/:id/discuss',
        { id: approval },
        { text, sessionId },
        onLine,
        signal,
      )
}

/** Asks the model and follows its words as they come; stopping it stops the model, too. */
export function useAsking(
  search: ChatSearch,
  onEnd: (sessionId: string | null) => void,
): {
  readonly asking: Asking
  readonly ask: (text: string) => void
  readonly stop: () => void
  readonly putAway: () => void
} {
  const api = useApi()
  const [asking, setAsking] = useState(NOBODY)
  const ending = useRef<AbortController>(null)
  // Who leaves the screen listens no more: the model need not go on.
  useEffect(() => () => ending.current?.abort(), [])
  const run = async (text: string) => {
    const control = new AbortController()
    ending.current = control
    let sessionId = search.session ?? null
    let isWhole = false
    setAsking({ ...NOBODY, text, isBusy: true })
    const onLine = (line: ChatLine) => {
      if (line.type === 'turn') sessionId = line.sessionId
      isWhole = line.type === 'turn' || line.type === 'error'
      setAsking((known) => heard(known, line))
    }
    try {
      await ask(api, { text, search }, onLine, control.signal)
      // An answer without its end was cut off.
      if (!isWhole) throw unreachable()
      setAsking((known) => ({ ...known, isBusy: false }))
    } catch (error) {
      const isStopped = control.signal.aborted
      const failure = isStopped ? null : asFailure(error)
      setAsking((known) => ({ ...known, isBusy: false, isStopped, failure }))
    }
    onEnd(sessionId)
  }
  return {
    asking,
    ask: (text) => void run(text),
    stop: () => ending.current?.abort(),
    putAway: () => setAsking(NOBODY),
  }
}
