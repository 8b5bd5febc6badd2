import { describe, expect, it } from 'vitest'
import { deflatedSharpe } from '../../../src/domain/performance/sharpe-significance.ts'
import { addDays, tradeDate } from '../../../src/domain/time.ts'
import { calculate, mark, OPENING, PLAIN, THREE } from './worked.ts'

const near = (value: number): number => expect.closeTo(value, 9) as number

describe('returns of days, against figures worked out by hand', () => {
  it('Sharpe is mean ÷ deviation (n − 1) × √250: 6.9007 for +1, −1, +2 percent', () => {
    expect(calculate(THREE).report(null).returns.sharpe.value).toBeCloseTo(6.900_655_6, 7)
  })

  it('Sharpe counts only what is above the risk-free rate: 6.7971 at 2.5 percent a year', () => {
    const { returns } = calculate(THREE, { ...PLAIN, riskFreeBps: 250 }).report(null)
    expect(returns.sharpe.value).toBeCloseTo(6.797_145_8, 7)
  })

  it('Sortino takes the downside over all days against the target: 18.2574, and 17.3624 against 5 percent', () => {
    const above = (targetBps: number) =>
      calculate(THREE, { ...PLAIN, targetBps }).report(null).returns.sortino.value
    expect(above(0)).toBeCloseTo(18.257_418_6, 7)
    expect(above(500)).toBeCloseTo(17.362_447_1, 7)
  })

  it('CAGR goes by calendar days: 1.989,8 percent in 5 days is 321 percent a year', () => {
    const { returns } = calculate(THREE).report(null)
    expect(returns.totalReturnBps.value).toBeCloseTo(198.98, 9)
    expect(returns.cagrBps.value).toBeCloseTo(32_134.906_097, 5)
  })

  it('drawdown is 1 percent with its days, and Calmar is CAGR ÷ that', () => {
    const { drawdown, returns } = calculate(THREE).report(null)
    expect(drawdown.maxBps).toBeCloseTo(100, 9)
    expect(drawdown.deepest[0]).toMatchObject({
      peakOn: '2026-11-06',
      troughOn: '2026-11-09',
      recoveredOn: '2026-11-10',
      days: 4,
      recoveryDays: 1,
    })
    expect(drawdown.underWaterBps.value).toBeCloseTo(10_000 / 3, 9)
    expect(returns.calmar.value).toBeCloseTo(321.349_060_97, 6)
  })

  it('B69 drawdown starts from the opening equity, not from the first close', () => {
    const { drawdown } = calculate([
      mark('2026-11-06', 900_000),
      mark('2026-11-09', 900_000),
    ]).report(null)
    expect(drawdown.maxBps).toBeCloseTo(1_000, 9)
    expect(drawdown.deepest[0]?.peakOn).toBe('2026-11-05')
  })

  it('a deposit is not a return and a withdrawal is not a loss', () => {
    const { returns, drawdown, profitPaise } = calculate([
      mark('2026-11-06', 1_010_000),
      mark('2026-11-09', 2_525_000, { flowPaise: 1_490_000 }),
      mark('2026-11-10', 525_000, { flowPaise: -2_000_000 }),
    ]).report(null)
    expect(returns.totalReturnBps.value).toBeCloseTo((1.01 * 1.01 - 1) * 10_000, 8)
    expect(drawdown.maxBps).toBe(0)
    expect(profitPaise).toBe(10_000 + 25_000)
  })

  it('agrees with numpy and scipy over ten days with a benchmark', () => {
    const equities = [1_012, 1_009, 1_023, 998, 987, 1_001, 1_015, 1_030, 1_022, 1_041]
    const closes = [25_110, 25_060, 25_300, 24_900, 24_780, 24_950, 25_200, 25_480, 25_390, 25_610]
    const marks = equities.map((equity, index) =>
      mark(addDays(tradeDate('2026-11-06'), index < 5 ? index : index + 4), equity * 100_000, {
        benchmark: closes[index] ?? null,
      }),
    )
    const opening = { ...OPENING, equityPaise: 100_000_000, benchmark: 25_000 }
    const report = calculate(marks, { ...PLAIN, riskFreeBps: 600 }, opening).report(null)
    const { returns, benchmark, significance, drawdown } = report
    expect(returns.volatilityBps.value).toBeCloseTo(2_306.526_466_076_4, 8)
    expect(returns.sharpe.value).toBeCloseTo(4.208_001_712_828_17, 11)
    expect(returns.skew.value).toBeCloseTo(-0.798_808_421_118_479, 11)
    expect(returns.kurtosis.value).toBeCloseTo(2.262_185_396_895_53, 11)
    expect(returns.cagrBps.value).toBeCloseTo(18_507.914_522_852, 7)
    expect(drawdown.maxBps).toBeCloseTo(351.906_158_357_771, 9)
    expect(benchmark.days).toBe(10)
    expect(benchmark.totalReturnBps.value).toBeCloseTo(244, 9)
    expect(benchmark.beta.value).toBeCloseTo(1.631_275_556_966_47, 11)
    expect(benchmark.alphaBps.value).toBeCloseTo(701.066_440_638_741, 8)
    expect(benchmark.correlation.value).toBeCloseTo(0.976_849_515_745_315, 12)
    expect(benchmark.trackingErrorBps.value).toBeCloseTo(1_001.858_899_114_25, 8)
    expect(benchmark.informationRatio.value).toBeCloseTo(4.178_002_870_979_15, 11)
    expect(significance.probabilisticSharpe.value).toBeCloseTo(0.763_763_743_772_909, 12)
    expect(significance.minTrackRecordDays.value).toBeCloseTo(48.172_565_931_191_7, 9)
  })

  it('deflates by trials whose Sharpe ratios are stated a year, as those of reports are', () => {
    const { returns, significance, days } = calculate(THREE).report({
      count: 30,
      sharpeVariance: 5,
    })
    const sample = {
      sharpe: (returns.sharpe.value ?? Number.NaN) / Math.sqrt(250),
      count: days,
      skew: returns.skew.value ?? Number.NaN,
      kurtosis: returns.kurtosis.value ?? Number.NaN,
    }
    const expected = deflatedSharpe(sample, 30, 5 / 250)
    expect(significance.deflatedSharpe.value).toBeCloseTo(expected, 12)
    expect(expected).toBeLessThan(significance.probabilisticSharpe.value ?? Number.NaN)
  })

  it('value at risk and its mean beyond come from the worst days, as numpy reckons them', () => {
    let equityPaise = 1e12
    let date = OPENING.date
    const marks = Array.from({ length: 100 }, (_, index) => {
      equityPaise = Math.round(equityPaise * (1 + ((((index + 1) * 37) % 101) - 50) / 1_000))
      date = addDays(date, 1)
      return mark(date, equityPaise)
    })
    const { tail } = calculate(marks, PLAIN, { ...OPENING, equityPaise: 1e12 }).report(null)
    expect(tail.var95Bps.value).toBeCloseTo(440.5, 5)
    expect(tail.cvar95Bps.value).toBeCloseTo(470, 5)
    expect(tail.var99Bps.value).toBeCloseTo(480.1, 5)
    expect(tail.cvar99Bps.value).toBeCloseTo(490, 5)
  })

  it('a day exactly at the value at risk counts among those beyond it', () => {
    let { equityPaise, date } = { ...OPENING, equityPaise: 1e12 }
    const marks = Array.from({ length: 101 }, (_, index) => {
      equityPaise = Math.round(equityPaise * (1 + (((index * 37) % 101) - 50) / 1_000))
      date = addDays(date, 1)
      return mark(date, equityPaise)
    })
    const { tail } = calculate(marks, PLAIN, { ...OPENING, equityPaise: 1e12 }).report(null)
    expect(tail.var95Bps.value).toBeCloseTo(450, 5)
    expect(tail.cvar95Bps.value).toBeCloseTo(475, 5)
    expect(tail.var99Bps.value).toBeCloseTo(490, 5)
    expect(tail.cvar99Bps.value).toBeCloseTo(495, 5)
  })

  it('months and years chain their days, and a month without a day is empty', () => {
    const { years } = calculate(
      [
        mark('2026-11-30', 1_100_000),
        mark('2026-12-01', 1_045_000),
        mark('2026-12-31', 1_149_500),
        mark('2027-02-01', 1_034_550),
      ],
      PLAIN,
    ).report(null)
    expect(years.map((year) => year.year)).toEqual([2026, 2027])
    const [first, second] = years
    expect(first?.monthsBps.slice(0, 10)).toEqual(new Array(10).fill(null))
    expect(first?.monthsBps[10]).toBeCloseTo(1_000, 9)
    expect(first?.monthsBps[11]).toBeCloseTo(450, 9)
    expect(first?.totalBps).toBeCloseTo(1_495, 9)
    expect(second?.monthsBps[0]).toBeNull()
    expect(second?.monthsBps[1]).toBeCloseTo(-1_000, 9)
    expect(second?.totalBps).toBeCloseTo(-1_000, 9)
  })
})

