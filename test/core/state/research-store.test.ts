import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EarningsReport, Fundamentals, NewsItem } from '../../../src/core/ai/research.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import {
  PostgresReferenceStore,
  type ReferenceTables,
} from '../../../src/core/state/reference-store.ts'
import type { ResearchTables } from '../../../src/core/state/research-rows.ts'
import { PostgresResearchStore } from '../../../src/core/state/research-store.ts'
import { type InstrumentId, instrumentId } from '../../../src/domain/brand.ts'
import { DAY_MS, epochMs, midnightOf, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { type TestDatabase, testDatabase } from '../../postgres.ts'

const INFY = instrumentId('NSE:INFY')
const ZOMATO = instrumentId('NSE:ZOMATO')
const ETERNAL = instrumentId('NSE:ETERNAL')
const NOW = momentOf(tradeDate('2026-06-01'), 600)
const at = (day: string, minutes = 600) => momentOf(tradeDate(day), minutes)

const item = (id: string, over: Partial<NewsItem> = {}): NewsItem => ({
  id,
  instruments: [INFY],
  title: `Story ${id}`,
  summary: '',
  link: null,
  source: 'a paper',
  publishedAt: at('2024-05-02'),
  fetchedAt: NOW,
  ...over,
})

const report = (over: Partial<EarningsReport> = {}): EarningsReport => ({
  instrument: INFY,
  periodEnd: '2024-03-31',
  isConsolidated: true,
  announcedAt: at('2024-04-18', 1_000),
  revenuePaise: 100_00,
  profitPaise: 10_00,
  epsPaise: 1_00,
  shares: null,
  debtToEquity: null,
  source: 'xbrl',
  doubts: [],
  ...over,
})

const ratios = (over: Partial<Fundamentals> = {}): Fundamentals => ({
  instrument: INFY,
  asOf: '2024-05-02',
  source: 'a site',
  marketCapPaise: null,
  pe: 20.5,
  pb: null,
  roePercent: 31,
  debtToEquity: 0.1,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: -3.5,
  ...over,
})

describe('what was published of companies', () => {
  let database: TestDatabase
  let store: PostgresResearchStore
  let reference: PostgresReferenceStore
  let db: Kysely<ResearchTables>
  beforeAll(async () => {
    database = await testDatabase()
    const opened = (await database.open()).db
    db = opened.withTables<ResearchTables>()
    reference = new PostgresReferenceStore(opened.withTables<ReferenceTables>())
    store = new PostgresResearchStore({ db, clock: new VirtualClock(NOW), reference })
    const from = tradeDate('2025-04-09')
    await reference.saveSymbolChanges([{ before: ZOMATO, after: ETERNAL, from }])
  })
  afterAll(() => database[Symbol.asyncDispose]())
  beforeEach(async () => {
    for (const table of [
      'research_news',
      'earnings_reports',
      'expected_earnings',
      'company_fundamentals',
    ] as const) {
      await db.deleteFrom(table).execute()
    }
  })

  it('shows the newest first, and nothing that was published after the moment', async () => {
    const early = item('a', { publishedAt: at('2024-05-01') })
    const late = item('b', { publishedAt: at('2024-05-03') })
    expect(await store.keepNews([early, late])).toEqual({ added: 2, same: 0, changed: 0 })
    const asked = { instrument: INFY, most: 10 }
    expect(await store.news({ ...asked, before: at('2024-05-04') })).toEqual([late, early])
    expect(await store.news({ ...asked, before: at('2024-05-02') })).toEqual([early])
    expect(await store.news({ ...asked, before: early.publishedAt })).toEqual([early])
    expect(await store.news({ ...asked, before: epochMs(early.publishedAt - 1) })).toEqual([])
  })

  it('keeps when a story was first fetched, and tells it apart when its words changed', async () => {
    await store.keepNews([item('a')])
    const again = item('a', { fetchedAt: epochMs(NOW + DAY_MS) })
    expect(await store.keepNews([again])).toEqual({ added: 0, same: 1, changed: 0 })
    const corrected = item('a', { summary: 'more of it' })
    expect(await store.keepNews([corrected, corrected])).toEqual({ added: 0, same: 1, changed: 1 })
    const asked = { instrument: null, before: NOW, most: 1 }
    expect(await store.news(asked)).toEqual([corrected])
  })

  it('shows of a quarter that was filed twice what was known at the moment', async () => {
    const first = report()
    const second = report({ announcedAt: at('2024-05-20'), profitPaise: 11_00 })
    const bare = report({
      announcedAt: at('2024-06-20'),
      source: 'filings',
      revenuePaise: null,
      profitPaise: null,
      epsPaise: null,
    })
    await store.keepEarnings([first, second, bare])
    const asked = { instrument: INFY, most: 10 }
    expect(await store.earnings({ ...asked, before: at('2024-04-18', 999) })).toEqual([])
    expect(await store.earnings({ ...asked, before: at('2024-05-01') })).toEqual([first])
    expect(await store.earnings({ ...asked, before: at('2024-05-21') })).toEqual([second])
    expect(await store.earnings({ ...asked, before: at('2024-07-01') })).toEqual([second])
    const solo = report({ isConsolidated: false })
    await store.keepEarnings([solo])
    expect(await store.earnings({ ...asked, before: NOW })).toHaveLength(2)
  })

  it('takes a report without a time for known when it had to be out', async () => {
    await store.keepEarnings([report({ announcedAt: null, periodEnd: '2024-06-30' })])
    const seen = (day: string) => store.earnings({ instrument: INFY, before: at(day, 0), most: 1 })
    expect(await seen('2024-08-14')).toEqual([])
    expect(await seen('2024-08-15')).toHaveLength(1)
  })

  it('finds under the new symbol what was written under the old one, and calls it as it was called then', async () => {
    const old = report({ instrument: ZOMATO })
    const restated = report({
      instrument: ETERNAL,
      periodEnd: '2023-12-31',
      announcedAt: at('2024-02-01'),
    })
    await store.keepEarnings([old, restated])
    const names = async (instrument: InstrumentId | null, day: string) =>
      (await store.earnings({ instrument, before: at(day), most: 10 })).map((one) => one.instrument)
    expect(await names(ETERNAL, '2025-06-01')).toEqual([ETERNAL, ETERNAL])
    expect(await names(ZOMATO, '2024-06-01')).toEqual([ZOMATO, ZOMATO])
    expect(await names(null, '2025-06-01')).toEqual([ETERNAL, ETERNAL])
    expect(await names(null, '2024-06-01')).toEqual([ZOMATO, ZOMATO])
    expect(await names(INFY, '2025-06-01')).toEqual([])
  })

  it('shows the newest ratios of each source from the day after, or from when they were kept', async () => {
    const before = ratios({ asOf: '2024-04-01', pe: 19 })
    const other = ratios({ source: 'another site', asOf: '2024-04-20' })
    const today = ratios({ asOf: '2026-06-01', pe: 22 })
    await store.keepFundamentals([before, ratios(), other, today])
    const seen = (day: string, minutes: number) => store.fundamentals(INFY, at(day, minutes))
    expect(await seen('2024-05-02', 1_439)).toEqual([other, before])
    expect(await seen('2024-05-03', 0)).toEqual([ratios(), other])
    expect(await seen('2026-06-01', 599)).toEqual([ratios(), other])
    expect(await seen('2026-06-01', 600)).toEqual([today, other])
    expect(await store.everyFundamentals(NOW)).toHaveLength(2)
  })

  it('expects what was announced, and else what a company’s habit tells', async () => {
    const quarters = ['2023-06-30', '2023-09-30', '2023-12-31', '2024-03-31'].map((periodEnd) =>
      report({ periodEnd, announcedAt: epochMs(midnightOf(tradeDate(periodEnd)) + 20 * DAY_MS) }),
    )
    await store.keepEarnings(quarters)
    const asked = { instrument: INFY, most: 5 }
    const [guess] = await store.upcoming({ ...asked, before: at('2024-06-15') })
    expect(guess).toMatchObject({
      expectedOn: '2024-07-20',
      periodEnd: '2024-06-30',
      isEstimate: true,
    })
    const expectedOn = tradeDate('2024-07-18')
    const announced = {
      instrument: INFY,
      expectedOn,
      periodEnd: '2024-06-30',
      announcedAt: at('2024-07-01'),
      purpose: 'results of the quarter',
      source: 'nse',
      isEstimate: false,
    }
    await store.keep({ news: [], earnings: [], expected: [announced], fundamentals: [] })
    expect(await store.upcoming({ ...asked, before: at('2024-06-15') })).toEqual([guess])
    expect(await store.upcoming({ ...asked, before: at('2024-07-02') })).toEqual([announced])
    expect(await store.upcoming({ instrument: null, before: at('2024-07-02'), most: 5 })).toEqual([
      announced,
    ])
    // The deadline is over and nothing came: what is stored is not all there is.
    expect(await store.upcoming({ ...asked, before: at('2024-09-01') })).toEqual([])
  })

  it('tells how much is stored of what', async () => {
    await store.keepNews([
      item('a'),
      item('b', { instruments: [INFY, ETERNAL] }),
      item('c', { instruments: [] }),
    ])
    await store.keepEarnings([report()])
    expect(await store.coverage()).toEqual([
      {
        kind: 'earnings',
        source: 'xbrl',
        count: 1,
        instruments: 1,
        doubtful: 0,
        first: '2024-03-31',
        last: '2024-03-31',
      },
      {
        kind: 'news',
        source: 'a paper',
        count: 3,
        instruments: 2,
        doubtful: 1,
        first: '2024-05-02',
        last: '2024-05-02',
      },
    ])
  })

  it('keeping twice changes nothing, whatever was kept', async () => {
    const whole = fc.option(fc.integer({ min: -1e12, max: 1e12 }))
    const float = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((s) => s.replaceAll('\0', ''))
    const day = fc.integer({ min: 0, max: 3_000 }).map((days) => {
      return new Date(Date.UTC(2016, 0, 1) + days * DAY_MS).toISOString().slice(0, 10)
    })
    const moment = day.map((date) => midnightOf(tradeDate(date)))
    const instrument = fc.constantFrom(INFY, ZOMATO, ETERNAL)
    const news = fc.record({
      id: fc.uuid(),
      instruments: fc.uniqueArray(instrument),
      title: text,
      summary: text,
      link: fc.option(text),
      source: text,
      publishedAt: moment,
      fetchedAt: moment,
    })
    const earnings = fc.record({
      instrument,
      periodEnd: day,
      isConsolidated: fc.boolean(),
      announcedAt: fc.option(moment),
      revenuePaise: whole,
      profitPaise: whole,
      epsPaise: whole,
      shares: whole,
      debtToEquity: float,
      source: fc.constantFrom('a', 'b'),
      doubts: fc.array(text, { maxLength: 2 }),
    })
    const fundamentals = fc.record({
      instrument,
      asOf: day,
      source: fc.constantFrom('a', 'b'),
      marketCapPaise: whole,
      pe: float,
      pb: float,
      roePercent: float,
      debtToEquity: float,
      dividendYieldPercent: float,
      revenueGrowthPercent: float,
      profitGrowthPercent: float,
    })
    const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(few(news), few(earnings), few(fundamentals), async (n, e, f) => {
        const batch = { news: n, earnings: e, expected: [], fundamentals: f }
        const first = await store.keep(batch)
        const all = n.length + e.length + f.length
        expect(first.added + first.same + first.changed).toBe(all)
        const again = await store.keep(batch)
        expect(again).toEqual({ added: 0, same: all, changed: 0 })
      }),
      { numRuns: 30 },
    )
  })
})
