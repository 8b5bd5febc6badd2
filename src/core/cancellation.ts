/** Whether an error only says that somebody asked us to stop. */
export const isCancellation = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError'

/** An aborted signal as an error that `isCancellation` knows, whatever its reason is. */
export const cancelled = (signal: AbortSignal): DOMException =>
  new DOMException(`cancelled: ${String(signal.reason)}`, 'AbortError')

/** The reason with which a person or the system asks everything to stop. */
export const stopRequest = (by: string): DOMException =>
  new DOMException(`stopped by ${by}`, 'AbortError')
