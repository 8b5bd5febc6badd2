import type { InstrumentId, OrderId } from './brand.ts'
import { type Charges, charges, NO_CHARGES, subtractCharges } from './charges.ts'
import type { InstrumentKind } from './instrument.ts'
import { atRate, type Paise, paise, times } from './money.ts'
import type { Product, Side } from './order.ts'
import {
  CHARGE_TABLES,
  type ChargeTables,
  type ChargeTerms,
  type DayRates,
  DEFAULT_TERMS,
  doubtsOn,
  ratesOn,
} from './rulebook/charge-rates.ts'
import type { Venue } from './rulebook/charges-exchange.ts'
import { linesOf, type NoteLine, type VenueSums, venueItems } from './rulebook/note-lines.ts'
import {
  feesOf,
  itemsOf,
  NO_FEES,
  NO_ITEMS,
  type OrderSums,
  type ScripItems,
  type ScripSums,
  type SideSums,
} from './rulebook/scrip-charges.ts'
import type { TradeDate } from './time.ts'

/** What a contract note must know of an execution. */
export interface NoteFill {
  readonly orderId: OrderId
  readonly instrument: InstrumentId
  readonly kind: InstrumentKind
  readonly exchange: Venue
  readonly side: Side
  readonly product: Product
  readonly quantity: number
  /** Price a share. */
  readonly price: Paise
  /** Of a sale: shares bought on an earlier day that have not reached the demat account. */
  readonly unsettledQuantity?: number | undefined
  /** The broker's desk closed the position, and charges for it. */
  readonly isSquareOff?: boolean | undefined
}

/** A note as plain data, so that it survives a restart. */
export interface NoteState {
  readonly date: TradeDate
  readonly terms: ChargeTerms
  readonly orders: readonly Readonly<OrderSums>[]
  readonly scrips: readonly Readonly<ScripSums>[]
  readonly venues: readonly Readonly<VenueSums>[]
}

/** The day's note: lines add up to its charges, item by item. */
export interface ContractNote {
  readonly date: TradeDate
  readonly terms: ChargeTerms
  readonly lines: readonly NoteLine[]
  readonly charges: Charges
  /** Rules of the day that no good source confirms. */
  readonly doubts: readonly string[]
}

/** A share's sums and the part of the note that they make, kept so that a fill reckons it once. */
interface Scrip {
  readonly sums: ScripSums
  items: ScripItems
}

const NO_SIDES: Readonly<SideSums> = { buyQuantity: 0, buyValue: 0, sellQuantity: 0, sellValue: 0 }

/**
 * The contract note of one account's day as it grows: each fill returns the difference that it makes, so cash is exact
 * at every moment and the differences add up to the note. A difference may be negative: selling what was bought the
 * same day turns delivery into intraday.
 */
export class RunningNote {
  readonly date: TradeDate
  readonly #terms: ChargeTerms
  readonly #tables: ChargeTables
  readonly #rates: DayRates
  readonly #orders = new Map<OrderId, OrderSums>()
  readonly #scrips = new Map<InstrumentId, Scrip>()
  readonly #venues = new Map<Venue, VenueSums>()
  #turnover = 0
  readonly #sums = { brokerage: 0, stt: 0, stamp: 0, dp: 0, squareOff: 0, transaction: 0, ipft: 0 }
  #charges = NO_CHARGES

  constructor(
    date: TradeDate,
    terms: ChargeTerms = DEFAULT_TERMS,
    tables: ChargeTables = CHARGE_TABLES,
  ) {
    this.date = date
    this.#terms = terms
    this.#tables = tables
    this.#rates = ratesOn(date, terms, tables)
  }

  /** The note that a state was saved from. */
  static restore(state: NoteState, tables: ChargeTables = CHARGE_TABLES): RunningNote {
    const note = new RunningNote(state.date, state.terms, tables)
    for (const order of state.orders) note.#orders.set(order.orderId, { ...order })
    for (const sums of state.scrips) {
      const scrip = { sums: copied(sums), items: NO_ITEMS }
      note.#scrips.set(sums.instrument, scrip)
      note.#reckon(scrip)
    }
    for (const venue of state.venues) note.#trade(venue.venue, venue.turnover, venue.trades)
    note.#charges = note.#total()
    return note
  }

  /** The day's charges so far. */
  get charges(): Charges {
    return this.#charges
  }

