import { describe, expect, it } from 'vitest'
import { BOOTSTRAP_DEFAULTS } from '../../../src/domain/performance/bootstrap.ts'
import { PerformanceCalculator } from '../../../src/domain/performance.ts'
import { Random } from '../../../src/domain/random.ts'
import { addDays, tradeDate } from '../../../src/domain/time.ts'

const SETTINGS = {
  riskFreeBps: 0,
  targetBps: 0,
  tradingDaysAYear: 250,
  minTrades: 20,
  minDays: 60,
}

const OPENING = { date: tradeDate('2020-01-01'), equityPaise: 1_000_000_000, benchmark: null }

/** Days with a true yearly Sharpe ratio, from a seed. */
function account(count: number, sharpe: number, seed: number): PerformanceCalculator {
  const random = new Random(seed)
  const calculator = new PerformanceCalculator(SETTINGS, OPENING)
  let { equityPaise, date } = OPENING
  for (let day = 0; day < count; day += 1) {
    const move = 0.01 * (sharpe / Math.sqrt(250) + random.normal())
    equityPaise = Math.round(equityPaise * (1 + move))
    date = addDays(date, 1)
    calculator.addDay({ date, equityPaise, deployedPaise: 0, flowPaise: 0, benchmark: null })
  }
  return calculator
}

const PLAN = { ...BOOTSTRAP_DEFAULTS, samples: 400 }

describe('bootstrap intervals', () => {
  it('are the same for the same seed and others for another', () => {
    const calculator = account(250, 1, 1)
    const first = calculator.intervals(PLAN, new Random(9))
    expect(calculator.intervals(PLAN, new Random(9))).toEqual(first)
    expect(calculator.intervals(PLAN, new Random(10))).not.toEqual(first)
  })

  it('lie around the figures of the report', () => {
    const calculator = account(500, 1, 2)
    const { returns, drawdown } = calculator.report(null)
    const { sharpe, cagrBps, maxDrawdownBps } = calculator.intervals(PLAN, new Random(3))
    for (const [interval, value] of [
      [sharpe, returns.sharpe.value],
      [cagrBps, returns.cagrBps.value],
      [maxDrawdownBps, drawdown.maxBps],
    ] as const) {
      expect(interval.low).toBeLessThan(value ?? Number.NaN)
      expect(interval.high).toBeGreaterThan(value ?? Number.NaN)
    }
  })

  it('are as wide as theory says: 3.92 times √(250 ÷ n) for a Sharpe ratio near zero', () => {
    const { sharpe } = account(1_000, 0, 4).intervals({ ...PLAN, samples: 2_000 }, new Random(5))
    const width = (sharpe.high ?? Number.NaN) - (sharpe.low ?? Number.NaN)
    expect(width / (3.92 * Math.sqrt(250 / 1_000))).toBeGreaterThan(0.85)
    expect(width / (3.92 * Math.sqrt(250 / 1_000))).toBeLessThan(1.15)
  })

  it('hold the true Sharpe ratio about as often as they claim', () => {
    let held = 0
    for (let seed = 0; seed < 100; seed += 1) {
      const { sharpe } = account(250, 1, 1_000 + seed).intervals(
        { ...PLAN, samples: 200 },
        new Random(seed),
      )
      if (sharpe.reason === null && sharpe.low <= 1 && 1 <= sharpe.high) held += 1
    }
    expect(held).toBeGreaterThanOrEqual(86)
    expect(held).toBeLessThanOrEqual(100)
  })

  it('keep spells together: long blocks of a trending account widen the interval', () => {
    const calculator = new PerformanceCalculator(SETTINGS, OPENING)
    const random = new Random(6)
    let { equityPaise, date } = OPENING
    let isGoodSpell = true
    for (let day = 0; day < 500; day += 1) {
      if (day % 25 === 0) isGoodSpell = random.next() < 0.5
      equityPaise = Math.round(
        equityPaise * (isGoodSpell ? 1.004 : 0.997) * (1 + ((day * 37) % 11) / 10_000),
      )
      date = addDays(date, 1)
      calculator.addDay({ date, equityPaise, deployedPaise: 0, flowPaise: 0, benchmark: null })
    }
    const width = (blockDays: number) => {
      const { cagrBps } = calculator.intervals({ ...PLAN, blockDays }, new Random(1))
      return (cagrBps.high ?? Number.NaN) - (cagrBps.low ?? Number.NaN)
    }
    expect(width(25)).toBeGreaterThan(2 * width(1))
  })

  it('are withheld below the least number of days', () => {
    const { sharpe } = account(59, 1, 1).intervals(PLAN, new Random(1))
    expect(sharpe).toEqual({ low: null, high: null, reason: 'sample too small' })
  })

  it('leave out histories in which nothing moved', () => {
    const calculator = new PerformanceCalculator(SETTINGS, OPENING)
    for (let day = 1; day <= 60; day += 1) {
      calculator.addDay({
        date: addDays(OPENING.date, day),
        equityPaise: OPENING.equityPaise + (day > 30 ? 1_000 : 0),
        deployedPaise: 0,
        flowPaise: 0,
        benchmark: null,
      })
    }
    const { sharpe, cagrBps } = calculator.intervals(PLAN, new Random(1))
    expect(Number.isFinite(sharpe.low)).toBe(true)
    expect(Number.isFinite(cagrBps.high)).toBe(true)
  })
})
