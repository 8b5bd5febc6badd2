import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  featuresOf,
  type ScoreFeatures,
  type ScoreSources,
} from '../../src/domain/score-features.ts'
import { type ScoreParts, scoreOf, verdictOn } from '../../src/domain/scoring.ts'

/** A company that everybody would want. */
const SOUND: ScoreFeatures = {
  roePercent: 20,
  debtToEquity: 0,
  marginPercent: 20,
  profitableShare: 1,
  pe: 10,
  pb: 1,
  dividendYieldPercent: 4,
  revenueGrowthPercent: 20,
  profitGrowthPercent: 30,
  volatilityPercent: 15,
  fallPercent: 0,
  turnoverPaise: 1e10,
  sentiment: 2,
}
const NOTHING: ScoreFeatures = {
  roePercent: null,
  debtToEquity: null,
  marginPercent: null,
  profitableShare: null,
  pe: null,
  pb: null,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: null,
  volatilityPercent: null,
  fallPercent: null,
  turnoverPaise: null,
  sentiment: null,
}
const NAMES: readonly (keyof ScoreFeatures)[] = Object.keys(SOUND) as never

const partsOf = (features: Partial<ScoreFeatures>) => scoreOf({ ...NOTHING, ...features }).parts

const parts = (part: Partial<ScoreParts> = {}): ScoreParts => ({
  fundamental: 80,
  valuation: 80,
  growth: 80,
  risk: 20,
  qualitative: 80,
  ...part,
})

describe('the parts of a score', () => {
  it.each<readonly [string, Partial<ScoreFeatures>, Partial<ScoreParts>]>([
    [
      'the screen’s company in the middle',
      { roePercent: 10, debtToEquity: 0.5 },
      { fundamental: 56.41 },
    ],
    ['a return alone is too little', { roePercent: 20 }, { fundamental: null }],
    ['a return and a margin', { roePercent: 20, marginPercent: 5 }, { fundamental: 75 }],
    [
      'negative equity is no strength',
      { roePercent: 10, debtToEquity: -3 },
      { fundamental: 30.77 },
    ],
    ['a price-earnings ratio of 25 alone', { pe: 25 }, { valuation: 50 }],
    ['a loss is not cheap', { pe: -8 }, { valuation: 0 }],
    ['no price at all is not cheap', { pe: 0 }, { valuation: 0 }],
    ['a book alone is too little', { pb: 1 }, { valuation: null }],
    ['ratio, book and yield', { pe: 25, pb: 3.5, dividendYieldPercent: 2 }, { valuation: 50 }],
    ['a standstill', { revenueGrowthPercent: 0, profitGrowthPercent: 0 }, { growth: 37 }],
    ['profit alone', { profitGrowthPercent: 5 }, { growth: 50 }],
    ['revenue alone is too little', { revenueGrowthPercent: 20 }, { growth: null }],
    ['a calm share at its high', { volatilityPercent: 15, fallPercent: 0 }, { risk: 0 }],
    ['a wild share half down', { volatilityPercent: 60, fallPercent: 50 }, { risk: 100 }],
    [
      'a wild share that nobody trades',
      { volatilityPercent: 60, turnoverPaise: 1e8 },
      { risk: 100 },
    ],
    ['volatility alone is too little', { volatilityPercent: 60 }, { risk: null }],
    ['good news', { sentiment: 1 }, { qualitative: 75 }],
    ['no news', {}, { qualitative: null }],
  ])('%s', (_, features, expected) => {
    for (const [name, value] of Object.entries(expected)) {
      const got = partsOf(features)[name as keyof ScoreParts]
      if (value === null) expect(got).toBeNull()
      else expect(got).toBeCloseTo(value, 1)
    }
  })

  it('what is no number is not known', () => {
    const broken = { ...SOUND, roePercent: Number.NaN, pe: Number.POSITIVE_INFINITY }
    const { fundamental, valuation } = scoreOf(broken).parts
    expect([fundamental, valuation]).toEqual([100, null])
  })
})

