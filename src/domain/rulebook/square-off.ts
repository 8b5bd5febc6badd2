import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'
import type { Segment } from './phase.ts'
import { minuteOf, type Timetable } from './timetable.ts'

/** When an intraday position must be gone, minutes after midnight. */
export interface SquareOff {
  /** Our own exits go out: early enough to be filled, and to save the broker's fee. */
  readonly own: number
  /** The broker closes what is left and charges for it. */
  readonly broker: number
}

const OURS = 'our own choice: five minutes before the broker, or before the closing auction'

/** On regular days. The broker's own times for shares with a closing auction were not found. */
export const SQUARE_OFF: Readonly<Record<Segment, Table<SquareOff>>> = {
  cash: table('square-off-cash', 'Intraday square-off, shares without derivatives', [
    since(
      null,
      { own: minuteOf('15:15'), broker: minuteOf('15:20') },
      'sure',
      'Zerodha support',
      OURS,
    ),
    since(
      '2026-08-03',
      { own: minuteOf('15:15'), broker: minuteOf('15:20') },
      'unverified',
      'Zerodha support page of before the closing auction',
      'a third party says 15:25',
    ),
  ]),
  cash_with_derivatives: table(
    'square-off-derivatives',
    'Intraday square-off, shares with derivatives',
    [
      since(
        null,
        { own: minuteOf('15:15'), broker: minuteOf('15:20') },
        'sure',
        'Zerodha support',
        OURS,
      ),
      since(
        '2026-08-03',
        { own: minuteOf('15:05'), broker: minuteOf('15:10') },
        'unverified',
        'no page found; continuous trading ends 15:15 (NSE/CMTR/74466)',
        'the broker must close before 15:15, since stop-loss and immediate orders end there',
      ),
    ],
  ),
}

/** Minutes before the end of a special session: other brokers' habit, none of the broker's own was found. */
const BEFORE_SPECIAL_END = { own: 20, broker: 15 } as const
const REGULAR_LENGTH = minuteOf('15:15') - minuteOf('09:15')

/**
 * When intraday positions must be gone on a day with this timetable; null without continuous trading. Sessions shorter
 * than a regular day count back from their end.
 */
export function squareOffOn(date: TradeDate, segment: Segment, day: Timetable): SquareOff | null {
  const windows = day.filter(({ phase }) => phase === 'continuous')
  const last = windows.at(-1)
  if (last === undefined) return null
  const isRegular = windows.length === 1 && last.to - last.from >= REGULAR_LENGTH
  if (isRegular) return asOf(SQUARE_OFF[segment], date)
  return { own: last.to - BEFORE_SPECIAL_END.own, broker: last.to - BEFORE_SPECIAL_END.broker }
}
