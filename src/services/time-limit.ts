import { cancelled } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { epochMs } from '../domain/time.ts'

/**
 * Runs work that must be over in time, whether it heeds its signal or not. Rejects with TIMED_OUT by the clock, or as
 * cancelled when the outer signal aborts; only then does the signal of the work abort.
 */
export async function withLimit<R>(
  ms: number,
  clock: Clock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const inner = new AbortController()
  let end = (): void => {}
  const ended = new Promise<never>((_, reject) => {
    const leave = () => {
      reject(cancelled(outer))
      inner.abort(outer.reason)
    }
    const late = clock.wakeAt(epochMs(clock.now() + ms), () => {
      reject(new TradingError('TIMED_OUT', `There was no answer within ${ms} ms`))
      inner.abort('too late')
    })
    end = () => {
      late[Symbol.dispose]()
      outer.removeEventListener('abort', leave)
    }
    outer.addEventListener('abort', leave, { once: true })
    if (outer.aborted) leave()
  })
  try {
    return await Promise.race([work(inner.signal), ended])
  } finally {
    end()
  }
}
