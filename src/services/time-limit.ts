import { cancelled } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { epochMs } from '../domain/time.ts'

/**
 * Runs work that must be over in time, whether it heeds its signal or not. Rejects with TIMED_OUT by the clock, or as
 * cancelled when the outer signal aborts.
 */
export async function withLimit<R>(
  ms: number,
  clock: Clock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const inner = new AbortController()
  let leave = () => {}
  const ended = new Promise<never>((_, reject) => {
    leave = () => {
      reject(cancelled(outer))
      inner.abort(outer.reason)
    }
    outer.addEventListener('abort', leave, { once: true })
    if (outer.aborted) leave()
    clock.until(epochMs(clock.now() + ms), inner.signal).then(
      () => {
        reject(new TradingError('TIMED_OUT', `There was no answer within ${ms} ms`))
        inner.abort('too late')
      },
      () => undefined,
    )
  })
  try {
    return await Promise.race([work(inner.signal), ended])
  } finally {
    outer.removeEventListener('abort', leave)
    inner.abort('over')
  }
}
