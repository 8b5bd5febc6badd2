import { TradingError } from './errors.ts'
import { EventContent } from './event-row.ts'
import type { Event } from './events.ts'
import { chain, GENESIS, Journal, lineOf } from './journal.ts'

export interface MemoryJournalOptions {
  /** `lines` can be read again; `hash` only proves what was; `nothing` only counts: for sweeps of thousands of runs. */
  readonly keeps?: 'lines' | 'hash' | 'nothing'
  /** Most lines kept, the newest; the rest is only hashed. */
  readonly linesMax?: number
}

/** A stretch of the journal, one line of JSON an event, as one text. */
interface Chunk {
  readonly first: number
  readonly last: number
  readonly text: string
}

const CHUNK_EVENTS = 4_096
const LINES_MAX = 1_000_000

/** What the journal wrote was typed when it was written. */
const eventOfLine = (line: string): Event => JSON.parse(line) as Event

/**
 * A journal for runs that need none afterwards: durable at once, because nothing outside depends on it. Appending costs
 * a push; encoding and hashing wait until a chunk is full or somebody asks.
 */
export class MemoryJournal extends Journal {
  readonly #keeps: 'lines' | 'hash' | 'nothing'
  readonly #linesMax: number
  readonly #listeners = new Set<(events: readonly Event[]) => void>()
  #raw: Event[] = []
  readonly #chunks: Chunk[] = []
  #head = 0
  #hash = GENESIS

  constructor({ keeps = 'lines', linesMax = LINES_MAX }: MemoryJournalOptions = {}) {
    super()
    this.#keeps = keeps
    this.#linesMax = linesMax
  }

  override get head(): number {
    return this.#head
  }

  /** Throws NOT_AVAILABLE when nothing is kept to hash. */
  override get hash(): string {
    if (this.#keeps === 'nothing') throw nothingKept()
    this.#encode()
    return this.#hash
  }

  override append(event: Event): void {
    this.#head = event.seq
    if (this.#keeps !== 'nothing' && this.#raw.push(event) === CHUNK_EVENTS) this.#encode()
    if (this.#listeners.size > 0) this.#tell([event])
  }

  override async durable(_seq: number): Promise<void> {}

  override onDurable(listener: (events: readonly Event[]) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Throws NOT_AVAILABLE for events that were not kept. */
  override async read(after: number, limit: number): Promise<readonly Event[]> {
    const events: Event[] = []
    for (const line of this.lines(after)) {
      if (events.length >= limit) break
      events.push(eventOfLine(line))
    }
    return events
  }

  /** The kept lines after a place: what is exported and compared. Throws NOT_AVAILABLE where they are gone. */
  *lines(after = 0): Generator<string> {
    this.#encode()
    const oldest = this.#chunks[0]?.first ?? this.#head + 1
    if (after + 1 < oldest) throw nothingKept()
    for (const { first, last, text } of this.#chunks) {
      if (last > after) yield* text.split('\n').slice(Math.max(0, after + 1 - first))
    }
  }

  override async close(): Promise<void> {
    this.#listeners.clear()
  }

  #encode(): void {
    const first = this.#raw[0]?.seq
    if (first === undefined) return
    const isKept = this.#keeps === 'lines'
    const lines: string[] = []
    for (const event of this.#raw) {
      const line = lineOf(new EventContent(event))
      this.#hash = chain(this.#hash, line)
      if (isKept) lines.push(line)
    }
    this.#raw = []
    if (!isKept) return
    this.#chunks.push({ first, last: this.#head, text: lines.join('\n') })
    while ((this.#chunks[1]?.first ?? this.#head) <= this.#head - this.#linesMax) {
      this.#chunks.shift()
    }
  }

  #tell(events: readonly Event[]): void {
    for (const listener of this.#listeners) listener(events)
  }
}

const nothingKept = (): TradingError =>
  new TradingError('NOT_AVAILABLE', 'This run was told not to keep its events')
