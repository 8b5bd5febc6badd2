import type { Event } from '../../src/core/events.ts'
import { Journal } from '../../src/core/journal.ts'

/** A journal that a kernel meets at a checkpoint, before it has folded what came after. */
export class JournalFrom extends Journal {
  readonly #inner: Journal
  readonly #seq: number
  #isFolded = false

  constructor(inner: Journal, seq: number) {
    super()
    this.#inner = inner
    this.#seq = seq
  }

  override get head(): number {
    return this.#isFolded ? this.#inner.head : this.#seq
  }

  override get hash(): string {
    return this.#inner.hash
  }

  /** Everything stored is in the kernel's state. */
  folded(): void {
    this.#isFolded = true
  }

  override append(event: Event): void {
    this.#inner.append(event)
  }

  override durable(seq: number): Promise<void> {
    return this.#inner.durable(seq)
  }

  override onDurable(listener: (events: readonly Event[]) => void): Disposable {
    return this.#inner.onDurable(listener)
  }

  override read(after: number, limit: number): Promise<readonly Event[]> {
    return this.#inner.read(after, limit)
  }

  override close(): Promise<void> {
    return this.#inner.close()
  }
}
