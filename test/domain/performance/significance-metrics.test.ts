import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trialsOf } from '../../../src/domain/performance/significance-metrics.ts'

describe('what was tried', () => {
  it('spreads the Sharpe ratios 1, 2, 3, 4 by five thirds', () => {
    expect(trialsOf([1, 2, 3, 4])).toEqual({ count: 4, sharpeVariance: expect.closeTo(5 / 3, 12) })
  })

  it('counts a trial whose Sharpe ratio is withheld, though it spreads nothing', () => {
    expect(trialsOf([1, null, 3, null])).toEqual({
      count: 4,
      sharpeVariance: expect.closeTo(2, 12),
    })
  })

  it('nothing and a single trial spread nothing and deflate nothing', () => {
    expect(trialsOf([])).toEqual({ count: 1, sharpeVariance: 0 })
    expect(trialsOf([0.7])).toEqual({ count: 1, sharpeVariance: 0 })
    expect(trialsOf([null, null])).toEqual({ count: 2, sharpeVariance: 0 })
  })

  it('does not depend on the order and never spreads below nothing', () => {
    const ratio = fc.option(fc.double({ min: -9, max: 9, noNaN: true }))
    fc.assert(
      fc.property(fc.array(ratio), (ratios) => {
        const { count, sharpeVariance } = trialsOf(ratios)
        const turned = trialsOf(ratios.toReversed())
        expect(sharpeVariance).toBeGreaterThanOrEqual(0)
        expect(turned.count).toBe(count)
        expect(turned.sharpeVariance).toBeCloseTo(sharpeVariance, 9)
      }),
    )
  })
})
