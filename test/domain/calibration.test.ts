import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationOf, NO_TALLY, type Tally, tallied } from '../../src/domain/calibration.ts'

type Said = readonly [probability: number, came: boolean]

const tallyOf = (said: readonly Said[]): Tally =>
  said.reduce((tally, [probability, came]) => tallied(tally, probability, came), NO_TALLY)
const times = (count: number, ...said: Said): Said[] => Array.from({ length: count }, () => said)

const sayings = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  minLength: 20,
  maxLength: 60,
})

describe('how probabilities held', () => {
  it.each<readonly [string, readonly Said[], number]>([
    ['certain and right', times(20, 1, true), 0],
    ['certain and wrong', times(20, 1, false), 1],
    ['a coin', [...times(10, 0.5, true), ...times(10, 0.5, false)], 0.25],
    [
      'seven in ten, and seven in ten came',
      [...times(14, 0.7, true), ...times(6, 0.7, false)],
      0.21,
    ],
  ])('the Brier score of %s', (_, said, brier) => {
    expect(calibrationOf(tallyOf(said)).brier).toBeCloseTo(brier, 12)
  })

  it('bins hold what was said in each tenth, and how often it came', () => {
    const { bins } = calibrationOf(
      tallyOf([...times(4, 0.72, true), ...times(6, 0.78, false), ...times(10, 1, true)]),
    )
    expect(bins).toHaveLength(10)
    expect(bins[7]).toMatchObject({ from: 0.7, to: 0.8, count: 10, shareThatCame: 0.4 })
    expect(bins[7]?.meanProbability).toBeCloseTo(0.756, 12)
    expect(bins[9]).toMatchObject({ count: 10, shareThatCame: 1 })
    expect(bins[0]).toMatchObject({ count: 0, meanProbability: null, shareThatCame: null })
  })

  it('B69 withholds what a small sample would say by luck', () => {
    const few = calibrationOf(tallyOf(times(19, 0.9, true)))
    expect(few.brier).toBeNull()
    expect(few.says).toContain('19 of the 20')
    expect(calibrationOf(tallyOf(times(20, 0.9, true))).says).toBeNull()
    const [one] = calibrationOf(tallyOf(times(4, 0, false))).bins
    expect(one).toMatchObject({ count: 4, meanProbability: 0, shareThatCame: null })
  })

  it.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])('%d is no probability', (said) => {
    expect(() => tallied(NO_TALLY, said, true)).toThrow(RangeError)
  })

  it('the score is within 0 and 1, bins hold all, and the order of things does not matter', () => {
    fc.assert(
      fc.property(sayings, (said) => {
        const { brier, bins, resolved } = calibrationOf(tallyOf(said))
        expect(brier).toBeGreaterThanOrEqual(0)
        expect(brier).toBeLessThanOrEqual(1)
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(resolved)
        expect(resolved).toBe(said.length)
        expect(calibrationOf(tallyOf([...said].reverse())).brier).toBeCloseTo(brier ?? -1, 9)
      }),
    )
  })
})
