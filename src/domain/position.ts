import type { InstrumentId, OrderId } from './brand.ts'
import type { CorporateAction, SymbolChange } from './corporate-action.ts'
import type { Fill } from './fill.ts'
import { type Lot, Lots } from './lots.ts'
import { NO_MONEY, type Paise, paise } from './money.ts'
import { type Product, signOf } from './order.ts'
import { dayNumber, type EpochMs, midnightOf } from './time.ts'

/** Open quantity of one instrument and product, as events and screens show it; the lots stay in the book. */
export interface Position {
  readonly instrument: InstrumentId
  readonly product: Product
  /** Shares; a short is negative. */
  readonly quantity: number
  /** What the open shares cost, all of them; a short's is negative, as it brought that in. */
  readonly costPaise: Paise
  /** Cost of one share, a quotient for display and never for reckoning; null when flat. */
  readonly averagePricePaise: number | null
  /** From closed quantity since the account began, before charges. */
  readonly realisedPaise: Paise
  /** Dividends received since the account began; a short pays them. */
  readonly dividendPaise: Paise
  /** Open lots. */
  readonly lots: number
  /** When the oldest open lot was opened; null when flat. */
  readonly openedAt: EpochMs | null
}

/**
 * One round trip: shares of one lot, opened by one order and closed by another. Values are of all
 * its shares.
 */
export interface ClosedTrade {
  readonly instrument: InstrumentId
  readonly product: Product
  /** The strategy that opened it. */
  readonly strategy: string
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly openedAt: EpochMs
  readonly closedAt: EpochMs
  readonly entryPaise: Paise
  readonly exitPaise: Paise
  /** Profit or loss before charges: what a long gained and what a short saved. */
  readonly grossPaise: Paise
  readonly openOrderId: OrderId
  /** null when a corporate action ended it. */
  readonly closeOrderId: OrderId | null
  readonly openReason: string
  readonly closeReason: string
  /** Calendar days in India: 0 within one day. */
  readonly holdingDays: number
}

/** What a fill or a corporate action did. */
export interface PositionChange {
  readonly position: Position
  readonly closed: readonly ClosedTrade[]
  /** What it does to cash, before charges. */
  readonly cashPaise: Paise
}

/** A position as it is saved: with its lots, oldest first. */
export interface SavedPosition {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly quantity: number
  readonly realisedPaise: number
  readonly dividendPaise: number
  readonly lots: readonly Lot[]
}

/** Profit or loss of the open shares at a price, before charges. */
export const unrealised = (position: Position, price: Paise): Paise =>
  paise(price * position.quantity - position.costPaise)

/** One position and its lots. */
class Entry {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly lots = new Lots()
  quantity = 0
  costPaise = 0
  realisedPaise = 0
  dividendPaise = 0

  constructor(instrument: InstrumentId, product: Product) {
    this.instrument = instrument
    this.product = product
  }
}

/** What ends a lot: a fill, or a corporate action. */
interface Closing {
  readonly at: EpochMs
  readonly orderId: OrderId | null
  readonly reason: string
  readonly price: number
}

/**
 * Every position of a book, kept from fills and corporate actions alone, in whole paise: after any of them
 * cash + cost of open positions = deposits + realised + dividends, before charges. A fill costs O(1).
 */
