import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countedTrials,
  outOfSampleOf,
  type RankedTrial,
  rankTrials,
  type SweepSpec,
  stabilityOf,
  type Trial,
  type TrialFigures,
  type WalkForwardWindow,
} from '../../src/domain/sweep.ts'

const figures = (sharpe: number | null): TrialFigures => ({
  sharpe,
  sortino: null,
  calmar: null,
  cagrBps: 100,
  totalReturnBps: 100,
  profitFactor: sharpe === null ? null : Math.abs(sharpe),
  expectancyPaise: null,
  maxDrawdownBps: 500,
  trades: 30,
  winRateBps: 5_000,
  costDragBps: 10,
})

const trial = (parameters: Trial['parameters'], sharpe: number | null): Trial => ({
  parameters,
  figures: figures(sharpe),
  reason: sharpe === null ? 'sample too small' : null,
})

const SPEC: SweepSpec = {
  strategy: 'ema-cross',
  parameters: { fast: [5, 10, 15], slow: [20, 40], quantity: [null] },
  objective: 'sharpe',
  instruments: null,
  from: '2022-01-03',
  to: '2023-12-29',
  interval: 'day',
  capitalPaise: 10_000_000,
  slippage: 'default',
  isRiskOn: true,
  basis: 'best',
  source: null,
  benchmark: null,
  seed: 1,
}

describe('the ranking of trials', () => {
  it('puts the most of the objective first and what is withheld last', () => {
    const trials = [trial({ fast: 5 }, null), trial({ fast: 10 }, -0.5), trial({ fast: 15 }, 1.5)]
    const ranked = rankTrials(trials, 'sharpe')
    expect(ranked.map(({ rank, parameters }) => [rank, parameters['fast']])).toEqual([
      [1, 15],
      [2, 10],
      [3, 5],
    ])
  })

  it('keeps the order of equals, so that the same sweep always has the same best', () => {
    const trials = [7, 5, 6].map((fast) => trial({ fast }, 1))
    expect(rankTrials(trials, 'sharpe').map(({ parameters }) => parameters['fast'])).toEqual([
      7, 5, 6,
    ])
  })

  it('loses no trial, whatever the figures', () => {
    const sharpe = fc.option(fc.double({ min: -5, max: 5, noNaN: true }))
    fc.assert(
      fc.property(fc.array(sharpe), (ratios) => {
        const ranked = rankTrials(
          ratios.map((ratio, fast) => trial({ fast }, ratio)),
          'sharpe',
        )
        const worth = ranked.map(({ figures }) => figures.sharpe ?? Number.NEGATIVE_INFINITY)
        expect(worth.every((value, row) => row === 0 || value <= (worth[row - 1] ?? value))).toBe(
          true,
        )
        expect(new Set(ranked.map(({ parameters }) => parameters['fast'])).size).toBe(ratios.length)
      }),
    )
  })
})

describe('the stability of the best', () => {
  const stability = (rows: readonly (readonly [number, number, number | null])[]) =>
    stabilityOf(
      rankTrials(
        rows.map(([fast, slow, sharpe]) => trial({ fast, slow, quantity: null }, sharpe)),
        'sharpe',
      ),
      SPEC,
    )

  it('looks at the trials one step away in every parameter and at no other', () => {
    expect(
      stability([
        [5, 20, 2],
        [10, 20, 1],
        [5, 40, 0.5],
        [10, 40, -1],
        [15, 20, 9e-3],
        [15, 40, -7],
      ]),
    ).toEqual({ neighbours: 3, known: 3, best: 2, median: 0.5, worst: -1 })
  })

  it('tells neighbours apart whose objective is withheld', () => {
    expect(
      stability([
        [5, 20, 2],
        [10, 20, 1],
        [5, 40, null],
      ]),
    ).toEqual({ neighbours: 2, known: 1, best: 2, median: 1, worst: 1 })
  })

  it('a best without neighbours has no median, and no best has no stability', () => {
    expect(stability([[5, 20, 2]])).toMatchObject({ neighbours: 0, median: null, worst: null })
    expect(stability([[5, 20, null]])).toBeNull()
    expect(stability([])).toBeNull()
  })
})

describe('everything that was tried', () => {
  const now: readonly RankedTrial[] = rankTrials(
    [trial({ fast: 5, slow: 20 }, 1), trial({ fast: 10, slow: 20 }, null)],
    'sharpe',
  )

  it('counts what was tried before with what is tried now, with or without a figure', () => {
    const before = [
      { parameters: { fast: 3, slow: 9 }, sharpe: 3 },
      { parameters: { fast: 4, slow: 9 }, sharpe: null },
    ]
    expect(countedTrials(now, before)).toEqual({
      count: 4,
      sharpeVariance: expect.closeTo(2, 12),
    })
  })

  it('does not count the same trial again, in whichever order its parameters were stored', () => {
    const again = [{ parameters: { slow: 20, fast: 5 }, sharpe: 1 }]
    expect(countedTrials(now, again)).toEqual(countedTrials(now, []))
  })

  it('counts the same parameters again where they came to something else: the settings were others', () => {
    const other = [{ parameters: { fast: 5, slow: 20 }, sharpe: 1.2 }]
    expect(countedTrials(now, other).count).toBe(3)
  })
})

describe('what remains out of sample', () => {
  const window = (inSample: number | null, outOfSample: number | null): WalkForwardWindow => ({
    inSampleFrom: '2022-01-03',
    inSampleTo: '2022-12-30',
    outOfSampleFrom: '2022-12-31',
    outOfSampleTo: '2023-06-30',
    parameters: { fast: 5 },
    inSample: figures(inSample),
    outOfSample: figures(outOfSample),
    reason: outOfSample === null ? 'sample too small' : null,
  })

  it('is the middle of the windows that are known, beside the middle of what was chosen', () => {
    const windows = [window(2, 0.5), window(3, -1), window(1, null), window(4, 1.5)]
    expect(outOfSampleOf(windows, 'sharpe')).toEqual({
      windows: 4,
      known: 3,
      good: 2,
      median: 0.5,
      chosenMedian: 2.5,
    })
  })

  it('a profit factor must be above one to have earned anything', () => {
    const windows = [window(2, 0.5), window(2, 1.5)]
    expect(outOfSampleOf(windows, 'profitFactor').good).toBe(1)
  })

  it('has no middle without a window', () => {
    expect(outOfSampleOf([], 'sharpe')).toMatchObject({ windows: 0, median: null })
  })
})
