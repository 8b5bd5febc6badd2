import {
  DAY_MS,
  dateOf,
  dayNumber,
  type EpochMs,
  epochMs,
  IST_OFFSET_MS,
  MINUTE_MS,
  momentOf,
  type TradeDate,
} from '../time.ts'
import { MarketCalendar } from './calendar.ts'
import { PHASES, type Phase, type Segment } from './phase.ts'
import { MINUTES_A_DAY, regularDay, SHUT, specialDay, type Timetable } from './timetable.ts'

/** The moments of a trading day that others wait for. */
export interface SessionHours {
  readonly date: TradeDate
  /** The first phase begins: orders may be entered. */
  readonly beginsAt: EpochMs
  /** Continuous trading begins and, with its last window, ends. */
  readonly opensAt: EpochMs
  readonly closesAt: EpochMs
  /** The closing price is known: the end of continuous trading, or of the closing auction. */
  readonly pricedAt: EpochMs
  /** The last phase ends. */
  readonly endsAt: EpochMs
}

/** A timetable spread out by minute, so that a question is two array reads. */
interface DayTable {
  /** Index into PHASES of each minute. */
  readonly phases: Uint8Array
  /** First minute after this one with another phase; MINUTES_A_DAY when the day has none. */
  readonly changes: Uint16Array
  /** First minute after the last continuous window; 0 without one. */
  readonly continuousEnd: number
}

/** Longer than any run of closed days. */
const CLOSED_DAYS_MAX = 30

/** The phase of each moment for each kind of share. Asking allocates nothing; a new day is laid out once. */
export class Sessions {
  readonly #calendar: MarketCalendar
  readonly #days = {
    cash: new Map<number, DayTable>(),
    cash_with_derivatives: new Map<number, DayTable>(),
  } as const satisfies Record<Segment, Map<number, DayTable>>
  readonly #spread = new Map<Timetable, DayTable>()
  /** The day asked for last, since the next question nearly always is of the same. */
  readonly #latest: Record<Segment, { day: number; table: DayTable }> = {
    cash: { day: Number.NaN, table: spread(SHUT) },
    cash_with_derivatives: { day: Number.NaN, table: spread(SHUT) },
  }

  readonly #hours = {
    cash: new Map<TradeDate, SessionHours | null>(),
    cash_with_derivatives: new Map<TradeDate, SessionHours | null>(),
  } as const satisfies Record<Segment, Map<TradeDate, SessionHours | null>>

  constructor(calendar: MarketCalendar = new MarketCalendar()) {
    this.#calendar = calendar
  }

  /** The phase at a moment (epoch ms). */
  phaseAt(at: number, segment: Segment): Phase {
    const index = this.#tableOf(dayNumber(at), segment).phases[minuteAt(at)]
    return PHASES[index ?? 0] ?? 'closed'
  }

  /** The next moment after this one at which the phase is another. */
  nextPhaseChange(at: number, segment: Segment): EpochMs {
    const today = dayNumber(at)
    const change = this.#tableOf(today, segment).changes[minuteAt(at)] ?? MINUTES_A_DAY
    if (change < MINUTES_A_DAY) return momentIn(today, change)
    for (let day = today + 1; day <= today + CLOSED_DAYS_MAX; day++) {
      const first = this.#tableOf(day, segment).changes[0] ?? MINUTES_A_DAY
      if (first < MINUTES_A_DAY) return momentIn(day, first)
    }
    throw new RangeError(`the calendar is closed for ${CLOSED_DAYS_MAX} days from ${dateOf(at)}`)
  }

  /** Minutes (with fractions) until the day's continuous trading ends; 0 once it has, and on closed days. */
  minutesLeft(at: number, segment: Segment): number {
    const day = dayNumber(at)
    const end = this.#tableOf(day, segment).continuousEnd
    return end === 0 ? 0 : Math.max(0, (momentIn(day, end) - at) / MINUTE_MS)
  }

  /** The moments of a day, or null when there is no session. */
  hoursOn(date: TradeDate, segment: Segment): SessionHours | null {
    const known = this.#hours[segment].get(date)
    if (known !== undefined) return known
    const hours = this.#hoursOf(date, segment)
    this.#hours[segment].set(date, hours)
    return hours
  }

  #hoursOf(date: TradeDate, segment: Segment): SessionHours | null {
    const slots = this.timetableOn(date, segment).filter(({ phase }) => phase !== 'closed')
    const continuous = slots.filter(({ phase }) => phase === 'continuous')
    const begins = slots[0]
    const ends = slots.at(-1)
    const opens = continuous[0]
    const closes = continuous.at(-1)
    if (!begins || !ends || !opens || !closes) return null
    const auction = slots.find(({ phase }) => phase === 'closing_matching')
    return {
      date,
      beginsAt: momentOf(date, begins.from),
      opensAt: momentOf(date, opens.from),
      closesAt: momentOf(date, closes.to),
      pricedAt: momentOf(date, (auction ?? closes).to),
      endsAt: momentOf(date, ends.to),
    }
  }

  /** The day's phases from midnight to midnight. */
  timetableOn(date: TradeDate, segment: Segment): Timetable {
    const { session } = this.#calendar.dayOn(date)
    if (session === null) return SHUT
    if (session.windows === null) return regularDay(date, segment)
    return specialDay(date, session.windows, session.postCloseMinutes)
  }

  #tableOf(day: number, segment: Segment): DayTable {
    const latest = this.#latest[segment]
    if (latest.day !== day) {
      latest.table = this.#days[segment].get(day) ?? this.#layOut(day, segment)
      latest.day = day
    }
    return latest.table
  }

  #layOut(day: number, segment: Segment): DayTable {
    const plan = this.timetableOn(dateOf(day * DAY_MS - IST_OFFSET_MS), segment)
    const known = this.#spread.get(plan) ?? spread(plan)
    this.#spread.set(plan, known)
    this.#days[segment].set(day, known)
    return known
  }
}

const LAID_OUT = new WeakMap<MarketCalendar, Sessions>()

/** The sessions of a calendar, which never changes: laid out once for all who ask. */
export function sessionsOf(calendar: MarketCalendar): Sessions {
  const known = LAID_OUT.get(calendar) ?? new Sessions(calendar)
  LAID_OUT.set(calendar, known)
  return known
}

function spread(plan: Timetable): DayTable {
  const phases = new Uint8Array(MINUTES_A_DAY)
  const changes = new Uint16Array(MINUTES_A_DAY)
  let continuousEnd = 0
  for (const { from, to, phase } of plan) {
    phases.fill(PHASES.indexOf(phase), from, to)
    changes.fill(to, from, to)
    if (phase === 'continuous') continuousEnd = to
  }
  return { phases, changes, continuousEnd }
}

const minuteAt = (at: number): number =>
  Math.floor((at + IST_OFFSET_MS) / MINUTE_MS) - dayNumber(at) * MINUTES_A_DAY

const momentIn = (day: number, minute: number): EpochMs =>
  epochMs(day * DAY_MS - IST_OFFSET_MS + minute * MINUTE_MS)
