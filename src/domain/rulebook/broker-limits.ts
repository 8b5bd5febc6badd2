import type { Interval } from '../bar.ts'
import type { TradeDate } from '../time.ts'
import { asOf, since, table } from './dated.ts'
import { minuteOf } from './timetable.ts'

/** What one account may ask of Kite Connect; the configuration's defaults. */
export interface BrokerLimits {
  /** Requests a second by kind of endpoint. */
  readonly quotesPerSecond: number
  readonly candlesPerSecond: number
  readonly othersPerSecond: number
  /** Orders placed, changed and withdrawn, for the account whatever the number of programs. */
  readonly ordersPerSecond: number
  readonly ordersPerMinute: number
  readonly ordersPerDay: number
  readonly modificationsPerOrder: number
  /** Instruments in one request. */
  readonly fullQuoteInstruments: number
  readonly lastPriceInstruments: number
  readonly streamInstruments: number
  readonly streamConnections: number
  readonly tagLength: number
  readonly autosliceChildren: number
  /** Days that one request for history may span. */
  readonly historyDays: Readonly<Record<Interval, number>>
}

const FIXED = {
  quotesPerSecond: 1,
  candlesPerSecond: 3,
  othersPerSecond: 10,
  ordersPerSecond: 10,
  modificationsPerOrder: 25,
  fullQuoteInstruments: 500,
  lastPriceInstruments: 1_000,
  streamInstruments: 3_000,
  streamConnections: 3,
  tagLength: 20,
  autosliceChildren: 10,
  historyDays: { '1m': 60, '5m': 100, '15m': 200, '30m': 200, '1h': 400, day: 2_000 },
} as const

/** Kite Connect's limits. The spans of history are known by use, not from its documents. */
export const KITE_LIMITS = table<BrokerLimits>(
  'broker-limits',
  'Kite Connect limits of one account',
  [
    since(
      null,
      { ...FIXED, ordersPerMinute: 200, ordersPerDay: 3_000 },
      'unverified',
      'Kite Connect v3 documents, older text',
      'the day of the change is not known; the smaller figures stand until then',
    ),
    since(
      '2026-04-01',
      { ...FIXED, ordersPerMinute: 400, ordersPerDay: 5_000 },
      'likely',
      'Kite Connect v3 exceptions; Kite forum 52882',
      'the first day is inferred',
    ),
  ],
)

/** Hours in which orders for the next session are taken, minutes after midnight: from the evening to the morning. */
export interface AfterHours {
  readonly opens: number
  readonly closes: number
}

/** After-market orders for shares. */
export const AFTER_MARKET_HOURS = table<AfterHours>(
  'after-market',
  'Hours of after-market orders',
  [
    since(
      null,
      { opens: minuteOf('15:45'), closes: minuteOf('08:57') },
      'likely',
      'investorgain.com; techandfinance.in',
      'BSE to 08:59; at any hour of weekends and holidays',
    ),
    since(
      '2024-01-01',
      { opens: minuteOf('16:00'), closes: minuteOf('08:58') },
      'unverified',
      'Zerodha support, undated',
      'sent to the exchange at 09:00, stop-loss and immediate orders at 09:15',
    ),
  ],
)

/** Whether the broker takes an after-market order at a minute of a day. */
export function mayPlaceAfterMarket(date: TradeDate, minute: number, isSession: boolean): boolean {
  const { opens, closes } = asOf(AFTER_MARKET_HOURS, date)
  return !isSession || minute >= opens || minute < closes
}

/** The limits on a day. */
export const brokerLimitsOn = (date: TradeDate): BrokerLimits => asOf(KITE_LIMITS, date)
