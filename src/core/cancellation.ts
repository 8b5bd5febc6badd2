/** Whether an error only says that somebody asked us to stop. */
export const isCancellation = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError'

/** Whether an error only says that one's own signal aborted: an abort that nobody asked for is a failure. */
export const wasStopped = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted && (isCancellation(error) || error === signal.reason)

/** For waits that may be given up: a cancellation is an answer, anything else an error. */
export function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error
}

/** An aborted signal as an error that `isCancellation` knows, whatever its reason is. */
export const cancelled = (signal: AbortSignal): DOMException =>
  new DOMException(`cancelled: ${String(signal.reason)}`, 'AbortError')

/** The reason with which a person or the system asks everything to stop. */
export const stopRequest = (by: string): DOMException =>
  new DOMException(`stopped by ${by}`, 'AbortError')
