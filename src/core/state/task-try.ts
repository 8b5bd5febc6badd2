import { epochMs } from '../../domain/time.ts'
import { stopRequest } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'

/** Longest that one try may take: 15 minutes. */
export const TRY_MS_MAX = 900_000
/** Longest that is waited for work which was told to stop. */
export const STOP_MS_MAX = 2_000

/** Why a try ended before its work did. */
export type StopReason = 'cancelled' | 'paused' | 'closing' | 'too long'

export type TryEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stopped'; readonly why: StopReason }

/** One try of a task: it ends when its work does, when its time is over, or at most 2 s after it was told to stop. */
export class TaskTry {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #stopping = new AbortController()
  readonly #ended: Promise<TryEnd>
  #why: StopReason | null = null

  constructor(
    work: (signal: AbortSignal) => Promise<void>,
    { clock, log }: { readonly clock: Clock; readonly log: Logger },
  ) {
    this.#clock = clock
    this.#log = log
    this.#ended = this.#run(work)
  }

  get ended(): Promise<TryEnd> {
    return this.#ended
  }

  /** The first reason stands. */
  stop(why: StopReason): void {
    if (this.#why !== null) return
    this.#why = why
    this.#stopping.abort(stopRequest(`the queue: ${why}`))
  }

  async #run(work: (signal: AbortSignal) => Promise<void>): Promise<TryEnd> {
    const { signal } = this.#stopping
    const limit = this.#clock.wakeAt(epochMs(this.#clock.now() + TRY_MS_MAX), () =>
      this.stop('too long'),
    )
    const working = Promise.resolve()
      .then(() => work(signal))
      .then(
        (): TryEnd => ({ kind: 'done' }),
        (error: unknown): TryEnd => ({ kind: 'failed', error }),
      )
    const end = await Promise.race([working, this.#given(signal)])
    limit[Symbol.dispose]()
    if (end === null) this.#log.warn('a task does not heed that it was stopped: it is left behind')
    // Work that was finished all the same counts, unless a person or its time took it back.
    const isTaken = this.#why === 'cancelled' || this.#why === 'too long'
    if (end?.kind === 'done' && !isTaken) return end
    return this.#why === null ? (end ?? { kind: 'done' }) : { kind: 'stopped', why: this.#why }
  }

  /** null, so long after the stop. */
  #given(signal: AbortSignal): Promise<null> {
    return new Promise((resolve) => {
      const wait = () =>
        this.#clock.wakeAt(epochMs(this.#clock.now() + STOP_MS_MAX), () => resolve(null))
      signal.addEventListener('abort', wait, { once: true })
    })
  }
}