export class PositionBook {
  readonly #entries = {
    CNC: new Map<InstrumentId, Entry>(),
    MIS: new Map<InstrumentId, Entry>(),
  } as const satisfies Record<Product, Map<InstrumentId, Entry>>

  /** The book as `save` wrote it. */
  static restore(saved: readonly SavedPosition[]): PositionBook {
    const book = new PositionBook()
    for (const { instrument, product, quantity, realisedPaise, dividendPaise, lots } of saved) {
      const entry = book.#entryOf(instrument, product)
      for (const lot of lots) {
        entry.lots.add(lot)
        entry.costPaise += Math.sign(quantity) * lot.costPaise
      }
      entry.quantity = quantity
      entry.realisedPaise = realisedPaise
      entry.dividendPaise = dividendPaise
    }
    return book
  }

  /** Everything remembered, as plain JSON. */
  save(): readonly SavedPosition[] {
    return this.#all().map((entry) => ({
      instrument: entry.instrument,
      product: entry.product,
      quantity: entry.quantity,
      realisedPaise: entry.realisedPaise,
      dividendPaise: entry.dividendPaise,
      lots: entry.lots.all(),
    }))
  }

  /**
   * Closes against the fill's side first and opens with what is left, so a fill may flip a position through zero.
   * Throws RangeError for a quantity that is not whole and positive or a value that is not whole paise.
   */
  applyFill(fill: Fill): PositionChange {
    if (!(Number.isSafeInteger(fill.quantity) && fill.quantity > 0)) {
      throw new RangeError(`a fill of ${fill.quantity} shares cannot be`)
    }
    const value = paise(fill.price * fill.quantity)
    const entry = this.#entryOf(fill.instrument, fill.product)
    const sign = signOf(fill.side)
    const closed: ClosedTrade[] = []
    const isClosing = Math.sign(entry.quantity) === -sign
    const left = isClosing ? closeLots(entry, fill, closed) : fill.quantity
    if (left > 0) {
      const { strategy, orderId, at: openedAt, reason } = fill
      const costPaise = fill.price * left
      entry.lots.add({ strategy, orderId, openedAt, reason, quantity: left, costPaise })
      entry.quantity += sign * left
      entry.costPaise += sign * costPaise
    }
    return { position: summary(entry), closed, cashPaise: paise(-sign * value) }
  }

  /**
   * What an action does to the shares held before its ex-date: a split or bonus turns lots into more or fewer whole
   * shares at the same cost, a dividend moves cash, anything else changes nothing by itself. One change a position.
   */
  applyAction(action: CorporateAction): readonly PositionChange[] {
    if (action.kind === 'other') return []
    const changes: PositionChange[] = []
    for (const product of ['CNC', 'MIS'] as const) {
      const entry = this.#entries[product].get(action.instrument)
      if (entry === undefined || entry.quantity === 0) continue
      changes.push(
        action.kind === 'dividend'
          ? payDividend(entry, action.dividendPaise, midnightOf(action.exDate))
          : rescale(entry, action, midnightOf(action.exDate)),
      )
    }
    return changes
  }

  /**
   * Open lots go on under the new symbol; what was realised stays with the old. Throws RangeError
   * when both are held.
   */
  rename(change: SymbolChange): readonly PositionChange[] {
    const changes: PositionChange[] = []
    for (const product of ['CNC', 'MIS'] as const) {
      const from = this.#entries[product].get(change.before)
      if (from === undefined || from.quantity === 0) continue
      const to = this.#entryOf(change.after, product)
      if (to.quantity !== 0) {
        throw new RangeError(`${change.before} cannot become ${change.after}: both are held`)
      }
      for (const lot of from.lots.all()) {
        to.lots.add(lot)
        from.lots.take(lot.strategy, lot.quantity)
      }
      to.quantity = from.quantity
      to.costPaise = from.costPaise
      from.quantity = 0
      from.costPaise = 0
      for (const entry of [from, to]) {
        changes.push({ position: summary(entry), closed: [], cashPaise: NO_MONEY })
      }
    }
    return changes
  }

  /** A position; a flat one where nothing was ever traded. */
  position(instrument: InstrumentId, product: Product): Position {
    return summary(this.#entries[product].get(instrument) ?? new Entry(instrument, product))
  }

  /** Signed shares, without building anything. */
  quantity(instrument: InstrumentId, product: Product): number {
    return this.#entries[product].get(instrument)?.quantity ?? 0
  }

  /** Signed shares in the lots of one strategy. */
  quantityOf(strategy: string, instrument: InstrumentId, product: Product): number {
    const entry = this.#entries[product].get(instrument)
    return entry === undefined ? 0 : signed(entry, entry.lots.quantityOf(strategy))
  }

  /** Open lots, oldest first. */
  lots(instrument: InstrumentId, product: Product): readonly Lot[] {
    return this.#entries[product].get(instrument)?.lots.all() ?? []
  }

  /** Every position ever held; the flat ones carry what they realised. */
  positions(): readonly Position[] {
    return this.#all().map(summary)
  }

  /** What all open shares cost, with the sign of their positions, in paise. */
  get costPaise(): number {
    let cost = 0
    for (const product of [this.#entries.CNC, this.#entries.MIS]) {
      for (const entry of product.values()) cost += entry.costPaise
    }
    return cost
  }

  #all(): readonly Entry[] {
    return [...this.#entries.CNC.values(), ...this.#entries.MIS.values()]
  }

  #entryOf(instrument: InstrumentId, product: Product): Entry {
    const known = this.#entries[product].get(instrument)
    if (known !== undefined) return known
    const entry = new Entry(instrument, product)
    this.#entries[product].set(instrument, entry)
    return entry
  }
}

