import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOfDate } from '../../../src/domain/performance/day-number.ts'
import type { DayColumns } from '../../../src/domain/performance/day-series.ts'
import type { Metric } from '../../../src/domain/performance/metric.ts'
import type { PerformanceSettings } from '../../../src/domain/performance/settings.ts'
import { type DayMark, PerformanceCalculator } from '../../../src/domain/performance.ts'
import { throughJson } from '../through-json.ts'
import { columnsOf, days, OPENING, trades } from './history.ts'
import { plainDays, plainTrades } from './plain-report.ts'

const SETTINGS: PerformanceSettings = {
  riskFreeBps: 600,
  targetBps: 200,
  tradingDaysAYear: 250,
  minTrades: 20,
  minDays: 60,
}

const TRIALS = { count: 40, sharpeVariance: 0.5 }

const dayColumns = (marks: readonly DayMark[]): DayColumns => ({
  length: marks.length,
  day: Float64Array.from(marks, (mark) => dayOfDate(mark.date)),
  equity: Float64Array.from(marks, (mark) => mark.equityPaise),
  deployed: Float64Array.from(marks, (mark) => mark.deployedPaise),
  flow: Float64Array.from(marks, (mark) => mark.flowPaise),
  benchmark: Float64Array.from(marks, (mark) => mark.benchmark ?? Number.NaN),
})

/** Relative where large, absolute where small. */
function agrees(metric: Metric | number, expected: number, tolerance = 1e-9): void {
  const value = typeof metric === 'number' ? metric : metric.value
  expect(value).not.toBeNull()
  expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  )
}

/** Every leaf of what is written: a finite number, a text, a truth or nothing. */
function leaves(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.values(value).flatMap(leaves)
}

describe('one calculator, however it is fed', () => {
  it('P11 a report kept live equals the report from columns, through a restart, to the last bit', () => {
    fc.assert(
      fc.property(days(0, 150), trades(0, 120), fc.nat(150), (marks, closed, stop) => {
        let live = new PerformanceCalculator(SETTINGS, OPENING)
        for (const [index, mark] of marks.entries()) {
          if (index === stop) {
            live = PerformanceCalculator.restore(SETTINGS, throughJson(live.save()))
          }
          live.addDay(mark)
          for (const trade of closed.slice(index, index + 1)) live.addTrade(trade)
          live.report(TRIALS)
        }
        for (const trade of closed.slice(marks.length)) live.addTrade(trade)
        const batch = new PerformanceCalculator(SETTINGS, OPENING)
        batch.addTrades(columnsOf(closed))
        batch.addDays(dayColumns(marks))
        expect(live.report(TRIALS)).toEqual(batch.report(TRIALS))
        expect(live.days()).toEqual(batch.days())
        expect(live.save()).toEqual(batch.save())
      }),
      { numRuns: 40 },
    )
  })

  it('B69 whatever is fed, the report is valid JSON and holds only finite numbers', () => {
    const settings = fc.constantFrom(SETTINGS, { ...SETTINGS, minDays: 0, minTrades: 0 })
    fc.assert(
      fc.property(days(0, 40), trades(0, 30), settings, (marks, closed, chosen) => {
        const calculator = new PerformanceCalculator(chosen, OPENING)
        for (const mark of marks) calculator.addDay(mark)
        for (const trade of closed) calculator.addTrade(trade)
        const report = calculator.report(TRIALS)
        expect(throughJson(report)).toEqual(report)
        for (const leaf of leaves(report)) {
          if (typeof leaf === 'number') expect(Number.isFinite(leaf)).toBe(true)
        }
      }),
    )
  })

  it('B68 agrees with the definitions, written down plainly, for days', () => {
    fc.assert(
      fc.property(days(90, 140), (marks) => {
        const calculator = new PerformanceCalculator(SETTINGS, OPENING)
        for (const mark of marks) calculator.addDay(mark)
        const { returns, drawdown, benchmark, activity, profitPaise } = calculator.report(null)
        const plain = plainDays(OPENING, marks, SETTINGS)
        expect(profitPaise).toBe(plain.profitPaise)
        agrees(returns.totalReturnBps, plain.totalReturn * 10_000)
        agrees(returns.cagrBps, plain.cagr * 10_000)
        agrees(returns.volatilityBps, plain.volatility * 10_000)
        agrees(returns.sharpe, plain.sharpe)
        agrees(returns.sortino, plain.sortino)
        agrees(returns.calmar, plain.calmar)
        agrees(returns.winningDaysBps, plain.winningDays * 10_000)
        agrees(returns.skew, plain.skew)
        agrees(returns.kurtosis, plain.kurtosis)
        agrees(drawdown.maxBps, plain.maxDrawdown * 10_000)
        agrees(activity.exposureBps, plain.exposure * 10_000)
        expect(benchmark.days).toBe(plain.days)
        if (plain.days < SETTINGS.minDays) return
        agrees(benchmark.beta, plain.beta)
        agrees(benchmark.alphaBps, plain.alpha * 10_000)
        agrees(benchmark.correlation, plain.correlation)
        agrees(benchmark.trackingErrorBps, plain.trackingError * 10_000)
        agrees(benchmark.informationRatio, plain.informationRatio)
      }),
      { numRuns: 60 },
    )
  })

  it('B68 agrees with the definitions, written down plainly, for trades', () => {
    fc.assert(
      fc.property(trades(30, 120), (closed) => {
        const calculator = new PerformanceCalculator(SETTINGS, OPENING)
        for (const trade of closed) calculator.addTrade(trade)
        const { trades: all } = calculator.report(null)
        const plain = plainTrades(closed)
        fc.pre(plain.wins > 0 && plain.losses > 0)
        expect(all).toMatchObject({
          trades: plain.trades,
          wins: plain.wins,
          losses: plain.losses,
          netPaise: plain.net,
          chargesPaise: plain.charges,
          tradedPaise: plain.traded,
          longestWinStreak: plain.longestWins,
          longestLossStreak: plain.longestLosses,
        })
        agrees(all.winRateBps, plain.winRate * 10_000)
        agrees(all.profitFactor, plain.profitFactor)
        agrees(all.payoff, plain.payoff)
        agrees(all.averageHoldingDays, plain.holdingDays)
        agrees(all.largestWinPaise, plain.largestWin)
        agrees(all.largestLossPaise, plain.largestLoss)
        for (const [metric, exact] of [
          [all.expectancyPaise, plain.expectancy],
          [all.averageWinPaise, plain.averageWin],
          [all.averageLossPaise, plain.averageLoss],
        ] as const) {
          expect(Math.abs((metric.value ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.5)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('a share held against itself has beta 1, correlation 1, no alpha and no tracking error', () => {
    fc.assert(
      fc.property(days(90, 120), (marks) => {
        const same = marks.map((mark) => ({ ...mark, flowPaise: 0, benchmark: mark.equityPaise }))
        const calculator = new PerformanceCalculator(SETTINGS, {
          ...OPENING,
          benchmark: OPENING.equityPaise,
        })
        for (const mark of same) calculator.addDay(mark)
        const { benchmark } = calculator.report(null)
        agrees(benchmark.beta, 1)
        agrees(benchmark.correlation, 1)
        agrees(benchmark.alphaBps, 0, 1e-8)
        agrees(benchmark.trackingErrorBps, 0)
        expect(benchmark.informationRatio.reason).toBe('the account moves exactly as the benchmark')
      }),
      { numRuns: 20 },
    )
  })
})
