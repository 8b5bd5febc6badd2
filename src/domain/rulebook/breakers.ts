import type { TradeDate } from '../time.ts'
import { asOf, since, type Table, table } from './dated.ts'
import { minuteOf } from './timetable.ts'

/** A halt of the whole market when an index has moved this far from its previous close, up or down. */
export interface Breaker {
  readonly percent: number
  /** By time of day, first match: before `before` (minutes after midnight) the market stops for `minutes`. */
  readonly halts: readonly { readonly before: number; readonly minutes: number | null }[]
}

/** What a breaker does at a moment. */
export type Halt =
  | { readonly kind: 'none' }
  | { readonly kind: 'pause'; readonly minutes: number; readonly preOpenMinutes: number }
  | { readonly kind: 'rest_of_day' }

const ONE = minuteOf('13:00')
const TWO = minuteOf('14:00')
const HALF_PAST_TWO = minuteOf('14:30')
const MIDNIGHT = 1_440
/** A halt without minutes lasts for the rest of the day. */
const REST_OF_DAY = null

/** NIFTY 50 or SENSEX, whichever moves first, on the previous day's close; all open orders are cancelled. */
export const INDEX_BREAKERS: Table<readonly Breaker[]> = table(
  'index-breakers',
  'Market-wide circuit breakers, percent of the index’s previous close',
  [
    since(
      null,
      [
        {
          percent: 10,
          halts: [
            { before: ONE, minutes: 45 },
            { before: HALF_PAST_TWO, minutes: 15 },
          ],
        },
        {
          percent: 15,
          halts: [
            { before: ONE, minutes: 105 },
            { before: TWO, minutes: 45 },
            { before: MIDNIGHT, minutes: REST_OF_DAY },
          ],
        },
        { percent: 20, halts: [{ before: MIDNIGHT, minutes: REST_OF_DAY }] },
      ],
      'sure',
      'SEBI CIR/MRD/DP/25/2013, in force 14 Oct 2013; NSE/CMTR/24709',
      'pages with one or two hours add the pre-open auction to the halt, or are older',
    ),
  ],
)

/** Length of the pre-open auction with which trading begins again. */
const PRE_OPEN_MINUTES = 15

/**
 * What happens when the index stands `moveBps` away from its previous close at a minute of the day: the halt of the
 * widest level that it has reached. Halting once a level and day is left to the caller.
 */
export function haltFor(moveBps: number, minute: number, date: TradeDate): Halt {
  const reached = asOf(INDEX_BREAKERS, date).filter(
    ({ percent }) => Math.abs(moveBps) >= percent * 100,
  )
  const halt = reached.at(-1)?.halts.find(({ before }) => minute < before)
  if (halt === undefined) return { kind: 'none' }
  if (halt.minutes === null) return { kind: 'rest_of_day' }
  return { kind: 'pause', minutes: halt.minutes, preOpenMinutes: PRE_OPEN_MINUTES }
}
