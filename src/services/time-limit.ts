import { cancelled } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { epochMs } from '../domain/time.ts'

/**
 * Bounds calls that follow one another. They share a signal until one of them is given up, because a signal a call
 * costs more than most calls do.
 */
export class TimeLimit {
  readonly #ms: number
  readonly #clock: Clock
  #giveUp = new AbortController()

  constructor(ms: number, clock: Clock) {
    this.#ms = ms
    this.#clock = clock
  }

  /**
   * Runs work that must be over in time, whether it heeds its signal or not. Rejects with TIMED_OUT by the clock, or as
   * cancelled when the outer signal aborts; only then does the signal of the work abort.
   */
  async run<R>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<R>): Promise<R> {
    if (this.#giveUp.signal.aborted) this.#giveUp = new AbortController()
    const inner = this.#giveUp
    if (outer.aborted) inner.abort(outer.reason)
    // The work goes first: what bounds it takes as long as a request takes to leave.
    const working = work(inner.signal)
    let end = (): void => {}
    const ended = new Promise<never>((_, reject) => {
      const leave = () => {
        reject(cancelled(outer))
        inner.abort(outer.reason)
      }
      const late = this.#clock.wakeAt(epochMs(this.#clock.now() + this.#ms), () => {
        reject(new TradingError('TIMED_OUT', `There was no answer within ${this.#ms} ms`))
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
      return await Promise.race([working, ended])
    } finally {
      end()
    }
  }
}

/** One call that must be over in time: see `TimeLimit`. */
export const withLimit = <R>(
  ms: number,
  clock: Clock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> => new TimeLimit(ms, clock).run(outer, work)
