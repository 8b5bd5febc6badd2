import { describe, expect, it } from 'vitest'
import { describeStep } from '../../src/domain/price-step.ts'

describe('a step in price', () => {
  it.each([
    [100_000, 50_000, 2, '2:1'],
    [100_000, 51_000, 100 / 51, '2:1'],
    [100_000, 20_100, 1_000 / 201, '5:1'],
    [100_000, 66_500, 1_000 / 665, '3:2'],
    [10_000, 100_000, 0.1, '1:10'],
    [100_000, 1_000, 100, '100:1'],
    [100_000, 3_000, 100 / 3, null],
  ])(
    'B134 from %i to %i is seen against what companies do to their shares',
    (before, price, factor, ratio) => {
      const step = describeStep(before, price)
      expect(step.factor).toBeCloseTo(factor, 9)
      expect(step.nearestRatio).toBe(ratio)
    },
  )
})
