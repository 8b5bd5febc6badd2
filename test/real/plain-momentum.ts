import { chargesOfDay, type PlainFill, totalOf } from './plain-charges.ts'
import type { PlainBar } from './plain-market.ts'

/** Last year’s winners, as the strategy states its rule; a plain loop over days that shares no code with the product. */
export interface MomentumRule {
  readonly lookback: number
  readonly skip: number
  readonly holdings: number
  readonly investedPercent: number
  readonly stopPercent: number
  readonly targetPercent: number
}

interface Share {
  readonly symbol: string
  readonly bars: readonly PlainBar[]
  /** Rows up to today. */
  row: number
  closes: number[]
  last: number
  monthClose: number
  held: number
  boughtOn: string
  stop: number
  target: number
  nextStop: number
  nextTarget: number
  order: {
    readonly side: 'buy' | 'sell'
    readonly quantity: number
    readonly hold: number
    readonly fees: number
  } | null
  isChosen: boolean
  rank: number
}

const WEEK = 5
/** What is kept back beside the charges of an entry, since a day’s note is rounded as a whole. */
const SPARE = 100

/** The course of an account over every share at once. */
export class PlainMomentum {
  readonly fills: PlainFill[] = []
  cash: number
  denied = 0
  lapsed = 0
  readonly #rule: MomentumRule
  readonly #shares: readonly Share[]
  readonly #deliveryDays: readonly string[]
  #held = 0
  #today: PlainFill[] = []
  #charged = 0
  #month = ''
  #closesLeft = 0

