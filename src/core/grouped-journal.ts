import { epochMs } from '../domain/time.ts'
import { isCancellation } from './cancellation.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
import { TradingError } from './errors.ts'
import { EventRow } from './event-row.ts'
import type { Event } from './events.ts'
import { eventOf, Journal, type JournalLog, type JournalRow } from './journal.ts'
import type { Logger } from './log.ts'

export interface GroupedJournalOptions {
  readonly log: JournalLog
  readonly logger: Logger
  readonly clock: Clock
  /** Most events written as one group. */
  readonly groupMax?: number
  /** Events waiting for storage from which on those who can wait should. */
  readonly backlogMax?: number
}

interface Waiter {
  readonly seq: number
  resolve(): void
  reject(error: TradingError): void
}

const GROUP_MAX = 512
const BACKLOG_MAX = 16_384
/** At this many times the backlog storage has failed in effect, whatever it says. */
const OVERRUN = 32
/** Encoded between two turns of the event loop: well below a millisecond's work. */
const SLICE_EVENTS = 64
const CLOSE_MS_MAX = 5_000

/** A failure keeps its name where the name says more: another writer, a broken chain. */
function failureOf(cause: unknown): TradingError {
  const known = toTradingError(cause)
  if (known.code === 'JOURNAL_FENCED' || known.code === 'JOURNAL_BROKEN') return known
  const message = `The journal could not be written, so nothing may be decided: ${known.message}`
  return new TradingError('JOURNAL_FAILED', message, { cause })
}

/**
 * A journal over stable storage. Appending never waits: one group is under way at most, and what comes meanwhile is the
 * next one. A write that failed is final, because what was lost may already have been decided on.
 */
export class GroupedJournal extends Journal {
  readonly #log: JournalLog
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #groupMax: number
  readonly #backlogMax: number
  readonly #listeners = new Set<(events: readonly Event[]) => void>()
  readonly #failureListeners = new Set<(error: TradingError) => void>()
  /** Not encoded yet; then encoded, each with its row; then on their way to the disk. */
  #raw: Event[] = []
  #ready: Event[] = []
  #rows: JournalRow[] = []
  #waiters: Waiter[] = []
  #head: number
  #durableSeq: number
  /** Hash of the chain up to the last encoded event. */
  #hash: string
  #failure: TradingError | null = null
  #writing: Promise<void> | null = null
  #isEncoding = false
  #isClosed = false

  private constructor(
    options: GroupedJournalOptions,
    start: { readonly seq: number; readonly hash: string },
  ) {
    super()
    this.#log = options.log
    this.#logger = options.logger
    this.#clock = options.clock
    this.#groupMax = options.groupMax ?? GROUP_MAX
    this.#backlogMax = options.backlogMax ?? BACKLOG_MAX
    this.#head = start.seq
    this.#durableSeq = start.seq
    this.#hash = start.hash
  }

  /** Goes on behind what is stored. */
  static async open(options: GroupedJournalOptions): Promise<GroupedJournal> {
    return new GroupedJournal(options, await options.log.head())
  }

  override get head(): number {
    return this.#head
  }

  override get hash(): string {
    this.#encode(this.#raw.length)
    return this.#hash
  }

  /** More waits for storage than should: whoever can wait should await `relieved`. */
  get isPressed(): boolean {
    return this.#raw.length + this.#ready.length >= this.#backlogMax
  }

