import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalInverse } from '../../../src/domain/performance/normal.ts'

/** Values to 15 digits, from tables of the normal distribution. */
const KNOWN = [
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [1.96, 0.97500210485178],
  [3.5, 0.999767370920964],
  [-1, 0.158655253931457],
  [-3, 0.00134989803163009],
  [-3.5, 0.000232629079035525],
  [-5, 2.86651571879194e-7],
  [-8, 6.22096057427178e-16],
  [-10, 7.61985302416053e-24],
] as const

const QUANTILES = [
  [0.5, 0],
  [0.95, 1.64485362695147],
  [0.975, 1.95996398454005],
  [0.99, 2.32634787404084],
  [0.001, -3.09023230616781],
  [0.3, -0.524400512708041],
  [1e-10, -6.36134090240406],
] as const

describe('the normal distribution', () => {
  it('has the chances that tables give, to 1e-12 of each', () => {
    for (const [x, chance] of KNOWN) {
      expect(Math.abs(normalCdf(x) / chance - 1)).toBeLessThan(1e-12)
    }
  })

  it('has the quantiles that tables give, to 1e-9', () => {
    for (const [chance, x] of QUANTILES) {
      expect(Math.abs(normalInverse(chance) - x)).toBeLessThan(1e-9)
    }
  })

  it('gives back the chance of which it gave the quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (chance) => {
        expect(Math.abs(normalCdf(normalInverse(chance)) - chance)).toBeLessThan(1e-13)
      }),
    )
  })

  it('never falls, and is the mirror of itself', () => {
    const wide = fc.double({ min: -12, max: 12, noNaN: true })
    fc.assert(
      fc.property(wide, wide, (x, y) => {
        expect(normalCdf(Math.max(x, y))).toBeGreaterThanOrEqual(normalCdf(Math.min(x, y)) - 1e-15)
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThan(1e-14)
      }),
    )
  })

  it('ends at 0 and 1, and what is not a chance has no quantile', () => {
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1)
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(normalInverse(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalInverse(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalInverse(1.1)).toBeNaN()
    expect(normalCdf(Number.NaN)).toBeNaN()
  })
})
