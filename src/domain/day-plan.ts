import { SEGMENTS } from './rulebook/phase.ts'
import type { Sessions } from './rulebook/sessions.ts'
import { addDays, MINUTE_MS, midnightOf, type TradeDate } from './time.ts'

/** The moments of one session at which the kernel has something to do, in order. */
export interface DayPlan {
  readonly date: TradeDate
  /** Continuous trading begins. */
  readonly opensAt: number
  /** The closing price of every kind of share is known. */
  readonly closesAt: number
  /** Every moment at which a phase changes, the open and the close among them. */
  readonly boundaries: readonly number[]
}

/** Longer than any run of closed days. */
const CLOSED_DAYS_MAX = 30

/** The plan of a day, or null when there is no session. */
export function dayPlan(sessions: Sessions, date: TradeDate): DayPlan | null {
  const minutes = new Set<number>()
  let opens = Number.POSITIVE_INFINITY
  let closes = 0
  for (const segment of SEGMENTS) {
    for (const { from, to, phase } of sessions.timetableOn(date, segment)) {
      if (phase === 'closed') continue
      minutes.add(from).add(to)
      if (phase === 'continuous') opens = Math.min(opens, from)
      if (phase === 'continuous' || phase === 'closing_matching') closes = Math.max(closes, to)
    }
  }
  if (closes === 0) return null
  const midnight = midnightOf(date)
  const moment = (minute: number): number => midnight + minute * MINUTE_MS
  const boundaries = [...minutes].sort((a, b) => a - b).map(moment)
  return { date, opensAt: moment(opens), closesAt: moment(closes), boundaries }
}

/** The plan of the first session on a day or after it. */
export function nextPlan(sessions: Sessions, from: TradeDate): DayPlan {
  for (let days = 0; days <= CLOSED_DAYS_MAX; days++) {
    const plan = dayPlan(sessions, addDays(from, days))
    if (plan !== null) return plan
  }
  throw new RangeError(`the calendar is closed for ${CLOSED_DAYS_MAX} days from ${from}`)
}
