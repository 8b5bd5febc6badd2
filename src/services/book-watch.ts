import { ignoreCancellation, wasStopped } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { Logger } from '../core/log.ts'
import type { BrokerBook, BrokerOrder, BrokerPosition, BrokerTrade } from '../core/ports.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'
import { TimeLimit } from './time-limit.ts'

/** The broker's book of the day at one reading. */
export interface BookReading {
  /** When it was asked for, by `now`: it holds at least what the broker knew then. */
  readonly askedAt: EpochMs
  readonly orders: readonly BrokerOrder[]
  /** Asked for after the orders, so never behind them unless the broker's own books are. */
  readonly trades: readonly BrokerTrade[]
  /** Asked for last, and only when wanted; null when not, or when the broker keeps none. */
  readonly positions: readonly BrokerPosition[] | null
}

export interface WatchDeps {
  readonly book: Pick<BrokerBook, 'orders' | 'trades' | 'positions'>
  readonly clock: Clock
  readonly log: Logger
  /** The time that a reading bears. */
  readonly now: () => EpochMs
  /** Longest pause between two readings; Infinity while there is nothing to look for. */
  readonly pauseMsMax: () => number
  /** Whether the next reading should tell the positions too. */
  readonly wantsPositions: () => boolean
  /** Takes a reading; false when more is to be expected soon, so that the next should not wait long. */
  readonly onReading: (reading: BookReading) => boolean
}

/** Pause between two readings: the first and shortest, and how much longer each is than the one before. */
const PAUSE_MS_MIN = 250
const GROWTH = 4
/** Most time for one reading. */
const ANSWER_MS_MAX = 10_000

/**
 * Reads the broker's book one reading at a time, as long as it is needed: soon after a hint, then ever more seldom until
 * a reading has settled what was open, then seldom.
 */
export class BookWatch {
  readonly #deps: WatchDeps
  readonly #limit: TimeLimit
  #pauseMs = PAUSE_MS_MIN
  #readAt = Number.NEGATIVE_INFINITY
  #isHinted = false
  #hasten = (): void => {}

  constructor(deps: WatchDeps) {
    this.#deps = deps
    this.#limit = new TimeLimit(ANSWER_MS_MAX, deps.clock)
  }

  /** There may be news: the next reading comes soon, and those after it closer together. */
  hint(): void {
    this.#isHinted = true
    this.#hasten()
  }

  /** Until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#pause(signal)
      if (signal.aborted || !this.#isNeeded) continue
      try {
        const isSettled = this.#deps.onReading(await this.#read(signal))
        if (isSettled) this.#pauseMs = Number.POSITIVE_INFINITY
      } catch (error) {
        if (wasStopped(error, signal)) return
        const { code } = toTradingError(error)
        this.#deps.log.warn('the broker’s book could not be read', { code, error })
      }
    }
  }

  async #read(signal: AbortSignal): Promise<BookReading> {
    const { book, clock, now, wantsPositions } = this.#deps
    const askedAt = now()
    const isFull = wantsPositions()
    this.#readAt = clock.now()
    return this.#limit.run(signal, async (inner) => {
      const orders = await book.orders(inner)
      const trades = await book.trades(inner)
      return { askedAt, orders, trades, positions: isFull ? await book.positions(inner) : null }
    })
  }

  get #isNeeded(): boolean {
    return this.#deps.pauseMsMax() < Number.POSITIVE_INFINITY
  }

  /** The shortest pause always passes, so that a flood of hints cannot become a flood of readings. */
  async #pause(signal: AbortSignal): Promise<void> {
    const { clock, pauseMsMax } = this.#deps
    if (!this.#isNeeded) await this.#sleep(null, signal)
    // A clock that went back must not make a long pause of a short one.
    const last = Math.min(this.#readAt, clock.now())
    const soonest = epochMs(Math.max(last + PAUSE_MS_MIN, clock.now()))
    await clock.until(soonest, signal).catch(ignoreCancellation)
    if (this.#isHinted) this.#pauseMs = PAUSE_MS_MIN
    else await this.#sleep(last + Math.min(this.#pauseMs, pauseMsMax()), signal)
    this.#isHinted = false
    this.#pauseMs = Math.min(this.#pauseMs * GROWTH, pauseMsMax())
  }

  /** Until the moment, a hint or the abort; null waits for one of the last two. */
  #sleep(until: number | null, signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps
    const isOver = until !== null && until <= clock.now()
    if (isOver || signal.aborted || this.#isHinted) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        alarm?.[Symbol.dispose]()
        signal.removeEventListener('abort', end)
        this.#hasten = () => {}
        resolve()
      }
      const alarm = until === null ? null : clock.wakeAt(epochMs(until), end)
      signal.addEventListener('abort', end, { once: true })
      this.#hasten = end
    })
  }
}