/** A count or value of open shares with the sign of the position, never minus zero. */
const signed = (entry: Entry, amount: number): number =>
  amount === 0 ? 0 : Math.sign(entry.quantity) * amount

function summary(entry: Entry): Position {
  const { instrument, product, quantity, costPaise } = entry
  return {
    instrument,
    product,
    quantity,
    costPaise: paise(costPaise),
    averagePricePaise: quantity === 0 ? null : costPaise / quantity,
    realisedPaise: paise(entry.realisedPaise),
    dividendPaise: paise(entry.dividendPaise),
    lots: entry.lots.count,
    openedAt: entry.lots.since,
  }
}

/** Closes lots until the fill is spent or none is open, and returns the shares left over. */
function closeLots(entry: Entry, fill: Fill, closed: ClosedTrade[]): number {
  let left = fill.quantity
  while (left > 0) {
    const lot = entry.lots.take(fill.strategy, left)
    if (lot === null) break
    left -= lot.quantity
    closed.push(closeLot(entry, lot, fill))
  }
  return left
}

/** Books the end of a lot, or of a part of it, and takes it out of the position. */
function closeLot(entry: Entry, lot: Lot, closing: Closing): ClosedTrade {
  const isLong = entry.quantity > 0
  const entryPaise = paise(lot.costPaise)
  const exitPaise = paise(closing.price * lot.quantity)
  const grossPaise = paise(isLong ? exitPaise - entryPaise : entryPaise - exitPaise)
  entry.realisedPaise += grossPaise
  entry.costPaise -= signed(entry, lot.costPaise)
  entry.quantity -= signed(entry, lot.quantity)
  return {
    instrument: entry.instrument,
    product: entry.product,
    strategy: lot.strategy,
    side: isLong ? 'long' : 'short',
    quantity: lot.quantity,
    openedAt: lot.openedAt,
    closedAt: closing.at,
    entryPaise,
    exitPaise,
    grossPaise,
    openOrderId: lot.orderId,
    closeOrderId: closing.orderId,
    openReason: lot.reason,
    closeReason: closing.reason,
    holdingDays: dayNumber(closing.at) - dayNumber(lot.openedAt),
  }
}

function payDividend(entry: Entry, dividendPaise: number, exAt: EpochMs): PositionChange {
  const entitled = entry.lots.all().filter((lot) => lot.openedAt < exAt)
  const shares = entitled.reduce((sum, lot) => sum + lot.quantity, 0)
  const cash = signed(entry, Math.round(dividendPaise * shares))
  entry.dividendPaise += cash
  return { position: summary(entry), closed: [], cashPaise: paise(cash) }
}

interface Rescaling {
  readonly newShares: number
  readonly oldShares: number
}

function rescale(entry: Entry, { newShares, oldShares }: Rescaling, exAt: EpochMs): PositionChange {
  if (!(Number.isSafeInteger(newShares) && newShares > 0 && oldShares > 0)) {
    throw new RangeError(`${newShares} new shares for ${oldShares} old ones cannot be`)
  }
  const ended = entry.lots.rescale(newShares, oldShares, exAt)
  const reason = 'less than one share was left of it by the corporate action'
  const closing = { at: exAt, orderId: null, reason, price: 0 }
  const closed = ended.map((lot) => closeLot(entry, lot, closing))
  const shares = entry.lots.all().reduce((sum, lot) => sum + lot.quantity, 0)
  entry.quantity = signed(entry, shares)
  return { position: summary(entry), closed, cashPaise: NO_MONEY }
}
