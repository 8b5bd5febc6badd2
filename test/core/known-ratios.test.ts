import { describe, expect, it } from 'vitest'
import { knownRatios } from '../../src/core/ai/known-ratios.ts'
import { reportedRatios } from '../../src/core/ai/reported-ratios.ts'
import type { EarningsReport, Fundamentals } from '../../src/core/ai/research.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { isGoodValue, judgeValue, VALUE_RULES } from '../../src/domain/value-screen.ts'

const INFY = instrumentId('NSE:INFY')
const ENDS = ['2024-12-31', '2024-09-30', '2024-06-30', '2024-03-31', '2023-12-31']

const report = (periodEnd: string, over: Partial<EarningsReport> = {}): EarningsReport => ({
  instrument: INFY,
  periodEnd,
  isConsolidated: true,
  announcedAt: momentOf(tradeDate('2025-01-16'), 900),
  revenuePaise: 1_000_00,
  profitPaise: 100_00,
  epsPaise: 10_00,
  shares: 10,
  debtToEquity: 0.3,
  source: 'xbrl',
  doubts: [],
  ...over,
})

const line = (over: Partial<Fundamentals>): Fundamentals => ({
  instrument: INFY,
  asOf: '2025-01-16',
  source: 'a site',
  marketCapPaise: null,
  pe: null,
  pb: null,
  roePercent: null,
  debtToEquity: null,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: null,
  ...over,
})

describe('ratios that follow from reports', () => {
  it('need the same quarter of the year before, and four that follow each other', () => {
    const all = ENDS.map((end) => report(end))
    const five = [
      ...all.slice(0, 4),
      report('2023-12-31', { profitPaise: 80_00, revenuePaise: 800_00 }),
    ]
    expect(reportedRatios(five)).toMatchObject({
      asOf: '2025-01-16',
      profitGrowthPercent: 25,
      revenueGrowthPercent: 25,
      debtToEquity: 0.3,
      epsYearPaise: 40_00,
      shares: 10,
    })
    const broken = all.filter(({ periodEnd }) => periodEnd !== '2024-06-30')
    expect(reportedRatios(broken)).toMatchObject({ profitGrowthPercent: null, epsYearPaise: null })
    expect(reportedRatios([])).toBeNull()
  })

  it('rest on no report with doubts, and say nothing of growth from a loss', () => {
    const doubtful = ENDS.map((end, at) => report(end, at === 0 ? { doubts: ['a unit'] } : {}))
    expect(reportedRatios(doubtful)).toMatchObject({
      profitGrowthPercent: null,
      debtToEquity: null,
      epsYearPaise: null,
      shares: null,
    })
    const fromLoss = ENDS.map((end, at) => report(end, at === 4 ? { profitPaise: -5_00 } : {}))
    expect(reportedRatios(fromLoss)).toMatchObject({
      profitGrowthPercent: null,
      epsYearPaise: 40_00,
    })
  })

  it('spread what was earned by fewer shares over those of today: a bonus between quarters changes no year', () => {
    const bonus = ENDS.map((end, at) =>
      at < 2 ? report(end, { shares: 20, epsPaise: 5_00 }) : report(end),
    )
    expect(reportedRatios(bonus)).toMatchObject({ epsYearPaise: 20_00, shares: 20 })
  })

  it('take the consolidated reports where there are such of the newest quarter', () => {
    const both = ENDS.flatMap((end) => [
      report(end),
      report(end, { isConsolidated: false, epsPaise: 1_00 }),
    ])
    expect(reportedRatios(both)).toMatchObject({ epsYearPaise: 40_00 })
  })
})

describe('what is known of a company', () => {
  const reports = line({ source: 'reports', epsYearPaise: 50_00, shares: 1_000 })
  const price = { paise: 1_000_00, source: 'nse', asOf: '2025-02-03' }

  it('is the newest of each ratio, and with a price what it makes of the reports', () => {
    const published = line({ pe: 30, roePercent: 12, asOf: '2025-01-31' })
    const before = line({ roePercent: 9, source: 'another', asOf: '2024-01-31' })
    expect(knownRatios([published, before, reports], price, [])).toEqual({
      pe: { value: 20, source: 'reports, price of nse', asOf: '2025-02-03' },
      marketCapPaise: { value: 1_000_000_00, source: 'reports, price of nse', asOf: '2025-02-03' },
      roePercent: { value: 12, source: 'a site', asOf: '2025-01-31' },
    })
    expect(knownRatios([published], null, [])).toMatchObject({ pe: { value: 30 } })
  })

  it('counts a split after the report: half the price is no cheaper', () => {
    const exDate = tradeDate('2025-01-20')
    const split = [{ exDate, newShares: 2, oldShares: 1 }]
    const known = knownRatios([reports], { ...price, paise: 500_00 }, split)
    expect(known.pe?.value).toBe(20)
    expect(known.marketCapPaise?.value).toBe(1_000_000_00)
    const earlier = [{ ...split[0], exDate: tradeDate('2025-01-10'), newShares: 2, oldShares: 1 }]
    expect(knownRatios([reports], price, earlier).pe?.value).toBe(20)
  })

  it('a loss makes no multiple', () => {
    const loss = line({ source: 'reports', epsYearPaise: -5_00, shares: 10 })
    expect(knownRatios([loss], price, []).pe).toBeUndefined()
  })
})

describe('the usual limits', () => {
  const fine = { marketCapPaise: 1e13, pe: 20, roePercent: 15, debtToEquity: 0.2 }

  it('hold at their edges and break beyond them', () => {
    expect(isGoodValue(judgeValue(fine, VALUE_RULES))).toBe(true)
    const edge = { marketCapPaise: 1e11, pe: 25, roePercent: 10, debtToEquity: 0.5 }
    expect(isGoodValue(judgeValue(edge, VALUE_RULES))).toBe(true)
    for (const part of [
      { marketCapPaise: 1e11 - 1 },
      { pe: 25.01 },
      { pe: -3 },
      { roePercent: 9.99 },
      { debtToEquity: 0.51 },
      { debtToEquity: -1 },
      { pe: Number.NaN },
    ])
      expect([part, isGoodValue(judgeValue({ ...fine, ...part }, VALUE_RULES))]).toEqual([
        part,
        false,
      ])
  })

  it('what is unknown does not pass, unless nobody asks', () => {
    const unknown = { ...fine, roePercent: null }
    expect(isGoodValue(judgeValue(unknown, VALUE_RULES))).toBeNull()
    expect(isGoodValue(judgeValue({ ...unknown, pe: 40 }, VALUE_RULES))).toBe(false)
    expect(isGoodValue(judgeValue(unknown, { ...VALUE_RULES, roePercentMin: null }))).toBe(true)
  })
})