  override append(event: Event): void {
    if (this.#failure !== null) throw this.#failure
    if (this.#isClosed) throw new TradingError('CLOSED', 'The journal is closed')
    if (event.seq !== this.#head + 1) throw outOfPlace(this.#head, event.seq)
    this.#raw.push(event)
    this.#head = event.seq
    this.#encodeSoon()
    if (this.#raw.length > this.#backlogMax * OVERRUN) this.#fail(overrun(this.#raw.length))
    this.#writing ??= this.#write()
  }

  override durable(seq: number): Promise<void> {
    if (seq <= this.#durableSeq) return Promise.resolve()
    if (this.#failure !== null) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#waiters.push({ seq, resolve, reject })
    })
  }

  /** Resolves when storage has caught up half way; at once unless pressed. */
  relieved(): Promise<void> {
    if (!this.isPressed) return Promise.resolve()
    return this.durable(this.#head - Math.floor(this.#backlogMax / 2))
  }

  override onDurable(listener: (events: readonly Event[]) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Called once, when storage has failed for good: the moment to stop whatever could do harm. */
  onFailure(listener: (error: TradingError) => void): Disposable {
    this.#failureListeners.add(listener)
    return { [Symbol.dispose]: () => this.#failureListeners.delete(listener) }
  }

  override async read(after: number, limit: number): Promise<readonly Event[]> {
    return (await this.#log.read(after, limit)).map(eventOf)
  }

  override async close(): Promise<void> {
    this.#isClosed = true
    const flushed = new AbortController()
    const due = epochMs(this.#clock.now() + CLOSE_MS_MAX)
    const late = this.#clock.until(due, flushed.signal).then(
      () => this.#fail(new TradingError('TIMED_OUT', 'The last events were not stored in time')),
      (error: unknown) => {
        if (!isCancellation(error)) throw error
      },
    )
    await Promise.race([this.#writing, late])
    flushed.abort('flushed')
    if (this.#failure !== null) throw this.#failure
  }

  /** Group after group until nothing waits. */
  async #write(): Promise<void> {
    try {
      // What is stated in one go becomes one group.
      await Promise.resolve()
      while (this.#failure === null && this.#raw.length + this.#ready.length > 0) {
        if (this.#ready.length < this.#groupMax) this.#encode(SLICE_EVENTS)
        const events = this.#ready.splice(0, this.#groupMax)
        const rows = this.#rows.splice(0, this.#groupMax)
        this.#encodeSoon()
        await this.#log.append(rows)
        if (this.#failure === null) this.#stored(events)
      }
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#writing = null
    }
  }

  #encode(count: number): void {
    for (const event of this.#raw.splice(0, count)) {
      const row = new EventRow(event, this.#hash)
      this.#hash = row.hash
      this.#ready.push(event)
      this.#rows.push(row)
    }
  }

  /** While the disk works, the next group is made ready, a slice a turn. */
  #encodeSoon(): void {
    const isDue = this.#raw.length >= SLICE_EVENTS && this.#ready.length < this.#groupMax
    if (!isDue || this.#isEncoding) return
    this.#isEncoding = true
    setImmediate(() => {
      this.#isEncoding = false
      if (this.#failure !== null) return
      try {
        this.#encode(SLICE_EVENTS)
      } catch (error) {
        this.#fail(error)
      }
      this.#encodeSoon()
    })
  }

  #stored(events: readonly Event[]): void {
    const durable = events.at(-1)?.seq ?? this.#durableSeq
    this.#durableSeq = durable
    const waiters = this.#waiters
    this.#waiters = waiters.filter(({ seq }) => seq > durable)
    for (const waiter of waiters) if (waiter.seq <= durable) waiter.resolve()
    for (const listener of this.#listeners) this.#tell(() => listener(events))
  }

  #fail(cause: unknown): void {
    if (this.#failure !== null) return
    const failure = failureOf(cause)
    this.#failure = failure
    this.#logger.error('the journal failed', { code: failure.code, error: failure })
    const waiters = this.#waiters
    this.#waiters = []
    this.#raw = []
    this.#ready = []
    this.#rows = []
    for (const { reject } of waiters) reject(failure)
    for (const listener of this.#failureListeners) this.#tell(() => listener(failure))
  }

  /** A listener that throws is a fault of its own, not of the journal. */
  #tell(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#logger.error('a listener of the journal failed', { error })
    }
  }
}

const outOfPlace = (head: number, seq: number): TradingError =>
  new TradingError(
    'JOURNAL_BROKEN',
    `The journal ends at ${head}, so an event with place ${seq} cannot follow`,
  )

const overrun = (waiting: number): TradingError =>
  new TradingError('QUEUE_FULL', `${waiting} events wait, so storage does not keep up`)
