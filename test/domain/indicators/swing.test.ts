import { describe, expect, it } from 'vitest'
import { SwingHigh } from '../../../src/domain/indicators/swing-high.ts'
import { SwingLow } from '../../../src/domain/indicators/swing-low.ts'

const seen = (swing: SwingHigh, prices: readonly number[]) =>
  prices.map((price) => [swing.next(price), swing.age] as const)

const none = [Number.NaN, Number.NaN] as const

describe('swings', () => {
  it('are known as many bars later as they must tower over, and then grow older', () => {
    expect(seen(new SwingHigh(2), [1, 2, 9, 3, 4, 4, 5])).toEqual([
      none,
      none,
      none,
      none,
      [9, 2],
      [9, 3],
      [9, 4],
    ])
  })

  it('give way to the next one', () => {
    expect(seen(new SwingHigh(1), [1, 9, 1, 5, 1]).at(-1)).toEqual([5, 1])
  })

  it('are not made by two equal highs side by side', () => {
    expect(seen(new SwingHigh(1), [1, 9, 9, 1]).at(-1)).toEqual(none)
  })

  it('are found below as well', () => {
    const low = new SwingLow(1)
    expect([5, 3, 4].map((price) => low.next(price))).toEqual([Number.NaN, Number.NaN, 3])
    expect(low.age).toBe(1)
  })
})
