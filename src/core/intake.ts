import { TradingError } from './errors.ts'
import type { EventBus } from './event-bus.ts'
import type { Event, Events, Origin } from './events.ts'
import type { FactType } from './flow.ts'
import type { Journal } from './journal.ts'

/** Wishes and orders from outside that may wait for their turn. */
const WAITING_MAX = 1_024

interface Waiting {
  state(): Event | null
  resolve(event: Event | null): void
  reject(error: unknown): void
}

/**
 * The door for facts from outside the kernel: they wait for the end of the moment at hand, take their place in the
 * order, and are answered once they are durable. Between two moments is the only place where a re-run can hand them
 * in again.
 */
export class Intake {
  readonly #bus: EventBus
  readonly #journal: Journal
  #waiting: Waiting[] = []
  #isClosed = false

  constructor(bus: EventBus, journal: Journal) {
    this.#bus = bus
    this.#journal = journal
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /**
   * Resolves with the durable event, or with null when its id was stated before. Throws CLOSED; QUEUE_FULL for a wish,
   * while what has already happened (`isWish` false) always finds room: there is no more of it than there are orders.
   */
  async post<T extends FactType>(
    type: T,
    data: Events[T],
    origin: Origin,
    isWish = true,
  ): Promise<Event | null> {
    if (this.#isClosed)
      throw new TradingError('CLOSED', 'The desk is closing and takes nothing more')
    if (isWish && this.#waiting.length >= WAITING_MAX) {
      const busy = 'The desk is busy: too much waits for its turn'
      throw new TradingError('QUEUE_FULL', busy, { retryAfterMs: 1_000 })
    }
    const event = await new Promise<Event | null>((resolve, reject) => {
      const state = () => this.#bus.inject(type, data, origin)
      this.#waiting.push({ state, resolve, reject })
    })
    if (event !== null) await this.#journal.durable(event.seq)
    return event
  }

  /** Called between two moments: lets in what waits. Throws the bus's fault: a book that can state nothing must not go on. */
  admit(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const { state, resolve, reject } of waiting) {
      try {
        resolve(state())
      } catch (error) {
        reject(error)
      }
    }
    if (this.#bus.fault !== null) throw this.#bus.fault
  }

  /** What still waits is refused. */
  close(): void {
    this.#isClosed = true
    const waiting = this.#waiting
    this.#waiting = []
    const closed = new TradingError('CLOSED', 'The desk closed before it came to this')
    for (const { reject } of waiting) reject(closed)
  }
}
