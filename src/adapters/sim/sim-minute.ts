import { gatherMinute, printMinute } from './sim-auction-tape.ts'
import type { DayPlan } from './sim-day-plan.ts'
import type { SharePlan } from './sim-share-plan.ts'
import { INDICATIVE, QUOTE, SILENT, type SimTape, tradeMinute } from './sim-tape.ts'

/** Fills the tape with what a share does in a minute of the day, by the phase that its segment is in. */
export function fillMinute(tape: SimTape, plan: DayPlan, share: SharePlan, minute: number): void {
  const { session, shape } = plan
  const { phases } = session.tables[share.segment]
  const phase = phases[minute]
  const { close } = share.day
  switch (phase) {
    case 'continuous':
      return tradeMinute(tape, share, shape, session.tradingBefore[minute] ?? 0)
    case 'pre_open':
    case 'pre_open_limit_only': {
      const start = phases.indexOf('pre_open')
      const progress = (minute - start) / (session.openingMatch - start)
      if (progress >= 1) break
      const way = {
        from: share.day.base,
        to: share.openingPrice,
        progress,
        kind: INDICATIVE,
      } as const
      return gatherMinute(tape, share, way, minute)
    }
    case 'pre_open_matching': {
      if (minute !== session.openingMatch) break
      const bookAround = share.worth[0] ?? null
      const print = { price: share.openingPrice, shares: share.openingVolume, bookAround }
      return printMinute(tape, share, print, minute)
    }
    case 'closing_auction':
    case 'closing_limit_only': {
      const start = phases.indexOf('closing_auction')
      const progress = (minute - start) / (phases.indexOf('closing_matching') - start)
      const way = {
        from: share.worth[share.continuous] ?? close,
        to: close,
        progress,
        kind: QUOTE,
      } as const
      return gatherMinute(tape, share, way, minute)
    }
    case 'closing_matching':
    case 'post_close': {
      if (minute !== phases.indexOf(phase)) break
      const shares = phase === 'post_close' ? share.lateVolume : share.closingVolume
      return printMinute(tape, share, { price: close, shares, bookAround: null }, minute)
    }
    default:
  }
  tape.kind.fill(SILENT)
}

/** Shares traded in a day before a minute of it. */
export function volumeBefore({ session }: DayPlan, share: SharePlan, minute: number): number {
  const { phases } = session.tables[share.segment]
  const hasPassed = (first: number): boolean => first >= 0 && minute > first
  const opening = hasPassed(session.openingMatch)
    ? (share.traded[session.tradingBefore[minute] ?? 0] ?? 0)
    : 0
  const closing = hasPassed(phases.indexOf('closing_matching')) ? share.closingVolume : 0
  const late = hasPassed(phases.indexOf('post_close')) ? share.lateVolume : 0
  return opening + closing + late
}
