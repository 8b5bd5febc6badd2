import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'
import type { Phase, Segment } from './phase.ts'

/** A phase from one minute after midnight (India) up to another, which is no longer in it. */
export interface Slot {
  readonly from: number
  readonly to: number
  readonly phase: Phase
}

/** A whole day: the first slot begins at midnight, each follows the one before, the last ends at 1,440. */
export type Timetable = readonly Slot[]

/** Continuous trading in minutes after midnight, from (inclusive) to (exclusive). */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Where a day’s last slot ends. */
export const MINUTES_A_DAY = 1_440

/** `09:15` as minutes after midnight. Throws RangeError on anything else. */
export function minuteOf(clock: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock)
  if (match === null) throw new RangeError(`"${clock}" is not a time of day, write it like 09:15`)
  return Number(match[1]) * 60 + Number(match[2])
}

type Change = readonly [at: string, phase: Phase]

/** A day from its changes of phase; it begins closed. Throws RangeError when they go back in time. */
export function timetable(changes: readonly Change[]): Timetable {
  return tiled(changes.map(([at, phase]) => ({ at: minuteOf(at), phase })))
}

function tiled(changes: readonly { readonly at: number; readonly phase: Phase }[]): Timetable {
  const all = [{ at: 0, phase: 'closed' as const }, ...changes]
  return all.map(({ at, phase }, index) => {
    const to = all[index + 1]?.at ?? MINUTES_A_DAY
    if (to <= at) throw new RangeError(`a phase cannot last from minute ${at} to ${to}`)
    return { from: at, to, phase }
  })
}

/** A day without trading. */
export const SHUT: Timetable = timetable([])

const OLD_PRE_OPEN: readonly Change[] = [
  ['09:00', 'pre_open'],
  ['09:08', 'pre_open_matching'],
  ['09:12', 'buffer'],
  ['09:15', 'continuous'],
]
const NEW_PRE_OPEN: readonly Change[] = [
  ['09:00', 'pre_open'],
  ['09:05', 'pre_open_limit_only'],
  ['09:10', 'pre_open_matching'],
  ['09:12', 'buffer'],
  ['09:15', 'continuous'],
]
const OLD_END: readonly Change[] = [
  ['15:30', 'closed'],
  ['15:40', 'post_close'],
  ['16:00', 'closed'],
]
const NEW_END: readonly Change[] = [
  ['15:30', 'closed'],
  ['15:50', 'post_close'],
  ['16:00', 'closed'],
]
const AUCTION_END: readonly Change[] = [
  ['15:15', 'closing_reference'],
  ['15:20', 'closing_auction'],
  ['15:25', 'closing_limit_only'],
  ['15:30', 'closing_matching'],
  ['15:35', 'closed'],
  ['15:50', 'post_close'],
  ['16:00', 'closed'],
]

/** The new pre-open auction: two halves, the second for limit orders only. */
export const NEW_PRE_OPEN_FROM = '2026-09-07'
const OLD_SOURCE = 'WFE exchange profile; BSE session timings'
const PRE_OPEN_SOURCE = 'NSE/CMTR/74969; NSE questions and answers, 1 Jul 2026; BSE 20260803-35'
const AUCTION_SOURCE = 'NSE/CMTR/74466; SEBI circular of 16 Jan 2026; BSE 20260610-41'
const RANDOM_END =
  'order entry ends at random in its last one or two minutes; the phase lasts to the latest end'

/** A regular day of each kind of share through time. */
export const REGULAR_DAY: Readonly<Record<Segment, Table<Timetable>>> = {
  cash: table('session-cash', 'Trading day of shares without derivatives', [
    since(null, timetable([...OLD_PRE_OPEN, ...OLD_END]), 'sure', OLD_SOURCE, RANDOM_END),
    since(
      '2026-08-03',
      timetable([...OLD_PRE_OPEN, ...NEW_END]),
      'likely',
      'BSE 20260610-41; NSE closing-auction page, August 2026',
      'the hours after the close moved for every share; one summary keeps 15:40 for these',
    ),
    since(
      NEW_PRE_OPEN_FROM,
      timetable([...NEW_PRE_OPEN, ...NEW_END]),
      'sure',
      PRE_OPEN_SOURCE,
      RANDOM_END,
    ),
  ]),
  cash_with_derivatives: table('session-derivatives', 'Trading day of shares with derivatives', [
    since(null, timetable([...OLD_PRE_OPEN, ...OLD_END]), 'sure', OLD_SOURCE, RANDOM_END),
    since('2026-08-03', timetable([...OLD_PRE_OPEN, ...AUCTION_END]), 'sure', AUCTION_SOURCE),
    since(
      NEW_PRE_OPEN_FROM,
      timetable([...NEW_PRE_OPEN, ...AUCTION_END]),
      'sure',
      `${AUCTION_SOURCE}; ${PRE_OPEN_SOURCE}`,
      RANDOM_END,
    ),
  ]),
}

/** A regular day's timetable. */
export const regularDay = (date: TradeDate, segment: Segment): Timetable =>
  asOf(REGULAR_DAY[segment], date)

/**
 * A day of special hours: 15 minutes of pre-open before each window, trading at the closing price from 10 minutes
 * after the last (NSE's circulars for Muhurat and drill sessions). It has no closing auction, which is unverified
 * for the Muhurat sessions since August 2026.
 */
export function specialDay(
  date: TradeDate,
  windows: readonly Window[],
  postCloseMinutes: number,
): Timetable {
  const end = windows.at(-1)?.to ?? 0
  const isNew = date >= NEW_PRE_OPEN_FROM
  return tiled([
    ...windows.flatMap(({ from, to }) => [
      { at: from - 15, phase: 'pre_open' as const },
      ...(isNew ? [{ at: from - 10, phase: 'pre_open_limit_only' as const }] : []),
      { at: isNew ? from - 5 : from - 7, phase: 'pre_open_matching' as const },
      { at: from - 3, phase: 'buffer' as const },
      { at: from, phase: 'continuous' as const },
      { at: to, phase: 'closed' as const },
    ]),
    { at: end + 10, phase: 'post_close' as const },
    { at: end + 10 + postCloseMinutes, phase: 'closed' as const },
  ])
}
