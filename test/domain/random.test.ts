import { describe, expect, it } from 'vitest'
import { Random } from '../../src/domain/random.ts'
import { throughJson } from './through-json.ts'

const draw = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => random.next())

const WORDS = 2 ** 32

describe('Random', () => {
  it('gives the words of xoshiro128** that its published reference code gives from state 1, 2, 3, 4', () => {
    const random = Random.restore([1, 2, 3, 4])
    const words = Array.from({ length: 8 }, () => random.int(WORDS))
    expect(words).toEqual([
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849,
    ])
  })

  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw(new Random(7), 20)).toEqual(draw(new Random(7), 20))
    expect(draw(new Random(7), 20)).not.toEqual(draw(new Random(8), 20))
    expect(draw(new Random(7), 20)).not.toEqual(draw(new Random(7 + WORDS), 20))
    expect(draw(new Random(-7), 20)).not.toEqual(draw(new Random(7), 20))
  })

  it('goes on where a saved state stood, through JSON', () => {
    const random = new Random(2_026)
    draw(random, 13)
    const saved = throughJson(random.save())
    const rest = draw(random, 50)
    expect(draw(Random.restore(saved), 50)).toEqual(rest)
  })

  it('stays at least 0 and below 1 with the mean and variance of a uniform draw', () => {
    const values = draw(new Random(1), 100_000)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(mean).toBeCloseTo(1 / 2, 2)
    expect(variance).toBeCloseTo(1 / 12, 2)
  })

  it('chooses each of 7 about as often', () => {
    const random = new Random(3)
    const counts = new Array<number>(7).fill(0)
    for (let draws = 0; draws < 70_000; draws += 1) {
      const chosen = random.int(7)
      counts[chosen] = (counts[chosen] ?? Number.NaN) + 1
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquared).toBeLessThan(22.46) // the 99.9th percentile with 6 degrees of freedom
  })

  it('draws normals with mean 0, deviation 1 and kurtosis 3', () => {
    const random = new Random(5)
    const values = Array.from({ length: 100_000 }, () => random.normal())
    const moment = (power: number) =>
      values.reduce((sum, value) => sum + value ** power, 0) / values.length
    expect(moment(1)).toBeCloseTo(0, 1)
    expect(moment(2)).toBeCloseTo(1, 1)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
  })

  it('refuses a seed that is not whole, a choice among none and a state that cannot be', () => {
    expect(() => new Random(0.5)).toThrow(RangeError)
    expect(() => new Random(Number.NaN)).toThrow(RangeError)
    expect(() => new Random(1).int(0)).toThrow(RangeError)
    expect(() => new Random(1).int(2.5)).toThrow(RangeError)
    expect(() => Random.restore([0, 0, 0, 0])).toThrow(RangeError)
    expect(() => Random.restore([1, -1, 0, 0])).toThrow(RangeError)
  })
})
