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
  readonly #lines: Record<Product, Map<InstrumentId, Line>> = { CNC: new Map(), MIS: new Map() }
  /** Signed shares of each strategy. */
  readonly #owned = new Map<string, Record<Product, Map<InstrumentId, number>>>()

  /** NaN until the first deposit is known: nothing is affordable before. */
  get cash(): number {
    return this.#cash
  }

  set cash(cash: number) {
    this.#cash = cash
  }

  setPosition({ instrument, product, quantity, costPaise }: Position): void {
    const lines = this.#lines[product]
    if (quantity === 0) lines.delete(instrument)
    else lines.set(instrument, { instrument, product, quantity, cost: costPaise })
  }

  /** Shares change hands for a strategy. */
  fill({ strategy, instrument, product, side, quantity }: Fill): void {
    const owned = this.#ownedBy(strategy)[product]
    const shares = (owned.get(instrument) ?? 0) + signOf(side) * quantity
    if (shares === 0) owned.delete(instrument)
    else owned.set(instrument, shares)
  }

  /** Who ever owned shares. */
  get strategies(): Iterable<string> {
    return this.#owned.keys()
  }

  /** Signed shares that a strategy owns. */
  owned(strategy: string, instrument: InstrumentId, product: Product): number {
    return this.#owned.get(strategy)?.[product].get(instrument) ?? 0
  }

  /** A split or bonus restates what strategies own. */
  rebase(instrument: InstrumentId, newShares: number, oldShares: number): void {
    for (const { CNC, MIS } of this.#owned.values()) {
      for (const owned of [CNC, MIS]) {
        const shares = owned.get(instrument)
        if (shares !== undefined)
          owned.set(instrument, Math.trunc((shares * newShares) / oldShares))
      }
    }
  }

  quantity(instrument: InstrumentId, product: Product): number {
    return this.#lines[product].get(instrument)?.quantity ?? 0
  }

  /** Open positions, those for delivery first. */
  *lines(): Generator<Line> {
    yield* this.#lines.CNC.values()
    yield* this.#lines.MIS.values()
  }

  get openPositions(): number {
    return this.#lines.CNC.size + this.#lines.MIS.size
  }

  equity(priceOf: PriceOf): number {
    let worth = this.#cash
    for (const line of this.#lines.CNC.values()) worth += line.quantity * valuePrice(line, priceOf)
    for (const line of this.#lines.MIS.values()) worth += line.quantity * valuePrice(line, priceOf)
    return worth
  }

  /** Cash that shorts lock: what they brought in, and a margin of their cost. */
  lockedByShorts(marginBps: number): number {
    let locked = 0
    for (const product of PRODUCTS) {
      for (const { quantity, cost } of this.#lines[product].values()) {
        if (quantity < 0) locked += Math.abs(cost) * (1 + marginBps / 10_000)
      }
    }
    return Math.ceil(locked)
  }

  save(): AccountState {
    const cash = Number.isNaN(this.#cash) ? null : this.#cash
    const owned = [...this.#owned].flatMap(([strategy, products]) =>
      PRODUCTS.flatMap((product) =>
        Array.from(products[product], ([instrument, shares]) => ({
          strategy,
          product,
          instrument,
          shares,
        })),
      ),
    )
    return { cash, lines: [...this.lines()], owned }
  }

  load({ cash, lines, owned }: AccountState): void {
    this.#cash = cash ?? Number.NaN
    this.#owned.clear()
    for (const product of PRODUCTS) this.#lines[product].clear()
    for (const line of lines) this.#lines[line.product].set(line.instrument, line)
    for (const { strategy, product, instrument, shares } of owned) {
      this.#ownedBy(strategy)[product].set(instrument, shares)
    }
  }

  #ownedBy(strategy: string): Record<Product, Map<InstrumentId, number>> {
    const known = this.#owned.get(strategy)
    if (known) return known
    const fresh = { CNC: new Map<InstrumentId, number>(), MIS: new Map<InstrumentId, number>() }
    this.#owned.set(strategy, fresh)
    return fresh
  }
}

const PRODUCTS = ['CNC', 'MIS'] as const satisfies readonly Product[]

/** What `Account` remembers, as plain JSON. */
export interface AccountState {
  readonly cash: number | null
  readonly lines: readonly Line[]
  readonly owned: readonly {
    readonly strategy: string
    readonly product: Product
    readonly instrument: InstrumentId
    readonly shares: number
  }[]
}

/** Who owns shares of a position, by name. */
export const ownersOf = (
  account: Account,
  instrument: InstrumentId,
  product: Product,
): readonly string[] =>
  [...account.strategies]
    .filter((strategy) => account.owned(strategy, instrument, product) !== 0)
    .sort()

const every = (): boolean => true

/** Market value of positions in paise, absolute, of those instruments that match. */
export function exposureOf(
  account: Account,
  priceOf: PriceOf,
  matches: (instrument: InstrumentId) => boolean = every,
): number {
  let gross = 0
  for (const line of account.lines()) {
    if (matches(line.instrument)) gross += Math.abs(line.quantity) * valuePrice(line, priceOf)
  }
  return gross
}

/** The last price; without one, what was paid: enough to size with, never to trade on. */
function valuePrice(line: Line, priceOf: PriceOf): number {
  const price = priceOf(line.instrument)
  return Number.isNaN(price) ? line.cost / line.quantity : price
}
