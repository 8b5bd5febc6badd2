import type { Nano } from '../money.ts'
import { since, type Table, table } from './dated.ts'

/** Securities transaction tax, billionths of value. */
export interface SttRates {
  readonly deliveryBuy: Nano
  readonly deliverySell: Nano
  readonly intradaySell: Nano
}

/** Tax on trades in shares, and in units of equity funds that are listed. */
export const STT: Readonly<Record<'equity' | 'etf', Table<SttRates>>> = {
  equity: table('stt-equity', 'Securities transaction tax, shares', [
    since(
      null,
      { deliveryBuy: 1_000_000, deliverySell: 1_000_000, intradaySell: 250_000 },
      'sure',
      'tifsl.in (in force since 1 Jul 2012); NSE FATAX of 31 Mar 2026, "no change"',
      'one answer on TradingQnA dates the delivery rate June 2013; both lie before 2015',
    ),
  ]),
  etf: table('stt-etf', 'Securities transaction tax, units of equity funds', [
    since(
      null,
      { deliveryBuy: 0, deliverySell: 10_000, intradaySell: 250_000 },
      'sure',
      'lakshitfinancial.com; NSE FATAX 2026',
      'funds that hold no shares (gold, liquid) pay none: not told apart here',
    ),
  ]),
}

/** SEBI's turnover fee, each side; ₹10 a crore is 1,000 billionths. */
export const SEBI_FEE: Table<Nano> = table('sebi-fee', 'SEBI turnover fee, billionths of value', [
  since(null, 2_000, 'likely', 'SAMCO; SEBI proposal of 2006'),
  since('2017-04-03', 1_500, 'likely', 'tifsl.in; SEBI/LAD-NRO/GN/2016-17/038'),
  since('2019-04-01', 1_000, 'sure', 'SEBI/LAD-NRO/GN/2019/03'),
  since('2020-06-01', 500, 'sure', 'SEBI release of 27 Apr 2020; Zerodha list of June 2020'),
  since('2021-04-01', 1_000, 'sure', 'end of the half-rate period; later lists'),
])

/** The tax on services and what it is charged on: brokerage, transaction charge and its levy, at times SEBI's fee. */
export interface ServiceTax {
  readonly name: string
  readonly rate: Nano
  readonly isOnSebiFee: boolean
}

const serviceTax = (name: string, rate: Nano): ServiceTax => ({ name, rate, isOnSebiFee: false })

/** Tax on the broker's and the exchange's services; never on transaction tax or stamp duty. */
export const SERVICE_TAX: Table<ServiceTax> = table('service-tax', 'Service tax, then GST', [
  since(
    null,
    serviceTax('Service tax 12.36 %', 123_600_000),
    'sure',
    'caclubindia; Business Standard',
  ),
  since(
    '2015-06-01',
    serviceTax('Service tax 14 %', 140_000_000),
    'sure',
    'Ministry of Finance, 19 May 2015',
  ),
  since(
    '2015-11-15',
    serviceTax('Service tax 14 % and Swachh Bharat cess', 145_000_000),
    'sure',
    'Notification 21/2015-ST',
  ),
  since(
    '2016-06-01',
    serviceTax('Service tax 14 %, Swachh Bharat and Krishi Kalyan cess', 150_000_000),
    'sure',
    'Zerodha bulletin 174',
  ),
  since(
    '2017-07-01',
    { name: 'GST 18 %', rate: 180_000_000, isOnSebiFee: false },
    'sure',
    'Zerodha’s old page; ussagar.org',
    'some brokers taxed SEBI’s fee already; the levy for investor protection is taxed like the charge it belongs to',
  ),
  since(
    '2022-07-18',
    { name: 'GST 18 %', rate: 180_000_000, isOnSebiFee: true },
    'sure',
    'SEBI circular; BSE 20220830-5 and 20221031-4',
  ),
])
