import { setTimeout as delay } from 'node:timers/promises'
import { type EpochMs, epochMs } from '../domain/time.ts'
import { cancelled } from './cancellation.ts'

/** Where time comes from: nothing else in the product reads the machine's clock. */
export abstract class Clock {
  abstract now(): EpochMs
  /** Resolves at the moment, or rejects when the signal aborts. */
  abstract until(at: EpochMs, signal: AbortSignal): Promise<void>
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): EpochMs {
    return epochMs(Date.now())
  }

  /** Never longer than was left when it was asked: a clock that is set back must not make a wait of seconds one of days. */
  override async until(at: EpochMs, signal: AbortSignal): Promise<void> {
    const steadyEnd = performance.now() + (at - Date.now())
    const left = () => Math.min(at - Date.now(), steadyEnd - performance.now())
    for (let ms = left(); ms > 0; ms = left()) {
      await delay(Math.min(Math.ceil(ms), LONGEST_TIMER_MS), undefined, { signal, ref: false })
    }
  }
}

interface Sleeper {
  readonly at: number
  wake(): void
}

/** A clock that its owner moves: the market's time in a replay, the test's time in a test. */
export class VirtualClock extends Clock {
  #now: EpochMs
  #sleepers: Sleeper[] = []

  constructor(start: EpochMs) {
    super()
    this.#now = start
  }

  override now(): EpochMs {
    return this.#now
  }

  /** Moves time forward and wakes, in order, whoever waited for a moment up to it. Time never goes back. */
  advance(to: EpochMs): void {
    if (to <= this.#now) return
    this.#now = to
    if (this.#sleepers.length === 0) return
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= to).sort((a, b) => a.at - b.at)
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > to)
    for (const sleeper of due) sleeper.wake()
  }

  override until(at: EpochMs, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelled(signal))
    if (at <= this.#now) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(cancelled(signal))
      }
      const sleeper = {
        at,
        wake: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#sleepers.push(sleeper)
    })
  }
}
