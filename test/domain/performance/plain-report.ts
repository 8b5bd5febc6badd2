import type { PerformanceSettings } from '../../../src/domain/performance/settings.ts'
import type { TradeResult } from '../../../src/domain/performance/trade-ledger.ts'
import type { DayMark, Opening } from '../../../src/domain/performance.ts'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

function covariance(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [mean(a), mean(b)]
  const products = a.map((value, index) => (value - first) * ((b[index] ?? Number.NaN) - second))
  return sum(products) / (a.length - 1)
}

const deviation = (values: readonly number[]): number => Math.sqrt(covariance(values, values))

function standardised(values: readonly number[], power: number): number {
  const middle = mean(values)
  const spread = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
  return mean(values.map((value) => ((value - middle) / spread) ** power))
}

/** Every day against every day before it. */
function deepest(growth: readonly number[]): number {
  const falls = growth.map((low, index) => 1 - low / Math.max(...growth.slice(0, index + 1)))
  return Math.max(...falls)
}

function longestRun(outcomes: readonly boolean[]): number {
  const runs = outcomes.map((_, end) => {
    const before = outcomes.slice(0, end + 1).reverse()
    const broken = before.indexOf(false)
    return broken === -1 ? before.length : broken
  })
  return Math.max(0, ...runs)
}

/** Daily figures written down from their definitions, slowly, to hold the calculator against. */
export function plainDays(
  opening: Opening,
  marks: readonly DayMark[],
  settings: PerformanceSettings,
) {
  const year = settings.tradingDaysAYear
  const riskFree = settings.riskFreeBps / 10_000 / year
  const target = settings.targetBps / 10_000 / year
  const before = [opening, ...marks]
  const returns = marks.map((mark, index) => {
    const start = (before[index]?.equityPaise ?? Number.NaN) + mark.flowPaise
    return mark.equityPaise / start - 1
  })
  const growth = returns.reduce<number[]>(
    (path, value) => [...path, (path.at(-1) ?? Number.NaN) * (1 + value)],
    [1],
  )
  const calendarDays =
    (Date.parse(marks.at(-1)?.date ?? '') - Date.parse(opening.date)) / 86_400_000
  const total = growth.at(-1) ?? Number.NaN
  const cagr = total ** (365 / calendarDays) - 1
  const downside = Math.sqrt(mean(returns.map((value) => Math.min(0, value - target) ** 2)))
  const pairs = marks.flatMap((mark, index) => {
    const now = mark.benchmark
    const last = before[index]?.benchmark ?? null
    return now === null || last === null
      ? []
      : [[returns[index] ?? Number.NaN, now / last - 1] as const]
  })
  const ours = pairs.map(([own]) => own)
  const theirs = pairs.map(([, other]) => other)
  const active = pairs.map(([own, other]) => own - other)
  const beta = covariance(ours, theirs) / covariance(theirs, theirs)
  return {
    profitPaise:
      (marks.at(-1)?.equityPaise ?? Number.NaN) -
      opening.equityPaise -
      sum(marks.map((mark) => mark.flowPaise)),
    totalReturn: total - 1,
    cagr,
    volatility: deviation(returns) * Math.sqrt(year),
    sharpe: (mean(returns.map((value) => value - riskFree)) / deviation(returns)) * Math.sqrt(year),
    sortino: ((mean(returns) - target) / downside) * Math.sqrt(year),
    maxDrawdown: deepest(growth),
    calmar: cagr / deepest(growth),
    winningDays: mean(returns.map((value) => (value > 0 ? 1 : 0))),
    skew: standardised(returns, 3),
    kurtosis: standardised(returns, 4),
    days: pairs.length,
    beta,
    alpha: (mean(ours) - riskFree - beta * (mean(theirs) - riskFree)) * year,
    correlation: covariance(ours, theirs) / deviation(ours) / deviation(theirs),
    trackingError: deviation(active) * Math.sqrt(year),
    informationRatio: (mean(active) / deviation(active)) * Math.sqrt(year),
    exposure: mean(marks.map((mark) => mark.deployedPaise / mark.equityPaise)),
    meanEquity: mean(marks.map((mark) => mark.equityPaise)),
    years: marks.length / year,
  }
}

/** Figures of trades written down from their definitions, slowly, to hold the calculator against. */
export function plainTrades(trades: readonly TradeResult[]) {
  const nets = trades.map((trade) => trade.grossPaise - trade.chargesPaise)
  const wins = nets.filter((net) => net > 0)
  const losses = nets.filter((net) => net < 0)
  return {
    trades: trades.length,
    wins: wins.length,
    losses: losses.length,
    net: sum(nets),
    charges: sum(trades.map((trade) => trade.chargesPaise)),
    traded: sum(trades.map((trade) => trade.entryPaise + trade.exitPaise)),
    winRate: wins.length / nets.length,
    profitFactor: sum(wins) / -sum(losses),
    expectancy: mean(nets),
    payoff: mean(wins) / -mean(losses),
    averageWin: mean(wins),
    averageLoss: -mean(losses),
    largestWin: Math.max(...wins),
    largestLoss: -Math.min(...losses),
    longestWins: longestRun(nets.map((net) => net > 0)),
    longestLosses: longestRun(nets.map((net) => net < 0)),
    holdingDays: mean(trades.map((trade) => trade.holdingDays)),
  }
}
