import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** Least share of an intraday position's value that must be the client's own, basis points: 2,000 is five times. */
export const INTRADAY_MARGIN_BPS: Table<number> = table(
  'intraday-margin',
  'Intraday margin, basis points of value',
  [
    since(
      null,
      500,
      'likely',
      'investingexpert.in; Z-Connect, 30 Nov 2020',
      'the broker’s choice; 20 to 40 times were seen, 20 is taken',
    ),
    since('2020-12-01', 500, 'sure', 'SEBI of 20 Jul 2020: a quarter of the minimum; Z-Connect'),
    since('2021-03-01', 1_000, 'sure', 'SEBI of 20 Jul 2020: half of the minimum'),
    since(
      '2021-06-01',
      1_500,
      'sure',
      'SEBI of 20 Jul 2020: three quarters of the minimum; TradingQnA 111539',
      'Zerodha rounded 6.67 times to 6',
    ),
    since(
      '2021-09-01',
      2_000,
      'sure',
      'SEBI of 20 Jul 2020: the whole minimum; Zerodha',
      'volatile shares more',
    ),
  ],
)

/** Whether a client's margin must be there before the trade, and what happens when it is not. */
export const UPFRONT_MARGIN: Table<string> = table('upfront-margin', 'Margin before the trade', [
  since(null, 'the broker’s choice', 'likely', 'investingexpert.in'),
  since('2020-01-01', 'levied from the client, no penalty', 'sure', 'SEBI 2019/139; Upstox'),
  since('2020-09-01', 'at least 20 % or VaR and ELM, with penalty', 'sure', 'SEBI of 31 Jul 2020'),
])

/** Share of a delivery sale's proceeds that may buy on the same day, basis points. */
export interface UsableProceeds {
  readonly delivered: number
  /** For shares sold before they were delivered. */
  readonly undelivered: number
}

/** What a sale lets one buy on its own day. */
export const SALE_PROCEEDS: Table<UsableProceeds> = table(
  'sale-proceeds',
  'Sale proceeds usable the same day, basis points',
  [
    since(null, { delivered: 10_000, undelivered: 10_000 }, 'likely', 'Zerodha'),
    since(
      '2020-12-01',
      { delivered: 8_000, undelivered: 8_000 },
      'likely',
      'Zerodha',
      '1 Sep 2020 is possible',
    ),
    since(
      '2024-10-07',
      { delivered: 10_000, undelivered: 0 },
      'sure',
      'TradingQnA 174223; Zerodha',
      'by early pay-in; the proceeds of undelivered shares can be used on the next day',
    ),
  ],
)

/** Whether the profit of an intraday trade may be used before it is settled. */
export const IS_INTRADAY_PROFIT_USABLE: Table<boolean> = table(
  'intraday-profit',
  'Intraday profit usable the same day',
  [
    since(null, true, 'likely', 'Zerodha'),
    since('2020-12-01', false, 'sure', 'Zerodha', 'usable after settlement'),
  ],
)

/** Least margin of an intraday position in basis points of its value. */
export const intradayMarginBps = (date: TradeDate): number => asOf(INTRADAY_MARGIN_BPS, date)

/** Usable share of a sale's proceeds on its own day, basis points. */
export const usableProceedsBps = (date: TradeDate, isDelivered: boolean): number =>
  asOf(SALE_PROCEEDS, date)[isDelivered ? 'delivered' : 'undelivered']
