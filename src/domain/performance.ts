import { at } from './bar.ts'
import { type ActivityMetrics, activityMetrics } from './performance/activity-metrics.ts'
import { type BenchmarkMetrics, benchmarkMetrics } from './performance/benchmark-metrics.ts'
import {
  type BootstrapPlan,
  bootstrap,
  type Intervals,
  noIntervals,
} from './performance/bootstrap.ts'
import { dateOfDay, dayOfDate } from './performance/day-number.ts'
import { type DayColumns, DaySeries } from './performance/day-series.ts'
import { DrawdownTracker } from './performance/drawdown.ts'
import { type DrawdownMetrics, drawdownMetrics } from './performance/drawdown-metrics.ts'
import { inBps, type Metric, SAMPLE_TOO_SMALL, unless } from './performance/metric.ts'
import { momentsOf } from './performance/moments.ts'
import { monthlyReturns, type YearReturns } from './performance/monthly-returns.ts'
import { type ReturnMetrics, returnMetrics } from './performance/return-metrics.ts'
import type { PerformanceSettings } from './performance/settings.ts'
import {
  type SignificanceMetrics,
  significanceMetrics,
  type Trials,
} from './performance/significance-metrics.ts'
import { type TailMetrics, tailMetrics } from './performance/tail-metrics.ts'
import type { TradeColumns } from './performance/trade-columns.ts'
import {
  type SavedTrades,
  type StrategyMetrics,
  TradeLedger,
  type TradeResult,
} from './performance/trade-ledger.ts'
import type { TradeMetrics } from './performance/trade-metrics.ts'
import type { Random } from './random.ts'
import type { TradeDate } from './time.ts'

/** The account at the close of a day. */
export interface DayMark {
  readonly date: TradeDate
  readonly equityPaise: number
  /** Value of open positions, longs and shorts both counted as positive. */
  readonly deployedPaise: number
  /** Money that came in (out: negative) before the day's trading; a deposit is not a return. */
  readonly flowPaise: number
  /** Close of the benchmark in any unit; null where it is not known. */
  readonly benchmark: number | null
}

/** Where the account began: the close before the first day that counts. */
export type Opening = Pick<DayMark, 'date' | 'equityPaise' | 'benchmark'>

/** One day of the account. */
export interface DayReport {
  readonly date: TradeDate
  readonly equityPaise: number
  readonly profitPaise: number
  readonly returnBps: number
  readonly drawdownBps: number
}

/** The account at this moment. */
export interface Standing {
  readonly equityPaise: number
  /** Since the close before this day, deposits of the day taken out. */
  readonly todayPaise: number
  readonly todayBps: Metric
  /** Below the highest close so far. */
  readonly drawdownBps: number
}

/** Every metric there is. Ratios are null with the reason below the minimums named in it. */
export interface PerformanceReport {
  readonly from: TradeDate
  readonly to: TradeDate
  readonly days: number
  readonly openingPaise: number
  readonly equityPaise: number
  readonly profitPaise: number
  readonly settings: PerformanceSettings
  readonly returns: ReturnMetrics
  readonly drawdown: DrawdownMetrics
  readonly benchmark: BenchmarkMetrics
  readonly tail: TailMetrics
  readonly significance: SignificanceMetrics
  readonly activity: ActivityMetrics
  readonly trades: TradeMetrics
  readonly strategies: readonly StrategyMetrics[]
  readonly years: readonly YearReturns[]
}

/** What a calculator remembers, as plain JSON: columns of marks (opening first) and sums of trades. */
export interface SavedPerformance {
  readonly day: readonly number[]
  readonly equity: readonly number[]
  readonly deployed: readonly number[]
  readonly flow: readonly number[]
  readonly benchmark: readonly (number | null)[]
  readonly trades: SavedTrades
}

const RUINED = 'equity fell to nothing'

/**
 * The only place where metrics are made, so that every screen and report shows the same number. Days and trades are
 * folded one at a time in O(1) or as columns; what comes out is the same either way.
 */
export class PerformanceCalculator {
  readonly #settings: PerformanceSettings
  readonly #series: DaySeries
  readonly #drawdown: DrawdownTracker
  readonly #trades: TradeLedger

  /** Throws RangeError unless the opening equity is positive. */
  constructor(settings: PerformanceSettings, opening: Opening, trades = new TradeLedger()) {
    const day = dayOfDate(opening.date)
    this.#settings = settings
    this.#series = new DaySeries(day, opening.equityPaise, opening.benchmark ?? Number.NaN)
    this.#drawdown = new DrawdownTracker(day)
    this.#trades = trades
  }

  /** The calculator as `save` wrote it. */
  static restore(settings: PerformanceSettings, saved: SavedPerformance): PerformanceCalculator {
    const [day = 0, ...days] = saved.day
    const [equityPaise = 0] = saved.equity
    const opening = { date: dateOfDay(day), equityPaise, benchmark: saved.benchmark[0] ?? null }
    const calculator = new PerformanceCalculator(
      settings,
      opening,
      TradeLedger.restore(saved.trades),
    )
    const column = (values: readonly (number | null)[]) =>
      Float64Array.from(values.slice(1), (value) => value ?? Number.NaN)
    calculator.addDays({
      length: days.length,
      day: column(saved.day),
      equity: column(saved.equity),
      deployed: column(saved.deployed),
      flow: column(saved.flow),
      benchmark: column(saved.benchmark),
    })
    return calculator
  }

