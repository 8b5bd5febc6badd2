import { addDays, daysBetween, type TradeDate, weekdayOf } from '../time.ts'
import { CLOSURES, type Closure, KNOWN_FROM, KNOWN_TO, SETTLEMENT_CLOSURES } from './closures.ts'
import { type Session, SPECIAL_SESSIONS } from './special-sessions.ts'

/** A calendar day: its session, or the reason why there is none. */
export interface Day {
  readonly date: TradeDate
  readonly session: Session | null
  readonly reason: string | null
  /** False where only the weekday is known: before 2015 and after the exchanges' last list. */
  readonly isCertain: boolean
}

/** What a calendar rests on. */
export interface CalendarData {
  /** The days between which every closure and special session is known, both inclusive. */
  readonly knownFrom: TradeDate
  readonly knownTo: TradeDate
  readonly closures: readonly Closure[]
  readonly settlementClosures: readonly Closure[]
  readonly sessions: readonly Session[]
}

/** News for the calendar, read elsewhere from a file: what came since the program was built. */
export interface CalendarUpdate {
  /** New end of what is known, or null when the lists only changed. */
  readonly knownTo: TradeDate | null
  readonly closures: readonly Closure[]
  readonly settlementClosures: readonly Closure[]
  /** Special sessions, also in place of one that was announced with other hours. */
  readonly sessions: readonly Session[]
  /** Days whose listed closure, settlement closure or special session does not take place. */
  readonly withdrawn: readonly TradeDate[]
}

/** How far the calendar can be relied on from a day. */
export interface CalendarHealth {
  readonly knownFrom: TradeDate
  readonly knownTo: TradeDate
  /** Known sessions after the day, and before it. */
  readonly sessionsAhead: number
  readonly sessionsBehind: number
  /** A sentence for a person when too few are known, else null. */
  readonly warning: string | null
}

/** What the program was built with; news comes by `withUpdate`. */
export const BUILT_IN_CALENDAR: CalendarData = {
  knownFrom: KNOWN_FROM,
  knownTo: KNOWN_TO,
  closures: CLOSURES,
  settlementClosures: SETTLEMENT_CLOSURES,
  sessions: SPECIAL_SESSIONS,
}

/** Longer than any run of closed days, so that a search for a session always ends. */
const CLOSED_DAYS_MAX = 30

/** Sessions that must be known ahead (and behind) before the calendar counts as stale. */
export const KNOWN_SESSIONS_MIN = 10

/** When the exchanges trade and settle. NSE and BSE keep the same days. */
export class MarketCalendar {
  readonly #data: CalendarData
  readonly #closures: ReadonlyMap<TradeDate, Closure>
  readonly #settlementClosures: ReadonlyMap<TradeDate, Closure>
  readonly #sessions: ReadonlyMap<TradeDate, Session>

  constructor(data: CalendarData = BUILT_IN_CALENDAR) {
    this.#data = data
    this.#closures = byDate(data.closures)
    this.#settlementClosures = byDate(data.settlementClosures)
    this.#sessions = byDate(data.sessions)
  }

  /** What kind of day it is. */
  dayOn(date: TradeDate): Day {
    const { knownFrom, knownTo } = this.#data
    const isCertain = date >= knownFrom && date <= knownTo
    const special = this.#sessions.get(date)
    if (special !== undefined) return { date, session: special, reason: null, isCertain }
    const reason = this.#closures.get(date)?.name ?? weekendOf(date)
    const session = reason === null ? regularSession(date, isCertain) : null
    return { date, session, reason, isCertain }
  }

