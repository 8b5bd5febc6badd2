import type { Nano } from '../money.ts'
import { since, type Table, table } from './dated.ts'

/** A broker's fee an executed order: a share of its value, at most the cap. */
export interface BrokerageRule {
  readonly rate: Nano
  readonly capPaise: number
}

const TWENTY_RUPEES = 2_000

/** Zerodha's fee an executed delivery order. */
export const DELIVERY_BROKERAGE: Table<BrokerageRule> = table(
  'brokerage-delivery',
  'Zerodha brokerage, delivery, an executed order',
  [
    since(
      null,
      { rate: 1_000_000, capPaise: TWENTY_RUPEES },
      'unverified',
      'common knowledge',
      'no page of the time was found',
    ),
    since(
      '2015-12-01',
      { rate: 0, capPaise: 0 },
      'sure',
      'Zerodha, 30 Nov 2015 (Mint, December 2025)',
      'an older page charges one paisa a contract note as a token: left out',
    ),
  ],
)

/** Zerodha's fee an executed intraday order. */
export const INTRADAY_BROKERAGE: Table<BrokerageRule> = table(
  'brokerage-intraday',
  'Zerodha brokerage, intraday, an executed order',
  [
    since(
      null,
      { rate: 100_000, capPaise: TWENTY_RUPEES },
      'sure',
      'ussagar.org, copy of 7 Feb 2020',
    ),
    since(
      '2020-04-01',
      { rate: 300_000, capPaise: TWENTY_RUPEES },
      'unverified',
      'TradingQnA 74161, an e-mail of the lockdown',
      'the day in April 2020 is not known: the whole month bears the higher rate',
    ),
    since(
      '2020-05-01',
      { rate: 300_000, capPaise: TWENTY_RUPEES },
      'sure',
      'Zerodha lists of June 2020',
    ),
  ],
)

/** The cap in place of ₹20 while the account is in debit, paise; not charged here, where cash never is negative. */
export const DEBIT_BROKERAGE_CAP: Table<number> = table(
  'brokerage-debit-cap',
  'Zerodha brokerage cap for an account in debit, paise',
  [
    since(null, TWENTY_RUPEES, 'unverified', 'no page of the time was found'),
    since(
      '2023-01-01',
      4_000,
      'likely',
      'TradingQnA 145618',
      'in force by 2023; the day is inferred',
    ),
  ],
)

/** The depository participant's fee a share and selling day, before tax. */
export interface DpFee {
  readonly feePaise: number
  /** When the account's first holder is a woman. */
  readonly womanFeePaise: number
}

/** Zerodha's and CDSL's fee together, for shares that leave the demat account. */
export const DP_FEE: Table<DpFee> = table(
  'dp-fee',
  'Zerodha DP fee a share and selling day, paise',
  [
    since(
      null,
      { feePaise: 1_350, womanFeePaise: 1_350 },
      'unverified',
      'TradingQnA 18282',
      '2015 and 2016 are inferred',
    ),
    since(
      '2017-01-01',
      { feePaise: 1_350, womanFeePaise: 1_350 },
      'sure',
      'TradingQnA 18282 and 19962; Zerodha',
    ),
    since(
      '2024-10-01',
      { feePaise: 1_300, womanFeePaise: 1_275 },
      'likely',
      'Zerodha; CDSL ₹3.50 flat from the day (Fortune, Outlook)',
      'the values are sure, Zerodha’s own day is likely',
    ),
  ],
)

/** Whether shares sold the day after their purchase pass through the demat account, and so bear the fee. */
export const IS_DP_FEE_ON_BTST: Table<boolean> = table(
  'dp-fee-btst',
  'DP fee on shares sold before they were delivered',
  [
    since(null, false, 'likely', 'Zerodha support: no fee up to 2 June 2021'),
    since('2021-06-03', true, 'likely', 'Zerodha support; tradebrains.in'),
  ],
)

/** The broker's fee for an order of its desk, such as closing an intraday position, before tax. */
export const SQUARE_OFF_FEE: Table<number> = table(
  'square-off-fee',
  'Zerodha call-and-trade and square-off fee an order, paise',
  [
    since(null, 2_000, 'likely', 'ussagar.org, copy of February 2020'),
    since('2020-03-20', 5_000, 'likely', 'Zerodha support; webnotes.in for the day'),
  ],
)

/** Shares that one square-off order of the desk holds at most: each further block bears the fee again. */
export const SQUARE_OFF_BLOCK: Table<number> = table(
  'square-off-block',
  'Shares in one square-off order of the desk',
  [since(null, 30_000, 'sure', 'Zerodha support')],
)

/** Fee once for giving the broker the right to debit shares for sales, before tax. */
export const DDPI_FEE: Table<number> = table(
  'ddpi-fee',
  'Zerodha fee for a DDPI given online, paise',
  [since(null, 10_000, 'likely', 'TradingQnA 165127', 'given online since about May 2024')],
)
