/** What every metric is reckoned with. */
export interface PerformanceSettings {
  /** What money earns without risk, a year. */
  readonly riskFreeBps: number
  /** Return a year below which a day counts as downside, for Sortino. */
  readonly targetBps: number
  readonly tradingDaysAYear: number
  /** Ratios of trades (win rate, profit factor, expectancy, payoff, averages) are withheld below it. */
  readonly minTrades: number
  /** Ratios of daily returns (all that annualise, compare, or look at the tail) are withheld below it. */
  readonly minDays: number
}

/** Defaults of everything but the risk-free rate, which nobody should assume. */
export const PERFORMANCE_DEFAULTS = {
  targetBps: 0,
  tradingDaysAYear: 250,
  minTrades: 20,
  minDays: 60,
} as const satisfies Omit<PerformanceSettings, 'riskFreeBps'>

/** A yearly rate as a fraction a trading day; simple, as Sharpe is annualised by simple sums too. */
export const daily = (yearlyBps: number, settings: PerformanceSettings): number =>
  yearlyBps / 10_000 / settings.tradingDaysAYear
