import type { PerformanceReport } from '../../domain/performance.ts'
import {
  bps,
  change,
  count,
  days,
  exactRupees,
  fact,
  percent,
  percentChange,
  percentLoss,
  ratio,
  rupeeChange,
  rupees,
  type Shown,
  shown,
  toneOf,
} from './figures.ts'

/** A metric as a reader meets it: its name, what it means, and how it reads in a report. */
export interface MetricLine {
  readonly name: string
  readonly meaning: string
  readonly read: (report: PerformanceReport) => Shown
}

export interface MetricGroup {
  readonly title: string
  readonly lines: readonly MetricLine[]
}

const line = (
  name: string,
  meaning: string,
  read: (report: PerformanceReport) => Shown,
): MetricLine => ({ name, meaning, read })

const RETURNS: MetricGroup = {
  title: 'Returns',
  lines: [
    line('Net return', 'growth of the equity after charges', ({ returns }) =>
      change(returns.totalReturnBps, percentChange),
    ),
    line('CAGR', 'the same a year, by calendar days', ({ returns }) =>
      change(returns.cagrBps, percentChange),
    ),
    line('Volatility', 'deviation of daily returns, a year', ({ returns }) =>
      shown(returns.volatilityBps, percent),
    ),
    line(
      'Sharpe ratio',
      'mean daily return above the risk-free rate ÷ deviation, a year',
      ({ returns }) => shown(returns.sharpe, ratio),
    ),
    line('Sortino ratio', 'mean above the target ÷ downside deviation, a year', ({ returns }) =>
      shown(returns.sortino, ratio),
    ),
    line('Calmar ratio', 'CAGR ÷ deepest drawdown', ({ returns }) => shown(returns.calmar, ratio)),
    line('Best day', 'highest daily return', ({ returns }) =>
      change(returns.bestDayBps, percentChange),
    ),
    line('Worst day', 'lowest daily return', ({ returns }) =>
      change(returns.worstDayBps, percentChange),
    ),
    line('Winning days', 'share of days that gained', ({ returns }) =>
      shown(returns.winningDaysBps, percent),
    ),
    line('Skew', 'below 0: the bad days are the far ones', ({ returns }) =>
      shown(returns.skew, ratio),
    ),
    line('Kurtosis', '3 is normal, above it are fat tails', ({ returns }) =>
      shown(returns.kurtosis, ratio),
    ),
  ],
}

const DRAWDOWN: MetricGroup = {
  title: 'Drawdown',
  lines: [
    line('Deepest', 'largest fall from a highest close', ({ drawdown }) =>
      fact(drawdown.maxBps, percentLoss),
    ),
    line('At the end', 'the fall that stands on the last day', ({ drawdown }) =>
      fact(drawdown.currentBps, percentLoss),
    ),
    line('Longest', 'calendar days without a new highest close', ({ drawdown }) =>
      fact(drawdown.longestDays, days),
    ),
    line('Under water', 'share of days below the highest close', ({ drawdown }) =>
      shown(drawdown.underWaterBps, percent),
    ),
  ],
}

const BENCHMARK: MetricGroup = {
  title: 'Against the benchmark',
  lines: [
    line('Days compared', 'days whose close, and the one before, are known', ({ benchmark }) =>
      fact(benchmark.days, count),
    ),
    line('Benchmark return', 'its growth over those days', ({ benchmark }) =>
      change(benchmark.totalReturnBps, percentChange),
    ),
    line('Alpha', 'return a year that beta does not explain', ({ benchmark }) =>
      change(benchmark.alphaBps, percentChange),
    ),
    line('Beta', 'how far the account moves when the benchmark moves by one', ({ benchmark }) =>
      shown(benchmark.beta, ratio),
    ),
    line('Correlation', '1 moves together, 0 apart', ({ benchmark }) =>
      shown(benchmark.correlation, ratio),
    ),
    line('Tracking error', 'deviation of the daily difference, a year', ({ benchmark }) =>
      shown(benchmark.trackingErrorBps, percent),
    ),
    line('Information ratio', 'mean difference a year ÷ tracking error', ({ benchmark }) =>
      shown(benchmark.informationRatio, ratio),
    ),
  ],
}

const TAIL: MetricGroup = {
  title: 'Bad days',
  lines: [
    line('Value at risk, 95 %', 'loss that 95 days of 100 stay above', ({ tail }) =>
      shown(tail.var95Bps, percentLoss),
    ),
    line('Value at risk, 99 %', 'loss that 99 days of 100 stay above', ({ tail }) =>
      shown(tail.var99Bps, percentLoss),
    ),
    line('Expected shortfall, 95 %', 'mean loss of the 5 worst days of 100', ({ tail }) =>
      shown(tail.cvar95Bps, percentLoss),
    ),
    line('Expected shortfall, 99 %', 'mean loss of the worst day of 100', ({ tail }) =>
      shown(tail.cvar99Bps, percentLoss),
    ),
  ],
}

const chance = (value: number): string => percent(value * 10_000)

const SIGNIFICANCE: MetricGroup = {
  title: 'Skill or luck',
  lines: [
    line(
      'Probabilistic Sharpe',
      'chance that the true Sharpe ratio is above zero',
      ({ significance }) => shown(significance.probabilisticSharpe, chance),
    ),
    line(
      'Deflated Sharpe',
      'chance that it is above the luckiest of everything that was tried',
      ({ significance }) => shown(significance.deflatedSharpe, chance),
    ),
    line(
      'Track record needed',
      'trading days of such returns to be 95 % sure that it is above zero',
      ({ significance }) =>
        shown(significance.minTrackRecordDays, (value) => days(Math.ceil(value))),
    ),
  ],
}

