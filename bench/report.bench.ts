import { at } from '../src/domain/bar.ts'
import { dayOfDate } from '../src/domain/performance/day-number.ts'
import type { DayColumns } from '../src/domain/performance/day-series.ts'
import { PERFORMANCE_DEFAULTS } from '../src/domain/performance/settings.ts'
import { emptyTrades, type TradeColumns } from '../src/domain/performance/trade-columns.ts'
import { PerformanceCalculator } from '../src/domain/performance.ts'
import { Random } from '../src/domain/random.ts'
import { addDays, type TradeDate, tradeDate, weekdayOf } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'

const DAYS = 2_520
const CAPITAL = 1_000_000_000
const RISK_FREE_BPS = 600
const YEAR = 250
const STRATEGIES = ['momentum', 'mean-reversion', 'breakout', 'manual']
const OPENING = { date: tradeDate('2016-01-01'), equityPaise: CAPITAL, benchmark: null }

interface History {
  readonly dates: readonly TradeDate[]
  readonly trades: TradeColumns
  /** Which of the days each trade closed on. */
  readonly closedOn: Int32Array
}

/** Ten years of weekdays and `count` trades spread over them. */
function history(count: number): History {
  const dates: TradeDate[] = []
  for (let date = addDays(OPENING.date, 1); dates.length < DAYS; date = addDays(date, 1)) {
    if (weekdayOf(date) % 6 !== 0) dates.push(date)
  }
  const random = new Random(11)
  const trades = emptyTrades(count, STRATEGIES)
  const closedOn = new Int32Array(count)
  for (let row = 0; row < count; row += 1) {
    const value = 1_000_000 + random.int(10_000_000)
    const gross = Math.round(value * 0.02 * random.normal())
    closedOn[row] = Math.floor((row * DAYS) / count)
    trades.strategy[row] = random.int(STRATEGIES.length)
    trades.traded[row] = 2 * value + gross
    trades.gross[row] = gross
    trades.charges[row] = 2_000 + random.int(3_000)
    trades.holdingDays[row] = random.int(20)
    trades.adverse[row] = Math.min(0, gross) - random.int(10_000)
    trades.favourable[row] = Math.max(0, gross) + random.int(10_000)
  }
  return { dates, trades, closedOn }
}

/** Daily marks of an account that holds nothing at the close. */
function marksOf({ trades, closedOn }: History, day: Float64Array): DayColumns {
  const equity = new Float64Array(DAYS)
  let total = CAPITAL
  let trade = 0
  for (let row = 0; row < DAYS; row += 1) {
    for (; closedOn[trade] === row; trade += 1) {
      total += at(trades.gross, trade) - at(trades.charges, trade)
    }
    equity[row] = total
  }
  const nothing = new Float64Array(DAYS)
  const unknown = new Float64Array(DAYS).fill(Number.NaN)
  return { length: DAYS, day, equity, deployed: nothing, flow: nothing, benchmark: unknown }
}

const histories = new Map<number, History>()

/** One history a size, so that every run reads the same memory. */
function historyOf(count: number): History {
  const made = histories.get(count) ?? history(count)
  histories.set(count, made)
  return made
}

const seconds = (start: number) => (performance.now() - start) / 1_000

function ours(count: number): number {
  const made = historyOf(count)
  const day = Float64Array.from(made.dates, dayOfDate)
  const start = performance.now()
  const settings = { ...PERFORMANCE_DEFAULTS, riskFreeBps: RISK_FREE_BPS }
  const calculator = new PerformanceCalculator(settings, OPENING)
  calculator.addDays(marksOf(made, day))
  calculator.addTrades(made.trades)
  const report = calculator.report(null)
  const taken = seconds(start)
  check(report.returns.sharpe.value, report.trades.profitFactor.value)
  return taken
}

