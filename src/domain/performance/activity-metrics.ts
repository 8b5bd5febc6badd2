import { at } from '../bar.ts'
import type { DayColumns } from './day-series.ts'
import { inBps, known, type Metric, unless } from './metric.ts'
import { meanOf } from './moments.ts'
import type { PerformanceSettings } from './settings.ts'
import type { TradeSums } from './trade-tally.ts'

/** How much the account did, and what doing it cost. */
export interface ActivityMetrics {
  /** How often a year the equity was turned over: half of what closed trades bought and sold ÷ mean equity. */
  readonly turnoverAYear: Metric
  /** Mean share of equity that was deployed at the close. */
  readonly exposureBps: Metric
  /** Share of days that closed with an open position. */
  readonly investedDaysBps: Metric
  readonly costPaise: number
  /** Charges a year on the mean equity: what the account must earn to stand still. */
  readonly costDragBps: Metric
}

/** `reason` withholds every ratio. */
export function activityMetrics(
  marks: DayColumns,
  trades: TradeSums,
  settings: PerformanceSettings,
  reason: string | null,
): ActivityMetrics {
  const days = marks.length - 1
  const equity = meanOf(marks.equity.subarray(1))
  const years = days / settings.tradingDaysAYear
  const costPaise = trades.gross - trades.net
  let exposure = 0
  let invested = 0
  for (let row = 1; row < marks.length; row += 1) {
    const deployed = at(marks.deployed, row)
    exposure += deployed / at(marks.equity, row)
    if (deployed > 0) invested += 1
  }
  return {
    turnoverAYear: unless(reason, known(trades.traded / 2 / equity / years)),
    exposureBps: unless(reason, inBps(exposure / days)),
    investedDaysBps: unless(reason, inBps(invested / days)),
    costPaise,
    costDragBps: unless(reason, inBps(costPaise / equity / years)),
  }
}
