import { type Paise, paise } from '../money.ts'
import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** Prices that the exchange takes, both inclusive, paise. */
export interface PriceBand {
  readonly low: Paise
  readonly high: Paise
}

/** Percentages that a share's daily band may have; the band of each share is in the exchange's daily file. */
export const BAND_PERCENTS: Table<readonly number[]> = table(
  'price-band',
  'Daily price bands of shares without derivatives, percent of the previous close',
  [
    since(
      null,
      [2, 5, 10, 20],
      'sure',
      'NSE/SURV/38532 (2018) and /69527 (2025)',
      'the bands of single shares change daily',
    ),
  ],
)

/** How the band of a share with derivatives widens during the day. */
export interface DynamicBand {
  /** First band, percent of the previous close. */
  readonly percent: number
  /** Widenings in order, percent of the previous close; after the last it repeats. */
  readonly steps: readonly { readonly percent: number; readonly waitMinutes: number }[]
  /** Wait in the last half hour of trading, for the first two widenings. */
  readonly lateWaitMinutes: number
  /** Trades at or beyond 99 % of the band, and clients and members on each side, that a widening needs. */
  readonly trades: number
  readonly clients: number
  readonly members: number | null
  /** Whether the other end of the band moves too, and orders outside are cancelled. */
  readonly isSliding: boolean
}

const FIVE_BY_15 = [{ percent: 5, waitMinutes: 15 }]
const SHRINKING = [
  { percent: 5, waitMinutes: 15 },
  { percent: 5, waitMinutes: 15 },
  { percent: 3, waitMinutes: 30 },
  { percent: 3, waitMinutes: 30 },
  { percent: 2, waitMinutes: 60 },
]
const fifty = { trades: 50, clients: 10, members: 3 } as const

/** The band of shares with derivatives. */
export const DYNAMIC_BAND = table<DynamicBand>(
  'dynamic-band',
  'Operating range of shares with derivatives',
  [
    since(
      null,
      {
        percent: 10,
        steps: FIVE_BY_15,
        lateWaitMinutes: 15,
        trades: 25,
        clients: 5,
        members: null,
        isSliding: false,
      },
      'sure',
      'PTI, 8 Feb 2019; Fyers, 16 Nov 2024',
      'in force by February 2019; its first day is not known',
    ),
    since(
      '2024-06-03',
      { percent: 10, steps: FIVE_BY_15, lateWaitMinutes: 15, ...fifty, isSliding: false },
      'sure',
      'SEBI 2024/58; NSE/FAOP/62241',
    ),
    since(
      '2024-08-17',
      { percent: 10, steps: SHRINKING, lateWaitMinutes: 5, ...fifty, isSliding: false },
      'likely',
      'NSE/FAOP/63405; BSE 20240816-60',
      'the rule is sure; the first session under it was 19 Aug 2024',
    ),
    since(
      '2024-11-18',
      { percent: 10, steps: SHRINKING, lateWaitMinutes: 5, ...fifty, isSliding: true },
      'sure',
      'NSE/FAOP/64995; BSE 20241112-11',
    ),
  ],
)

/** Which close an exchange-traded fund's band is reckoned from. */
export const ETF_BAND_BASE: Table<string> = table('etf-band', 'Base of an ETF’s price band', [
  since(null, 'as for shares', 'unverified', 'not collected'),
  since(
    '2026-06-15',
    'close of the day before',
    'unverified',
    'NSE/CMTR/74767',
    'the day is the circular’s; when it came into force is not known',
  ),
])

/**
 * The band around the previous close, its ends moved inwards to the tick: so stood the limits at which 2,200 days of
 * 2019 to 2024 ended in NSE's daily files, but for one in a hundred. For a share with derivatives `percent` is the
 * dynamic band's width so far: 10 at the start of a day.
 */
export function priceBand(previousClose: Paise, percent: number, tick: number): PriceBand {
  const steps = (share: number): number => (previousClose * share) / (100 * tick)
  return {
    low: paise(Math.max(1, Math.ceil(steps(100 - percent))) * tick),
    high: paise(Math.floor(steps(100 + percent)) * tick),
  }
}

/**
 * The band that a share starts a day with: `bandPercent` null is a share with derivatives, `bandPercentMax` the
 * session's own limit, as on drill days. A Session is such a day.
 */
export function startingBand(
  previousClose: Paise,
  bandPercent: number | null,
  tick: number,
  { date, bandPercentMax }: { readonly date: TradeDate; readonly bandPercentMax: number | null },
): PriceBand {
  const own = bandPercent ?? asOf(DYNAMIC_BAND, date).percent
  return priceBand(previousClose, Math.min(own, bandPercentMax ?? own), tick)
}
