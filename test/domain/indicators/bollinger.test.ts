import { describe, expect, it } from 'vitest'
import { Bollinger } from '../../../src/domain/indicators/bollinger.ts'

const bandsOf = (bars: number, deviations: number, closes: readonly number[]) => {
  const bands = new Bollinger(bars, deviations)
  for (const close of closes) bands.next(close)
  return bands
}

describe('Bollinger bands', () => {
  it('B66 take the deviation of the whole window, not of a sample of it', () => {
    const bands = bandsOf(8, 2, [2, 4, 4, 4, 5, 5, 7, 9])
    expect([bands.lower, bands.middle, bands.upper, bands.deviation]).toEqual([1, 5, 9, 2])
  })

  it('B66 forget what left the window', () => {
    const bands = bandsOf(8, 2, [1_000, 3, 2, 4, 4, 4, 5, 5, 7, 9])
    expect([bands.lower, bands.middle, bands.upper]).toEqual([1, 5, 9])
  })

  it('B66 close on a price that does not move', () => {
    const bands = bandsOf(
      20,
      2,
      Array.from({ length: 45 }, () => 1_234.55),
    )
    expect([bands.lower, bands.middle, bands.upper]).toEqual([1_234.55, 1_234.55, 1_234.55])
  })
})
