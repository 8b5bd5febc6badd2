import { describe, expect, it } from 'vitest'
import { PerformanceCalculator } from '../../../src/domain/performance.ts'
import { addDays, tradeDate } from '../../../src/domain/time.ts'
import { throughJson } from '../through-json.ts'
import { calculate, mark, OPENING, PLAIN, THREE, trade, traded } from './worked.ts'

describe('what is withheld', () => {
  const SPEC = { ...PLAIN, minTrades: 20, minDays: 60 }
  const long = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      mark(addDays(OPENING.date, index + 1), 1_000_000 + ((index * 7_919) % 5_000)),
    )

  it('below 60 days every ratio of days is null with the reason, and facts stand', () => {
    const report = calculate(long(59), SPEC).report({ count: 10, sharpeVariance: 1 })
    const { totalReturnBps, bestDayBps, worstDayBps, ...ratios } = report.returns
    const withheld = [
      ...Object.values(ratios),
      ...Object.values({ ...report.significance }),
      ...Object.values({ ...report.tail }),
      report.drawdown.underWaterBps,
      report.activity.turnoverAYear,
      report.activity.exposureBps,
      report.activity.costDragBps,
    ]
    for (const metric of withheld) {
      expect(metric).toEqual({ value: null, reason: 'sample too small' })
    }
    for (const fact of [totalReturnBps, bestDayBps, worstDayBps]) expect(fact.reason).toBeNull()
    expect(report.drawdown.maxBps).toBeGreaterThan(0)
  })

  it('from 60 days on they are stated; the 99th percentile waits for 100', () => {
    const report = calculate(long(60), SPEC).report({ count: 10, sharpeVariance: 1 })
    expect(report.returns.sharpe.reason).toBeNull()
    expect(report.significance.deflatedSharpe.reason).toBeNull()
    expect(report.tail.var95Bps.reason).toBeNull()
    expect(report.tail.var99Bps.reason).toBe('sample too small')
    expect(calculate(long(100), SPEC).report(null).tail.var99Bps.reason).toBeNull()
  })

  it('below 20 trades every ratio of trades is null with the reason, and sums stand', () => {
    const few = traded(
      Array.from({ length: 19 }, (_, index) => trade(index - 5)),
      SPEC,
    ).trades
    for (const metric of [few.winRateBps, few.profitFactor, few.expectancyPaise, few.payoff]) {
      expect(metric).toEqual({ value: null, reason: 'sample too small' })
    }
    expect(few.netPaise).toBe(76)
    expect(few.largestWinPaise.value).toBe(13)
    const enough = traded(
      Array.from({ length: 20 }, (_, index) => trade(index - 5)),
      SPEC,
    ).trades
    expect(enough.winRateBps.value).toBe(7_000)
  })

  it('says what is missing: benchmark, trials, movement, a fall, a day below the target', () => {
    const flat = calculate(
      Array.from({ length: 60 }, (_, index) => mark(addDays(OPENING.date, index + 1), 1_000_000)),
      SPEC,
    ).report(null)
    expect(flat.benchmark.beta.reason).toBe('no benchmark')
    expect(flat.significance.deflatedSharpe.reason).toBe('the number of trials is not known')
    expect(flat.returns.sharpe.reason).toBe('the daily returns do not vary')
    expect(flat.returns.calmar.reason).toBe('no drawdown yet')
    expect(flat.returns.sortino.reason).toBe('no day fell below the target')
    expect(flat.returns.volatilityBps.value).toBe(0)
  })

  it('an account that lost everything says so and never grows again', () => {
    const ruined = calculate([
      mark('2026-11-06', 1_010_000),
      mark('2026-11-09', -5_000),
      mark('2026-11-10', 995_000, { flowPaise: 1_000_000 }),
    ])
    const { returns, drawdown } = ruined.report(null)
    expect(returns.totalReturnBps.value).toBe(-10_000)
    expect(returns.sharpe).toEqual({ value: null, reason: 'equity fell to nothing' })
    expect(drawdown.maxBps).toBe(10_000)
    expect(ruined.standing(tradeDate('2026-11-11'), 995_000, 0).todayBps.reason).toBe(
      'equity fell to nothing',
    )
  })

  it('B69 a figure too large for a number is withheld, not written as infinite', () => {
    const { cagrBps, totalReturnBps } = calculate([
      mark('2026-11-06', 1_100_000),
      mark('2026-11-07', 1_000_000_000_000),
    ]).report(null).returns
    expect(cagrBps).toEqual({ value: null, reason: 'the figure is too large to state' })
    expect(totalReturnBps.value).toBeCloseTo(9_999_990_000, 3)
  })

  it('B69 an account without a day and without a trade has a report that is valid JSON', () => {
    const report = new PerformanceCalculator(SPEC, OPENING).report(null)
    expect(throughJson(report)).toEqual(report)
    expect(report).toMatchObject({ from: '2026-11-05', to: '2026-11-05', days: 0, profitPaise: 0 })
    expect(report.returns.totalReturnBps.value).toBe(0)
    expect(report.returns.bestDayBps.reason).toBe('no day yet')
  })

  it('refuses days out of order, money that is not whole paise and an opening without money', () => {
    const calculator = calculate(THREE)
    expect(() => calculator.addDay(mark('2026-11-10', 1))).toThrow(RangeError)
    expect(() => calculator.addDay(mark('2026-11-11', 0.5))).toThrow(RangeError)
    expect(() => calculator.addDay(mark('2026-11-11', Number.NaN))).toThrow(RangeError)
    expect(() => calculator.addTrade(trade(Number.NaN))).toThrow(RangeError)
    expect(() => new PerformanceCalculator(PLAIN, { ...OPENING, equityPaise: 0 })).toThrow(
      RangeError,
    )
    expect(calculator.report(null).days).toBe(3)
  })
})
