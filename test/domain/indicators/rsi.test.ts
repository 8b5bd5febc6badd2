import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rsi } from '../../../src/domain/indicators/rsi.ts'

/**
 * The worked example of StockCharts ChartSchool, "Relative Strength Index": QQQQ, December 2009 to
 * February 2010.
 */
const CLOSES = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
  46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521,
  45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
]
const STRENGTHS = [
  70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46,
  41.87, 45.46, 37.3, 33.08, 37.77,
]

const valuesOf = (bars: number, closes: readonly number[]) => {
  const rsi = new Rsi(bars)
  return closes.map((close) => rsi.next(close))
}
const anyMoves = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 14, maxLength: 80 })
const anyPeriod = fc.integer({ min: 1, max: 14 })

/** Prices that take each step in turn, always in the same direction. */
function steps(moves: readonly number[], direction: 1 | -1): number[] {
  let price = 10_000_000
  return [price, ...moves.map((move) => (price += direction * move))]
}

describe('relative strength index', () => {
  it('B66 agrees with the published worked example', () => {
    const values = valuesOf(14, CLOSES)
    expect(values.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => Number.NaN))
    expect(values.slice(14).map((value) => Number(value.toFixed(2)))).toEqual(STRENGTHS)
  })

  it('B66 of a rising series is exactly 100, however it rises', () => {
    fc.assert(
      fc.property(anyMoves, anyPeriod, (moves, bars) => {
        const values = valuesOf(bars, steps(moves, 1)).slice(bars)
        expect(new Set(values)).toEqual(new Set([100]))
      }),
    )
  })

  it('B66 of a falling series is exactly 0, however it falls', () => {
    fc.assert(
      fc.property(anyMoves, anyPeriod, (moves, bars) => {
        const values = valuesOf(bars, steps(moves, -1)).slice(bars)
        expect(new Set(values)).toEqual(new Set([0]))
      }),
    )
  })

  it('B66 of a flat series is exactly 50', () => {
    expect(valuesOf(2, [700, 700, 700, 700])).toEqual([Number.NaN, Number.NaN, 50, 50])
  })

  it('lies between 0 and 100 in any market', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_999_999 }), { minLength: 3 }), (closes) => {
        for (const value of valuesOf(2, closes).slice(2)) {
          expect(value >= 0 && value <= 100).toBe(true)
        }
      }),
    )
  })
})
