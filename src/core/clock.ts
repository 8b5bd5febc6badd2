import { type EpochMs, epochMs } from '../domain/time.ts'
import { cancelled } from './cancellation.ts'

/** Where time comes from: nothing else in the product reads the machine's clock. */
export abstract class Clock {
  abstract now(): EpochMs

  /** Calls once when the moment comes, never before it returns, unless it is disposed of first: the wait that costs least. */
  abstract wakeAt(at: EpochMs, wake: () => void): Disposable

  /** Resolves at the moment, or rejects when the signal aborts. */
  until(at: EpochMs, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelled(signal))
    if (at <= this.now()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const leave = () => {
        alarm[Symbol.dispose]()
        reject(cancelled(signal))
      }
      const alarm = this.wakeAt(at, () => {
        signal.removeEventListener('abort', leave)
        resolve()
      })
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): EpochMs {
    return epochMs(Date.now())
  }

  /** Never longer than was left when it was asked: a clock that is set back must not make a wait of seconds one of days. */
  override wakeAt(at: EpochMs, wake: () => void): Disposable {
    const steadyEnd = performance.now() + (at - Date.now())
    const left = () => Math.min(at - Date.now(), steadyEnd - performance.now())
    const wait = (ms: number) => setTimeout(look, Math.min(Math.ceil(ms), LONGEST_TIMER_MS)).unref()
    const look = () => {
      const ms = left()
      if (ms > 0) timer = wait(ms)
      else wake()
    }
    let timer = wait(left())
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  }
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock that its owner moves: the market's time in a replay, the test's time in a test. */
export class VirtualClock extends Clock {
  #now: EpochMs
  readonly #sleepers = new Set<Sleeper>()

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
    if (this.#sleepers.size === 0) return
    const due = [...this.#sleepers].filter((sleeper) => sleeper.at <= to)
    // One that wakes may send another away.
    for (const sleeper of due.sort((a, b) => a.at - b.at)) {
      if (this.#sleepers.delete(sleeper)) sleeper.wake()
    }
  }

  override wakeAt(at: EpochMs, wake: () => void): Disposable {
    const sleeper = { at, wake }
    this.#sleepers.add(sleeper)
    return { [Symbol.dispose]: () => this.#sleepers.delete(sleeper) }
  }
}