const ACTIVITY: MetricGroup = {
  title: 'Activity and cost',
  lines: [
    line('Turnover', 'times a year the equity was bought and sold', ({ activity }) =>
      shown(activity.turnoverAYear, ratio),
    ),
    line('Exposure', 'mean share of equity deployed at the close', ({ activity }) =>
      shown(activity.exposureBps, percent),
    ),
    line('Days invested', 'share of days that closed with a position', ({ activity }) =>
      shown(activity.investedDaysBps, percent),
    ),
    line('Charges', 'of closed trades', ({ activity }) => fact(activity.costPaise, rupees)),
    line('Cost drag', 'charges a year on mean equity', ({ activity }) =>
      shown(activity.costDragBps, bps),
    ),
    line('Cost of trading', 'charges on what was bought and sold', ({ trades }) =>
      shown(trades.costBps, bps),
    ),
    line('Traded value', 'entries and exits of closed trades', ({ trades }) =>
      fact(trades.tradedPaise, rupees),
    ),
  ],
}

const money = (value: number): Shown => ({ ...fact(value, rupeeChange), tone: toneOf(value) })
const lossOf = (value: number): string => rupeeChange(-value)

const TRADES: MetricGroup = {
  title: 'Trades',
  lines: [
    line('Trades', 'round trips closed', ({ trades }) => fact(trades.trades, count)),
    line('Wins', 'gained after charges', ({ trades }) => fact(trades.wins, count)),
    line('Losses', 'lost after charges', ({ trades }) => fact(trades.losses, count)),
    line('Gross result', 'before charges', ({ trades }) => money(trades.grossPaise)),
    line('Net result', 'after charges', ({ trades }) => money(trades.netPaise)),
    line('Win rate', 'wins of all trades', ({ trades }) => shown(trades.winRateBps, percent)),
    line('Profit factor', 'what wins brought ÷ what losses took', ({ trades }) =>
      shown(trades.profitFactor, ratio),
    ),
    line('Expectancy', 'mean net result of a trade', ({ trades }) =>
      change(trades.expectancyPaise, rupeeChange),
    ),
    line('Payoff', 'average win ÷ average loss', ({ trades }) => shown(trades.payoff, ratio)),
    line('Average win', 'of trades that gained', ({ trades }) =>
      shown(trades.averageWinPaise, rupeeChange),
    ),
    line('Average loss', 'of trades that lost', ({ trades }) =>
      shown(trades.averageLossPaise, lossOf),
    ),
    line('Largest win', 'of one trade, net', ({ trades }) =>
      shown(trades.largestWinPaise, rupeeChange),
    ),
    line('Largest loss', 'of one trade, net', ({ trades }) =>
      shown(trades.largestLossPaise, lossOf),
    ),
    line('Longest run of wins', 'in the order of closing', ({ trades }) =>
      fact(trades.longestWinStreak, count),
    ),
    line('Longest run of losses', 'in the order of closing', ({ trades }) =>
      fact(trades.longestLossStreak, count),
    ),
    line('Run at the end', 'wins in a row; losses are negative', ({ trades }) =>
      fact(trades.streak, count),
    ),
    line('Holding time', 'mean calendar days of a trade', ({ trades }) =>
      shown(trades.averageHoldingDays, days),
    ),
    line('Average MAE', 'mean of the worst open result of each trade', ({ trades }) =>
      shown(trades.averageMaePaise, rupeeChange),
    ),
    line('Worst MAE', 'worst open result of any trade', ({ trades }) =>
      shown(trades.worstMaePaise, rupeeChange),
    ),
    line('Average MFE', 'mean of the best open result of each trade', ({ trades }) =>
      shown(trades.averageMfePaise, rupeeChange),
    ),
    line('Best MFE', 'best open result of any trade', ({ trades }) =>
      shown(trades.bestMfePaise, rupeeChange),
    ),
  ],
}

const SETTINGS: MetricGroup = {
  title: 'Reckoned with',
  lines: [
    line('Risk-free rate', 'what money earns without risk, a year', ({ settings }) =>
      fact(settings.riskFreeBps, percent),
    ),
    line('Target', 'return a year below which a day counts as downside', ({ settings }) =>
      fact(settings.targetBps, percent),
    ),
    line('Trading days', 'a year', ({ settings }) => fact(settings.tradingDaysAYear, count)),
    line('Least trades', 'ratios of trades are withheld below it', ({ settings }) =>
      fact(settings.minTrades, count),
    ),
    line('Least days', 'ratios of days are withheld below it', ({ settings }) =>
      fact(settings.minDays, count),
    ),
    line('Opening equity', 'before the first day', ({ openingPaise }) =>
      fact(openingPaise, exactRupees),
    ),
    line('Final equity', 'at the last close', ({ equityPaise }) => fact(equityPaise, exactRupees)),
    line('Profit', 'deposits taken out', ({ profitPaise }) => money(profitPaise)),
  ],
}

/** Every metric of a report, in the groups and the order in which they are read. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  RETURNS,
  DRAWDOWN,
  BENCHMARK,
  TRADES,
  SIGNIFICANCE,
  TAIL,
  ACTIVITY,
  SETTINGS,
]
