import { useSyncExternalStore } from 'react'

/** What may lie over the screen, one at a time. */
export type Overlay = 'palette' | 'help' | 'stop' | 'resume'

const listeners = new Set<() => void>()
let shown: Overlay | null = null

/** Lays something over the screen; null puts it away. */
export function showOverlay(overlay: Overlay | null): void {
  shown = overlay
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useOverlay = (): Overlay | null => useSyncExternalStore(listen, () => shown)
