import type { InstrumentId, OrderId } from '../brand.ts'
import { BILLION, type Nano, NO_MONEY, type Paise, paise, portion } from '../money.ts'
import type { Product, Side } from '../order.ts'
import type { ChargeTerms, DayRates } from './charge-rates.ts'
import type { BrokerageRule } from './charges-broker.ts'
import type { Venue } from './charges-exchange.ts'

/** A product's day in one share: shares and their value in paise. */
export interface SideSums {
  buyQuantity: number
  buyValue: number
  sellQuantity: number
  sellValue: number
}

/** All that a share's part of a day's note depends on. Sums, not lists, so that a fill costs the same at any hour. */
export interface ScripSums {
  readonly instrument: InstrumentId
  readonly kind: 'equity' | 'etf'
  readonly venue: Venue
  readonly cnc: SideSums
  readonly mis: SideSums
  /** Shares sold that were bought on an earlier day and not yet delivered. */
  unsettledSold: number
  /** Brokerage of the delivery orders at the delivery fee, and what it would be at the intraday fee. */
  deliveryBrokerage: number
  nettedBrokerage: number
  intradayBrokerage: number
  /** Tax order by order, for the rounding that asks for it. */
  orderStt: number
  squareOffFees: number
}

/** A share's part of the note. */
export interface ScripItems {
  readonly brokerage: Paise
  readonly stt: Paise
  readonly stamp: Paise
  readonly dp: Paise
  readonly squareOff: Paise
}

/** The part of a share that has not traded. */
export const NO_ITEMS: ScripItems = {
  brokerage: NO_MONEY,
  stt: NO_MONEY,
  stamp: NO_MONEY,
  dp: NO_MONEY,
  squareOff: NO_MONEY,
}

const PAISA = 1
const RUPEE = 100

/** `value × rate × part ÷ whole` to the nearest `unit` paise, half up, exact at any size. */
function partAtRate(value: number, rate: Nano, part: number, whole: number, unit: number): number {
  if (value === 0 || rate === 0 || part === 0) return 0
  if (part === whole) return portion(value, rate, BILLION * unit) * unit
  const product = value * rate * part
  const divisor = BILLION * unit * whole
  if (product < 2 ** 51 && divisor < 2 ** 51) return portion(product, 1, divisor) * unit
  const exact = BigInt(value) * BigInt(rate) * BigInt(part)
  const by = BigInt(BILLION * unit) * BigInt(whole)
  return Number((2n * exact + by) / (2n * by)) * unit
}

/** An order so far: an order of many fills is charged as one. */
export interface OrderSums {
  readonly orderId: OrderId
  readonly instrument: InstrumentId
  readonly side: Side
  readonly product: Product
  /** The broker's desk gave it, and charges for it. */
  readonly isSquareOff: boolean
  quantity: number
  value: number
  fees: OrderFees
}

/** What an order bears, or would bear: which of the two brokerages counts is decided for the share. */
export interface OrderFees {
  readonly delivery: Paise
  readonly intraday: Paise
  readonly stt: Paise
  readonly squareOff: Paise
}

/** The fees of an order that has not traded. */
export const NO_FEES: OrderFees = {
  delivery: NO_MONEY,
  intraday: NO_MONEY,
  stt: NO_MONEY,
  squareOff: NO_MONEY,
}

/** An order's fees at what it has traded so far. */
export const feesOf = (order: OrderSums, kind: 'equity' | 'etf', rates: DayRates): OrderFees => ({
  delivery: brokerageOf(rates.deliveryBrokerage, order.value),
  intraday: brokerageOf(rates.intradayBrokerage, order.value),
  stt: orderStt(order, kind, rates),
  squareOff: order.isSquareOff ? squareOffFee(order.quantity, rates) : NO_MONEY,
})

const brokerageOf = ({ rate, capPaise }: BrokerageRule, value: number): Paise =>
  paise(Math.min(capPaise, portion(value, rate, BILLION)))

/** An order's tax by itself, to the rupee, as if the day held nothing else. */
function orderStt(order: OrderSums, kind: 'equity' | 'etf', { stt }: DayRates): Paise {
  const { deliveryBuy, deliverySell, intradaySell } = stt[kind]
  const delivery = order.side === 'buy' ? deliveryBuy : deliverySell
  const intraday = order.side === 'buy' ? 0 : intradaySell
  const rate = order.product === 'CNC' ? delivery : intraday
  return paise(portion(order.value, rate, BILLION * RUPEE) * RUPEE)
}

