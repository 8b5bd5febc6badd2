import { describe, expect, it } from 'vitest'
import {
  bitsAt,
  keyOf,
  normalAt,
  restlessnessAt,
  roughNormal,
  unitAt,
} from '../../../src/adapters/sim/sim-random.ts'
import { correlation, deviation, kurtosis, mean } from './sim-market-fixture.ts'

const COUNT = 20_000
const draws = (draw: (place: number) => number): number[] =>
  Array.from({ length: COUNT }, (_, place) => draw(place))

describe('chance without a state', () => {
  it('gives the same number at the same place, and another at another', () => {
    expect(bitsAt(7, 3)).toBe(bitsAt(7, 3))
    expect(bitsAt(7, 3)).not.toBe(bitsAt(7, 4))
    expect(bitsAt(7, 3)).not.toBe(bitsAt(8, 3))
    expect(keyOf(keyOf(1, 2), 3)).not.toBe(keyOf(keyOf(1, 3), 2))
  })

  it('spreads evenly between 0 and 1, in every tenth as often', () => {
    const units = draws((place) => unitAt(11, place))
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      units.filter((unit) => Math.floor(unit * 10) === tenth),
    )
    for (const tenth of tenths) expect(Math.abs(tenth.length - COUNT / 10)).toBeLessThan(200)
    expect(Math.min(...units)).toBeGreaterThan(0)
    expect(Math.max(...units)).toBeLessThan(1)
  })

  it('does not let neighbouring keys or places know of each other', () => {
    const one = draws((place) => unitAt(keyOf(5, 1), place))
    const next = draws((place) => unitAt(keyOf(5, 2), place))
    const later = draws((place) => unitAt(keyOf(5, 1), place + 1))
    const keys = draws((place) => unitAt(keyOf(5, place), 0))
    for (const other of [next, later, keys]) {
      expect(Math.abs(correlation(one, other))).toBeLessThan(0.025)
    }
  })

  it('has normal draws of mean 0, deviation 1 and normal tails', () => {
    const normals = draws((place) => normalAt(3, place))
    expect(Math.abs(mean(normals))).toBeLessThan(0.03)
    expect(deviation(normals)).toBeCloseTo(1, 1)
    expect(kurtosis(normals)).toBeGreaterThan(2.8)
    expect(kurtosis(normals)).toBeLessThan(3.2)
  })

  it('has days of unequal restlessness, which make the tails of returns fatter than normal', () => {
    const factors = draws((place) => restlessnessAt(3, place))
    expect(mean(factors.map((factor) => factor * factor))).toBeGreaterThan(0.9)
    expect(mean(factors.map((factor) => factor * factor))).toBeLessThan(1.1)
    const returns = draws((place) => restlessnessAt(3, place) * normalAt(4, place))
    expect(kurtosis(returns)).toBeGreaterThan(5)
  })

  it('has rough normals of mean 0 and deviation 1', () => {
    const rough = draws((place) => roughNormal(bitsAt(9, place)))
    expect(Math.abs(mean(rough))).toBeLessThan(0.03)
    expect(deviation(rough)).toBeCloseTo(1, 1)
  })
})
