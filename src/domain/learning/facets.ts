import { dateOf, HOUR_MS, MINUTE_MS, minutesOf, weekdayOf } from '../time.ts'
import type { FinishedTrade } from './outcome.ts'

/** The industry of a share; null where no list names it. */
export type SectorOf = (instrument: FinishedTrade['instrument']) => string | null

/** One way to part a strategy's trades. */
export interface Facet {
  readonly name: string
  /** Whether one could have chosen by it; what is known only at the exit tells how trades ended, not which to take. */
  readonly isKnownAtEntry: boolean
  /** Its groups in their order; null where the words decide. */
  readonly groups: readonly string[] | null
  /** null leaves the trade out. */
  groupOf(trade: FinishedTrade, sectorOf: SectorOf): string | null
}

/** The part of a row whose upper bound is the first above a value; the last part has none. */
const part = (value: number, bounds: readonly number[], names: readonly string[]): string => {
  const place = bounds.findIndex((bound) => value < bound)
  return names[place < 0 ? names.length - 1 : place] ?? ''
}

/** Minutes after midnight in India; continuous trading is 09:15 to 15:30. */
const ENTRY_TIMES = [600, 720, 840]
const ENTRY_NAMES = ['before 10:00', '10:00 to 12:00', '12:00 to 14:00', 'from 14:00']
const WEEK = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const WITHIN_DAY = [15 * MINUTE_MS, HOUR_MS]
const WITHIN_NAMES = ['under 15 minutes', '15 to 60 minutes', 'longer, the same day']
const OVER_DAYS = [6, 21]
const OVER_NAMES = ['1 to 5 days', '6 to 20 days', 'over 20 days']

/** What stands for a number in a reason, so that each level does not make a group of its own. */
const amounts = /[₹−-]?\d[\d,]*(?:\.\d+)?/g

/** How the trades of a strategy are parted; the first facet is all of them. */
export const FACETS: readonly Facet[] = [
  { name: 'all', isKnownAtEntry: true, groups: ['all'], groupOf: () => 'all' },
  {
    name: 'side',
    isKnownAtEntry: true,
    groups: ['long', 'short'],
    groupOf: ({ side }) => side,
  },
  {
    name: 'sector',
    isKnownAtEntry: true,
    groups: null,
    groupOf: ({ instrument }, sectorOf) => sectorOf(instrument),
  },
  {
    name: 'entry time',
    isKnownAtEntry: true,
    groups: ENTRY_NAMES,
    groupOf: ({ openedAt }) => part(minutesOf(openedAt), ENTRY_TIMES, ENTRY_NAMES),
  },
  {
    name: 'weekday',
    isKnownAtEntry: true,
    groups: WEEK,
    groupOf: ({ openedAt }) => WEEK[weekdayOf(dateOf(openedAt))] ?? null,
  },
  {
    name: 'holding time',
    isKnownAtEntry: false,
    groups: [...WITHIN_NAMES, ...OVER_NAMES],
    groupOf: ({ openedAt, closedAt, holdingDays }) =>
      holdingDays === 0
        ? part(closedAt - openedAt, WITHIN_DAY, WITHIN_NAMES)
        : part(holdingDays, OVER_DAYS, OVER_NAMES),
  },
  {
    name: 'exit reason',
    isKnownAtEntry: false,
    groups: null,
    groupOf: ({ closeReason }) => closeReason.replaceAll(amounts, '…'),
  },
]
