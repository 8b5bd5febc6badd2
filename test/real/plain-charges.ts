/**
 * What delivery in shares of the NSE cost at Zerodha, for a client in Maharashtra, from public charge lists of the
 * years. Whole numbers throughout; it shares no code with the product.
 */

export interface PlainFill {
  readonly date: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly price: number
  /** Of a sale: all its shares were bought on an earlier day and had not been delivered. */
  readonly isUndelivered?: boolean
}

export type PlainItem =
  | 'brokeragePaise'
  | 'sttPaise'
  | 'transactionPaise'
  | 'ipftPaise'
  | 'sebiPaise'
  | 'gstPaise'
  | 'stampPaise'
  | 'dpPaise'
export type PlainCharges = Record<PlainItem, number>

/** From which day a rate holds, newest last. */
type Dated = readonly (readonly [string, number])[]

/** In rupees a crore of turnover, hundredths of it: NSE’s charge, its fund’s levy, SEBI’s fee. */
const TRANSACTION: Dated = [
  ['2015-01-01', 325_00],
  ['2021-01-01', 345_00],
  ['2023-04-01', 325_00],
  ['2024-04-01', 322_00],
  ['2024-10-01', 297_00],
]
const IPFT: Dated = [
  ['2015-01-01', 1],
  ['2023-04-01', 10_00],
]
const SEBI: Dated = [
  ['2019-04-01', 10_00],
  ['2020-06-01', 5_00],
  ['2021-04-01', 10_00],
]
/** Hundredths of a basis point. */
const STAMP_BUY: Dated = [
  ['2015-01-01', 100],
  ['2020-07-01', 150],
]
const STAMP_SELL: Dated = [
  ['2015-01-01', 100],
  ['2020-07-01', 0],
]
const STAMP_BUY_INTRADAY: Dated = [
  ['2015-01-01', 20],
  ['2020-07-01', 30],
]
const STAMP_SELL_INTRADAY: Dated = [
  ['2015-01-01', 20],
  ['2020-07-01', 0],
]
const INTRADAY_BROKERAGE: Dated = [
  ['2015-01-01', 100],
  ['2020-04-01', 300],
]
/** Paise with 18 % tax. */
const DP: Dated = [
  ['2015-01-01', 1_593],
  ['2024-10-01', 1_534],
]

const on = (rates: Dated, date: string): number =>
  rates.reduce((rate, [from, value]) => (from <= date ? value : rate), 0)

/** `value × over ÷ under`, half up to a whole number of units. */
const share = (value: number, over: number, under: number, unit = 1): number => {
  const parts = BigInt(under) * BigInt(unit)
  return Number((2n * BigInt(value) * BigInt(over) + parts) / (2n * parts)) * unit
}
const perCrore = (value: number, hundredths: number): number =>
  share(value, hundredths, 1_000_000_000)
const perMillion = (value: number, rate: number, unit = 1): number =>
  share(value, rate, 1_000_000, unit)
const valueOf = (fills: readonly PlainFill[]): number =>
  fills.reduce((sum, { quantity, price }) => sum + quantity * price, 0)

/** A share’s own items of one day; what was bought and sold within it counts as intraday. */
function ofShare(date: string, fills: readonly PlainFill[]) {
  const bought = fills.filter(({ side }) => side === 'buy')
  const sold = fills.filter(({ side }) => side === 'sell')
  const shares = (some: readonly PlainFill[]) =>
    some.reduce((sum, { quantity }) => sum + quantity, 0)
  const netted = Math.min(shares(bought), shares(sold))
  const part = (some: readonly PlainFill[], quantity: number, rate: number, unit = 1) =>
    quantity === 0 ? 0 : share(valueOf(some) * quantity, rate, 1_000_000 * shares(some), unit)
  const boughtOut = shares(bought) - netted
  const soldOut = shares(sold) - netted
  const isSpared = date <= '2021-06-02' && sold.every(({ isUndelivered }) => isUndelivered === true)
  return {
    brokerage:
      netted === 0
        ? 0
        : fills.reduce(
            (sum, fill) =>
              sum + Math.min(2_000, perMillion(valueOf([fill]), on(INTRADAY_BROKERAGE, date))),
            0,
          ),
    stt:
      part(fills, netted, 250, 100) +
      part(fills, boughtOut, 1_000, 100) +
      part(fills, soldOut, 1_000, 100),
    stamp:
      part(bought, boughtOut, on(STAMP_BUY, date)) +
      part(bought, netted, on(STAMP_BUY_INTRADAY, date)) +
      part(sold, soldOut, on(STAMP_SELL, date)) +
      part(sold, netted, on(STAMP_SELL_INTRADAY, date)),
    dp: soldOut > 0 && !isSpared ? on(DP, date) : 0,
  }
}

/** The charges of one day: turnover items over the whole day, the rest share by share. */
export function chargesOfDay(date: string, fills: readonly PlainFill[]): PlainCharges {
  const symbols = [...new Set(fills.map(({ symbol }) => symbol))]
  const shares = symbols.map((name) =>
    ofShare(
      date,
      fills.filter(({ symbol }) => symbol === name),
    ),
  )
  const sum = (item: 'brokerage' | 'stt' | 'stamp' | 'dp') =>
    shares.reduce((total, one) => total + one[item], 0)
  const turnover = valueOf(fills)
  const transactionPaise = perCrore(turnover, on(TRANSACTION, date))
  const ipftPaise = perCrore(turnover, on(IPFT, date))
  const sebiPaise = perCrore(turnover, on(SEBI, date))
  const taxed =
    sum('brokerage') + transactionPaise + ipftPaise + (date >= '2022-07-18' ? sebiPaise : 0)
  return {
    brokeragePaise: sum('brokerage'),
    sttPaise: sum('stt'),
    transactionPaise,
    ipftPaise,
    sebiPaise,
    gstPaise: share(taxed, 18, 100),
    stampPaise: sum('stamp'),
    dpPaise: sum('dp'),
  }
}

export const totalOf = (charges: PlainCharges): number =>
  Object.values(charges).reduce((sum, item) => sum + item, 0)

/** Item by item over every day that traded. */
export function chargesOf(fills: readonly PlainFill[]): PlainCharges {
  const days = new Map<string, PlainFill[]>()
  for (const fill of fills) {
    const day = days.get(fill.date)
    if (day === undefined) days.set(fill.date, [fill])
    else day.push(fill)
  }
  const sum: PlainCharges = chargesOfDay('', [])
  for (const [date, some] of days) {
    const { brokeragePaise, sttPaise, transactionPaise, ipftPaise, sebiPaise, ...rest } =
      chargesOfDay(date, some)
    sum.brokeragePaise += brokeragePaise
    sum.sttPaise += sttPaise
    sum.transactionPaise += transactionPaise
    sum.ipftPaise += ipftPaise
    sum.sebiPaise += sebiPaise
    sum.gstPaise += rest.gstPaise
    sum.stampPaise += rest.stampPaise
    sum.dpPaise += rest.dpPaise
  }
  return sum
}
