import { type Paise, paise } from '../money.ts'
import { addDays, type TradeDate, tradeDate } from '../time.ts'
import type { MarketCalendar } from './calendar.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** The tick of shares whose reference close is at most `upTo` paise (null: any higher price), paise. */
export interface TickBand {
  readonly upTo: number | null
  readonly tick: number
}

const flat = (tick: number): readonly TickBand[] => [{ upTo: null, tick }]
const BELOW_250 = 24_999
const BELOW_100 = 9_999

/** Smallest step of a price, by the close that the month's review looked at. */
export const TICKS: Readonly<Record<'NSE' | 'BSE' | 'ETF', Table<readonly TickBand[]>>> = {
  NSE: table('tick-nse', 'NSE tick of shares by reference close', [
    since(null, flat(5), 'sure', 'TradingQnA 166034'),
    since(
      '2024-06-10',
      [{ upTo: BELOW_250, tick: 1 }, ...flat(5)],
      'sure',
      'NSE circular of 24 May 2024; Zerodha bulletin 380460',
    ),
    since(
      '2025-04-15',
      [
        { upTo: BELOW_250, tick: 1 },
        { upTo: 100_000, tick: 5 },
        { upTo: 500_000, tick: 10 },
        { upTo: 1_000_000, tick: 50 },
        { upTo: 2_000_000, tick: 100 },
        ...flat(500),
      ],
      'sure',
      'NSE circular; instruments file of 3 Jul 2025 (MARUTI 1, MRF 5, TRENT 0.5)',
      'first set on the closes of 28 Mar 2025; one newspaper prints ten times the two highest ticks',
    ),
  ]),
  BSE: table('tick-bse', 'BSE tick of shares by reference close', [
    since(null, [{ upTo: 1_500, tick: 1 }, ...flat(5)], 'likely', 'newsconcerns.com'),
    since(
      '2023-03-01',
      [{ upTo: BELOW_100, tick: 1 }, ...flat(5)],
      'likely',
      'newsconcerns.com; TradingQnA 166034',
      'the month is likely, the day is not known',
    ),
    since(
      '2025-04-15',
      [{ upTo: BELOW_100, tick: 1 }, ...flat(5)],
      'unverified',
      'no later table of BSE was found',
      'read tick_size of the instruments file instead',
    ),
  ]),
  ETF: table('tick-etf', 'Tick of exchange-traded funds', [
    since(null, flat(5), 'likely', 'prices of NSE daily files of 27 Oct and 19 Dec 2019'),
    since(
      '2020-01-01',
      flat(1),
      'likely',
      'prices of NSE daily files from 1 Feb 2020; instruments file of 3 Jul 2025',
      'the day lies between 20 Dec 2019 and 1 Feb 2020',
    ),
  ]),
}

/** Prices of this kind of thing on an exchange. */
export interface Ticking {
  readonly exchange: 'NSE' | 'BSE'
  readonly kind: 'equity' | 'etf'
}

/**
 * The tick in paise. `referenceClose` is the close of the previous month's last session: the exchange reviews ticks
 * monthly, and a split, bonus or dividend changes none before that; a new listing starts on its issue price (NSE via
 * TradingQnA 166034).
 */
export function tickOf(
  { exchange, kind }: Ticking,
  referenceClose: Paise,
  date: TradeDate,
  ticks: typeof TICKS = TICKS,
): number {
  const bands = asOf(ticks[kind === 'etf' ? 'ETF' : exchange], date)
  const band = bands.find(({ upTo }) => upTo === null || referenceClose <= upTo)
  if (band === undefined) throw new RangeError(`no tick is known for a close of ${referenceClose}`)
  return band.tick
}

/** The session whose close decides the tick of a day: the previous month's last. */
export const tickReviewOf = (date: TradeDate, calendar: MarketCalendar): TradeDate =>
  calendar.previousSession(tradeDate(`${date.slice(0, 7)}-01`))

/** The session from which a new review counts: the first of the next month. */
export const nextTickReview = (date: TradeDate, calendar: MarketCalendar): TradeDate => {
  const nextMonth = addDays(tradeDate(`${date.slice(0, 7)}-28`), 4)
  return calendar.nextSession(addDays(tradeDate(`${nextMonth.slice(0, 7)}-01`), -1))
}

/** Whether an order may carry the price. */
export const isOnTick = (price: Paise, tick: number): boolean => price > 0 && price % tick === 0

/** The price on the tick at, below, above or nearest (half up) to this one. */
export function roundToTick(
  price: Paise,
  tick: number,
  direction: 'down' | 'up' | 'nearest',
): Paise {
  if (!(tick > 0)) throw new RangeError(`${tick} is not a tick`)
  const steps = price / tick
  if (direction === 'down') return paise(Math.floor(steps) * tick)
  if (direction === 'up') return paise(Math.ceil(steps) * tick)
  return paise(Math.floor(steps + 0.5) * tick)
}
