import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { winRateInterval } from '../../../src/domain/performance/win-rate-interval.ts'

describe('where the true win rate lies', () => {
  it.each([
    [0, 5, 0, 0.4344824647831738],
    [3, 5, 0.23072428127601297, 0.8823792257673521],
    [7, 10, 0.39677814746114526, 0.892208732593699],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
  ])('B67 when %d of %d trades won is %d to %d, by Wilson', (wins, trades, low, high) => {
    const interval = winRateInterval(wins, trades, 0.95)
    expect(interval.low).toBeCloseTo(low * 10_000, 6)
    expect(interval.high).toBeCloseTo(high * 10_000, 6)
  })

  it('B67 holds what was seen, stays inside 0 to 100 %, and narrows with more trades', () => {
    const counts = fc
      .integer({ min: 1, max: 500 })
      .chain((trades) =>
        fc.record({ trades: fc.constant(trades), wins: fc.integer({ min: 0, max: trades }) }),
      )
    const widthOf = (wins: number, trades: number) => {
      const { low, high } = winRateInterval(wins, trades, 0.95)
      if (low === null) throw new RangeError('there were trades')
      return { low, high, width: high - low }
    }
    fc.assert(
      fc.property(counts, ({ wins, trades }) => {
        const { low, high, width } = widthOf(wins, trades)
        const seen = (wins / trades) * 10_000
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(10_000)
        expect(low - 1e-9).toBeLessThanOrEqual(seen)
        expect(high + 1e-9).toBeGreaterThanOrEqual(seen)
        expect(widthOf(wins * 4, trades * 4).width).toBeLessThan(width)
      }),
    )
  })

  it('is not known without trades', () => {
    expect(winRateInterval(0, 0, 0.95)).toEqual({
      low: null,
      high: null,
      reason: 'no trade closed',
    })
  })
})
