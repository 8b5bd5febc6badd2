import type { Nano } from '../money.ts'
import { since, table } from './dated.ts'
import { minuteOf } from './timetable.ts'

/** Tax on the seller, billionths of value (futures) or premium (options), and on the buyer who exercises. */
export interface DerivativesTax {
  readonly futures: Nano
  readonly options: Nano
  readonly exercised: Nano
}

/** Futures and options are not traded here; their rules are kept because shares with derivatives depend on them. */
export const DERIVATIVES_STT = table<DerivativesTax>(
  'stt-derivatives',
  'Securities transaction tax, futures and options',
  [
    since(
      null,
      { futures: 100_000, options: 170_000, exercised: 1_250_000 },
      'sure',
      'TradingQnA 185139; Zerodha bulletin 174',
    ),
    since(
      '2016-06-01',
      { futures: 100_000, options: 500_000, exercised: 1_250_000 },
      'sure',
      'Zerodha bulletin 174',
      'exercised options: on the contract’s value, since 1 Sep 2019 (unverified) on the intrinsic value',
    ),
    since(
      '2023-04-01',
      { futures: 125_000, options: 625_000, exercised: 1_250_000 },
      'sure',
      'Business Standard, 24 Mar 2023; Zerodha',
    ),
    since(
      '2024-10-01',
      { futures: 200_000, options: 1_000_000, exercised: 1_250_000 },
      'sure',
      'TradingQnA 185139; NSE FATAX 2026',
    ),
    since(
      '2026-04-01',
      { futures: 500_000, options: 1_500_000, exercised: 1_500_000 },
      'sure',
      'NSE FATAX/73524; Finance Act 2026',
    ),
  ],
)

/** NSE's transaction charge, billionths of value (futures) or premium (options). */
export interface DerivativesCharge {
  readonly futures: Nano
  readonly options: Nano
}

/** NSE’s charge through time. */
export const DERIVATIVES_TRANSACTION = table<DerivativesCharge>(
  'transaction-derivatives',
  'NSE transaction charge, futures and options',
  [
    since(null, { futures: 19_000, options: 500_000 }, 'likely', 'garvthakur.com'),
    since('2021-01-01', { futures: 20_000, options: 530_000 }, 'likely', 'garvthakur.com'),
    since('2023-04-01', { futures: 19_000, options: 500_000 }, 'likely', 'garvthakur.com'),
    since(
      '2024-04-01',
      { futures: 18_800, options: 495_000 },
      'unverified',
      'inventiva',
      'in force before October 2024; its first day is not known',
    ),
    since(
      '2024-10-01',
      { futures: 17_300, options: 350_300 },
      'sure',
      'Hindustan Times, 27 Sep 2024',
    ),
    since(
      '2026-03-01',
      { futures: 18_299, options: 355_200 },
      'unverified',
      'NSE/FA/73061',
      'futures are sure; the option split of the summary looks off',
    ),
  ],
)

/** Stamp duty on the buyer, billionths. */
export const DERIVATIVES_STAMP = table<DerivativesCharge | null>(
  'stamp-derivatives',
  'Stamp duty, futures and options',
  [
    since(null, null, 'likely', 'sasonline.in, samco.in', 'by the client’s state, not collected'),
    since('2020-07-01', { futures: 20_000, options: 30_000 }, 'sure', 'Zerodha bulletin 259741'),
  ],
)

/** Hours of the derivatives segment, minutes after midnight. */
export interface DerivativesHours {
  readonly preOpen: number | null
  readonly opens: number
  readonly closes: number
}

/** When futures and options trade: longer than shares since the closing auction. */
export const DERIVATIVES_HOURS = table<DerivativesHours>(
  'session-futures',
  'Hours of the derivatives segment',
  [
    since(
      null,
      { preOpen: null, opens: minuteOf('09:15'), closes: minuteOf('15:30') },
      'sure',
      'NSE',
    ),
    since(
      '2025-12-08',
      { preOpen: minuteOf('09:00'), opens: minuteOf('09:15'), closes: minuteOf('15:30') },
      'sure',
      'NSE/FAOP/71092; SEBI 2025/79',
      'current-month futures; the next month too in the last five days',
    ),
    since(
      '2026-08-03',
      { preOpen: minuteOf('09:00'), opens: minuteOf('09:15'), closes: minuteOf('15:40') },
      'sure',
      'NSE/FAOP/74467',
      'the close is the average of 15:10 to 15:40',
    ),
  ],
)

/** Most of one contract in one order: an example of the index slabs that NSE reviews monthly. */
export const DERIVATIVES_FREEZE = table<{ readonly nifty: number }>(
  'freeze-derivatives',
  'NIFTY contracts in one order',
  [
    since(
      null,
      { nifty: 1_800 },
      'unverified',
      'NSE circulars "Quantity freeze limits for indices", 1 Dec 2022',
      'reviewed monthly; shares: the lower of 1 % of the position limit and ₹2.5 crore (5paisa, 2021)',
    ),
  ],
)
