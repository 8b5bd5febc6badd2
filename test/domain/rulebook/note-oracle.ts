/**
 * A contract note reckoned another way: with whole fractions, over all fills at once, from rates written down as
 * percentages for the days that the tests use. It shares no code with the product.
 */

export interface OracleFill {
  readonly order: string
  readonly share: string
  readonly exchange: 'NSE' | 'BSE'
  readonly side: 'buy' | 'sell'
  readonly product: 'CNC' | 'MIS'
  readonly quantity: number
  readonly price: number
  readonly isSquareOff: boolean
}

export type OracleNote = {
  readonly brokerage: number
  readonly stt: number
  readonly transaction: number
  readonly ipft: number
  readonly sebi: number
  readonly gst: number
  readonly stamp: number
  readonly dp: number
  readonly squareOff: number
}

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

const of = (over: bigint | number, under: bigint | number = 1n): Fraction => ({
  over: BigInt(over),
  under: BigInt(under),
})
const plus = (a: Fraction, b: Fraction): Fraction =>
  of(a.over * b.under + b.over * a.under, a.under * b.under)
const by = (a: Fraction, b: Fraction): Fraction => of(a.over * b.over, a.under * b.under)
const sum = (parts: readonly Fraction[]): Fraction => parts.reduce(plus, of(0))

/** Half up to a whole number of units. */
function round({ over, under }: Fraction, unit = 1): number {
  const scaled = under * BigInt(unit)
  return Number((2n * over + scaled) / (2n * scaled)) * unit
}

/** A percentage as written, `0.00325`. */
export function percent(text: string): Fraction {
  const [whole = '0', digits = ''] = text.split('.')
  return of(BigInt(whole + digits), 10n ** BigInt(digits.length) * 100n)
}

export interface OracleRates {
  readonly deliveryBrokerage: string
  readonly intradayBrokerage: string
  readonly transaction: { readonly NSE: string; readonly BSE: string }
  readonly ipft: { readonly NSE: string; readonly BSE: string }
  readonly sebi: string
  readonly tax: string
  readonly isSebiTaxed: boolean
  readonly stamp: {
    readonly buyDelivery: string
    readonly sellDelivery: string
    readonly buyIntraday: string
    readonly sellIntraday: string
  }
  /** Rupees with paise, before tax. */
  readonly dp: string
  readonly squareOff: string
}

const CAP = 2_000

const valueOf = (fills: readonly OracleFill[]): bigint =>
  fills.reduce((total, { quantity, price }) => total + BigInt(quantity) * BigInt(price), 0n)
const sharesOf = (fills: readonly OracleFill[]): number =>
  fills.reduce((total, { quantity }) => total + quantity, 0)
const groups = (fills: readonly OracleFill[], key: (fill: OracleFill) => string) =>
  [...new Set(fills.map(key))].map((one) => fills.filter((fill) => key(fill) === one))

function brokerageOf(fills: readonly OracleFill[], rates: OracleRates): number {
  return groups(fills, ({ order }) => order).reduce((total, order) => {
    const [first] = order
    const cnc = fills.filter(({ share, product }) => share === first?.share && product === 'CNC')
    const isNetted =
      cnc.some(({ side }) => side === 'buy') && cnc.some(({ side }) => side === 'sell')
    const isIntraday = first?.product === 'MIS' || isNetted
    const rate = percent(isIntraday ? rates.intradayBrokerage : rates.deliveryBrokerage)
    return total + Math.min(CAP, round(by(of(valueOf(order)), rate)))
  }, 0)
}

interface Bucketed {
  readonly netted: number
  readonly boughtOut: number
  readonly soldOut: number
  readonly misSold: number
}

function bucketsOf(fills: readonly OracleFill[]): Bucketed {
  const of2 = (product: string, side: string) =>
    sharesOf(fills.filter((fill) => fill.product === product && fill.side === side))
  const bought = of2('CNC', 'buy')
  const sold = of2('CNC', 'sell')
  const netted = bought < sold ? bought : sold
  return {
    netted,
    boughtOut: bought - netted,
    soldOut: sold - netted,
    misSold: of2('MIS', 'sell'),
  }
}

function sttOf(fills: readonly OracleFill[]): number {
  const { netted, boughtOut, soldOut, misSold } = bucketsOf(fills)
  const average = of(valueOf(fills), sharesOf(fills))
  const intraday = by(by(average, of(netted + misSold)), percent('0.025'))
  const bought = by(by(average, of(boughtOut)), percent('0.1'))
  const sold = by(by(average, of(soldOut)), percent('0.1'))
  return round(intraday, 100) + round(bought, 100) + round(sold, 100)
}

