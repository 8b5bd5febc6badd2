import { describe, expect, it } from 'vitest'
import { Macd } from '../../../src/domain/indicators/macd.ts'

describe('MACD', () => {
  it('B66 is fast less slow mean, with the mean of that as signal, worked by hand', () => {
    // The fast mean is the close itself; the slow one starts at 3 and then halves its distance.
    const macd = new Macd(1, 3, 2)
    const seen = [1, 2, 6, 5, 12, 12].map((close) => [
      macd.next(close),
      macd.signal,
      macd.histogram,
    ])
    expect(seen).toEqual([
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN],
      [1, 2, -1],
      [4, expect.closeTo(10 / 3, 12), expect.closeTo(2 / 3, 12)],
      [2, expect.closeTo(22 / 9, 12), expect.closeTo(-4 / 9, 12)],
    ])
  })

  it('B66 is complete from bar slow + signal − 1 on', () => {
    const macd = new Macd(12, 26, 9)
    const ready = Array.from({ length: 40 }, (_, row) => {
      macd.next(100 + row)
      return macd.isReady
    })
    expect(ready.indexOf(true)).toBe(33)
  })
})
