import type { DailyHistory } from '../core/daily-history.ts'
import type { Quotes } from '../core/quotes.ts'
import { type Account, exposureOf, ownersOf } from '../domain/account.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { GuardBook } from '../domain/guard-book.ts'
import type { Hold, Holds } from '../domain/holds.ts'
import { type Order, signOf } from '../domain/order.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import { isAnyones, type Signal } from '../domain/signal.ts'
import type { Universe } from '../domain/universe.ts'

/** Correlation of daily returns from which two shares count as one bet. */
const TOGETHER = 0.7

export interface ExposureDeps {
  readonly quotes: Quotes
  readonly universe: Universe
  readonly history: DailyHistory
  readonly account: Account
  readonly holds: Holds
  readonly guards: GuardBook
}

/** Shares of one strategy that an exit may still sell or buy back. */
export interface Owner {
  readonly strategy: string
  readonly free: number
}

/** What the account is exposed to at the last prices, orders under way included, and who owns it. Paise and shares. */
export class Exposures {
  readonly #deps: ExposureDeps

  constructor(deps: ExposureDeps) {
    this.#deps = deps
  }

  readonly priceOf = (instrument: InstrumentId): number => {
    const index = this.#deps.universe.indexOf(instrument)
    return index < 0 ? Number.NaN : at(this.#deps.quotes.last, index)
  }

  get equity(): number {
    return this.#deps.account.equity(this.priceOf)
  }

  /** Market value of what is held, absolute: orders under way are not in it. */
  get gross(): number {
    return exposureOf(this.#deps.account, this.priceOf)
  }

  /** What is lost if every stop is hit; a position without a stop risks itself. */
  get risk(): number {
    const { guards, holds } = this.#deps
    let risk = 0
    for (const { instrument, quantity, stop } of guards.all()) {
      const price = this.priceOf(instrument)
      risk += Math.max(0, stop === null ? Math.abs(quantity) * price : quantity * (price - stop))
    }
    for (const hold of holds.all) risk += hold.risk
    return risk
  }

  freeCash(limits: RiskLimits): number {
    const { account, holds } = this.#deps
    return account.cash - holds.cash - account.lockedByShorts(limits.intradayMarginBps)
  }

  /** Shares that an exit on this side would close and that no working exit has reserved: for a person, whoever's. */
  sellable(exit: Signal | Order): number {
    if (!isAnyones(exit)) return this.ownSellable(exit)
    let free = 0
    for (const owner of this.owners(exit)) free += owner.free
    return free
  }

  /** The same of its owner's shares alone: an order that stands is one owner's, and can only grow into those. */
  ownSellable(exit: Signal | Order): number {
    return this.#free(exit, exit.strategy)
  }

  /** Whose shares an exit on this side could close: those of whoever asks first, then by name. */
  owners(exit: Signal | Order): readonly Owner[] {
    const { instrument, product, strategy: asking } = exit
    const names = ownersOf(this.#deps.account, instrument, product)
    const ordered = names.includes(asking)
      ? [asking, ...names.filter((name) => name !== asking)]
      : names
    return ordered
      .map((strategy) => ({ strategy, free: this.#free(exit, strategy) }))
      .filter(({ free }) => free > 0)
  }

  /**
   * Shares that an entry would meet on the other side: it would undo them and leave a rest unguarded. A strategy minds
   * its own, a person everybody's.
   */
  opposing(entry: Order): number {
    const { account, holds } = this.#deps
    const { strategy, instrument, product, side } = entry
    const isOurs = (name: string) => isAnyones(entry) || name === strategy
    const opposite = (name: string) =>
      Math.max(0, -signOf(side) * account.owned(name, instrument, product))
    let shares = 0
    if (isAnyones(entry)) {
      for (const name of ownersOf(account, instrument, product)) shares += opposite(name)
    } else shares = opposite(strategy)
    for (const hold of holds.all) {
      const isSame = hold.instrument === instrument && hold.product === product
      const isEntering = hold.effect === 'open' && hold.side !== side
      if (isSame && isEntering && isOurs(hold.strategy)) shares += hold.quantity
    }
    return shares
  }

  /** Exposure to one share, of one strategy or of all. */
  to(instrument: InstrumentId, strategy: string | null): number {
    const { account, holds } = this.#deps
    let shares = 0
    for (const product of ['CNC', 'MIS'] as const) {
      shares +=
        strategy === null
          ? Math.abs(account.quantity(instrument, product))
          : Math.abs(account.owned(strategy, instrument, product))
    }
    let value = shares === 0 ? 0 : shares * this.priceOf(instrument)
    for (const hold of holds.all) {
      if (hold.instrument !== instrument) continue
      if (strategy === null || hold.strategy === strategy) value += hold.cash
    }
    return value
  }

  where(matches: (instrument: InstrumentId) => boolean): number {
    let value = exposureOf(this.#deps.account, this.priceOf, matches)
    for (const hold of this.#deps.holds.all) if (matches(hold.instrument)) value += hold.cash
    return value
  }

  /** Exposure to the sector of a share; null is the sector of those that have none. */
  toSector(sector: string | null): number {
    return this.where((id) => (this.#deps.universe.get(id)?.sector ?? null) === sector)
  }

  /** Exposure to what moves with a share. */
  together(index: number): number {
    return this.where((id) => this.#movesWith(id, index))
  }

  /** Instruments in which something is open or about to be, with one more. */
  openWith(instrument: InstrumentId | null): ReadonlySet<InstrumentId> {
    const { account, holds } = this.#deps
    const open = new Set<InstrumentId>()
    for (const line of account.lines()) open.add(line.instrument)
    for (const hold of holds.all) if (hold.effect === 'open') open.add(hold.instrument)
    if (instrument !== null) open.add(instrument)
    return open
  }

  #free({ instrument, product, side }: Signal | Order, strategy: string): number {
    const { account, holds } = this.#deps
    const isReserving = (hold: Hold): boolean =>
      hold.effect === 'close' &&
      hold.instrument === instrument &&
      hold.product === product &&
      hold.strategy === strategy
    let free = -signOf(side) * account.owned(strategy, instrument, product)
    for (const hold of holds.all) if (isReserving(hold)) free -= hold.quantity
    return Math.max(0, free)
  }

  /** Shares that move together count as one bet; without a history, a shared sector is taken for it. */
  #movesWith(id: InstrumentId, index: number): boolean {
    const { universe, history } = this.#deps
    const other = universe.indexOf(id)
    if (other === index) return true
    const correlation = history.correlation(index, other)
    if (Number.isNaN(correlation)) return universe.at(other).sector === universe.at(index).sector
    return correlation >= TOGETHER
  }
}
