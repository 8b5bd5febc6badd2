import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { Link } from './link.ts'
import type { Live } from './live.ts'
import type { Told } from './topic-store.ts'
import type { StateOf, Topic } from './topics.ts'

const LiveContext = createContext<Live | null>(null)

/** Gives the live desk to all below. */
export const LiveProvider = LiveContext.Provider

/** The live desk. */
export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('no LiveProvider stands above')
  return live
}

function useFollowed<T extends Topic, R>(topic: T, look: (told: Told<T> | null) => R): R {
  const live = useLive()
  const watch = useCallback((listener: () => void) => live.watch(topic, listener), [live, topic])
  return useSyncExternalStore(watch, () => look(live.store.get(topic)))
}

/**
 * What a selector finds in a topic's state; undefined until the first snapshot came. Draws again only when that changed:
 * the selector must answer a part of the state or a plain value, never something it makes.
 */
export const useTopic = <T extends Topic, R>(
  topic: T,
  select: (state: StateOf<T>) => R,
): R | undefined => useFollowed(topic, (told) => (told ? select(told.state) : undefined))

/** When a topic's state last changed, by this machine's clock; null before its first snapshot. */
export const useTopicAt = (topic: Topic): number | null =>
  useFollowed(topic, (told) => told?.at ?? null)

/** How the page stands with the desk. */
export function useLink(): Link {
  const { connection } = useLive()
  const listen = useCallback((listener: () => void) => connection.onLink(listener), [connection])
  return useSyncExternalStore(listen, () => connection.link)
}

/** Whether figures are of now. */
export const useIsLive = (): boolean => useLink().state === 'open'
