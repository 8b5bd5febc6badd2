import type { BacktestResult } from './backtest.ts'
import type { PerformanceSettings } from './performance/settings.ts'
import { PerformanceCalculator, type PerformanceReport } from './performance.ts'
import { tradeDate } from './time.ts'

/**
 * The report of a run from a day on, as if the account had been opened with what it was worth at the close before. The
 * days before only lead in: strategies know them, positions may be open from them, and trades opened on them count in
 * the equity alone. Throws RangeError for a day with no close before it.
 */
export function reportSince(
  { equity, trades }: Pick<BacktestResult, 'equity' | 'trades'>,
  from: string,
  settings: PerformanceSettings,
): PerformanceReport {
  const first = equity.findIndex(({ date }) => date >= from)
  const days = first < 0 ? [] : equity.slice(first)
  const before = first < 0 ? equity.at(-1) : equity[first - 1]
  if (before === undefined) throw new RangeError(`there is no close before ${from} to count from`)
  const calculator = new PerformanceCalculator(settings, {
    date: tradeDate(before.date),
    equityPaise: before.equityPaise,
    benchmark: before.benchmarkPaise,
  })
  for (const { date, equityPaise, deployedPaise, benchmarkPaise } of days) {
    const mark = { equityPaise, deployedPaise, flowPaise: 0, benchmark: benchmarkPaise }
    calculator.addDay({ date: tradeDate(date), ...mark })
  }
  // The text of a moment begins with its day in India.
  for (const trade of trades) if (trade.openedAt >= from) calculator.addTrade(trade)
  return calculator.report(null)
}
