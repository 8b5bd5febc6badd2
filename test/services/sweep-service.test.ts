import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import type { SweepSpec, TriedBefore } from '../../src/domain/sweep.ts'
import { addDays, daysBetween, tradeDate } from '../../src/domain/time.ts'
import {
  combinations,
  sweep,
  type TrialRange,
  windowsOf,
} from '../../src/services/sweep-service.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { type SampleBacktest, sampleBacktest } from './sample-backtest.ts'

const definition: StrategyDefinition = emaCross

describe('the combinations of a sweep', () => {
  it('are all those that the rules allow, in the order of the ranges; the others are counted', () => {
    const { allowed, forbidden } = combinations(definition, {
      fast: [5, 20],
      slow: [10, 30],
      quantity: [null],
    })
    expect(allowed.map(({ fast, slow }) => [fast, slow])).toEqual([
      [5, 10],
      [5, 30],
      [20, 30],
    ])
    expect(forbidden).toBe(1)
  })

  it('of which none is allowed are refused with the rule that all of them break', () => {
    expect(() => combinations(definition, { fast: [30], slow: [20], quantity: [null] })).toThrow(
      /slow must be above fast.*nearest choice is 31/,
    )
  })

  it('are refused before they fill the memory', () => {
    const many = Array.from({ length: 1_000 }, (_, step) => step + 1)
    expect(() => combinations(definition, { fast: many, slow: many, quantity: [null] })).toThrow(
      /1000000 combinations are too many/,
    )
  })
})

describe('the windows of a walk-forward', () => {
  const day = fc.integer({ min: 0, max: 4_000 }).map((n) => addDays(tradeDate('2014-01-01'), n))

  it('never look ahead: each is tried on the days right after those it is chosen on', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 60, max: 4_000 }),
        fc.integer({ min: 1, max: 12 }),
        (from, days, count) => {
          const to = addDays(from, days - 1)
          const windows = windowsOf({ from, to }, count)
          expect(windows).toHaveLength(count)
          for (const { inSample, outOfSample } of windows) {
            expect(inSample.from <= inSample.to).toBe(true)
            expect(outOfSample.from <= outOfSample.to).toBe(true)
            expect(outOfSample.from).toBe(addDays(tradeDate(inSample.to), 1))
          }
          expect(windows[0]?.inSample.from).toBe(from)
          expect(windows.at(-1)?.outOfSample.to).toBe(to)
        },
      ),
    )
  })

  it('are tried on days that follow each other without a hole and without being used twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 4_000 }),
        fc.integer({ min: 2, max: 12 }),
        (days, count) => {
          const from = tradeDate('2014-01-01')
          const windows = windowsOf({ from, to: addDays(from, days - 1) }, count)
          for (const [index, { outOfSample }] of windows.entries()) {
            const next = windows[index + 1]
            if (next)
              expect(daysBetween(tradeDate(outOfSample.to), tradeDate(next.outOfSample.from))).toBe(
                1,
              )
          }
        },
      ),
    )
  })

  it('are refused where there are too few days for them', () => {
    expect(() => windowsOf({ from: '2024-01-01', to: '2024-01-03' }, 5)).toThrow(
      /3 days are too few for 5 windows/,
    )
  })
})