describe('today', () => {
  it("B135 today's result is today's: yesterday's gain is not in it, nor a deposit of today", () => {
    const calculator = calculate([mark('2026-11-06', 1_010_000)])
    const today = tradeDate('2026-11-09')
    expect(calculator.standing(today, 1_009_000, 0)).toMatchObject({
      todayPaise: -1_000,
      equityPaise: 1_009_000,
    })
    expect(calculator.standing(today, 1_509_000, 500_000).todayPaise).toBe(-1_000)
    expect(calculator.standing(today, 959_500, 0).drawdownBps).toBeCloseTo(500, 9)
    expect(calculator.standing(today, 959_500, 0).todayBps.value).toBeCloseTo(-500, 9)
  })

  it("B135 after the close of the day it is still that day's, and the next day begins at zero", () => {
    const calculator = calculate(THREE)
    expect(calculator.standing(tradeDate('2026-11-10'), 1_019_898, 0).todayPaise).toBe(19_998)
    expect(calculator.standing(tradeDate('2026-11-11'), 1_019_898, 0).todayPaise).toBe(0)
    expect(() => calculator.standing(tradeDate('2026-11-09'), 1_019_898, 0)).toThrow(RangeError)
  })

  it('B135 each day of the table holds its own result', () => {
    expect(calculate(THREE).days()).toEqual([
      {
        date: '2026-11-06',
        equityPaise: 1_010_000,
        profitPaise: 10_000,
        returnBps: near(100),
        drawdownBps: 0,
      },
      {
        date: '2026-11-09',
        equityPaise: 999_900,
        profitPaise: -10_100,
        returnBps: near(-100),
        drawdownBps: near(100),
      },
      {
        date: '2026-11-10',
        equityPaise: 1_019_898,
        profitPaise: 19_998,
        returnBps: near(200),
        drawdownBps: 0,
      },
    ])
  })
})
