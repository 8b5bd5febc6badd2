import type { Signal } from './signal.ts'

/** Idempotency keys remembered, newest last. */
const KEYS_MAX = 10_000

/** Whether a wish is new: the same key with the same wish is a repetition, with another one a conflict. */
export type Novelty = 'new' | 'repeated' | 'conflict'

/** The keys under which wishes came, and what each asked for. */
export class WishKeys {
  readonly #prints = new Map<string, string>()

  noveltyOf(wish: Signal): Novelty {
    const earlier = wish.key === null ? undefined : this.#prints.get(wish.key)
    if (earlier === undefined) return 'new'
    return earlier === printOf(wish) ? 'repeated' : 'conflict'
  }

  /** The first wish under a key stays the one that it stands for. */
  remember(wish: Signal): void {
    if (wish.key === null || this.#prints.has(wish.key)) return
    this.#prints.set(wish.key, printOf(wish))
    const oldest = this.#prints.keys().next()
    if (this.#prints.size > KEYS_MAX && !oldest.done) this.#prints.delete(oldest.value)
  }

  save(): readonly (readonly [string, string])[] {
    return [...this.#prints]
  }

  load(prints: readonly (readonly [string, string])[]): void {
    this.#prints.clear()
    for (const [key, print] of prints) this.#prints.set(key, print)
  }
}

/** What a wish asks, apart from when: short, since every checkpoint holds thousands. */
const printOf = ({ decisionAt: _, decisionPrice: __, key: ___, protection, ...wish }: Signal) =>
  [
    wish.strategy,
    wish.instrument,
    wish.side,
    wish.effect,
    wish.quantity,
    wish.mayBeCut,
    wish.type,
    wish.limit,
    wish.trigger,
    wish.product,
    wish.validity,
    wish.ttlMinutes,
    protection === null ? 'default' : protection.stop,
    protection?.target,
    protection?.trail,
    wish.guards,
    wish.reason,
    // Only where it is, so that what was remembered before there were such wishes still is the same.
    ...(wish.sizeBps === undefined ? [] : [wish.sizeBps]),
  ].join('|')
