import { describe, expect, it } from 'vitest'
import {
  deflatedSharpe,
  luckiestSharpe,
  minTrackRecord,
  probabilisticSharpe,
} from '../../../src/domain/performance/sharpe-significance.ts'

const NORMAL = { skew: 0, kurtosis: 3 }

/** The example of "The deflated Sharpe ratio": 1,250 days, yearly Sharpe 2.5, 100 trials of variance ½ a year. */
const SELECTED = { sharpe: 2.5 / Math.sqrt(250), count: 1_250, skew: -3, kurtosis: 10 }
const VARIANCE = 0.5 / 250

describe('the significance of a Sharpe ratio', () => {
  it('B69 deflates the published example of 100 trials to 0.9004', () => {
    expect(luckiestSharpe(100, VARIANCE)).toBeCloseTo(0.1132, 4)
    expect(deflatedSharpe(SELECTED, 100, VARIANCE)).toBeCloseTo(0.9004, 4)
  })

  it('deflates the same with 46 trials, or 88 were returns normal, to 0.9505 as published', () => {
    expect(deflatedSharpe(SELECTED, 46, VARIANCE)).toBeCloseTo(0.9505, 4)
    expect(deflatedSharpe({ ...SELECTED, ...NORMAL }, 88, VARIANCE)).toBeCloseTo(0.9505, 4)
  })

  it('a single trial deflates nothing', () => {
    expect(deflatedSharpe(SELECTED, 1, VARIANCE)).toBe(probabilisticSharpe(SELECTED, 0))
  })

  it('gives the published chances of two years of a hedge fund: 0.982 if normal, 0.913 as it was', () => {
    const fund = { sharpe: 0.458, count: 24 }
    expect(probabilisticSharpe({ ...fund, ...NORMAL }, 0)).toBeCloseTo(0.982, 3)
    expect(probabilisticSharpe({ ...fund, skew: -2.448, kurtosis: 10.164 }, 0)).toBeCloseTo(
      0.913,
      3,
    )
  })

  it('needs the published years of track record to show a Sharpe of 2 above 1', () => {
    const years = (periods: number, shape: { skew: number; kurtosis: number }) => {
      const sample = { sharpe: 2 / Math.sqrt(periods), count: 0, ...shape }
      return minTrackRecord(sample, 1 / Math.sqrt(periods), 0.95) / periods
    }
    expect(years(250, NORMAL)).toBeCloseTo(2.73, 2)
    expect(years(52, NORMAL)).toBeCloseTo(2.83, 2)
    expect(years(12, NORMAL)).toBeCloseTo(3.24, 2)
    expect(years(12, { skew: -0.72, kurtosis: 5.78 })).toBeCloseTo(4.99, 2)
  })

  it('a record as long as the least one is significant exactly at the confidence asked', () => {
    const sample = { sharpe: 0.1, count: 0, skew: -0.4, kurtosis: 6 }
    const count = minTrackRecord(sample, 0.02, 0.95)
    expect(probabilisticSharpe({ ...sample, count }, 0.02)).toBeCloseTo(0.95, 12)
  })

  it('no record is long enough for a Sharpe ratio that is not above the benchmark', () => {
    expect(minTrackRecord({ sharpe: 0, count: 0, ...NORMAL }, 0, 0.95)).toBe(
      Number.POSITIVE_INFINITY,
    )
  })
})