  constructor(
    rule: MomentumRule,
    shares: ReadonlyMap<string, readonly PlainBar[]>,
    capitalPaise: number,
    deliveryDays: readonly string[],
  ) {
    this.#rule = rule
    this.cash = capitalPaise
    this.#deliveryDays = deliveryDays
    this.#shares = [...shares]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([symbol, bars]) => ({
        symbol,
        bars,
        row: -1,
        closes: [],
        last: Number.NaN,
        monthClose: Number.NaN,
        held: 0,
        boughtOn: '',
        stop: 0,
        target: 0,
        nextStop: 0,
        nextTarget: 0,
        order: null,
        isChosen: false,
        rank: 0,
      }))
  }

  /** Cash and everything held at its last close. */
  get equity(): number {
    return this.#shares.reduce(
      (sum, { held, last }) => sum + (held > 0 ? held * last : 0),
      this.cash,
    )
  }

  get positions(): number {
    return this.#shares.filter(({ held }) => held > 0).length
  }

  run(): this {
    const dates = new Set(this.#shares.flatMap(({ bars }) => bars.map(({ date }) => date)))
    for (const date of [...dates].sort()) this.#day(date)
    return this
  }

  #day(date: string): void {
    const isNewMonth = date.slice(0, 7) !== this.#month
    this.#today = []
    this.#charged = 0
    const trading: Share[] = []
    for (const share of this.#shares) {
      if (isNewMonth || Number.isNaN(share.monthClose)) share.monthClose = share.last
      const next = share.bars[share.row + 1]
      if (next?.date !== date) continue
      share.row += 1
      trading.push(share)
      this.#trade(share, next)
      share.last = next.close
    }
    for (const share of trading) share.closes.push(share.last)
    this.#month = date.slice(0, 7)
    if (isNewMonth) this.#choose(trading)
    else if (this.#closesLeft > 0) this.#enter(trading, date)
    this.#closesLeft = isNewMonth ? WEEK : Math.max(0, this.#closesLeft - 1)
    for (const share of this.#shares) {
      if (share.isChosen || share.held === 0 || share.order !== null) continue
      share.order = { side: 'sell', quantity: share.held, hold: 0, fees: 0 }
    }
  }

  /** The order of last night at the open; then the stop before the target, a gap through either at the open. */
  #trade(share: Share, { date, open, high, low }: PlainBar): void {
    const { order } = share
    if (order !== null) {
      share.order = null
      this.#held -= order.hold
      if (order.side === 'sell') this.#fill(share, date, 'sell', order.quantity, open)
      else if (this.#covers(order, open)) {
        share.stop = share.nextStop
        share.target = share.nextTarget
        share.boughtOn = date
        this.#fill(share, date, 'buy', order.quantity, open)
      } else this.lapsed += 1
    }
    if (share.held === 0) return
    const price =
      open <= share.stop || open >= share.target
        ? open
        : low <= share.stop
          ? share.stop
          : high >= share.target
            ? share.target
            : null
    if (price !== null) this.#fill(share, date, 'sell', share.held, price)
  }

  #covers({ quantity, hold, fees }: NonNullable<Share['order']>, open: number): boolean {
    const cost = quantity * open
    return cost + Math.ceil(fees * Math.max(1, cost / (hold - fees))) <= this.cash - this.#held
  }

  #fill(share: Share, date: string, side: 'buy' | 'sell', quantity: number, price: number): void {
    const { symbol, boughtOn } = share
    const fill = { date, symbol, side, quantity, price }
    const told =
      side === 'buy' ? fill : { ...fill, isUndelivered: date < this.#arrivalOf(boughtOn) }
    this.fills.push(told)
    this.#today.push(told)
    const charged = totalOf(chargesOfDay(date, this.#today))
    this.cash += (side === 'buy' ? -1 : 1) * quantity * price - (charged - this.#charged)
    this.#charged = charged
    share.held += (side === 'buy' ? 1 : -1) * quantity
  }

  #arrivalOf(boughtOn: string): string {
    const after = this.#deliveryDays.findIndex((day) => day > boughtOn)
    return this.#deliveryDays[after + (boughtOn < '2023-01-27' ? 1 : 0)] ?? ''
  }

  /** By the rise from `lookback` to `skip` bars ago; equal rises stay in the order of their names. */
  #choose(trading: readonly Share[]): void {
    const { lookback, skip, holdings } = this.#rule
    const risen = trading.flatMap((share) => {
      const now = share.closes.length - 1
      const [before, after] = [share.closes[now - lookback], share.closes[now - skip]]
      return before === undefined || after === undefined ? [] : [{ share, rise: after / before }]
    })
    risen.sort((a, b) => b.rise - a.rise)
    for (const share of this.#shares) {
      share.rank = risen.slice(0, holdings).findIndex((one) => one.share === share) + 1
      share.isChosen = share.rank > 0
    }
  }

  #enter(trading: readonly Share[], date: string): void {
    const { holdings, investedPercent } = this.#rule
    const worth = (this.equity * investedPercent) / 100 / holdings
    for (let rank = 1; rank <= holdings; rank++) {
      const share = this.#shares.find((one) => one.rank === rank)
      if (share === undefined) continue
      const isFree = share.held === 0 && share.order === null
      if (isFree && trading.includes(share)) this.#wish(share, Math.floor(worth / share.last), date)
      if (share.held > 0 || share.order !== null) share.rank = 0
    }
  }

  /** An entry needs its value and its charges at the last close, beside what other orders keep. */
  #wish(share: Share, quantity: number, date: string): void {
    if (quantity < 1) return
    const { symbol, last } = share
    const fill = { date, symbol, side: 'buy', quantity, price: last } as const
    const fees = totalOf(chargesOfDay(date, [fill])) + SPARE
    const hold = quantity * last + fees
    if (hold > this.cash - this.#held) {
      this.denied += 1
      return
    }
    this.#held += hold
    share.order = { side: 'buy', quantity, hold, fees }
    const { stopPercent, targetPercent } = this.#rule
    share.nextStop = onTick(share, date, last * (1 - stopPercent / 100))
    share.nextTarget = onTick(share, date, last * (1 + targetPercent / 100))
  }
}

/** Up to the next price that can trade: five paise, from 10 June 2024 one paisa where last month closed below ₹250. */
function onTick({ monthClose, last }: Share, date: string, level: number): number {
  const reviewed = Number.isNaN(monthClose) ? last : monthClose
  const tick = date >= '2024-06-10' && reviewed < 25_000 ? 1 : 5
  return Math.ceil(Math.ceil(level - 1e-6) / tick) * tick
}