describe('the verdict', () => {
  it.each<readonly [string, Partial<ScoreParts>, string, RegExp]>([
    ['all that is asked', {}, 'BUY', /every threshold is met/],
    ['growth at its threshold', { growth: 65 }, 'BUY', /met/],
    ['growth below it', { growth: 64.99 }, 'HOLD', /growth 64.9 is below 65/],
    ['fundamental below it', { fundamental: 69.9, valuation: 100 }, 'HOLD', /fundamental 69.9/],
    ['risk at its threshold', { risk: 30 }, 'BUY', /met/],
    ['risk above it', { risk: 30.01 }, 'HOLD', /risk 30.1 is above 30/],
    ['overall below 75', { valuation: 55 }, 'HOLD', /overall 73.7 is below 75/],
    ['growth that nobody knows', { growth: null }, 'HOLD', /growth is unknown/],
    ['risk that nobody knows', { risk: null }, 'HOLD', /risk is unknown/],
    ['news that nobody wrote', { qualitative: null }, 'BUY', /nothing is known of qualitative/],
    ['a weak company', { fundamental: 40 }, 'SELL', /fundamental 40 is at most 40/],
    ['a company just above it', { fundamental: 40.1 }, 'HOLD', /fundamental/],
    ['a dangerous one', { risk: 70 }, 'SELL', /risk 70 is at least 70/],
    ['a poor one', { valuation: 0, growth: 0, fundamental: 41 }, 'SELL', /overall is at most 44/],
    ['too little', { fundamental: null, risk: null }, 'HOLD', /too little is known/],
    ['nothing of price and growth', { valuation: null, growth: null }, 'HOLD', /too little/],
  ])('over %s', (_, part, verdict, says) => {
    const score = verdictOn(parts(part))
    expect(score.verdict).toBe(verdict)
    expect(score.says).toMatch(says)
  })

  it('weighs 35, 25, 20, 15 and 5 of 100, risk by its reverse', () => {
    const zero = parts({ fundamental: 0, valuation: 0, growth: 0, risk: 100, qualitative: 0 })
    const of = (part: Partial<ScoreParts>) => verdictOn({ ...zero, ...part }).overall
    expect(of({ fundamental: 100 })).toBeCloseTo(35)
    expect(of({ valuation: 100 })).toBeCloseTo(25)
    expect(of({ growth: 100 })).toBeCloseTo(20)
    expect(of({ risk: 0 })).toBeCloseTo(15)
    expect(of({ qualitative: 100 })).toBeCloseTo(5)
  })

  it('spreads the weight of what is unknown, from 0.6 of it known', () => {
    expect(verdictOn(parts({ valuation: null })).overall).toBeCloseTo(80)
    const atLeast = parts({ growth: null, risk: null, qualitative: null })
    expect(verdictOn(atLeast).overall).toBeCloseTo(80)
    expect(verdictOn(parts({ valuation: null, growth: null })).overall).toBeNull()
    expect(scoreOf(NOTHING)).toMatchObject({ overall: null, verdict: 'HOLD' })
    expect(scoreOf(SOUND)).toMatchObject({ overall: 100, verdict: 'BUY' })
  })
})

/** Whether more of it is better (1), worse (−1). */
const BETTER: Readonly<Record<keyof ScoreFeatures, 1 | -1>> = {
  roePercent: 1,
  debtToEquity: -1,
  marginPercent: 1,
  profitableShare: 1,
  pe: -1,
  pb: -1,
  dividendYieldPercent: 1,
  revenueGrowthPercent: 1,
  profitGrowthPercent: 1,
  volatilityPercent: -1,
  fallPercent: -1,
  turnoverPaise: 1,
  sentiment: 1,
}
const figure = fc.option(fc.double({ min: 0.001, max: 1e11, noNaN: true }), { nil: null })
const someFeatures = fc.record<ScoreFeatures>(
  Object.fromEntries(NAMES.map((name) => [name, figure])) as never,
)
const near = fc.double({ min: 0.001, max: 120, noNaN: true })

describe('a score, whatever the figures', () => {
  it('is bounded, and a verdict needs an overall', () => {
    const anything = fc.option(fc.double(), { nil: null })
    const wild = fc.record<ScoreFeatures>(
      Object.fromEntries(NAMES.map((name) => [name, anything])) as never,
    )
    fc.assert(
      fc.property(wild, (features) => {
        const { parts: scored, overall, verdict } = scoreOf(features)
        for (const value of [...Object.values(scored), overall]) {
          if (value !== null) expect(value >= -1e-9 && value <= 100 + 1e-9).toBe(true)
        }
        if (overall === null) expect(verdict).toBe('HOLD')
      }),
    )
  })

  it('is never worse for a better figure, all else the same', () => {
    fc.assert(
      fc.property(someFeatures, fc.constantFrom(...NAMES), near, near, (features, name, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const [worse, better] = BETTER[name] === 1 ? [low, high] : [high, low]
        const before = scoreOf({ ...features, [name]: worse }).overall
        const after = scoreOf({ ...features, [name]: better }).overall
        expect(before === null).toBe(after === null)
        if (before !== null && after !== null) expect(after).toBeGreaterThanOrEqual(before - 1e-9)
      }),
    )
  })

  it('says BUY of nothing that lacks a part which BUY asks for', () => {
    const part = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null })
    const any = fc.record({
      fundamental: part,
      valuation: part,
      growth: part,
      risk: part,
      qualitative: part,
    })
    fc.assert(
      fc.property(any, (scored) => {
        const { verdict, overall } = verdictOn(scored)
        const { fundamental, growth, risk } = scored
        const isMet =
          overall !== null &&
          overall >= 75 &&
          (fundamental ?? 0) >= 70 &&
          (growth ?? 0) >= 65 &&
          (risk ?? 100) <= 30
        expect(verdict === 'BUY').toBe(isMet)
      }),
    )
  })
})

