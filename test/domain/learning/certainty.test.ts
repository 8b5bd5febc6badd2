import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clusteredMean,
  type Sample,
  testDifference,
  testMean,
} from '../../../src/domain/learning/clustered-mean.ts'
import { holmAdjusted } from '../../../src/domain/learning/holm.ts'
import { studentCritical, studentTails } from '../../../src/domain/learning/student-t.ts'
import { normalCdf } from '../../../src/domain/performance/normal.ts'

const daily = (values: readonly number[]): readonly Sample[] =>
  values.map((bps, day) => ({ bps, day }))

describe('Student’s t', () => {
  it.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [4, 2.7764451051977934],
    [7.3, 2.345066736547703],
    [10, 2.228138851986274],
    [30, 2.0422724563012378],
    [250, 1.9694983934211532],
  ])('of %d degrees leaves 5 % outside ±%d', (degrees, critical) => {
    expect(studentCritical(0.05, degrees)).toBeCloseTo(critical, 10)
  })

  it.each([
    [2.5, 7.3, 0.03965023466560043],
    [12, 10, 2.921408824769984e-7],
    [12, 250, 1.6735296226983602e-26],
  ])('has tails beyond %d of %d degrees of %d', (t, degrees, tails) => {
    expect(studentTails(t, degrees) / tails).toBeCloseTo(1, 9)
  })

  it('agrees with its closed forms for one and two degrees', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 50, noNaN: true }), (t) => {
        expect(studentTails(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12)
        expect(studentTails(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12)
        expect(studentTails(-t, 2)).toBe(studentTails(t, 2))
      }),
    )
  })

  it('becomes the normal with very many degrees', () => {
    expect(studentTails(1.96, 1e8)).toBeCloseTo(2 * normalCdf(-1.96), 7)
    expect(studentTails(0, 9)).toBe(1)
  })
})

describe('Holm’s correction', () => {
  it('multiplies the smallest by all, the next by one less, and never turns the order', () => {
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    const expected = [0.03, 0.06, 0.06, 0.02]
    for (const [place, value] of expected.entries()) expect(adjusted[place]).toBeCloseTo(value, 12)
    expect(holmAdjusted([])).toEqual([])
  })

  it('leaves one look as it is, and makes no p value smaller or above 1', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(chance, { minLength: 1, maxLength: 30 }), (pValues) => {
        const adjusted = holmAdjusted(pValues)
        for (const [place, p] of pValues.entries()) {
          expect(adjusted[place]).toBeGreaterThanOrEqual(p)
          expect(adjusted[place]).toBeLessThanOrEqual(1)
        }
        expect(holmAdjusted(pValues.slice(0, 1))).toEqual(pValues.slice(0, 1))
      }),
    )
  })
})

describe('a mean over days', () => {
  it('is the textbook’s with one sample a day', () => {
    const mean = clusteredMean(daily([12, -30, 45, 80, 22, -5, 60]))
    const { intervalBps, pValue } = testMean(mean)
    expect(mean.meanBps).toBeCloseTo(26.285714285714285, 10)
    expect(pValue).toBeCloseTo(0.11828876034225026, 10)
    expect(intervalBps.low).toBeCloseTo(-9.01511319823139, 9)
    expect(intervalBps.high).toBeCloseTo(61.58654176965996, 9)
  })

  it('a difference is Welch’s with one sample a day', () => {
    const a = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4]
    const b = [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4]
    const test = testDifference(clusteredMean(daily(a)), clusteredMean(daily(b)))
    expect(test.pValue).toBeCloseTo(0.021378001462866992, 10)
    expect(test.intervalBps.low).toBeCloseTo(0.3492370661924069, 9)
    expect(test.intervalBps.high).toBeCloseTo(3.984096267140929, 9)
  })

  it('B67 what comes many times on the same days is no surer', () => {
    const once = daily([12, -30, 45, 80, 22, -5, 60])
    const thrice = [...once, ...once, ...once]
    expect(clusteredMean(thrice).variance).toBeCloseTo(clusteredMean(once).variance, 9)
    expect(testMean(clusteredMean(thrice)).pValue).toBeCloseTo(
      testMean(clusteredMean(once)).pValue ?? Number.NaN,
      12,
    )
  })

  it('B67 many samples of fewer than five days are never sure, nor are those that do not vary', () => {
    const oneDay = Array.from({ length: 50 }, (_, bps) => ({ bps: 100 + bps, day: 1 }))
    expect(testMean(clusteredMean(oneDay))).toMatchObject({ pValue: null })
    expect(testMean(clusteredMean(daily([40, 40, 40, 40, 40, 40])))).toMatchObject({
      pValue: null,
      intervalBps: { reason: 'they do not vary' },
    })
  })
})