describe('a sweep', () => {
  let sample: SampleBacktest
  beforeAll(async () => {
    sample = await sampleBacktest()
  })

  const specOf = (): SweepSpec => ({
    ...sample.spec,
    parameters: { fast: [3, 5], slow: [8, 13], quantity: [null] },
    objective: 'sharpe',
  })

  async function swept(windows: number | null, triedBefore: readonly TriedBefore[] = []) {
    const ranges: TrialRange[] = []
    const progress: (readonly [number, number])[] = []
    const { data } = sample
    const result = await sweep(
      specOf(),
      {
        definition,
        data,
        triedBefore,
        runTrial(parameters, trialRange) {
          ranges.push(trialRange)
          const { countsFrom, ...range } = trialRange
          return sample.trial({ ...range, parameters }, countsFrom)
        },
        runBest: (best, trials) => sample.run(best, trials),
      },
      { windows, onTrial: (done, all) => progress.push([done, all]) },
    )
    return { result, ranges, progress }
  }

  it('runs every combination once, ranks them, and the best once more, whole', async () => {
    const { result, progress } = await swept(null)
    expect(result.trials).toHaveLength(4)
    expect(progress).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
    const [first] = result.trials
    expect(result.best?.trial).toEqual(first)
    expect(result.best?.metrics.returns.sharpe.value).toBe(first?.figures.sharpe)
    expect(result.walkForward).toBeNull()
    expect(result.dataHash).toBe(sample.data.hash)
  })

  it('B69 deflates the best by everything tried before as well', async () => {
    const before = [2.5, -2, null].map((sharpe, fast) => ({
      parameters: { fast, slow: 99 },
      sharpe,
    }))
    const alone = (await swept(null)).result
    const later = (await swept(null, before)).result
    expect(alone.counted.count).toBe(4)
    expect(later.counted.count).toBe(7)
    expect(later.counted.sharpeVariance).toBeGreaterThan(alone.counted.sharpeVariance)
    const chance = (result: typeof alone) =>
      result.best?.metrics.significance.deflatedSharpe.value ?? Number.NaN
    expect(chance(later)).toBeLessThan(chance(alone))
  })

  it('walks forward: each window is chosen among all on its own past and tried once after it', async () => {
    const { result, ranges } = await swept(2)
    const windows = result.walkForward ?? []
    expect(windows).toHaveLength(2)
    for (const window of windows) {
      const { inSampleFrom: from, inSampleTo: to, outOfSampleFrom, outOfSampleTo } = window
      expect(outOfSampleFrom > to).toBe(true)
      expect(ranges.filter((range) => range.from === from && range.to === to)).toHaveLength(4)
      expect(
        ranges.filter(
          (range) =>
            range.countsFrom === outOfSampleFrom &&
            range.from === from &&
            range.to === outOfSampleTo,
        ),
      ).toHaveLength(1)
    }
    expect(ranges).toHaveLength(4 + 2 * 5)
  })

  it('what is chosen in a window does not change with the days that follow it', async () => {
    const [window] = (await swept(2)).result.walkForward ?? []
    const range = { from: window?.inSampleFrom ?? '', to: window?.inSampleTo ?? '' }
    const ratios = await Promise.all(
      [
        [3, 8],
        [3, 13],
        [5, 8],
        [5, 13],
      ].map(async ([fast = null, slow = null]) => {
        const metrics = await sample.trial({
          ...range,
          parameters: { fast, slow, quantity: null },
        })
        return { fast, slow, sharpe: metrics.returns.sharpe.value ?? Number.NEGATIVE_INFINITY }
      }),
    )
    const best = ratios.toSorted((a, b) => b.sharpe - a.sharpe)[0]
    expect(window?.parameters).toMatchObject({ fast: best?.fast, slow: best?.slow })
    expect(window?.inSample.sharpe).toBe(best?.sharpe)
  })

  it('goes on with the very run that was chosen, so that a slow average is not cold out of sample', async () => {
    const parameters = { fast: 40, slow: 90, quantity: null }
    const window = { from: '2022-01-03', to: '2023-03-31' }
    const cold = await sample.trial({ from: '2022-12-01', to: window.to, parameters })
    const warm = await sample.trial({ ...window, parameters }, '2022-12-01')
    expect(cold.trades.trades).toBe(0)
    expect(cold.activity.exposureBps.value ?? 0).toBe(0)
    expect(warm.activity.exposureBps.value).toBeGreaterThan(0)
    expect(warm.days).toBe(cold.days)
  })

  it('tells why no trial has a figure where the range is too short', async () => {
    const { data, spec } = sample
    const range = { from: spec.from, to: '2022-02-01' }
    const result = await sweep(
      { ...specOf(), ...range },
      {
        definition,
        data,
        triedBefore: [],
        runTrial: (parameters) => sample.trial({ ...range, parameters }),
        runBest: (best, trials) => sample.run(best, trials),
      },
      { windows: null, onTrial: () => undefined },
    )
    expect(result.best).toBeNull()
    expect(result.stability).toBeNull()
    expect(result.trials.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => 'sample too small'),
    )
  })
})
