import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let at = Date.now()
let timer: ReturnType<typeof setInterval> | null = null

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    at = Date.now()
    for (const tell of listeners) tell()
  }, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** This machine's clock, to the second, for what is read as an age: one timer serves the whole page. */
export const useNow = (): number => useSyncExternalStore(listen, () => at)
