import { useEffect, useRef } from 'react'

/** A key that means something on the screen that is open. */
export interface ScreenKey {
  readonly key: string
  /** What it does, as the help says it. */
  readonly says: string
  readonly act: () => void
}

interface Held {
  current: readonly ScreenKey[]
}

const held = new Set<Held>()

/** Gives keys a meaning while the part that asks is on the screen; what is being written keeps its letters. */
export function useScreenKeys(keys: readonly ScreenKey[]): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    held.add(latest)
    return () => {
      held.delete(latest)
    }
  }, [])
}

/** Keys that mean something on the screen that is open. */
export const screenKeys = (): readonly ScreenKey[] => [...held].flatMap(({ current }) => current)
