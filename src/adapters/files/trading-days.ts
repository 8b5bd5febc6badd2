import type { MarketCalendar } from '../../domain/rulebook/calendar.ts'
import { DAY_MS, dateOf, dayNumber, type EpochMs } from '../../domain/time.ts'

/** Days from 1970 whose verdict is kept where it costs least: to the year 2106. */
const DAYS_REMEMBERED = 50_000

/** Tells whether the exchange can have traded at a moment; asks the calendar once a day. */
export class TradingDays {
  readonly #calendar: MarketCalendar
  readonly #latest: number
  readonly #isFine = new Uint8Array(DAYS_REMEMBERED)
  readonly #problems = new Map<number, string | null>()

  /** `now`: nothing can have traded more than a day after it. */
  constructor(calendar: MarketCalendar, now: EpochMs) {
    this.#calendar = calendar
    this.#latest = now + DAY_MS
  }

  /** Why there can be no bar on the moment's day, or null. Days of which only the weekday is known pass. */
  problemOf(moment: number): string | null {
    const day = dayNumber(moment)
    if (this.#isFine[day] === 1) return null
    const known = this.#problems.get(day)
    if (known !== undefined) return known
    const problem = this.#judge(moment)
    this.#problems.set(day, problem)
    if (problem === null) this.#isFine[day] = 1
    return problem
  }

  #judge(moment: number): string | null {
    const date = dateOf(moment)
    if (moment > this.#latest) return `${date} lies in the future`
    const { session, reason, isCertain } = this.#calendar.dayOn(date)
    if (session !== null || !isCertain) return null
    return `${date} was no trading day (${reason})`
  }
}
