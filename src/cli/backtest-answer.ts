import type { BacktestResult } from '../domain/backtest.ts'
import { formatChange, formatPaise } from '../domain/money.ts'
import type { Metric } from '../domain/performance/metric.ts'
import { textTable } from './output.ts'
import { counted, percent, percentChange, percentLoss, ratio } from './report/figures.ts'

const shown = ({ value, reason }: Metric, form: (value: number) => string): string =>
  value === null ? `– (${reason})` : form(value)

/** The headline of a run as a person reads it. */
export function backtestWords(result: BacktestResult, runId: string): string {
  const { spec, metrics, intervals, charges, orders } = result
  const { returns, drawdown, trades, benchmark, activity } = metrics
  const { sharpe } = intervals
  const around =
    sharpe.low === null ? '' : `  (95 %: ${ratio(sharpe.low)} to ${ratio(sharpe.high)})`
  const rows: readonly (readonly [string, string])[] = [
    ['Final equity', formatPaise(result.finalEquityPaise)],
    ['Result', formatChange(result.finalEquityPaise - spec.capitalPaise)],
    ['Return a year', shown(returns.cagrBps, percentChange)],
    ['Max drawdown', percentLoss(drawdown.maxBps)],
    ['Sharpe', `${shown(returns.sharpe, ratio)}${around}`],
    ['Trades', String(trades.trades)],
    ['Win rate', shown(trades.winRateBps, percent)],
    ['Profit factor', shown(trades.profitFactor, ratio)],
    ['Charges', formatPaise(charges.totalPaise)],
    ['Cost drag a year', shown(activity.costDragBps, percent)],
    ['Beta', shown(benchmark.beta, ratio)],
    ['Orders', `${orders.approved} approved, ${orders.denied} denied, ${orders.dropped} dropped`],
  ]
  const lines = [
    `${spec.strategy} over ${counted(result.instruments, 'instrument')}, ${spec.from} to ${spec.to}, ${result.bars.toLocaleString('en-IN')} ${spec.interval} bars`,
    '',
    textTable(['', ''], rows),
    '',
    result.assumptions.slippage,
    result.assumptions.charges,
  ]
  for (const warning of result.warnings.slice(0, 10)) lines.push('', `Warning: ${warning}`)
  if (result.warnings.length > 10)
    lines.push('', `… and ${result.warnings.length - 10} more warnings`)
  lines.push(
    '',
    `Run ${runId} · data ${result.dataHash.slice(0, 12)} · journal ${result.journalHash.slice(0, 12)}`,
  )
  return lines.join('\n')
}
