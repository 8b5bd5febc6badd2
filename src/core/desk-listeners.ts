import { epochMs } from '../domain/time.ts'
import { isCancellation } from './cancellation.ts'
import type { Clock } from './clock.ts'
import type { Event } from './events.ts'
import type { Logger } from './log.ts'
import type { Narration } from './narration.ts'

/** Who shows the desk. */
export interface DeskListener {
  /** The picture is another: told at most a few times a second, however much happens. */
  changed?(): void
  /** Each sentence, in order, as it becomes durable. */
  told?(narration: Narration): void
  /** Each durable fact, in order, folded already, with its sentence where it has one. */
  stated?(event: Event, narration: Narration | null): void
}

const EVERY_MS = 250

/** Those who show the desk: told of each sentence, and of change in bunches. One that throws hurts nobody else. */
export class DeskListeners {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #listeners = new Set<DeskListener>()
  readonly #closing = new AbortController()
  #telling: Promise<void> | null = null
  #toldAt = 0

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  add(listener: DeskListener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  tell(narration: Narration): void {
    this.#each((listener) => listener.told?.(narration))
  }

  state(event: Event, narration: Narration | null): void {
    this.#each((listener) => listener.stated?.(event, narration))
  }

  /** At once after a pause, else when the pause is over, once for all that came meanwhile. */
  change(): void {
    if (this.#telling === null) this.#telling = this.#tellSoon()
  }

  close(): void {
    this.#closing.abort('closing')
    this.#listeners.clear()
  }

  async #tellSoon(): Promise<void> {
    const due = epochMs(this.#toldAt + EVERY_MS)
    await this.#clock.until(due, this.#closing.signal).catch((error: unknown) => {
      if (!isCancellation(error)) throw error
    })
    this.#toldAt = this.#clock.now()
    this.#telling = null
    this.#each((listener) => listener.changed?.())
  }

  #each(tell: (listener: DeskListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        tell(listener)
      } catch (error) {
        this.#log.warn('a listener of the desk failed', { error })
      }
    }
  }
}
