import { INTERVAL_MS, type Interval } from '../domain/bar.ts'
import { type DayPlan, dayPlan, nextPlan } from '../domain/day-plan.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import { addDays, dateOf, dayNumber, type EpochMs, type TradeDate } from '../domain/time.ts'

/** Where the market stands in the course of its sessions: the day's plan, and which of its boundaries comes next. */
export class DayCourse {
  readonly #sessions: Sessions
  #plan: DayPlan
  #index = 0
  #barDay = Number.NaN
  #barPlan: DayPlan | null = null

  constructor(sessions: Sessions, startsAt: EpochMs) {
    this.#sessions = sessions
    this.#plan = nextPlan(sessions, dateOf(startsAt))
  }

  get plan(): DayPlan {
    return this.#plan
  }

  /** Place of the next boundary in the plan: 0 before the day has begun. */
  get index(): number {
    return this.#index
  }

  /** Moment of the next boundary. */
  get next(): number {
    return this.#plan.boundaries[this.#index] ?? Number.POSITIVE_INFINITY
  }

  /** A boundary has passed; behind the last the next session's plan begins. */
  step(): void {
    this.#index += 1
    if (this.#index < this.#plan.boundaries.length) return
    this.#plan = nextPlan(this.#sessions, addDays(this.#plan.date, 1))
    this.#index = 0
  }

  /** Goes to a session: `index` of its boundaries comes next. */
  goTo(date: TradeDate, index: number): void {
    this.#plan = nextPlan(this.#sessions, date)
    this.#index = index
  }

  save(): { readonly date: TradeDate; readonly index: number } {
    return { date: this.#plan.date, index: this.#index }
  }

  load({ date, index }: ReturnType<DayCourse['save']>): void {
    this.goTo(date, index)
  }

  /** When a bar's trading began, NaN when the calendar knows no session then. */
  startOf(start: number, interval: Interval): number {
    const plan = this.#planOf(start)
    if (plan === null) return Number.NaN
    if (interval === 'day') return plan.opensAt
    return start >= plan.opensAt && start < plan.closesAt ? start : Number.NaN
  }

  /** Moment from which a bar that starts at `start` is known. */
  endOf(start: number, interval: Interval): number {
    const plan = this.#planOf(start)
    if (plan === null) return Number.NaN
    return interval === 'day'
      ? plan.closesAt
      : Math.min(start + INTERVAL_MS[interval], plan.closesAt)
  }

  /** The plan of a bar's day; asked for every bar, so the last answer is kept. */
  #planOf(moment: number): DayPlan | null {
    const day = dayNumber(moment)
    if (day !== this.#barDay) {
      this.#barDay = day
      const date = dateOf(moment)
      this.#barPlan = date === this.#plan.date ? this.#plan : dayPlan(this.#sessions, date)
    }
    return this.#barPlan
  }
}
