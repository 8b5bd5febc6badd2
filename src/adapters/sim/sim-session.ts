import { type Phase, SEGMENTS, type Segment } from '../../domain/rulebook/phase.ts'
import type { Sessions } from '../../domain/rulebook/sessions.ts'
import { MINUTES_A_DAY, type Timetable } from '../../domain/rulebook/timetable.ts'
import { type EpochMs, midnightOf, type TradeDate } from '../../domain/time.ts'

/** Minutes of an ordinary session, to which daily volatility and volume belong. */
const ORDINARY_MINUTES = 375

/** A segment's day, by minutes after midnight. */
interface MinuteTable {
  readonly phases: readonly Phase[]
  /** Continuous minutes of the day. */
  readonly continuous: number
  readonly hasClosingAuction: boolean
}

/** A trading day, by minutes after midnight. */
export interface SimSession {
  readonly date: TradeDate
  readonly midnight: EpochMs
  readonly tables: Readonly<Record<Segment, MinuteTable>>
  /** Minutes in which any share trades continuously, before each minute of the day; one entry more. */
  readonly tradingBefore: Uint16Array
  readonly tradingMinutes: number
  /** Trading minutes in ordinary sessions: a Muhurat hour is 0.16. */
  readonly length: number
  /** First minute of matching in the day's first opening auction; −1 without one. */
  readonly openingMatch: number
}

/** By the timetable that they lay out: nearly every day has the same. */
const LAID_OUT = new WeakMap<Timetable, MinuteTable>()

function minuteTable(timetable: Timetable): MinuteTable {
  const known = LAID_OUT.get(timetable)
  if (known !== undefined) return known
  const phases = Array.from({ length: MINUTES_A_DAY }, (): Phase => 'closed')
  for (const { from, to, phase } of timetable) phases.fill(phase, from, to)
  const table = {
    phases,
    continuous: phases.filter((phase) => phase === 'continuous').length,
    hasClosingAuction: phases.includes('closing_matching'),
  }
  LAID_OUT.set(timetable, table)
  return table
}

/** The day by the minute, or null when nothing trades. */
export function simSession(sessions: Sessions, date: TradeDate): SimSession | null {
  const tables = {
    cash: minuteTable(sessions.timetableOn(date, 'cash')),
    cash_with_derivatives: minuteTable(sessions.timetableOn(date, 'cash_with_derivatives')),
  }
  const tradingBefore = new Uint16Array(MINUTES_A_DAY + 1)
  for (let minute = 0; minute < MINUTES_A_DAY; minute++) {
    const isTrading = SEGMENTS.some((segment) => tables[segment].phases[minute] === 'continuous')
    tradingBefore[minute + 1] = (tradingBefore[minute] ?? 0) + (isTrading ? 1 : 0)
  }
  const tradingMinutes = tradingBefore[MINUTES_A_DAY] ?? 0
  if (tradingMinutes === 0) return null
  return {
    date,
    midnight: midnightOf(date),
    tables,
    tradingBefore,
    tradingMinutes,
    length: tradingMinutes / ORDINARY_MINUTES,
    openingMatch: tables.cash.phases.indexOf('pre_open_matching'),
  }
}
