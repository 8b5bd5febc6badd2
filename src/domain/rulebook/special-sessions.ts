import { type TradeDate, tradeDate } from '../time.ts'
import type { Confidence } from './dated.ts'
import { minuteOf, type Window } from './timetable.ts'

/** `special`: a full day at a weekend; `short`: a drill; `muhurat`: Diwali's hour; `disrupted`: cut by an outage. */
export type SessionKind = 'regular' | 'special' | 'short' | 'muhurat' | 'disrupted'

/** One trading day. */
export interface Session {
  readonly date: TradeDate
  readonly kind: SessionKind
  readonly name: string
  /** Continuous trading when it is not the regular day's, in order; null is the regular day. */
  readonly windows: readonly Window[] | null
  /** Length of trading at the closing price; counts only beside windows. */
  readonly postCloseMinutes: number
  /** Whether brokers took intraday products: not on drill days. */
  readonly mayTradeIntraday: boolean
  /** Widest price band of the day for every share, percent; null leaves each its own. */
  readonly bandPercentMax: number | null
  readonly source: string
  readonly confidence: Confidence
}

const between = (from: string, to: string): Window => ({ from: minuteOf(from), to: minuteOf(to) })

const MUHURAT_SOURCE = 'NSE notices as the press and brokers reported them'

/** Diwali's hour, which stands for the whole trading day. */
const muhurat = (
  date: string,
  opens: string,
  confidence: Confidence = 'sure',
  source = MUHURAT_SOURCE,
): Session => ({
  date: tradeDate(date),
  kind: 'muhurat',
  name: 'Diwali Muhurat session',
  windows: [{ from: minuteOf(opens), to: minuteOf(opens) + 60 }],
  postCloseMinutes: 10,
  mayTradeIntraday: true,
  bandPercentMax: null,
  source,
  confidence,
})

const budget = (date: string, source: string): Session => ({
  date: tradeDate(date),
  kind: 'special',
  name: 'Union Budget on a weekend',
  windows: null,
  postCloseMinutes: 20,
  mayTradeIntraday: true,
  bandPercentMax: null,
  source,
  confidence: 'sure',
})

const drill = (date: string, source: string, confidence: Confidence): Session => ({
  date: tradeDate(date),
  kind: 'short',
  name: 'Disaster recovery drill',
  windows: [between('09:15', '10:00'), between('11:30', '12:30')],
  postCloseMinutes: 10,
  mayTradeIntraday: false,
  bandPercentMax: 5,
  source,
  confidence,
})

/** Every session from 2015 to 2026 that is not a regular weekday. */
export const SPECIAL_SESSIONS: readonly Session[] = [
  budget('2015-02-28', 'BSE 20150220-23; Zerodha bulletin 52900'),
  muhurat('2015-11-11', '17:45'),
  muhurat('2016-10-30', '18:30'),
  muhurat('2017-10-19', '18:30'),
  muhurat('2018-11-07', '17:30'),
  muhurat('2019-10-27', '18:15'),
  budget('2020-02-01', 'BSE and NSE circulars of 22 Jan 2020 (Millennium Post)'),
  muhurat('2020-11-14', '18:15'),
  {
    date: tradeDate('2021-02-24'),
    kind: 'disrupted',
    name: 'NSE outage, trading resumed in the afternoon',
    windows: [between('09:15', '11:40'), between('15:45', '17:00')],
    postCloseMinutes: 20,
    mayTradeIntraday: true,
    bandPercentMax: null,
    source: 'NSE notice of the day (money9, Devdiscourse, Mint); BSE traded on without the halt',
    confidence: 'sure',
  },
  muhurat('2021-11-04', '18:15'),
  muhurat('2022-10-24', '18:15'),
  muhurat('2023-11-12', '18:15'),
  {
    date: tradeDate('2024-01-20'),
    kind: 'special',
    name: 'Full session on a Saturday',
    windows: null,
    postCloseMinutes: 20,
    mayTradeIntraday: true,
    bandPercentMax: null,
    source: 'NSE daily file of the day; first announced as a drill, then as a full day',
    confidence: 'sure',
  },
  drill('2024-03-02', 'NSE circular of 14 Feb 2024 (Business Today)', 'sure'),
  drill(
    '2024-05-18',
    'NSE and BSE circulars (Free Press Journal, Zee, Bigul); two reports give 11:45 to 12:40',
    'likely',
  ),
  muhurat('2024-11-01', '18:00'),
  budget('2025-02-01', 'NSE and BSE circulars (PTI)'),
  muhurat('2025-10-21', '13:45'),
  budget('2026-02-01', 'NSE daily file of the day'),
  muhurat(
    '2026-11-08',
    '18:00',
    'unverified',
    'day: NSE list of 12 Dec 2025; hour: not found, an evening hour as in most years',
  ),
]
