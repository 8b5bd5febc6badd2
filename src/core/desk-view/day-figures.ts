import type { DenialReason } from '../../domain/denial.ts'
import { MINUTE_MS, type TradeDate } from '../../domain/time.ts'
import type { Event } from '../events.ts'

/** What the account was worth at a moment, paise. */
export interface EquityPoint {
  readonly at: number
  readonly equityPaise: number
}

/** What the account was worth at the close of a day, paise. */
export interface SessionMark {
  readonly date: TradeDate
  readonly equityPaise: number
  /** What the day's result is counted from, on a day on which the account began anew; else the close before it is. */
  readonly startPaise?: number
}

/** Figures of one trading day, from its first fact until the next day's. */
export interface DayFigures {
  readonly date: TradeDate | null
  readonly isOpen: boolean
  /** Equity from which the day's result is counted, paise. */
  readonly startPaise: number
  /** Equity at the last close: where the next day is counted from. */
  readonly nextStartPaise: number
  readonly chargesPaise: number
  /** From closed quantity, before charges. */
  readonly realisedPaise: number
  readonly fills: number
  /** Round trips that ended. */
  readonly trades: number
  readonly approved: number
  /** Of those approved, the ones that open or enlarge a position. */
  readonly entries: number
  readonly denied: number
  readonly dropped: number
  readonly denials: Readonly<Partial<Record<DenialReason, number>>>
  /** As the journal states it: one point a minute at most, the first at the day's start. */
  readonly curve: readonly EquityPoint[]
}

/** Before the first fact. */
export const NO_DAY: DayFigures = {
  date: null,
  isOpen: false,
  startPaise: 0,
  nextStartPaise: 0,
  chargesPaise: 0,
  realisedPaise: 0,
  fills: 0,
  trades: 0,
  approved: 0,
  entries: 0,
  denied: 0,
  dropped: 0,
  denials: {},
  curve: [],
}

/** The figures after an event. */
export function dayAfter(day: DayFigures, event: Event): DayFigures {
  switch (event.type) {
    case 'portfolio.account_reset': {
      const { capital } = event.data
      return {
        ...NO_DAY,
        date: day.date,
        isOpen: day.isOpen,
        startPaise: capital,
        nextStartPaise: capital,
        curve: [{ at: event.at, equityPaise: capital }],
      }
    }
    case 'market.session_phase_change':
      return turned(day, event.data.date, event.at)
    case 'market.open':
      return { ...turned(day, event.data.date, event.at), isOpen: true }
    case 'market.close':
      return { ...day, isOpen: false }
    case 'risk.order_approved':
      return approved(day, event)
    case 'risk.order_denied':
      return denied(day, event)
    case 'strategy.intent_dropped':
      return { ...day, dropped: day.dropped + 1 }
    case 'execution.order_partially_filled':
    case 'execution.order_filled':
      return { ...day, fills: day.fills + 1 }
    case 'portfolio.charges_applied':
      return { ...day, chargesPaise: day.chargesPaise + event.data.change.totalPaise }
    case 'portfolio.position_change':
      return closed(day, event)
    case 'portfolio.pnl_update':
      return { ...day, curve: drawn(day.curve, event.at, event.data.equity) }
    case 'portfolio.snapshot_taken': {
      const { equity } = event.data
      return { ...day, nextStartPaise: equity, curve: drawn(day.curve, event.at, equity) }
    }
    default:
      return day
  }
}

/** A new date begins a new day; the result of the old one stands until then. */
function turned(day: DayFigures, date: TradeDate, at: number): DayFigures {
  if (date === day.date) return day
  const { nextStartPaise } = day
  const curve = [{ at, equityPaise: nextStartPaise }]
  return { ...NO_DAY, date, startPaise: nextStartPaise, nextStartPaise, curve }
}

function approved(day: DayFigures, { data }: Event<'risk.order_approved'>): DayFigures {
  const isEntry = data.order.effect === 'open'
  return { ...day, approved: day.approved + 1, entries: day.entries + (isEntry ? 1 : 0) }
}

function denied(day: DayFigures, { data }: Event<'risk.order_denied'>): DayFigures {
  const denials = { ...day.denials }
  for (const { reason } of data.denials) denials[reason] = (denials[reason] ?? 0) + 1
  return { ...day, denied: day.denied + 1, denials }
}

function closed(day: DayFigures, { data }: Event<'portfolio.position_change'>): DayFigures {
  let realisedPaise = day.realisedPaise
  for (const { grossPaise } of data.closed) realisedPaise += grossPaise
  return { ...day, realisedPaise, trades: day.trades + data.closed.length }
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS)

function drawn(
  curve: readonly EquityPoint[],
  at: number,
  equityPaise: number,
): readonly EquityPoint[] {
  const last = curve.at(-1)
  const isSameMinute = last !== undefined && curve.length > 1 && minuteOf(last.at) === minuteOf(at)
  return [...(isSameMinute ? curve.slice(0, -1) : curve), { at, equityPaise }]
}
