import { describe, expect, it } from 'vitest'
import { Supertrend } from '../../../src/domain/indicators/supertrend.ts'

/**
 * Bars two wide around each close: with a period of 1 and a multiplier of 1 the line lies one true
 * range away.
 */
const feed = (closes: readonly number[]) => {
  const trend = new Supertrend(1, 1)
  return closes.map((close) => {
    const value = trend.next(close + 1, close - 1, close)
    return [value, trend.isRising] as const
  })
}

describe('supertrend', () => {
  it('begins falling, above the market, once there is a true range', () => {
    expect(feed([100, 100])).toEqual([
      [Number.NaN, false],
      [102, false],
    ])
  })

  it('turns when a close crosses it, and then lies below', () => {
    // The bar to 110 has a true range of 11: its bands are 99 and 121, but the upper stays at 102.
    expect(feed([100, 100, 110]).at(-1)).toEqual([99, true])
  })

  it('never falls back while the market stays above it', () => {
    const lines = feed([100, 100, 110, 111, 112, 111, 110.5]).slice(2)
    expect(lines.every(([, isRising]) => isRising)).toBe(true)
    const values = lines.map(([value]) => value)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect(values.at(-1)).toBe(110)
  })

  it('turns again when a close falls below it', () => {
    const lines = feed([100, 100, 110, 111, 112, 90])
    expect(lines.map(([, isRising]) => isRising)).toEqual([false, false, true, true, true, false])
  })
})
