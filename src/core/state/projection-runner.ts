import { epochMs } from '../../domain/time.ts'
import { isCancellation } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import type { Event } from '../events.ts'
import type { Journal, JournalLog } from '../journal.ts'
import type { Logger } from '../log.ts'
import type { Projector } from './projector.ts'

export interface ProjectionRunnerDeps {
  readonly projector: Projector
  readonly journal: Journal
  readonly rows: JournalLog
  readonly clock: Clock
  readonly log: Logger
}

const WAITING_MAX = 20_000
const RETRY_MS = 1_000
const CLOSE_MS_MAX = 5_000

/** Keeps the tables in step with the journal while it grows: in groups, and from the journal whenever it fell behind. */
export class ProjectionRunner {
  readonly #deps: ProjectionRunnerDeps
  readonly #stopping = new AbortController()
  #waiting: Event[] = []
  #isBehind = true
  #wake: (() => void) | null = null
  #running: Promise<void> | null = null
  #listening: Disposable | null = null

  constructor(deps: ProjectionRunnerDeps) {
    this.#deps = deps
  }

  initialize(): void {
    this.#listening ??= this.#deps.journal.onDurable((events) => this.#take(events))
    this.#running ??= this.#run(this.#stopping.signal)
  }

  /** Applies what is durable, within bounds; what is left is read from the journal at the next start. */
  async close(): Promise<void> {
    this.#listening?.[Symbol.dispose]()
    this.#stopping.abort('closing')
    this.#wake?.()
    const limit = new AbortController()
    const { clock } = this.#deps
    const late = clock
      .until(epochMs(clock.now() + CLOSE_MS_MAX), limit.signal)
      .catch(ignoreCancellation)
    await Promise.race([this.#running, late])
    limit.abort('closed')
  }

  #take(events: readonly Event[]): void {
    if (!this.#isBehind) {
      if (this.#waiting.length + events.length > WAITING_MAX) this.#fallBehind()
      else this.#waiting.push(...events)
    }
    this.#wake?.()
  }

  #fallBehind(): void {
    this.#isBehind = true
    this.#waiting = []
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#step().catch((error: unknown) => this.#stumble(error, signal))
      const isIdle = this.#waiting.length === 0 && !this.#isBehind
      if (signal.aborted && isIdle) return
      if (!isIdle) continue
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }

  async #step(): Promise<void> {
    const { projector, rows } = this.#deps
    if (this.#isBehind) {
      this.#isBehind = false
      await projector.catchUp(rows, new AbortController().signal)
      return
    }
    const events = this.#waiting
    this.#waiting = []
    await projector.apply(events)
  }

  async #stumble(error: unknown, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#deps
    log.warn('the tables fell behind the journal', { code: toTradingError(error).code, error })
    if (signal.aborted) {
      this.#isBehind = false
      this.#waiting = []
      return
    }
    this.#fallBehind()
    await clock.until(epochMs(clock.now() + RETRY_MS), signal).catch(ignoreCancellation)
  }
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error
}
