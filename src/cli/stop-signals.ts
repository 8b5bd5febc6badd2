import { stopRequest } from '../core/cancellation.ts'

/** By Ctrl-C, and by whoever manages processes. */
const STOPPING = ['SIGINT', 'SIGTERM'] as const

/**
 * The first signal of a kind asks for a clean end; the next one is the system's own and ends at once.
 * We keep listening in between: a library that finds itself the only listener of a signal ends the process with it.
 */
export function stopAtSignals(shutdown: AbortController): void {
  for (const name of STOPPING) {
    const again = () => {
      process.off(name, again)
      process.kill(process.pid, name)
    }
    const first = () => {
      process.on(name, again)
      process.off(name, first)
      shutdown.abort(stopRequest(name))
    }
    process.on(name, first)
  }
}
