import { useEffect, useRef, useState } from 'react'
import type { EventRow } from '../../../src/web/contract/journal.ts'
import { useLive } from '../../live/live-context.ts'

/** Events may come before the answer that names their chain: so many of the last are remembered. */
const REMEMBERED = 400

/** What happens under a correlation id from now on, oldest first; what came shortly before is included. */
export function useChain(correlationId: string | null): readonly EventRow[] {
  const live = useLive()
  const remembered = useRef<EventRow[]>([])
  const wanted = useRef(correlationId)
  const [chain, setChain] = useState<readonly EventRow[]>([])
  useEffect(() => {
    wanted.current = correlationId
    setChain(remembered.current.filter((event) => event.correlationId === correlationId))
  }, [correlationId])
  useEffect(
    () =>
      live.watchEvents((event) => {
        remembered.current.push(event)
        if (remembered.current.length > REMEMBERED) remembered.current.shift()
        if (event.correlationId === wanted.current) setChain((known) => [...known, event])
      }),
    [live],
  )
  return chain
}
