import { useEffect, useRef, useState } from 'react'
import type { PreviewBody, TradeWish } from '../../../src/web/contract/orders.ts'
import { useApi } from '../../api/api-context.ts'
import { asFailure, type Failure } from '../../api/failure.ts'

/** Typing rests so long before the desk is asked. */
const REST_MS = 450
/** What is looked at is asked for again: prices move. */
const AGAIN_MS = 30_000
const BUSY = 429
const RETRY_MS = 5_000

/** What the desk would do with a wish now. */
export interface Preview {
  readonly body: PreviewBody | null
  readonly at: number | null
  readonly failure: Failure | null
  /** The answer is of an earlier wish: a newer one is on its way. */
  readonly isBehind: boolean
  /** Until then nobody is asked: the limit of previews a minute is used up; null otherwise. */
  readonly pausedUntil: number | null
}

const NOTHING: Preview = { body: null, at: null, failure: null, isBehind: false, pausedUntil: null }

/** Follows a wish as it is written, within what the desk answers a minute. */
export function usePreview(wish: TradeWish | null): Preview {
  const api = useApi()
  const [preview, setPreview] = useState(NOTHING)
  const pausedUntil = useRef(0)
  const asked = wish === null ? null : JSON.stringify(wish)
  const latest = useRef(wish)
  latest.current = wish
  useEffect(() => {
    const ending = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = (ms: number) => {
      timer = setTimeout(() => void ask(), Math.max(ms, pausedUntil.current - Date.now()))
    }
    const ask = async () => {
      const { current } = latest
      if (current === null || ending.signal.aborted) return
      if (document.hidden) return again(AGAIN_MS)
      try {
        const body = await api.write('POST /api/trades/preview', {}, current)
        if (ending.signal.aborted) return
        setPreview({ ...NOTHING, body, at: Date.now() })
        again(AGAIN_MS)
      } catch (error) {
        if (ending.signal.aborted) return
        const failure = asFailure(error)
        const waitMs = (failure.retryAfterSeconds ?? 0) * 1_000
        const isPaused = failure.status === BUSY
        if (isPaused) pausedUntil.current = Date.now() + (waitMs || RETRY_MS)
        setPreview((known) =>
          isPaused
            ? { ...known, failure: null, pausedUntil: pausedUntil.current }
            : { ...known, failure, isBehind: false },
        )
        if (failure.isRecoverable) again(waitMs || RETRY_MS)
      }
    }
    if (asked === null) setPreview(NOTHING)
    else {
      setPreview((known) => ({ ...known, isBehind: true }))
      again(REST_MS)
    }
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [api, asked])
  return preview
}
