import { describe, expect, it } from 'vitest'
import { Ema } from '../../../src/domain/indicators/ema.ts'

/** The worked example of StockCharts ChartSchool, "Moving Averages": INTC, ten-day means. */
const CLOSES = [
  22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61,
  23.36, 24.05, 23.75, 23.83, 23.95, 23.63,
]
const MEANS = [22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.8, 22.97, 23.13, 23.28, 23.34]

describe('exponential moving average', () => {
  it('B66 agrees with the published worked example', () => {
    const ema = new Ema(10)
    const values = CLOSES.map((close) => ema.next(close))
    expect(values.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => Number.NaN))
    expect(values.slice(9).map((value) => Number(value.toFixed(2)))).toEqual(MEANS)
  })

  it('B66 is seeded with the simple mean of its first values', () => {
    const ema = new Ema(3)
    expect([2, 4, 9, 9].map((close) => ema.next(close))).toEqual([Number.NaN, Number.NaN, 5, 7])
  })

  it('of a price that does not move is that price to the last bit', () => {
    const ema = new Ema(7)
    for (let bar = 0; bar < 50; bar++) ema.next(0.1)
    expect(ema.value).toBe(0.1)
  })

  it('says how far the newest value lies above it', () => {
    const ema = new Ema(3)
    for (const close of [2, 4, 9, 9]) ema.next(close)
    expect(ema.distance).toBe(2)
  })
})
