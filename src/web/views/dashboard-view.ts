import type { Happening as HappeningLine } from '../../core/desk-view/happenings.ts'
import type { StrategyLine } from '../../core/desk-view/strategy-lines.ts'
import { isoTime } from '../../domain/time.ts'
import type { DashboardState, Happening, StatusState, StrategyRow } from '../contract/desk.ts'
import type { DeskMoment } from './desk-moment.ts'
import { keptRows, keyed } from './kept-rows.ts'
import { needsOf } from './needs-view.ts'
import { usesOf } from './risk-uses.ts'

/** A strategy, or another who trades. */
export const strategyRow = keptRows((line: StrategyLine): StrategyRow => {
  const { strategy, isRunning, reason, parameters, instruments, trades, grossPaise } = line
  return { name: strategy, isRunning, reason, parameters, instruments, trades, grossPaise }
})

/** A sentence of the story. */
export const happeningRow = keptRows((line: HappeningLine): Happening => {
  const { seq, at, says, weight, code, times, correlationId } = line
  return { seq, at: isoTime(at), says, weight, code, times, correlationId }
})

/** Topic `dashboard`: the desk in five seconds. */
export function dashboardView(moment: DeskMoment, status: StatusState): DashboardState {
  const { picture, positions } = moment
  const { fills, trades, approved, denied, dropped } = picture.today
  return {
    seq: picture.seq,
    status,
    positions,
    strategies: keyed(picture.strategies, ({ strategy }) => strategy, strategyRow),
    needs: keyed(
      needsOf(moment),
      ({ id }) => id,
      (need) => need,
    ),
    riskInUse: keyed(
      usesOf(moment),
      ({ id }) => id,
      (use) => use,
    ),
    happened: keyed(picture.happened, ({ seq }) => `s${seq}`, happeningRow),
    today: { fills, trades, approved, denied, dropped },
  }
}
