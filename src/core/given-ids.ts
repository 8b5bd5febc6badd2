import type { EventId } from '../domain/brand.ts'

/** Beyond so many the oldest are forgotten; the journal would still refuse one of them a second time. */
const KEPT_MAX = 4_096

/** Ids that senders chose for what they stated, so that a repetition is known for one, after a restart too. */
export class GivenIds {
  readonly #ids = new Set<EventId>()

  has(id: EventId): boolean {
    return this.#ids.has(id)
  }

  add(id: EventId): void {
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (oldest !== undefined && this.#ids.size > KEPT_MAX) this.#ids.delete(oldest)
  }

  save(): readonly EventId[] {
    return [...this.#ids]
  }

  load(ids: readonly EventId[]): void {
    this.#ids.clear()
    for (const id of ids) this.#ids.add(id)
  }
}