  isSession(date: TradeDate): boolean {
    if (this.#sessions.has(date)) return true
    return weekendOf(date) === null && !this.#closures.has(date)
  }

  /** The first session after a day. */
  nextSession(after: TradeDate): TradeDate {
    return this.#search(after, 1, (date) => this.isSession(date))
  }

  /** The last session before a day. */
  previousSession(before: TradeDate): TradeDate {
    return this.#search(before, -1, (date) => this.isSession(date))
  }

  /** Every session between two days, both inclusive. */
  sessionsBetween(from: TradeDate, to: TradeDate): readonly TradeDate[] {
    const length = Math.max(0, daysBetween(from, to) + 1)
    return Array.from({ length }, (_, index) => addDays(from, index)).filter((date) =>
      this.isSession(date),
    )
  }

  /**
   * Whether shares and money change hands on the day: a weekday session on which banks and depositories work. Weekend
   * and Muhurat sessions settle later (Zerodha bulletin 53008; settlement of 27 and 28 February 2015).
   */
  isSettlementDay(date: TradeDate): boolean {
    if (weekendOf(date) !== null) return false
    if (this.#closures.has(date) || this.#settlementClosures.has(date)) return false
    return this.#sessions.get(date)?.kind !== 'muhurat'
  }

  /** The first settlement day after a day. */
  nextSettlementDay(after: TradeDate): TradeDate {
    return this.#search(after, 1, (date) => this.isSettlementDay(date))
  }

  /** Warns when fewer than `minimum` sessions are known ahead of a day, or behind it. */
  health(today: TradeDate, minimum: number = KNOWN_SESSIONS_MIN): CalendarHealth {
    const { knownFrom, knownTo } = this.#data
    const sessionsAhead = this.sessionsBetween(addDays(today, 1), knownTo).length
    const sessionsBehind = this.sessionsBetween(knownFrom, addDays(today, -1)).length
    return {
      knownFrom,
      knownTo,
      sessionsAhead,
      sessionsBehind,
      warning: warningOf(this.#data, today, { sessionsAhead, sessionsBehind, minimum }),
    }
  }

  /** A calendar that also knows the news. */
  withUpdate(update: CalendarUpdate): MarketCalendar {
    const withdrawn = new Set(update.withdrawn)
    const merged = <T extends { readonly date: TradeDate }>(
      old: readonly T[],
      news: readonly T[],
    ) => [...byDate([...old.filter(({ date }) => !withdrawn.has(date)), ...news]).values()]
    return new MarketCalendar({
      knownFrom: this.#data.knownFrom,
      knownTo: update.knownTo ?? this.#data.knownTo,
      closures: merged(this.#data.closures, update.closures),
      settlementClosures: merged(this.#data.settlementClosures, update.settlementClosures),
      sessions: merged(this.#data.sessions, update.sessions),
    })
  }

  #search(from: TradeDate, step: 1 | -1, fits: (date: TradeDate) => boolean): TradeDate {
    let date = addDays(from, step)
    for (let days = 0; days < CLOSED_DAYS_MAX; days++) {
      if (fits(date)) return date
      date = addDays(date, step)
    }
    throw new RangeError(`the calendar is closed for ${CLOSED_DAYS_MAX} days from ${from}`)
  }
}

const byDate = <T extends { readonly date: TradeDate }>(entries: readonly T[]) =>
  new Map(entries.map((entry): [TradeDate, T] => [entry.date, entry]))

function weekendOf(date: TradeDate): string | null {
  const weekday = weekdayOf(date)
  if (weekday === 6) return 'Saturday'
  return weekday === 0 ? 'Sunday' : null
}

const regularSession = (date: TradeDate, isCertain: boolean): Session => ({
  date,
  kind: 'regular',
  name: 'Regular session',
  windows: null,
  postCloseMinutes: 20,
  mayTradeIntraday: true,
  bandPercentMax: null,
  source: isCertain ? 'NSE holiday lists: a weekday that is not on them' : 'weekday rule',
  confidence: isCertain ? 'sure' : 'unverified',
})

function warningOf(
  { knownFrom, knownTo }: CalendarData,
  today: TradeDate,
  known: {
    readonly sessionsAhead: number
    readonly sessionsBehind: number
    readonly minimum: number
  },
): string | null {
  const { sessionsAhead, sessionsBehind, minimum } = known
  if (sessionsAhead < minimum) {
    return `On ${today} holidays are known to ${knownTo}, ${sessionsAhead} sessions ahead; add the exchanges' new list`
  }
  if (sessionsBehind < minimum) {
    return `On ${today} holidays are known from ${knownFrom}, ${sessionsBehind} sessions back; earlier days follow the weekday`
  }
  return null
}
