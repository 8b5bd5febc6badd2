import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { EventRow } from '../../../src/web/contract/journal.ts'
import { useApi, useRead } from '../../api/api-context.ts'
import { asFailure, type Failure } from '../../api/failure.ts'
import { type PanelState, readState } from '../../components/panel.tsx'
import { useLive } from '../../live/live-context.ts'
import { isWanted, type JournalSearch, merged } from './journal-search.ts'

const PAGE = 100
/** What is on screen at most: older pages stay within reach by the search. */
const KEPT = 2_000
/** A fast market tells many events a second; the list takes them together. */
const GATHER_MS = 500
const NONE: readonly EventRow[] = []

/** Pages before the newest one. */
interface Older {
  readonly events: readonly EventRow[]
  /** Where the page before them begins; null when there is none. */
  readonly next: number | null
  readonly looked: number
}

/** The newest events that are looked for, those that come, and older ones as they are asked for. */
export interface Journal {
  readonly state: PanelState
  readonly events: readonly EventRow[]
  /** How many events were looked at so far. */
  readonly looked: number
  readonly hasOlder: boolean
  readonly isReadingOlder: boolean
  readonly readOlder: () => void
}

/** The journal as it is searched, kept up by what happens. */
export function useJournal(search: JournalSearch): Journal {
  const { text, types } = search
  const query = { text, types, limit: PAGE }
  const newest = useRead('/api/events', {}, { query, freshMs: 0 })
  const { refetch } = newest
  const [gaps, setGaps] = useState(0)
  const onGap = useCallback(() => {
    setGaps((count) => count + 1)
    void refetch()
  }, [refetch])
  const fresh = useFreshEvents(search, gaps, onGap)
  const first = newest.data
  const { older, failure, isReading, read } = useOlder(search, gaps)
  const events = useMemo(
    () => merged(first?.events ?? NONE, fresh, older?.events ?? NONE).slice(0, KEPT),
    [first, fresh, older],
  )
  const next = (older ?? first)?.next ?? null
  const readOlder = () => {
    if (next !== null) void read(next)
  }
  const state = readState(newest)
  return {
    state: failure ? { ...state, failure, retry: readOlder } : state,
    events,
    looked: (first?.looked ?? 0) + (older?.looked ?? 0),
    hasOlder: next !== null,
    isReadingOlder: isReading,
    readOlder,
  }
}

/** Pages before the newest one, one more each time it is asked for. */
function useOlder({ text, types }: JournalSearch, gaps: number) {
  const api = useApi()
  const [older, setOlder] = useState<Older | null>(null)
  const [isReading, setReading] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    setOlder(null)
    setFailure(null)
    // After a gap the list begins anew, so that it has no hole.
  }, [text, types, gaps])
  const read = async (before: number) => {
    if (isReading) return
    setReading(true)
    try {
      const page = await api.read('/api/events', {}, { text, types, limit: PAGE, before })
      setOlder((known) => ({
        events: [...(known?.events ?? NONE), ...page.events],
        next: page.next,
        looked: (known?.looked ?? 0) + page.looked,
      }))
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setReading(false)
    }
  }
  return { older, failure, isReading, read }
}

/** Events that came since the search began, or since the last gap. */
function useFreshEvents(
  search: JournalSearch,
  gaps: number,
  onGap: () => void,
): readonly EventRow[] {
  const live = useLive()
  const { text, types } = search
  const [fresh, setFresh] = useState<readonly EventRow[]>(NONE)
  const gathered = useRef<EventRow[]>([])
  useEffect(() => {
    setFresh(NONE)
    gathered.current = []
    const wanted = { ...(text ? { text } : {}), ...(types ? { types } : {}) }
    const stop = live.watchEvents((event) => {
      if (isWanted(event, wanted)) gathered.current.push(event)
    }, onGap)
    const timer = setInterval(() => {
      if (gathered.current.length === 0) return
      const come = gathered.current.splice(0)
      setFresh((known) => [...known, ...come].slice(-KEPT))
    }, GATHER_MS)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [live, text, types, gaps, onGap])
  return fresh
}
