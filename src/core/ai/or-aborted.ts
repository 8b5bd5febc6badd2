import { cancelled } from '../cancellation.ts'

/** What somebody else works at, or the cancellation as soon as the signal aborts: the work itself goes on. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(cancelled(signal))
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    // Heard also by whoever left: a failure that nobody hears ends the process.
    work.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject)
  })
}
