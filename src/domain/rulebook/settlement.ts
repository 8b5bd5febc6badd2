import type { TradeDate } from '../time.ts'
import type { MarketCalendar } from './calendar.ts'
import { asOf, since, type Table, table } from './dated.ts'

/** Settlement days after the trade on which shares and money change hands. */
export const SETTLEMENT_CYCLE: Table<1 | 2> = table(
  'settlement-cycle',
  'Settlement days after the trade, whole market',
  [
    since(null, 2, 'sure', 'NDTV Profit, January 2023; T+2 since April 2003'),
    since(
      '2023-01-27',
      1,
      'sure',
      'exchanges’ joint release of 8 Nov 2021; stl.news, Mint',
      'shares moved in batches from 25 Feb 2022, smallest first; load a share’s own day to use it',
    ),
  ],
)

/** How many of the smallest shares had moved to T+1, by the exchanges' schedule. */
export const T1_ROLLOUT: Table<string> = table('settlement-t1-rollout', 'Shares already on T+1', [
  since(null, 'none', 'sure', 'exchanges’ joint release of 8 Nov 2021'),
  since(
    '2022-02-25',
    'bottom 100 by market value of October 2021',
    'sure',
    'exchanges’ joint release',
  ),
  since(
    '2022-03-25',
    '500 more from the bottom on the last Friday of each month',
    'likely',
    'exchanges’ joint release; the days are derived and all were sessions',
  ),
  since('2023-01-27', 'every share', 'sure', 'exchanges’ release of November 2022; NDTV Profit'),
])

/** Same-day settlement that a client may choose, by the number of shares that offer it. */
export const T0_SHARES: Table<string> = table('settlement-t0', 'Optional same-day settlement', [
  since(null, 'none', 'sure', 'SEBI'),
  since('2024-03-28', '25 shares, trial', 'likely', 'SEBI; the month is sure, the day likely'),
  since(
    '2025-01-31',
    'largest 500, lowest 100 first, 100 more each month',
    'sure',
    'SEBI 2024/172',
  ),
  since(
    '2025-10-30',
    'the same; large brokers’ systems no longer have a due date',
    'sure',
    'SEBI 2025/58; SEBI of 30 Oct 2025',
  ),
])

/** Settlement days after the trade; `movedOn` is the day a share went to T+1, if its batch was loaded. */
export const settlementCycle = (date: TradeDate, movedOn: TradeDate | null = null): 1 | 2 =>
  movedOn !== null && date >= movedOn ? 1 : asOf(SETTLEMENT_CYCLE, date)

/** The day on which a trade's shares arrive (or leave) and its money with them. */
export function settlementDate(
  tradedOn: TradeDate,
  calendar: MarketCalendar,
  cycle: number = settlementCycle(tradedOn),
): TradeDate {
  let date = tradedOn
  for (let days = 0; days < cycle; days++) date = calendar.nextSettlementDay(date)
  return date
}
