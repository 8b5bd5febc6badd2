import { type OrderId, orderId } from '../brand.ts'
import { addCharges, type Charges } from '../charges.ts'
import { type NoteFill, RunningNote } from '../contract-note.ts'
import { type Paise, paise } from '../money.ts'
import { opposite, type Side } from '../order.ts'
import type { TradeDate } from '../time.ts'
import {
  CHARGE_TABLES,
  type ChargeTables,
  type ChargeTerms,
  DEFAULT_TERMS,
} from './charge-rates.ts'
import { roundToTick } from './ticks.ts'

/** A trade that might be made, as one order. */
export type Trade = Omit<NoteFill, 'orderId'>

/** A purchase and its sale, or a short sale and its covering: `side` is the first. */
export interface RoundTrip extends Omit<Trade, 'unsettledQuantity' | 'isSquareOff'> {
  readonly side: Side
  readonly entryDate: TradeDate
  readonly exitDate: TradeDate
}

const ENTRY = orderId('entry')
const EXIT = orderId('exit')

/** What one trade costs on a day that holds nothing else. A delivery sale counts as one out of the demat account. */
export const estimateCharges = (
  trade: Trade,
  date: TradeDate,
  terms: ChargeTerms = DEFAULT_TERMS,
  tables: ChargeTables = CHARGE_TABLES,
): Charges =>
  new RunningNote(date, terms, tables).add(fillOf(trade, ENTRY, trade.side, trade.price))

/** What a round trip costs that ends at a price: on one note within a day, on two across days. */
export function roundTripCharges(
  trip: RoundTrip,
  exitPrice: Paise,
  terms: ChargeTerms = DEFAULT_TERMS,
  tables: ChargeTables = CHARGE_TABLES,
): Charges {
  const { entryDate, exitDate, side, price } = trip
  const isOneDay = entryDate === exitDate
  if (trip.product === 'MIS' && !isOneDay) {
    throw new RangeError(`an intraday trade of ${entryDate} cannot end on ${exitDate}`)
  }
  const first = new RunningNote(entryDate, terms, tables)
  const last = isOneDay ? first : new RunningNote(exitDate, terms, tables)
  const entry = first.add(fillOf(trip, ENTRY, side, price))
  return addCharges(entry, last.add(fillOf(trip, EXIT, opposite(side), exitPrice)))
}

const fillOf = (trade: Trade, order: OrderId, side: Side, price: Paise): NoteFill => ({
  orderId: order,
  instrument: trade.instrument,
  kind: trade.kind,
  exchange: trade.exchange,
  side,
  product: trade.product,
  quantity: trade.quantity,
  price,
  unsettledQuantity: trade.unsettledQuantity,
  isSquareOff: trade.isSquareOff,
})

/** Cost of a round trip at a flat price, in basis points of what was put in. */
export function roundTripBps(
  trip: RoundTrip,
  terms: ChargeTerms = DEFAULT_TERMS,
  tables: ChargeTables = CHARGE_TABLES,
): number {
  const { totalPaise } = roundTripCharges(trip, trip.price, terms, tables)
  return (totalPaise / (trip.price * trip.quantity)) * 10_000
}

/**
 * The first price on the tick, going from the entry towards profit, at which the round trip loses nothing after
 * charges. Since the charges grow with the price, repeating `entry + charges a share` climbs to the least such price;
 * for a short the charges fall on the way, so the walk starts from their upper bound.
 */
export function breakEvenPrice(
  trip: RoundTrip,
  tick: number,
  terms: ChargeTerms = DEFAULT_TERMS,
  tables: ChargeTables = CHARGE_TABLES,
): Paise {
  const costAShare = (exit: Paise): number =>
    Math.ceil(roundTripCharges(trip, exit, terms, tables).totalPaise / trip.quantity)
  const isLong = trip.side === 'buy'
  const reach = (exit: Paise): Paise =>
    isLong
      ? roundToTick(paise(trip.price + costAShare(exit)), tick, 'up')
      : roundToTick(paise(Math.max(0, trip.price - costAShare(exit))), tick, 'down')
  if (isLong) {
    let exit = reach(trip.price)
    for (let next = reach(exit); next > exit; next = reach(exit)) exit = next
    return exit
  }
  let exit = reach(reach(trip.price))
  while (exit > 0 && exit > reach(exit)) exit = paise(Math.max(0, exit - tick))
  return exit
}
