import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sample } from '../../../src/domain/learning/clustered-mean.ts'
import {
  compareDays,
  compareVariants,
  judgedTogether,
} from '../../../src/domain/learning/compare-variants.ts'
import { Random } from '../../../src/domain/random.ts'
import { RESULTS } from './trades.ts'

const samples = (values: readonly number[]): readonly Sample[] =>
  values.map((bps, day) => ({ bps, day }))
const shifted = (values: readonly number[], by: number) => samples(values.map((bps) => bps + by))
const MIRROR = { a: 'b', b: 'a', unclear: 'unclear' } as const
const LOW = [10, -40, 25, 5, -15, 30, 0]

describe.each([
  ['sets of trades', compareVariants],
  ['rows of days', compareDays],
] as const)('two %s', (_, compare) => {
  it('B67 of fewer than five samples are not compared', () => {
    expect(compare(samples(LOW.slice(0, 4)), samples(LOW))).toBeNull()
    expect(compare(samples(LOW), samples(LOW.slice(0, 4)))).toBeNull()
    expect(
      compare(samples(LOW.slice(0, 5)), shifted(LOW.slice(0, 5).toReversed(), 1)),
    ).not.toBeNull()
  })

  it('B67 that are equal are never told apart', () => {
    fc.assert(
      fc.property(RESULTS, (results) => {
        const told = compare(samples(results), samples(results))
        expect(told).toMatchObject({ differenceBps: 0, verdict: 'unclear' })
      }),
    )
  })

  it('B67 swapped give the mirrored answer', () => {
    fc.assert(
      fc.property(RESULTS, RESULTS, (a, b) => {
        const there = compare(samples(a), samples(b))
        const back = compare(samples(b), samples(a))
        if (there === null || back === null) throw new RangeError('five samples are enough')
        expect(back.verdict).toBe(MIRROR[there.verdict])
        expect(back.differenceBps).toBeCloseTo(-there.differenceBps, 9)
        expect(back.pValue ?? -1).toBeCloseTo(there.pValue ?? -1, 9)
        expect(back.intervalBps.low ?? 0).toBeCloseTo(-(there.intervalBps.high ?? 0), 6)
        expect([back.samplesA, back.meanABps]).toEqual([there.samplesB, there.meanBBps])
      }),
    )
  })

  it('B67 the verdict follows the side that is moved up far enough', () => {
    const noise = fc.tuple(RESULTS, fc.integer()).map(([a, seed]) => {
      const random = new Random(seed)
      return { a, b: a.map((bps) => bps + random.int(21) - 10) }
    })
    const varied = noise.filter(
      ({ a, b }) => new Set(b.map((bps, row) => bps - (a[row] ?? 0))).size > 1,
    )
    fc.assert(
      fc.property(varied, ({ a, b }) => {
        expect(compare(samples(a), shifted(b, 5_000))?.verdict).toBe('b')
        expect(compare(shifted(a, 5_000), samples(b))?.verdict).toBe('a')
      }),
    )
  })

  it('B67 the difference grows by what one side is moved, and the interval with it', () => {
    fc.assert(
      fc.property(RESULTS, RESULTS, fc.integer({ min: -1_000, max: 1_000 }), (a, b, by) => {
        const before = compare(samples(a), samples(b))
        const after = compare(samples(a), shifted(b, by))
        if (before === null || after === null) throw new RangeError('five samples are enough')
        expect(after.differenceBps - before.differenceBps).toBeCloseTo(by, 6)
        if (before.intervalBps.low === null || after.intervalBps.low === null) return
        expect(after.intervalBps.low - before.intervalBps.low).toBeCloseTo(by, 5)
      }),
    )
  })
})

describe('A and B', () => {
  it('B67 the same difference is sure with many samples and unclear with few', () => {
    const random = new Random(7)
    const draw = (count: number, mean: number) =>
      samples(Array.from({ length: count }, () => mean + random.normal() * 100))
    expect(compareVariants(draw(8, 0), draw(8, 40))?.verdict).toBe('unclear')
    expect(compareVariants(draw(800, 0), draw(800, 40))?.verdict).toBe('b')
  })

  it('B67 day by day, what the market did to both cancels', () => {
    const random = new Random(11)
    const market = Array.from({ length: 120 }, () => random.normal() * 150)
    const a = samples(market)
    const b = samples(market.map((bps) => bps + 5 + random.normal() * 10))
    expect(compareVariants(a, b)?.verdict).toBe('unclear')
    expect(compareDays(a, b)?.verdict).toBe('b')
  })

  it('B67 only days that both have are compared', () => {
    const later = samples(LOW).map(({ bps, day }) => ({ bps: bps + 3, day: day + 2 }))
    expect(compareDays(samples(LOW), later)).toMatchObject({ samplesA: 5, samplesB: 5 })
    expect(compareDays(samples(LOW), later.slice(2))?.samplesA).toBeUndefined()
  })

  it('B67 judged with many others, a narrow verdict falls', () => {
    const narrow = compareVariants(
      samples([0, 20, -20, 10, -10, 5]),
      samples([22, 50, 5, 35, 12, 30]),
    )
    expect(narrow?.verdict).toBe('b')
    const nothing = compareVariants(samples(LOW), samples(LOW))
    const judged = judgedTogether([null, narrow, ...Array.from({ length: 40 }, () => nothing)])
    expect(judged[0]).toBeNull()
    expect(judged[1]).toMatchObject({ verdict: 'unclear', pValue: narrow?.pValue })
    expect(judgedTogether([narrow])).toEqual([narrow])
  })

  it('B67 of two variants that do not differ one is called better about once in twenty', () => {
    const random = new Random(5)
    const rounds = 1_000
    let wrong = 0
    for (let round = 0; round < rounds; round += 1) {
      const draw = (count: number, spread: number) =>
        samples(Array.from({ length: count }, () => random.normal() * spread))
      if (compareVariants(draw(12, 50), draw(30, 200))?.verdict !== 'unclear') wrong += 1
    }
    expect(wrong / rounds).toBeGreaterThan(0.03)
    expect(wrong / rounds).toBeLessThan(0.07)
  })
})
