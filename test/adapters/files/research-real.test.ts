import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileReport } from '../../../src/adapters/files/import-report.ts'
import type { EarningsReport, NewsItem } from '../../../src/core/ai/research.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { IMPORTED_AT, type ResearchDesk, researchDesk } from './research-fixture.ts'

warnWithoutData('imports of real news, earnings and fundamentals')

const FOLDERS = ['news', 'earnings', 'fundamentals', 'perplexity']

describe.skipIf(marketData === null)('real files about companies', () => {
  const at = (...path: readonly string[]) => join(marketData ?? '', ...path)
  const folders = FOLDERS.map((folder) => at(folder))
  let desk: ResearchDesk
  let reports: readonly FileReport[]
  let stories: readonly NewsItem[]

  const of = (end: string) => reports.find(({ file }) => file.endsWith(end))
  const earningsOf = (symbol: string, day: string, most = 1_000) =>
    desk.research.earnings({
      instrument: instrumentId(`NSE:${symbol}`),
      before: momentOf(tradeDate(day), 0),
      most,
    })

  beforeAll(async () => {
    desk = await researchDesk()
    const changes = at('reference', 'symbol-changes-derived-2019-2024.csv')
    await desk.files.import([at('reference', 'constituents'), changes])
    reports = (await desk.files.import(folders)).files
    stories = await desk.research.news({ instrument: null, before: IMPORTED_AT, most: 500 })
  }, 60_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('every row is taken, the same as another, left out with a reason, or refused by its line', () => {
    const counts = Object.fromEntries(
      reports.map(({ file, new: added, same, refused }) => [
        file.slice(file.lastIndexOf('/') + 1),
        { added, same, refused },
      ]),
    )
    expect(counts).toMatchObject({
      'currents-tcs-2021-2022.json': { added: 30, refused: 0 },
      'google-news-by-company-2018-2019.json': { added: 48, refused: 0 },
      'marketaux-with-entities-2025-02.json': { added: 3, refused: 0 },
      'scraped-market-pages-2024-11-27.json': { added: 21, refused: 38 },
      'nse-results-filings-raw-infy.json': { added: 144, refused: 0 },
      'nse-results-filings.csv.gz': { added: 5_635, same: 144, refused: 3 },
      'nse-xbrl-quarterly-results.csv.gz': { added: 2_432, refused: 1 },
      'growth-nifty500-2026-02-27.csv': { added: 483, refused: 2 },
      'growth-nifty750-2026-03-08.csv': { added: 0, refused: 500 },
      'growth-nifty750-2026-04-04.csv': { added: 720, refused: 1 },
      'stored-news-item-runaway-json-2025-11-01.json': { added: 0, refused: 1 },
      'stored-fundamental-analysis-all-null-2025-10-31.json': { added: 0, refused: 5 },
    })
    expect(of('recorded-sonar-citations.json')?.outcome).toBe('left out')
    expect(of('growth-nifty750-2026-03-08.csv')?.outcome).toBe('refused')
  })

  it('a second import changes nothing', async () => {
    const again = await desk.files.import(folders)
    expect(again).toMatchObject({ new: 0, changed: 0, isUnchanged: true })
  })

  it('stories are named, bounded and timed, and their companies found', () => {
    expect(stories).toHaveLength(102)
    const titled = (start: string) => stories.find(({ title }) => title.startsWith(start))
    expect(titled('ICICI Bank, SBI among')?.title).toContain('Mirae Asset’s top 10')
    expect(titled('Small-cap stock')?.title).toContain('below ₹100')
    expect(titled('Analyst Corner')).toMatchObject({
      title: 'Analyst Corner: Maintain ‘Buy’ with Target Price of Rs 1,255 on HCL Technologies',
      source: 'The Financial Express',
      instruments: ['NSE:HCLTECH'],
    })
    expect(titled('NTPC Green')?.instruments).toEqual([])
    expect(titled('Stocks to Watch: Infosys')?.instruments).toEqual([
      'NSE:INFY',
      'NSE:TCS',
      'NSE:WIPRO',
    ])
    expect(titled('Markets to track')?.instruments).toContain('NSE:MOTILALOFS')
    expect(titled('13 New-Age')?.instruments).toContain('NSE:ZOMATO')
    for (const { title, summary, link } of stories) {
      expect([...title].length).toBeLessThanOrEqual(300)
      expect([...summary].length).toBeLessThanOrEqual(4_000)
      expect(`${title}${summary}`).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|â‚¹|â€/u)
      expect(link).toMatch(/^https?:/)
    }
  })

  it('no story and no report is seen before it was published', async () => {
    const before = momentOf(tradeDate('2021-12-01'), 600)
    const seen = await desk.research.news({ instrument: null, before, most: 500 })
    const expected = stories.filter(({ publishedAt }) => publishedAt <= before)
    expect(seen).toEqual(expected)
    const reported = await desk.research.earnings({ instrument: null, before, most: 1_000 })
    expect(reported.length).toBe(1_000)
    for (const { announcedAt, periodEnd } of reported) {
      expect(announcedAt ?? 0).toBeLessThanOrEqual(before)
      expect(periodEnd < '2021-12-01').toBe(true)
    }
  })

  it('figures of a quarter are those that the company reported', async () => {
    const [infosys] = (await earningsOf('INFY', '2025-02-01')).filter((one) => one.isConsolidated)
    // Infosys, Q3 FY2025: revenue ₹41,764 crore, profit ₹6,822 crore, ₹16.43 a share.
    expect(infosys).toMatchObject({
      periodEnd: '2024-12-31',
      revenuePaise: 41_764e9,
      profitPaise: 6_822e9,
      epsPaise: 16_43,
      doubts: [],
    })
  })

  it('a filer’s wrong unit is a doubt, and no ratio rests on it', async () => {
    const all: EarningsReport[] = []
    for (const symbol of ['SHREECEM', 'ICICIBANK', 'MARUTI', 'INFY', 'TCS', 'M&M', 'HCLTECH']) {
      all.push(...(await earningsOf(symbol, '2025-03-01')))
    }
    const doubtful = all.filter(({ doubts }) => doubts.length > 0)
    const symbols = new Set(doubtful.map(({ instrument }) => instrument))
    expect(symbols.has(instrumentId('NSE:SHREECEM'))).toBe(true)
    expect(symbols.has(instrumentId('NSE:ICICIBANK'))).toBe(true)
    expect(symbols.has(instrumentId('NSE:TCS'))).toBe(false)
    expect(doubtful.length / all.length).toBeLessThan(0.1)
    const known = await desk.research.fundamentals(
      instrumentId('NSE:SHREECEM'),
      momentOf(tradeDate('2025-03-01'), 0),
    )
    expect(known).toMatchObject([
      { source: 'reports', epsYearPaise: null, profitGrowthPercent: null },
    ])
  })

  it('symbols of the time are followed to the one of today, and M&amp;M is M&M', async () => {
    expect((await earningsOf('M&M', '2025-03-01')).some((one) => one.revenuePaise !== null)).toBe(
      true,
    )
    const joined = (await earningsOf('LTIM', '2025-03-01')).filter(
      ({ revenuePaise }) => revenuePaise !== null,
    )
    // Larsen & Toubro Infotech traded as LTI until December 2022.
    expect(joined.some(({ periodEnd }) => periodEnd < '2022-09-30')).toBe(true)
    expect((await earningsOf('LTI', '2022-06-01')).length).toBeGreaterThan(0)
  })

  it('the next report is expected when the company’s habit says', async () => {
    const before = momentOf(tradeDate('2025-03-10'), 0)
    const [first, ...others] = await desk.research.upcoming({ instrument: null, before, most: 100 })
    expect(first).toMatchObject({
      instrument: 'NSE:TCS',
      periodEnd: '2025-03-31',
      isEstimate: true,
    })
    expect(others.length).toBeGreaterThan(30)
    for (const { expectedOn } of others) {
      expect(expectedOn >= '2025-03-10' && expectedOn <= '2025-05-30').toBe(true)
    }
  })
})