interface Trade {
  readonly date: string
  readonly strategy: string
  readonly traded: number
  readonly net: number
  readonly charges: number
  readonly holdingDays: number
  readonly mae: number
  readonly mfe: number
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
const deviation = (values: readonly number[]) => {
  const middle = mean(values)
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
}

/** What a programmer writes who thinks of trades, not of memory. */
function naiveTrades(trades: readonly Trade[]) {
  const nets = trades.map((trade) => trade.net)
  const wins = nets.filter((net) => net > 0)
  const losses = nets.filter((net) => net < 0)
  const streaks = nets.reduce(
    ({ now, best, worst }, net) => {
      const next = net > 0 ? Math.max(now, 0) + 1 : net < 0 ? Math.min(now, 0) - 1 : 0
      return { now: next, best: Math.max(best, next), worst: Math.min(worst, next) }
    },
    { now: 0, best: 0, worst: 0 },
  )
  return {
    winRate: wins.length / nets.length,
    profitFactor: sum(wins) / -sum(losses),
    expectancy: mean(nets),
    payoff: mean(wins) / -mean(losses),
    largestWin: wins.reduce((a, b) => Math.max(a, b), 0),
    largestLoss: losses.reduce((a, b) => Math.min(a, b), 0),
    streaks,
    holding: mean(trades.map((trade) => trade.holdingDays)),
    mae: mean(trades.map((trade) => trade.mae)),
    mfe: mean(trades.map((trade) => trade.mfe)),
    charges: sum(trades.map((trade) => trade.charges)),
    traded: sum(trades.map((trade) => trade.traded)),
  }
}

function naiveDays(dates: readonly string[], trades: readonly Trade[]) {
  const results = dates.map((date) =>
    sum(trades.filter((trade) => trade.date === date).map((trade) => trade.net)),
  )
  let total = CAPITAL
  const days = dates.map((date, index) => {
    const before = total
    total += results[index] ?? 0
    return { date, equity: total, return: total / before - 1 }
  })
  const returns = days.map((day) => day.return)
  const excess = returns.map((value) => value - RISK_FREE_BPS / 10_000 / YEAR)
  const middle = mean(returns)
  const spread = deviation(returns)
  let peak = CAPITAL
  const falls = days.map((day) => {
    peak = Math.max(peak, day.equity)
    return 1 - day.equity / peak
  })
  const sorted = [...returns].sort((a, b) => a - b)
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))]
  return {
    sharpe: (mean(excess) / deviation(excess)) * Math.sqrt(YEAR),
    sortino: middle / Math.sqrt(mean(returns.map((value) => Math.min(0, value) ** 2))),
    volatility: spread * Math.sqrt(YEAR),
    skew: mean(returns.map((value) => ((value - middle) / spread) ** 3)),
    kurtosis: mean(returns.map((value) => ((value - middle) / spread) ** 4)),
    drawdown: Math.max(...falls),
    valueAtRisk: sorted[Math.floor(sorted.length * 0.05)],
    months: months.map((month) =>
      days.filter((day) => day.date.startsWith(month)).reduce((a, day) => a * (1 + day.return), 1),
    ),
  }
}

function naive(count: number): number {
  const { dates, trades, closedOn } = historyOf(count)
  const rows: Trade[] = Array.from({ length: count }, (_, row) => ({
    date: dates[closedOn[row] ?? 0] ?? '',
    strategy: STRATEGIES[trades.strategy[row] ?? 0] ?? '',
    traded: at(trades.traded, row),
    net: at(trades.gross, row) - at(trades.charges, row),
    charges: at(trades.charges, row),
    holdingDays: at(trades.holdingDays, row),
    mae: at(trades.adverse, row),
    mfe: at(trades.favourable, row),
  }))
  const start = performance.now()
  const days = naiveDays(dates, rows)
  const all = naiveTrades(rows)
  for (const strategy of STRATEGIES) {
    naiveTrades(rows.filter((trade) => trade.strategy === strategy))
  }
  const taken = seconds(start)
  check(days.sharpe, all.profitFactor)
  return taken
}

/** Keeps the result alive, and stops a run that has none. */
function check(sharpe: number | null, profitFactor: number | null): void {
  if (!Number.isFinite(sharpe) || !Number.isFinite(profitFactor)) {
    throw new RangeError(`the report says ${sharpe} and ${profitFactor}`)
  }
}

export default defineBench({
  row: 'P11',
  title: 'Report of ten years (2,520 days) from closed trades, four strategies, from scratch',
  unit: 'trades/s',
  goal: { first: 100, goal: 400 },
  sizes: [1_250, 12_500, 125_000],
  ours: async (n) => ours(n),
  peers: { 'arrays of objects': async (n) => naive(n) },
  notes: [
    'Both build the daily equity from the same trades and report on them; the columns are given, as the objects are.',
    'Objects grouped by day in a Map before are some twenty times faster than these, and still some twenty times slower than ours at 125,000.',
    'The 2,520 days cost the same at each size, so the ratio grows with the trades; the row asks for 125,000.',
  ],
})
