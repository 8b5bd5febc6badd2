import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DrawdownTracker } from '../../../src/domain/performance/drawdown.ts'

const near = (value: number): number => expect.closeTo(value, 9) as number

const follow = (growth: readonly number[]): DrawdownTracker => {
  const tracker = new DrawdownTracker(0)
  for (const [index, value] of growth.entries()) tracker.add(index + 1, value)
  return tracker
}

describe('drawdown', () => {
  it('B69 starts from the opening: an account that only ever fell has fallen from its opening', () => {
    const tracker = follow([0.9, 0.95, 0.8])
    expect(tracker.deepest).toBeCloseTo(0.2, 15)
    expect(tracker.deepestFalls()).toEqual([
      {
        depthBps: near(2_000),
        peakOn: '1970-01-01',
        troughOn: '1970-01-04',
        recoveredOn: null,
        days: 3,
        recoveryDays: null,
      },
    ])
  })

  it('tells peak, trough and recovery of each fall, deepest first', () => {
    const tracker = follow([1.1, 1.045, 1.2, 0.96, 0.9, 1.0, 1.2, 1.18])
    expect(tracker.deepestFalls()).toEqual([
      {
        depthBps: near(2_500),
        peakOn: '1970-01-04',
        troughOn: '1970-01-06',
        recoveredOn: '1970-01-08',
        days: 4,
        recoveryDays: 2,
      },
      {
        depthBps: near(500),
        peakOn: '1970-01-02',
        troughOn: '1970-01-03',
        recoveredOn: '1970-01-04',
        days: 2,
        recoveryDays: 1,
      },
      {
        depthBps: near((0.02 / 1.2) * 10_000),
        peakOn: '1970-01-08',
        troughOn: '1970-01-09',
        recoveredOn: null,
        days: 1,
        recoveryDays: null,
      },
    ])
    expect(tracker.daysUnderWater).toBe(5)
    expect(tracker.longestDays).toBe(4)
  })

  it('has nothing to tell of an account that never fell', () => {
    const tracker = follow([1, 1.1, 1.1, 1.2])
    expect([tracker.deepest, tracker.daysUnderWater, tracker.longestDays]).toEqual([0, 0, 0])
    expect(tracker.deepestFalls()).toEqual([])
  })

  it('finds day by day the deepest fall that a search through all pairs of days finds', () => {
    const path = fc.array(fc.integer({ min: 1, max: 200 }), {
      minLength: 1,
      maxLength: 60,
      size: 'max',
    })
    fc.assert(
      fc.property(path, (steps) => {
        const tracker = new DrawdownTracker(0)
        const growth = [1]
        for (const [index, step] of steps.entries()) {
          growth.push(step / 100)
          tracker.add(index + 1, step / 100)
          let deepest = 0
          for (const [peak, high] of growth.entries()) {
            for (const low of growth.slice(peak)) deepest = Math.max(deepest, 1 - low / high)
          }
          const last = growth.at(-1) ?? Number.NaN
          expect(tracker.deepest).toBeCloseTo(deepest, 14)
          expect(tracker.depthOf(last)).toBeCloseTo(1 - last / Math.max(...growth), 14)
          expect(tracker.deepestFalls()[0]?.depthBps ?? 0).toBeCloseTo(deepest * 10_000, 9)
        }
      }),
    )
  })

  it('keeps the five deepest of many', () => {
    const depths = [0.01, 0.07, 0.03, 0.09, 0.02, 0.08, 0.05, 0.06]
    const tracker = follow(depths.flatMap((depth) => [1 - depth, 1]))
    expect(tracker.deepestFalls().map((fall) => Math.round(fall.depthBps))).toEqual([
      900, 800, 700, 600, 500,
    ])
  })
})
