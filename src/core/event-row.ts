import type { Event } from './events.ts'
import { chain, type JournalRow, lineOf } from './journal.ts'

/**
 * An event as a row that has no hash yet. It is light: what the event knows is asked of the event, because rows wait in
 * great numbers while the disk works, and every collection of garbage meanwhile copies what they hold.
 */
export class EventContent implements Omit<JournalRow, 'hash'> {
  readonly #event: Event
  readonly data: string

  constructor(event: Event) {
    this.#event = event
    this.data = JSON.stringify(event.data)
  }

  get seq(): number {
    return this.#event.seq
  }

  get id(): string {
    return this.#event.id
  }

  get type(): string {
    return this.#event.type
  }

  get version(): number {
    return this.#event.version
  }

  get at(): number {
    return this.#event.at
  }

  get source(): string {
    return this.#event.source
  }

  get correlationId(): string {
    return this.#event.correlationId
  }

  get cause(): number {
    return this.#event.cause
  }

  get causationId(): string | null {
    return this.#event.causationId
  }

  get isInput(): boolean {
    return this.#event.isInput
  }
}

/** The same with its link of the chain: equal to what `rowOf` makes, field by field. */
export class EventRow extends EventContent implements JournalRow {
  readonly hash: string

  constructor(event: Event, before: string) {
    super(event)
    this.hash = chain(before, lineOf(this))
  }
}
