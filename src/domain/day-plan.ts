import { SEGMENTS } from './rulebook/phase.ts'
import type { Sessions } from './rulebook/sessions.ts'
import { DAY_MS, type TradeDate, addDays, midnightOf } from './time.ts'

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
  const hours = SEGMENTS.map((segment) => sessions.hoursOn(date, segment))
  const cash = hours[0] ?? null
  if (cash === null) return null
  const closesAt = Math.max(...hours.map((segment) => segment?.pricedAt ?? 0))
  const midnight = midnightOf(date)
  const boundaries = new Set<number>([cash.opensAt, closesAt])
  for (const segment of SEGMENTS) {
    let change: number = midnight
    for (;;) {
      change = sessions.nextPhaseChange(change, segment)
      if (change >= midnight + DAY_MS) break
      boundaries.add(change)
    }
  }
  return {
    date,
    opensAt: cash.opensAt,
    closesAt,
    boundaries: [...boundaries].sort((a, b) => a - b),
  }
}

/** The plan of the first session on a day or after it. */
export function nextPlan(sessions: Sessions, from: TradeDate): DayPlan {
  for (let days = 0; days <= CLOSED_DAYS_MAX; days++) {
    const plan = dayPlan(sessions, addDays(from, days))
    if (plan !== null) return plan
  }
  throw new RangeError(`the calendar is closed for ${CLOSED_DAYS_MAX} days from ${from}`)
}
