import type { EventId } from '../domain/brand.ts'
import { epochMs } from '../domain/time.ts'
import { ignoreCancellation, wasStopped } from './cancellation.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
import { type EventBus, EventHandler } from './event-bus.ts'
import type { Event, EventType } from './events.ts'
import type { Journal } from './journal.ts'
import type { Logger } from './log.ts'

const MAILBOX_MAX = 4_096
const CATCH_UP_ROWS = 1_024
const TRIES = 3
const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 32_000
const CLOSE_MS_MAX = 2_000

/** Where observers keep what must outlive the process: how far each got, and what it could not handle. */
export abstract class ObserverLog {
  /** Place of the last handled event; null when the observer is new. */
  abstract cursor(handler: string): Promise<number | null>
  abstract advance(handler: string, seq: number): Promise<void>
  abstract bury(letter: DeadLetter): Promise<void>
}

/** An event that one handler failed on for good. */
export interface DeadLetter {
  readonly handler: string
  readonly seq: number
  readonly eventId: EventId
  readonly attempts: number
  readonly code: string
  readonly reason: string
  readonly at: number
}

export interface ObserverDeps {
  readonly bus: EventBus
  readonly journal: Journal
  readonly observerLog: ObserverLog
  readonly clock: Clock
  readonly log: Logger
  /** 0 to 1, spreads retries of many observers. */
  readonly jitter: () => number
}

/**
 * Runs beside the total order: own mailbox, own cursor, one event at a time. A failure is retried, then dead-lettered,
 * here and nowhere else. A mailbox that runs over is emptied and read again from the journal, so nothing durable is lost.
 */
export abstract class Observer<T extends EventType> extends EventHandler<T> {
  readonly #deps: ObserverDeps
  readonly #types: ReadonlySet<string>
  readonly #closing = new AbortController()
  readonly #mailbox: Event<T>[] = []
  readonly #idlers: (() => void)[] = []
  #wake: (() => void) | null = null
  #running: Promise<void> | null = null
  #cursor = 0
  #isBehind = false

  constructor(deps: ObserverDeps, types: readonly T[]) {
    super(deps.bus, types)
    this.#deps = deps
    this.#types = new Set(types)
  }

  /** Name under which the cursor is kept. */
  get name(): string {
    return this.constructor.name
  }

  /** Place of the last event that is done with. */
  get position(): number {
    return this.#cursor
  }

  abstract override handleEvent(event: Event<T>, signal: AbortSignal): Promise<void>

  /** Goes on where it stopped before; a new observer begins with what happens from now on. */
  async initialize(_signal: AbortSignal): Promise<void> {
    if (this.#running) return
    const known = await this.#deps.observerLog.cursor(this.name)
    this.#cursor = known ?? this.#deps.journal.head
    // Also when the journal seems to end at the cursor: while a desk goes over its past, its head is that of the re-run.
    this.#isBehind = known !== null
    // From now on is from now on, also when this run ends before its first event.
    if (known === null) await this.#deps.observerLog.advance(this.name, this.#cursor)
    this.#running = this.#run(this.#closing.signal)
  }

  /** Resolves when it has handled all that it was offered so far and all that it had missed, or is closed. */
  async idle(): Promise<void> {
    const isResting = this.#wake !== null && this.#mailbox.length === 0 && !this.#isBehind
    if (this.#running === null || isResting || this.#closing.signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#idlers.push(resolve)
    })
  }

  /** Called by the bus for each durable event and each notice; never waits. */
  offer(event: Event<T>): void {
    if (this.#isBehind && event.seq > 0) return
    if (this.#mailbox.length < MAILBOX_MAX) {
      this.#mailbox.push(event)
    } else {
      this.#mailbox.length = 0
      this.#isBehind = true
    }
    this.#wake?.()
  }

  override async close(): Promise<void> {
    await super.close()
    this.#closing.abort('closing')
    this.#wake?.()
    if (!this.#running) return
    const limit = new AbortController()
    const tooLong = this.#deps.clock
      .until(epochMs(this.#deps.clock.now() + CLOSE_MS_MAX), limit.signal)
      .catch(ignoreCancellation)
    await Promise.race([this.#running, tooLong])
    limit.abort('closed')
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#step(signal).catch((error: unknown) => this.#stumble(error, signal))
      if (this.#mailbox.length > 0 || this.#isBehind || signal.aborted) continue
      this.#release()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    this.#release()
  }

  #release(): void {
    for (const resolve of this.#idlers.splice(0)) resolve()
  }

  async #step(signal: AbortSignal): Promise<void> {
    if (this.#isBehind) await this.#catchUp(signal)
    else await this.#work(this.#mailbox.splice(0), signal)
  }

  /** Its own storage failed, not its handler: it waits, then reads on from its cursor. */
  async #stumble(error: unknown, signal: AbortSignal): Promise<void> {
    const { code } = toTradingError(error)
    this.#deps.log.warn('an observer lost its storage', { handler: this.name, code, error })
    this.#isBehind = true
    await this.#backOff(TRIES, signal)
  }

  /** Reads what it missed; what becomes durable meanwhile is in the mailbox, and is skipped there if it was read. */
  async #catchUp(signal: AbortSignal): Promise<void> {
    this.#isBehind = false
    const rows = await this.#deps.journal.read(this.#cursor, CATCH_UP_ROWS)
    await this.#work(
      rows.filter((event) => this.#isMine(event)),
      signal,
    )
    const last = rows.at(-1)
    if (last === undefined || signal.aborted) return
    this.#cursor = Math.max(this.#cursor, last.seq)
    if (rows.length < CATCH_UP_ROWS) return
    this.#isBehind = true
    await this.#deps.observerLog.advance(this.name, this.#cursor)
  }

  #isMine(event: Event): event is Extract<Event, Event<T>> {
    return this.#types.has(event.type)
  }

  async #work(events: readonly Event<T>[], signal: AbortSignal): Promise<void> {
    let handled = 0
    for (const event of events) {
      if (signal.aborted) break
      if (event.seq > 0 && event.seq <= this.#cursor) continue
      await this.#deliver(event, signal)
      handled = event.seq
    }
    if (handled > 0) await this.#deps.observerLog.advance(this.name, this.#cursor)
  }

  async #deliver(event: Event<T>, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.handleEvent(event, signal)
        break
      } catch (error) {
        if (wasStopped(error, signal)) return
        if (attempt >= TRIES) {
          await this.#bury(event, attempt, error)
          break
        }
        await this.#backOff(attempt, signal)
        if (signal.aborted) return
      }
    }
    if (event.seq > 0) this.#cursor = event.seq
  }

  async #backOff(attempt: number, signal: AbortSignal): Promise<void> {
    const longest = Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_MS_MAX)
    const wait = Math.round(longest * (0.5 + this.#deps.jitter() / 2))
    const { clock } = this.#deps
    await clock.until(epochMs(clock.now() + wait), signal).catch(ignoreCancellation)
  }

  async #bury(event: Event<T>, attempts: number, error: unknown): Promise<void> {
    const { observerLog, clock, log, bus } = this.#deps
    const { code, message } = toTradingError(error)
    const handler = this.name
    const { seq, id, type, correlationId } = event
    log.error('an observer gave an event up', { handler, type, seq, code, correlationId, error })
    const reason = message
    await observerLog.bury({ handler, seq, eventId: id, attempts, code, reason, at: clock.now() })
    bus.notify('system.dead_lettered', { handler, eventSeq: seq, reason }, { source: 'Observer' })
  }
}
