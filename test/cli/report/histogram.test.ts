import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramOf } from '../../../src/cli/report/histogram.ts'

describe('a histogram', () => {
  it('counts every value once, in intervals of a round width of which nothing is a border', () => {
    const value = fc.double({ min: -5_000, max: 9_000, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), (values) => {
        const { from, width, counts } = histogramOf(values) ?? { from: 0, width: 0, counts: [] }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
        expect(counts.length).toBeLessThanOrEqual(62)
        expect(Math.abs(from / width - Math.round(from / width))).toBeLessThan(1e-6)
      }),
    )
  })

  it('counts gains and losses apart, and nothing itself among the gains', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 1 }), (values) => {
        const { from, width, counts } = histogramOf(values) ?? { from: 0, width: 0, counts: [] }
        const losing = counts.filter((_, place) => Math.round(from / width) + place < 0)
        const losses = losing.reduce((sum, count) => sum + count, 0)
        expect(losses).toBe(values.filter((value) => value < 0).length)
      }),
    )
  })

  it('is nothing without a value, and one interval where all are alike', () => {
    expect(histogramOf([])).toBeNull()
    expect(histogramOf([7, 7, 7])?.counts).toEqual([3])
  })
})
