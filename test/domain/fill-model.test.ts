import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DEFAULT_FILLS,
  EXACT_FILLS,
  liquidityOf,
  slippageOf,
  slippedPrice,
} from '../../src/domain/fill-model.ts'

describe('the fill model', () => {
  it.each([
    [1, 10_000, 2.5],
    [100, 10_000, 7],
    [2_500, 10_000, 27],
    [10_000, 10_000, 52],
    [20_000, 10_000, 52],
    [1, 0, 52],
  ])('B133 taking %i of %i shares slips by %d basis points', (quantity, volume, bps) => {
    expect(slippageOf(DEFAULT_FILLS, quantity, volume)).toBeCloseTo(bps, 9)
    expect(slippageOf(EXACT_FILLS, quantity, volume)).toBe(0)
  })

  it.each([
    ['buy', 0, 5, 100_000],
    ['buy', 1, 5, 100_010],
    ['sell', 1, 5, 99_990],
    ['buy', 0.1, 5, 100_005],
    ['sell', 0.1, 5, 99_995],
    ['buy', 7, 50, 100_100],
  ] as const)(
    'B133 a %s that slips by %d bp pays the next tick of %i',
    (side, bps, tick, price) => {
      expect(slippedPrice(100_000, side, bps, tick)).toBe(price)
    },
  )

  it('B133 whoever takes never fares better, stays on the tick and above nothing', () => {
    const ways = fc.record({
      steps: fc.integer({ min: 1, max: 2_000_000 }),
      tick: fc.constantFrom(1, 5, 10, 50, 100, 500),
      bps: fc.double({ min: 0, max: 500, noNaN: true }),
    })
    fc.assert(
      fc.property(ways, ({ steps, tick, bps }) => {
        const price = steps * tick
        const paid = slippedPrice(price, 'buy', bps, tick)
        const got = slippedPrice(price, 'sell', bps, tick)
        expect(paid).toBeGreaterThanOrEqual(price)
        expect(got).toBeLessThanOrEqual(price)
        expect(got).toBeGreaterThan(0)
        expect([paid % tick, got % tick]).toEqual([0, 0])
        expect(paid - price).toBeLessThan((price * bps) / 10_000 + tick)
      }),
    )
  })

  it('B133 a bar gives a stated part of its volume, in whole shares', () => {
    expect([0, 9, 10, 19, 100].map((volume) => liquidityOf(DEFAULT_FILLS, volume))).toEqual([
      0, 0, 1, 1, 10,
    ])
    expect(liquidityOf(EXACT_FILLS, 0)).toBe(Number.POSITIVE_INFINITY)
  })
})