  /** Books an execution and returns what it adds to the day's charges. Throws RangeError on one that cannot be. */
  add(fill: NoteFill): Charges {
    const value = valueOf(fill)
    this.#check(fill)
    const order = this.#orderOf(fill)
    const scrip = this.#scripOf(fill)
    const { sums } = scrip
    this.#bookOrder(order, sums, fill.quantity, value)
    bookSide(fill.product === 'CNC' ? sums.cnc : sums.mis, fill, value)
    sums.unsettledSold += fill.unsettledQuantity ?? 0
    this.#reckon(scrip)
    this.#trade(fill.exchange, value, 1)
    const earlier = this.#charges
    this.#charges = this.#total()
    return subtractCharges(this.#charges, earlier)
  }

  /** The note as it stands: a line for each share, and their sum. */
  note(): ContractNote {
    const venues = [...this.#venues.values()]
    const scrips = [...this.#scrips.values()].map(({ sums }) => sums)
    return {
      date: this.date,
      terms: this.#terms,
      lines: linesOf(scrips, venues, this.#charges, this.#rates, this.#terms),
      charges: this.#charges,
      doubts: doubtsOn(this.date, this.#terms, [...this.#venues.keys()], this.#tables),
    }
  }

  /** Everything the note rests on, as plain data. */
  save(): NoteState {
    return {
      date: this.date,
      terms: this.#terms,
      orders: [...this.#orders.values()].map((order) => ({ ...order })),
      scrips: [...this.#scrips.values()].map(({ sums }) => copied(sums)),
      venues: [...this.#venues.values()].map((venue) => ({ ...venue })),
    }
  }

  #check({ orderId, instrument, exchange, side, product }: NoteFill): void {
    const order = this.#orders.get(orderId)
    if (
      order &&
      (order.instrument !== instrument || order.side !== side || order.product !== product)
    ) {
      throw new RangeError(`order ${orderId} was given to ${order.side} ${order.instrument}`)
    }
    const venue = this.#scrips.get(instrument)?.sums.venue ?? exchange
    if (venue !== exchange)
      throw new RangeError(`${instrument} trades on ${venue}, not ${exchange}`)
  }

  #orderOf({ orderId, instrument, side, product, isSquareOff = false }: NoteFill): OrderSums {
    const known = this.#orders.get(orderId)
    if (known !== undefined) return known
    const order: OrderSums = {
      orderId,
      instrument,
      side,
      product,
      isSquareOff,
      quantity: 0,
      value: 0,
      fees: NO_FEES,
    }
    this.#orders.set(orderId, order)
    return order
  }

  #scripOf({ instrument, kind, exchange }: NoteFill): Scrip {
    const known = this.#scrips.get(instrument)
    if (known !== undefined) return known
    const sums: ScripSums = {
      instrument,
      kind: kind === 'etf' ? 'etf' : 'equity',
      venue: exchange,
      cnc: { ...NO_SIDES },
      mis: { ...NO_SIDES },
      unsettledSold: 0,
      deliveryBrokerage: 0,
      nettedBrokerage: 0,
      intradayBrokerage: 0,
      orderStt: 0,
      squareOffFees: 0,
    }
    const scrip = { sums, items: NO_ITEMS }
    this.#scrips.set(instrument, scrip)
    return scrip
  }

  /** The order's fees grow by the fill, and the share's sums follow. */
  #bookOrder(order: OrderSums, sums: ScripSums, quantity: number, value: number): void {
    const before = order.fees
    order.quantity += quantity
    order.value += value
    const after = feesOf(order, sums.kind, this.#rates)
    order.fees = after
    if (order.product === 'CNC') {
      sums.deliveryBrokerage += after.delivery - before.delivery
      sums.nettedBrokerage += after.intraday - before.intraday
    } else {
      sums.intradayBrokerage += after.intraday - before.intraday
    }
    sums.orderStt += after.stt - before.stt
    sums.squareOffFees += after.squareOff - before.squareOff
  }

  #trade(venue: Venue, value: number, trades: number): void {
    const known = this.#venues.get(venue) ?? { venue, turnover: 0, trades: 0 }
    const before = venueItems(known, this.#rates)
    known.turnover += value
    known.trades += trades
    const after = venueItems(known, this.#rates)
    this.#venues.set(venue, known)
    this.#turnover += value
    this.#sums.transaction += after.transaction - before.transaction
    this.#sums.ipft += after.ipft - before.ipft
  }

  /** Brings the share's part of the note up to its sums. */
  #reckon(scrip: Scrip): void {
    const before = scrip.items
    const after = itemsOf(scrip.sums, this.#rates, this.#terms)
    scrip.items = after
    this.#sums.brokerage += after.brokerage - before.brokerage
    this.#sums.stt += after.stt - before.stt
    this.#sums.stamp += after.stamp - before.stamp
    this.#sums.dp += after.dp - before.dp
    this.#sums.squareOff += after.squareOff - before.squareOff
  }

  #total(): Charges {
    const { brokerage, stt, stamp, dp, squareOff, transaction, ipft } = this.#sums
    const { serviceTax, sebiFee, stamp: duty } = this.#rates
    const sebi = atRate(paise(this.#turnover), sebiFee)
    const taxed = brokerage + transaction + ipft + (serviceTax.isOnSebiFee ? sebi : 0)
    return charges({
      brokeragePaise: paise(brokerage),
      sttPaise: paise(stt),
      transactionPaise: paise(transaction),
      ipftPaise: paise(ipft),
      sebiPaise: sebi,
      gstPaise: atRate(paise(taxed), serviceTax.rate),
      stampPaise: paise(duty.dayCapPaise === null ? stamp : Math.min(stamp, duty.dayCapPaise)),
      dpPaise: paise(dp),
      squareOffPaise: paise(squareOff),
    })
  }
}

/** What the fill is worth; throws RangeError unless it is a trade in whole shares of something that can be owned. */
function valueOf({ kind, quantity, price, side, product, unsettledQuantity = 0 }: NoteFill): Paise {
  if (kind === 'index') throw new RangeError('an index cannot be traded')
  if (!(Number.isSafeInteger(quantity) && quantity > 0)) {
    throw new RangeError(`${quantity} is not a whole number of shares`)
  }
  if (!(price >= 0)) throw new RangeError(`${price} is not a price`)
  const mostUnsettled = side === 'sell' && product === 'CNC' ? quantity : 0
  if (!(unsettledQuantity >= 0 && unsettledQuantity <= mostUnsettled)) {
    throw new RangeError(
      `${unsettledQuantity} of ${quantity} shares cannot be sold before delivery`,
    )
  }
  return times(price, quantity)
}

function bookSide(sums: SideSums, { side, quantity }: NoteFill, value: number): void {
  if (side === 'buy') {
    sums.buyQuantity += quantity
    sums.buyValue += value
  } else {
    sums.sellQuantity += quantity
    sums.sellValue += value
  }
}

const copied = (sums: ScripSums): ScripSums => ({
  ...sums,
  cnc: { ...sums.cnc },
  mis: { ...sums.mis },
})
