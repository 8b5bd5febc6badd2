import type { Nano } from '../money.ts'
import type { TradeDate } from '../time.ts'
import {
  type BrokerageRule,
  DELIVERY_BROKERAGE,
  DP_FEE,
  type DpFee,
  INTRADAY_BROKERAGE,
  IS_DP_FEE_ON_BTST,
  SQUARE_OFF_BLOCK,
  SQUARE_OFF_FEE,
} from './charges-broker.ts'
import {
  IPFT,
  TRANSACTION_CHARGES,
  type TransactionCharge,
  type Venue,
} from './charges-exchange.ts'
import { SEBI_FEE, SERVICE_TAX, type ServiceTax, STT, type SttRates } from './charges-government.ts'
import { STAMP_DUTY, type StampRule, type StampState } from './charges-stamp.ts'
import { asOf, rowOn, type Table } from './dated.ts'

/** Every table that a contract note is reckoned from; one of them amended makes a new set. */
export interface ChargeTables {
  readonly deliveryBrokerage: Table<BrokerageRule>
  readonly intradayBrokerage: Table<BrokerageRule>
  readonly stt: Readonly<Record<'equity' | 'etf', Table<SttRates>>>
  readonly transaction: Readonly<Record<Venue, Table<TransactionCharge>>>
  readonly ipft: Readonly<Record<Venue, Table<Nano>>>
  readonly sebiFee: Table<Nano>
  readonly serviceTax: Table<ServiceTax>
  readonly stampDuty: Readonly<Record<StampState, Table<StampRule>>>
  readonly dpFee: Table<DpFee>
  readonly isDpFeeOnBtst: Table<boolean>
  readonly squareOffFee: Table<number>
  readonly squareOffBlock: Table<number>
}

/** The tables that the program was built with. */
export const CHARGE_TABLES: ChargeTables = {
  deliveryBrokerage: DELIVERY_BROKERAGE,
  intradayBrokerage: INTRADAY_BROKERAGE,
  stt: STT,
  transaction: TRANSACTION_CHARGES,
  ipft: IPFT,
  sebiFee: SEBI_FEE,
  serviceTax: SERVICE_TAX,
  stampDuty: STAMP_DUTY,
  dpFee: DP_FEE,
  isDpFeeOnBtst: IS_DP_FEE_ON_BTST,
  squareOffFee: SQUARE_OFF_FEE,
  squareOffBlock: SQUARE_OFF_BLOCK,
}

/** What of an account, and of rounding that no source settles, changes its notes. */
export interface ChargeTerms {
  /** Where the client lives: decided stamp duty until June 2020. */
  readonly state: StampState
  /** Whether the account's first holder is a woman, who pays less for a delivery out of the demat account. */
  readonly isWoman: boolean
  /** Whether tax is rounded to the rupee for a share's day and bucket, for an order alone, or to the paisa. */
  readonly sttRounding: 'scrip_day_rupee' | 'order_rupee' | 'paisa'
  /** How a share's stamp duty is rounded on each side and in each bucket. */
  readonly stampRounding: 'paisa' | 'rupee'
}

/** Terms of an account that says nothing: the rounding that most sources support. */
export const DEFAULT_TERMS: ChargeTerms = {
  state: 'maharashtra',
  isWoman: false,
  sttRounding: 'scrip_day_rupee',
  stampRounding: 'paisa',
}

/** The rates of one day, looked up once. */
export interface DayRates {
  readonly date: TradeDate
  readonly deliveryBrokerage: BrokerageRule
  readonly intradayBrokerage: BrokerageRule
  readonly stt: Readonly<Record<'equity' | 'etf', SttRates>>
  readonly transaction: Readonly<Record<Venue, TransactionCharge>>
  readonly ipft: Readonly<Record<Venue, Nano>>
  readonly sebiFee: Nano
  readonly serviceTax: ServiceTax
  readonly stamp: StampRule
  /** Fees without their tax, paise. */
  readonly dpFeePaise: number
  readonly isDpFeeOnBtst: boolean
  readonly squareOffFeePaise: number
  readonly squareOffBlock: number
}

/** The rates in force on a day for an account. */
export function ratesOn(
  date: TradeDate,
  terms: ChargeTerms = DEFAULT_TERMS,
  tables: ChargeTables = CHARGE_TABLES,
): DayRates {
  const each = <T>(rules: Readonly<Record<Venue, Table<T>>>): Record<Venue, T> => ({
    NSE: asOf(rules.NSE, date),
    BSE: asOf(rules.BSE, date),
    BSE_X: asOf(rules.BSE_X, date),
    BSE_S: asOf(rules.BSE_S, date),
    BSE_M: asOf(rules.BSE_M, date),
  })
  const dpFee = asOf(tables.dpFee, date)
  return {
    date,
    deliveryBrokerage: asOf(tables.deliveryBrokerage, date),
    intradayBrokerage: asOf(tables.intradayBrokerage, date),
    stt: { equity: asOf(tables.stt.equity, date), etf: asOf(tables.stt.etf, date) },
    transaction: each(tables.transaction),
    ipft: each(tables.ipft),
    sebiFee: asOf(tables.sebiFee, date),
    serviceTax: asOf(tables.serviceTax, date),
    stamp: asOf(tables.stampDuty[terms.state], date),
    dpFeePaise: terms.isWoman ? dpFee.womanFeePaise : dpFee.feePaise,
    isDpFeeOnBtst: asOf(tables.isDpFeeOnBtst, date),
    squareOffFeePaise: asOf(tables.squareOffFee, date),
    squareOffBlock: asOf(tables.squareOffBlock, date),
  }
}

/** Titles of the rules in force that day which no good source confirms: a note names them. */
export function doubtsOn(
  date: TradeDate,
  terms: ChargeTerms,
  venues: readonly Venue[],
  tables: ChargeTables = CHARGE_TABLES,
): readonly string[] {
  const used: readonly Table<unknown>[] = [
    tables.deliveryBrokerage,
    tables.intradayBrokerage,
    ...venues.flatMap((venue) => [tables.transaction[venue], tables.ipft[venue]]),
    tables.sebiFee,
    tables.serviceTax,
    tables.stampDuty[terms.state],
    tables.dpFee,
    tables.isDpFeeOnBtst,
  ]
  return used
    .filter((rules) => rowOn(rules, date).confidence === 'unverified')
    .map(({ title }) => title)
}

const STT_ROUNDING = {
  scrip_day_rupee: 'to the rupee for each share, day and bucket',
  order_rupee: 'to the rupee for each order by itself',
  paisa: 'to the paisa for each share, day and bucket',
} as const satisfies Record<ChargeTerms['sttRounding'], string>

/** How a note was reckoned where sources leave a choice: a sentence for every report. */
export const statementOf = (terms: ChargeTerms): string =>
  `Securities transaction tax is rounded ${STT_ROUNDING[terms.sttRounding]}, stamp duty to the ` +
  `${terms.stampRounding} for each share and side; stamp duty before July 2020 is that of ` +
  `${terms.state.replaceAll('_', ' ')}.`
