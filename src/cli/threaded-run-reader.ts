import type { Clock } from '../core/clock.ts'
import type { AskedScreen } from '../core/company-screen.ts'
import { TradingError } from '../core/errors.ts'
import type { AskedRun } from '../core/run-desk.ts'
import { RunReader, type RunReport } from '../core/run-reader.ts'
import { epochMs } from '../domain/time.ts'
import type { AskedSpec } from './asked-spec.ts'
import type { RunTaskKind, RunTasks } from './run-tasks.ts'
import type { Asked, RunThread } from './run-thread.ts'

export interface ThreadedRunReaderDeps {
  readonly clock: Clock
  readonly openThread: () => RunThread
}

/** So long after the last question the thread is kept for the next one. */
const IDLE_MS = 60_000
/** Questions that wait for their answers at once. */
const ASKED_MAX = 32

/** Kept runs read by one thread of its own, which is there while somebody asks. */
export class ThreadedRunReader extends RunReader {
  readonly #deps: ThreadedRunReaderDeps
  #thread: RunThread | null = null
  #idle: Disposable | null = null
  #asked = 0
  #isClosed = false

  constructor(deps: ThreadedRunReaderDeps) {
    super()
    this.#deps = deps
  }

  override document(id: string): Promise<Uint8Array> {
    return this.#ask('document', { id })
  }

  override report(id: string): Promise<RunReport> {
    return this.#ask('report', { id })
  }

  override compare(ids: readonly string[]): Promise<Uint8Array> {
    return this.#ask('compare', { ids })
  }

  override storedSeries(): Promise<Uint8Array> {
    return this.#ask('storedSeries', {})
  }

  override screen(asked: AskedScreen): Promise<Uint8Array> {
    return this.#ask('screen', { asked })
  }

  /** What a run is made of. Throws INPUT_INVALID with each field that is refused. */
  check(asked: AskedRun): Promise<AskedSpec> {
    return this.#ask('check', { asked })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#idle?.[Symbol.dispose]()
    await this.#thread?.close()
  }

  async #ask<K extends RunTaskKind>(kind: K, asked: Asked<K>): Promise<RunTasks[K]['answer']> {
    if (this.#isClosed) throw new TradingError('CLOSED', 'The desk is closing')
    if (this.#asked >= ASKED_MAX) {
      const says = 'Too many ask for runs at once: ask again in a moment'
      throw new TradingError('QUEUE_FULL', says, { retryAfterMs: 2_000 })
    }
    this.#asked += 1
    this.#idle?.[Symbol.dispose]()
    try {
      return await this.#open().ask(kind, asked)
    } finally {
      this.#asked -= 1
      if (this.#asked === 0) this.#restLater()
    }
  }

  #open(): RunThread {
    if (this.#thread?.isOpen !== true) this.#thread = this.#deps.openThread()
    return this.#thread
  }

  #restLater(): void {
    const { clock } = this.#deps
    const thread = this.#thread
    this.#idle = clock.wakeAt(epochMs(clock.now() + IDLE_MS), () => {
      this.#thread = null
      void thread?.close()
    })
  }
}