function stampOf(fills: readonly OracleFill[], { stamp }: OracleRates): number {
  const side = (name: 'buy' | 'sell', delivery: string, intraday: string): number => {
    const cnc = fills.filter((fill) => fill.product === 'CNC' && fill.side === name)
    const mis = fills.filter((fill) => fill.product === 'MIS' && fill.side === name)
    const { netted } = bucketsOf(fills)
    const out = sharesOf(cnc) - netted
    const average = cnc.length === 0 ? of(0) : of(valueOf(cnc), sharesOf(cnc))
    return (
      round(by(by(average, of(out)), percent(delivery))) +
      round(by(by(average, of(netted)), percent(intraday))) +
      round(by(of(valueOf(mis)), percent(intraday)))
    )
  }
  return (
    side('buy', stamp.buyDelivery, stamp.buyIntraday) +
    side('sell', stamp.sellDelivery, stamp.sellIntraday)
  )
}

const taxedFee = (fee: string, rates: OracleRates): number => {
  const whole = by(percent(fee), of(10_000))
  return round(plus(whole, by(whole, percent(rates.tax))))
}

/** The note over all fills of a day, from scratch. */
export function oracleNote(fills: readonly OracleFill[], rates: OracleRates): OracleNote {
  const shares = groups(fills, ({ share }) => share)
  const venue = (exchange: 'NSE' | 'BSE') =>
    of(valueOf(fills.filter((fill) => fill.exchange === exchange)))
  const transaction =
    round(by(venue('NSE'), percent(rates.transaction.NSE))) +
    round(by(venue('BSE'), percent(rates.transaction.BSE)))
  const ipft =
    round(by(venue('NSE'), percent(rates.ipft.NSE))) +
    round(by(venue('BSE'), percent(rates.ipft.BSE)))
  const sebi = round(by(of(valueOf(fills)), percent(rates.sebi)))
  const brokerage = brokerageOf(fills, rates)
  const base = sum([of(brokerage + transaction + ipft), rates.isSebiTaxed ? of(sebi) : of(0)])
  const desk = groups(
    fills.filter(({ isSquareOff }) => isSquareOff),
    ({ order }) => order,
  )
  return {
    brokerage,
    transaction,
    ipft,
    sebi,
    gst: round(by(base, percent(rates.tax))),
    stt: shares.reduce((total, share) => total + sttOf(share), 0),
    stamp: shares.reduce((total, share) => total + stampOf(share, rates), 0),
    dp: shares.filter((share) => bucketsOf(share).soldOut > 0).length * taxedFee(rates.dp, rates),
    squareOff: desk.length * taxedFee(rates.squareOff, rates),
  }
}

/** Rates of some days as the charge lists print them, in percent of value; fees in rupees. */
export const ORACLE_DAYS: Readonly<Record<string, OracleRates>> = {
  '2019-11-20': {
    deliveryBrokerage: '0',
    intradayBrokerage: '0.01',
    transaction: { NSE: '0.00325', BSE: '0.003' },
    ipft: { NSE: '0.0000001', BSE: '0' },
    sebi: '0.0001',
    tax: '18',
    isSebiTaxed: false,
    stamp: {
      buyDelivery: '0.01',
      sellDelivery: '0.01',
      buyIntraday: '0.002',
      sellIntraday: '0.002',
    },
    dp: '13.50',
    squareOff: '20',
  },
  '2023-06-15': {
    deliveryBrokerage: '0',
    intradayBrokerage: '0.03',
    transaction: { NSE: '0.00325', BSE: '0.00375' },
    ipft: { NSE: '0.0001', BSE: '0' },
    sebi: '0.0001',
    tax: '18',
    isSebiTaxed: true,
    stamp: {
      buyDelivery: '0.015',
      sellDelivery: '0',
      buyIntraday: '0.003',
      sellIntraday: '0',
    },
    dp: '13.50',
    squareOff: '50',
  },
  '2026-11-23': {
    deliveryBrokerage: '0',
    intradayBrokerage: '0.03',
    transaction: { NSE: '0.0030699', BSE: '0.00375' },
    ipft: { NSE: '0.0000001', BSE: '0' },
    sebi: '0.0001',
    tax: '18',
    isSebiTaxed: true,
    stamp: {
      buyDelivery: '0.015',
      sellDelivery: '0',
      buyIntraday: '0.003',
      sellIntraday: '0',
    },
    dp: '13',
    squareOff: '50',
  },
}
