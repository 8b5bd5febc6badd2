import type { TradeDate } from '../time.ts'
import { asOf, since, table } from './dated.ts'

/**
 * How a client lets the broker take sold shares out of the demat account: a power of attorney, a debit instruction
 * (DDPI), the depository's PIN (TPIN), the PIN with a one-time password, or a signed slip.
 */
export type SellingAuthority = 'poa' | 'ddpi' | 'tpin' | 'tpin_otp' | 'slip'

/** What a client may give anew; a power of attorney given earlier stays valid. */
export const SELLING_AUTHORITY = table<readonly SellingAuthority[]>(
  'selling-authority',
  'Ways to authorise a sale out of the demat account',
  [
    since(null, ['poa', 'slip'], 'likely', 'Angel One; TradingQnA 165127'),
    since(
      '2020-06-01',
      ['poa', 'tpin', 'slip'],
      'likely',
      'comparesharebrokers.com',
      'the month is likely; Zerodha’s first day was not found',
    ),
    since(
      '2022-02-20',
      ['poa', 'tpin_otp', 'slip'],
      'likely',
      'fisdom.com',
      'the day is the deadline',
    ),
    since(
      '2022-11-18',
      ['ddpi', 'tpin_otp', 'slip'],
      'unverified',
      'SEBI of 4 Apr 2022; Angel One; Zerodha, "November 2022"',
      'others began on 1 Sep 2022',
    ),
  ],
)

/** Ways that may be given on a day. */
export const sellingAuthorities = (date: TradeDate): readonly SellingAuthority[] =>
  asOf(SELLING_AUTHORITY, date)

/** Ways that stand until withdrawn; the others must be given again for each day of sales. */
export const isStanding = (authority: SellingAuthority): boolean =>
  authority === 'poa' || authority === 'ddpi'