/** The desk sends blocks of limited size, and each bears the fee. */
function squareOffFee(quantity: number, rates: DayRates): Paise {
  const blocks = Math.ceil(quantity / rates.squareOffBlock)
  return withTax(blocks * rates.squareOffFeePaise, rates)
}

/** A fee of the broker's with its tax. */
const withTax = (fee: number, { serviceTax }: DayRates): Paise =>
  portion(fee, BILLION + serviceTax.rate, BILLION)

/** Delivery shares bought and sold on the same day: an intraday trade whatever the product says. */
export const nettedOf = ({ cnc }: ScripSums): number => Math.min(cnc.buyQuantity, cnc.sellQuantity)

/** A share's part of the note, from its sums alone: the order of the fills leaves no trace. */
export const itemsOf = (sums: ScripSums, rates: DayRates, terms: ChargeTerms): ScripItems => ({
  brokerage: scripBrokerage(sums),
  stt: scripStt(sums, rates, terms),
  stamp: scripStamp(sums, rates, terms),
  dp: scripDp(sums, rates),
  squareOff: paise(sums.squareOffFees),
})

/**
 * Delivery orders in a share that was both bought and sold that day bear the intraday fee in full, whatever quantity
 * was netted (Zerodha support, "brokerage charged on delivery trades").
 */
function scripBrokerage(sums: ScripSums): Paise {
  const cnc = nettedOf(sums) > 0 ? sums.nettedBrokerage : sums.deliveryBrokerage
  return paise(cnc + sums.intradayBrokerage)
}

/**
 * All trades of the share are averaged to one price; intraday tax is on the intraday shares sold, delivery tax on the
 * net shares, each rounded by itself (Zerodha support, "How is STT calculated"; NSE/CMTR/5588 for the averaging).
 */
function scripStt(sums: ScripSums, { stt }: DayRates, { sttRounding }: ChargeTerms): Paise {
  if (sttRounding === 'order_rupee') return paise(sums.orderStt)
  const { cnc, mis } = sums
  const { deliveryBuy, deliverySell, intradaySell } = stt[sums.kind]
  const unit = sttRounding === 'paisa' ? PAISA : RUPEE
  const value = cnc.buyValue + cnc.sellValue + mis.buyValue + mis.sellValue
  const shares = cnc.buyQuantity + cnc.sellQuantity + mis.buyQuantity + mis.sellQuantity
  const netted = nettedOf(sums)
  const intraday = partAtRate(value, intradaySell, mis.sellQuantity + netted, shares, unit)
  const bought = partAtRate(value, deliveryBuy, cnc.buyQuantity - netted, shares, unit)
  const sold = partAtRate(value, deliverySell, cnc.sellQuantity - netted, shares, unit)
  return paise(intraday + bought + sold)
}

/** Each side at its own average price; netted delivery shares at the intraday rate. */
function scripStamp(sums: ScripSums, { stamp }: DayRates, { stampRounding }: ChargeTerms): Paise {
  const { cnc, mis } = sums
  const unit = stampRounding === 'paisa' ? PAISA : RUPEE
  const netted = nettedOf(sums)
  const { buyQuantity, buyValue, sellQuantity, sellValue } = cnc
  return paise(
    partAtRate(buyValue, stamp.deliveryBuy, buyQuantity - netted, buyQuantity, unit) +
      partAtRate(buyValue, stamp.intradayBuy, netted, buyQuantity, unit) +
      partAtRate(mis.buyValue, stamp.intradayBuy, 1, 1, unit) +
      partAtRate(sellValue, stamp.deliverySell, sellQuantity - netted, sellQuantity, unit) +
      partAtRate(sellValue, stamp.intradaySell, netted, sellQuantity, unit) +
      partAtRate(mis.sellValue, stamp.intradaySell, 1, 1, unit),
  )
}

/** Once a share and day when shares leave the demat account; not for shares bought the same day. */
function scripDp(sums: ScripSums, rates: DayRates): Paise {
  const delivered = sums.cnc.sellQuantity - nettedOf(sums)
  const fromDemat = rates.isDpFeeOnBtst ? delivered : delivered - sums.unsettledSold
  return fromDemat > 0 ? withTax(rates.dpFeePaise, rates) : NO_MONEY
}
