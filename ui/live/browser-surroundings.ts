import type { Socket, Surroundings } from './connection.ts'
import type { Live } from './live.ts'

/** Calls back before the next frame; a page that is not looked at draws none, and then when it is looked at again. */
export const onFrame = (draw: () => void): void => {
  requestAnimationFrame(draw)
}

function socket(): Socket {
  const { protocol, host } = location
  return new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`)
}

/** The browser around the connection. */
export const browserSurroundings = (authorise: () => Promise<unknown>): Surroundings => ({
  socket,
  authorise,
  now: () => Date.now(),
  chance: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

const ASLEEP_MS = 60_000

/** Wakes the connection when the page was away for a minute, or the network came back. */
export function followWaking({ connection }: Live): void {
  let hiddenAt: number | null = document.hidden ? Date.now() : null
  document.addEventListener('visibilitychange', () => {
    const wasAway = hiddenAt !== null && Date.now() - hiddenAt > ASLEEP_MS
    hiddenAt = document.hidden ? Date.now() : null
    if (wasAway && !document.hidden) connection.wake()
  })
  addEventListener('online', () => connection.wake())
  addEventListener('pagehide', () => connection.close())
  addEventListener('pageshow', ({ persisted }) => persisted && connection.connect())
}
