import type { InstrumentId } from './brand.ts'
import type { Fill } from './fill.ts'
import { type Product, signOf } from './order.ts'
import type { Position } from './position.ts'

/** What risk knows of a position. */
interface Line {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly quantity: number
  readonly cost: number
}

/** Last price of an instrument in paise, NaN while unknown. */
export type PriceOf = (instrument: InstrumentId) => number

/** Cash and positions as events told them, valued at the prices of the moment. */
export class Account {
  #cash = Number.NaN
  readonly #lines = new Map<string, Line>()
  /** Signed shares by strategy, product and instrument. */
  readonly #owned = new Map<string, number>()

  /** NaN until the first deposit is known: nothing is affordable before. */
  get cash(): number {
    return this.#cash
  }

  setCash(cash: number): void {
    this.#cash = cash
  }

  setPosition({ instrument, product, quantity, costPaise }: Position): void {
    const key = `${product} ${instrument}`
    if (quantity === 0) this.#lines.delete(key)
    else this.#lines.set(key, { instrument, product, quantity, cost: costPaise })
  }

  /** Shares change hands for a strategy. */
  fill({ strategy, instrument, product, side, quantity }: Fill): void {
    const key = ownerKey(strategy, product, instrument)
    const owned = (this.#owned.get(key) ?? 0) + signOf(side) * quantity
    if (owned === 0) this.#owned.delete(key)
    else this.#owned.set(key, owned)
  }

  /** Signed shares that a strategy owns. */
  owned(strategy: string, instrument: InstrumentId, product: Product): number {
    return this.#owned.get(ownerKey(strategy, product, instrument)) ?? 0
  }

  /** A split or bonus restates what strategies own. */
  rebase(instrument: InstrumentId, newShares: number, oldShares: number): void {
    for (const [key, quantity] of this.#owned) {
      if (!key.endsWith(` ${instrument}`)) continue
      this.#owned.set(key, Math.trunc((quantity * newShares) / oldShares))
    }
  }

  quantity(instrument: InstrumentId, product: Product): number {
    return this.#lines.get(`${product} ${instrument}`)?.quantity ?? 0
  }

  lines(): Iterable<Line> {
    return this.#lines.values()
  }

  get openPositions(): number {
    return this.#lines.size
  }

  equity(priceOf: PriceOf): number {
    let worth = this.#cash
    for (const line of this.#lines.values()) worth += line.quantity * valuePrice(line, priceOf)
    return worth
  }

  /** Market value of positions, absolute, of those instruments that match. */
  exposure(priceOf: PriceOf, matches: (instrument: InstrumentId) => boolean = all): number {
    let gross = 0
    for (const line of this.#lines.values()) {
      if (matches(line.instrument)) gross += Math.abs(line.quantity) * valuePrice(line, priceOf)
    }
    return gross
  }

  /** Cash that shorts lock: what they brought in, and a margin of their cost. */
  lockedByShorts(marginBps: number): number {
    let locked = 0
    for (const { quantity, cost } of this.#lines.values()) {
      if (quantity < 0) locked += Math.abs(cost) * (1 + marginBps / 10_000)
    }
    return Math.ceil(locked)
  }

  save(): AccountState {
    const cash = Number.isNaN(this.#cash) ? null : this.#cash
    return { cash, lines: [...this.#lines.values()], owned: [...this.#owned] }
  }

  load({ cash, lines, owned }: AccountState): void {
    this.#cash = cash ?? Number.NaN
    this.#owned.clear()
    for (const [key, quantity] of owned) this.#owned.set(key, quantity)
    this.#lines.clear()
    for (const line of lines) this.#lines.set(`${line.product} ${line.instrument}`, line)
  }
}

/** What `Account` remembers, as plain JSON. */
export interface AccountState {
  readonly cash: number | null
  readonly lines: readonly Line[]
  readonly owned: readonly (readonly [string, number])[]
}

const all = (): boolean => true

const ownerKey = (strategy: string, product: Product, instrument: InstrumentId): string =>
  `${strategy} ${product} ${instrument}`

/** The last price; without one, what was paid: enough to size with, never to trade on. */
function valuePrice(line: Line, priceOf: PriceOf): number {
  const price = priceOf(line.instrument)
  return Number.isNaN(price) ? line.cost / line.quantity : price
}