const ratios = (asOf: string, part: object = {}) => ({
  asOf,
  pe: null,
  pb: null,
  roePercent: null,
  debtToEquity: null,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: null,
  ...part,
})
const quarter = (periodEnd: string, revenue: number | null, profit: number | null, part = {}) => ({
  periodEnd,
  isConsolidated: false,
  revenuePaise: revenue,
  profitPaise: profit,
  doubts: [],
  ...part,
})
const EMPTY: ScoreSources = { fundamentals: [], earnings: [], closes: [], study: null, price: null }

describe('the figures that are scored', () => {
  it('are the newest that is known of each, whoever published it', () => {
    const fundamentals = [
      ratios('2026-01-01', { pe: 30, roePercent: 12 }),
      ratios('2026-05-01', { pe: 20, pb: 3 }),
    ]
    const { pe, pb, roePercent } = featuresOf({ ...EMPTY, fundamentals }, [])
    expect([pe, pb, roePercent]).toEqual([20, 3, 12])
  })

  it('a price-earnings ratio that nobody published follows from the price and a year’s profit', () => {
    const fundamentals = [ratios('2026-01-01', { epsYearPaise: 5_000 })]
    const sources = { ...EMPTY, fundamentals, price: { paise: 100_000 } }
    expect(featuresOf(sources, []).pe).toBe(20)
    const loss = [ratios('2026-01-01', { epsYearPaise: -5_000 })]
    expect(featuresOf({ ...sources, fundamentals: loss }, []).pe).toBe(-20)
    expect(featuresOf({ ...sources, price: null }, []).pe).toBeNull()
  })

  it('quarters with doubts are not relied on, and kinds are not mixed', () => {
    const earnings = [
      quarter('2026-03-31', 1_000, 100, { isConsolidated: true }),
      quarter('2026-03-31', 700, 200),
      quarter('2025-12-31', 1_000, -50, { isConsolidated: true }),
      quarter('2025-09-30', 9_000, 9_000, { isConsolidated: true, doubts: ['profit is revenue'] }),
    ]
    const { marginPercent, profitableShare } = featuresOf({ ...EMPTY, earnings }, [])
    expect(marginPercent).toBeCloseTo(2.5)
    expect(profitableShare).toBe(0.5)
  })

  it('moves are of at least sixty days', () => {
    const closes = Array.from({ length: 60 }, (_, day) => (day % 2 === 0 ? 100 : 101))
    const { volatilityPercent, fallPercent } = featuresOf({ ...EMPTY, closes }, [])
    expect(volatilityPercent).toBeGreaterThan(10)
    expect(fallPercent).toBe(0)
    const short = featuresOf({ ...EMPTY, closes: closes.slice(1) }, [])
    expect([short.volatilityPercent, short.fallPercent]).toEqual([null, null])
    const fallen = featuresOf({ ...EMPTY, closes: [...closes, 80.8] }, [])
    expect(fallen.fallPercent).toBeCloseTo(20)
  })

  it('news count by how much they matter, a rumour for a quarter, and one story is not the whole truth', () => {
    const story = { sentiment: 2, materiality: 3, isRumour: false }
    const of = (...news: (typeof story)[]) => featuresOf(EMPTY, news).sentiment
    expect(of()).toBeNull()
    expect(of(story)).toBe(1)
    expect(of({ ...story, isRumour: true })).toBeCloseTo(0.4)
    expect(of({ ...story, materiality: 0 })).toBe(0)
    expect(of(story, { ...story, sentiment: -2 })).toBe(0)
    expect(of(story, story, story)).toBeCloseTo(1.5)
  })
})
