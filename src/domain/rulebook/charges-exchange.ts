import type { Nano } from '../money.ts'
import { since, type Table, table } from './dated.ts'

/**
 * Where a trade was made as far as the exchange's charge goes. BSE charges its exclusive and restricted groups apart:
 * X is XC, XD, XT, Z and ZP; S is SS and ST; M is M, MT, TS and MS. Plain `BSE` is A, B and whatever NSE lists too.
 */
export const VENUES = ['NSE', 'BSE', 'BSE_X', 'BSE_S', 'BSE_M'] as const
export type Venue = (typeof VENUES)[number]

/** An exchange's charge on each side of a trade: a share of its value, or an amount a trade. */
export interface TransactionCharge {
  readonly rate: Nano
  readonly perTradePaise: number
}

const ofValue = (rate: Nano): TransactionCharge => ({ rate, perTradePaise: 0 })
const perTrade = (perTradePaise: number): TransactionCharge => ({ rate: 0, perTradePaise })

const BSE_LIST = 'Zerodha charge list'
const SLABS =
  'before October 2024 the exchange charged members by monthly slabs; clients paid the broker’s list rate'

/** The exchanges' transaction charges, each side, delivery and intraday alike; ₹325 a crore is 32,500 billionths. */
export const TRANSACTION_CHARGES: Readonly<Record<Venue, Table<TransactionCharge>>> = {
  NSE: table('transaction-nse', 'NSE transaction charge, billionths of value', [
    since(null, ofValue(32_500), 'likely', 'tifsl.in; Zerodha’s old page; ussagar.org', SLABS),
    since(
      '2021-01-01',
      ofValue(34_500),
      'sure',
      'NDTV Profit, The Hindu, BusinessLine, 24 Mar 2023',
    ),
    since('2023-04-01', ofValue(32_500), 'sure', 'NSE/FA/56129; NSE release of 24 Mar 2023'),
    since(
      '2024-04-01',
      ofValue(32_200),
      'unverified',
      'eight public cost models; NDTV Profit, 30 Apr 2024',
      'the value is likely, its first day is not: NSE’s own list of revisions does not name April 2024',
    ),
    since('2024-10-01', ofValue(29_700), 'sure', 'NSE/FA/64323; PTI, 27 Sep 2024'),
    since('2026-03-01', ofValue(30_699), 'sure', 'NSE/FA/73061'),
  ]),
  BSE: table('transaction-bse', 'BSE transaction charge, groups A, B and shares listed elsewhere', [
    since(null, ofValue(27_500), 'sure', 'BSE 20150105-34; oneindiatax, 2 Apr 2017'),
    since(
      '2017-04-01',
      perTrade(100),
      'unverified',
      'BSE TFEquity page',
      '₹1.00 a trade to 5 lakh trades a month, less above; whether clients paid so is not known',
    ),
    since(
      '2018-02-01',
      perTrade(150),
      'unverified',
      'Moneycontrol and Indian Express, March 2018',
      '₹1.50 a trade at first slab; SENSEX shares were free from 12 Mar 2018; days not known',
    ),
    since(
      '2018-07-02',
      ofValue(30_000),
      'unverified',
      'BSE 20180628-29; Zerodha’s old page',
      'the rate is the broker’s list rate, its first day is not known',
    ),
    since('2022-12-01', ofValue(37_500), 'sure', `${BSE_LIST}; BusinessLine`),
  ]),
  BSE_X: table('transaction-bse-x', 'BSE transaction charge, groups X, XC, XD, XT, Z and ZP', [
    since(
      null,
      ofValue(27_500),
      'unverified',
      'BSE 20150105-34',
      'the group’s own rate is not known',
    ),
    since('2016-01-01', ofValue(1_000_000), 'sure', `BSE 20151221-17; ${BSE_LIST}`),
  ]),
  BSE_S: table('transaction-bse-s', 'BSE transaction charge, groups SS and ST', [
    since(null, ofValue(10_000_000), 'unverified', BSE_LIST, 'its first day is not known'),
  ]),
  BSE_M: table('transaction-bse-m', 'BSE transaction charge, groups M, MT, TS and MS', [
    since(null, ofValue(27_500), 'unverified', BSE_LIST, 'its first day is not known'),
  ]),
}

const NSE_IPFT: Table<Nano> = table(
  'ipft-nse',
  'NSE investor protection levy, billionths of value',
  [
    since(null, 1, 'likely', 'tifsl.in; Zerodha’s old page', '₹0.01 a crore'),
    since(
      '2023-04-01',
      1_000,
      'sure',
      'NSE/FA/56129',
      '₹10 a crore, beside the transaction charge',
    ),
    since('2026-03-01', 1, 'sure', 'NSE/FA/73061', '₹0.01 a crore: the rest went into the charge'),
  ],
)
const BSE_IPFT: Table<Nano> = table(
  'ipft-bse',
  'BSE investor protection levy, billionths of value',
  [since(null, 0, 'likely', 'no such levy on any list of charges read')],
)

/** The exchanges' levy for their investor protection funds: a row of its own, so that it is never added twice. */
export const IPFT: Readonly<Record<Venue, Table<Nano>>> = {
  NSE: NSE_IPFT,
  BSE: BSE_IPFT,
  BSE_X: BSE_IPFT,
  BSE_S: BSE_IPFT,
  BSE_M: BSE_IPFT,
}