  save(): SavedPerformance {
    const { day, equity, deployed, flow, benchmark } = this.#series.marks
    return {
      day: [...day],
      equity: [...equity],
      deployed: [...deployed],
      flow: [...flow],
      benchmark: Array.from(benchmark, (close) => (Number.isNaN(close) ? null : close)),
      trades: this.#trades.save(),
    }
  }

  /** Throws RangeError unless the day is after the last one. */
  addDay({ date, equityPaise, deployedPaise, flowPaise, benchmark }: DayMark): void {
    this.#mark(dayOfDate(date), equityPaise, deployedPaise, flowPaise, benchmark ?? Number.NaN)
  }

  /** Throws RangeError unless the days are in order and after the last one. */
  addDays(days: DayColumns): void {
    const { day, equity, deployed, flow, benchmark } = days
    for (let row = 0; row < days.length; row += 1) {
      this.#mark(
        at(day, row),
        at(equity, row),
        at(deployed, row),
        at(flow, row),
        at(benchmark, row),
      )
    }
  }

  /** Trades come in the order in which they closed. */
  addTrade(trade: TradeResult): void {
    this.#trades.add(trade)
  }

  /** Trades come in the order in which they closed. */
  addTrades(trades: TradeColumns): void {
    this.#trades.addAll(trades)
  }

  /** Today's result and drawdown at an equity, in O(1); a deposit of today is not a result. */
  standing(date: TradeDate, equityPaise: number, flowPaise: number): Standing {
    const before = this.#series.before(dayOfDate(date))
    const base = before.equity + flowPaise
    const ruined = base > 0 && !this.#series.isRuined ? null : RUINED
    const growth = before.growth * (equityPaise / base)
    return {
      equityPaise,
      todayPaise: equityPaise - base,
      todayBps: unless(ruined, inBps(equityPaise / base - 1)),
      drawdownBps: ruined === null ? this.#drawdown.depthOf(growth) * 10_000 : 10_000,
    }
  }

  /** `trials` deflates the Sharpe ratio; null where nobody counted them. */
  report(trials: Trials | null): PerformanceReport {
    const settings = this.#settings
    const series = this.#series
    const { marks, returns, growth, count, lastGrowth } = series
    const reason = this.#daysReason()
    const moments = momentsOf(returns)
    const openingPaise = at(marks.equity, 0)
    const equityPaise = at(marks.equity, count)
    return {
      from: dateOfDay(at(marks.day, 0)),
      to: dateOfDay(at(marks.day, count)),
      days: count,
      openingPaise,
      equityPaise,
      profitPaise: marks.flow.reduce((profit, flow) => profit - flow, equityPaise - openingPaise),
      settings,
      returns: returnMetrics(series, moments, this.#drawdown.deepest, settings, reason),
      drawdown: drawdownMetrics(this.#drawdown, lastGrowth, count, reason),
      benchmark: benchmarkMetrics(marks, returns, settings, reason),
      tail: tailMetrics(returns, reason),
      significance: significanceMetrics(moments, trials, settings, reason),
      activity: activityMetrics(marks, this.#trades.sums(), settings, reason),
      trades: this.#trades.metrics(settings),
      strategies: this.#trades.byStrategy(settings),
      years: monthlyReturns(marks.day, growth),
    }
  }

  /** Every day, oldest first. */
  days(): readonly DayReport[] {
    const { marks, returns, growth } = this.#series
    let peak = 1
    return Array.from(returns, (value, index) => {
      const row = index + 1
      peak = Math.max(peak, at(growth, row))
      return {
        date: dateOfDay(at(marks.day, row)),
        equityPaise: at(marks.equity, row),
        profitPaise: at(marks.equity, row) - at(marks.equity, index) - at(marks.flow, row),
        returnBps: value * 10_000,
        drawdownBps: (1 - at(growth, row) / peak) * 10_000,
      }
    })
  }

  /** Intervals of the headline ratios by the bootstrap: slow, as it is days × samples. */
  intervals(plan: BootstrapPlan, random: Random): Intervals {
    const reason = this.#daysReason()
    if (reason !== null) return noIntervals(reason)
    const { returns, marks, count } = this.#series
    const calendarDays = at(marks.day, count) - at(marks.day, 0)
    return bootstrap(returns, calendarDays, this.#settings, plan, random)
  }

  #mark(day: number, equity: number, deployed: number, flow: number, benchmark: number): void {
    this.#series.add(day, equity, deployed, flow, benchmark)
    this.#drawdown.add(day, this.#series.lastGrowth)
  }

  /** Why ratios of days are withheld; a deviation needs two days whatever the settings say. */
  #daysReason(): string | null {
    if (this.#series.isRuined) return RUINED
    return this.#series.count < Math.max(2, this.#settings.minDays) ? SAMPLE_TOO_SMALL : null
  }
}
