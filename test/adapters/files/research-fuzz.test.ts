import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CompanyNames } from '../../../src/adapters/files/company-names.ts'
import { readFile } from '../../../src/adapters/files/file-reader.ts'
import { TradingDays } from '../../../src/adapters/files/trading-days.ts'
import type { ResearchBatch } from '../../../src/core/ai/research.ts'
import { BarTable } from '../../../src/core/state/bar-store-table.ts'
import { earningsRow, expectedRow, fundamentalsRow } from '../../../src/core/state/research-rows.ts'
import { instrumentId, isInstrumentId } from '../../../src/domain/brand.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'

const NOW = momentOf(tradeDate('2026-11-23'), 600)
const days = new TradingDays(new MarketCalendar(), NOW)
const names = new CompanyNames([
  { ...plainEquity(instrumentId('NSE:INFY')), name: 'Infosys Ltd.', sector: 'IT' },
])

/** A little of each shape, as real files have it. */
const SAMPLES: Readonly<Record<string, string>> = {
  'google.json': `[{"Client":"infosys","Date":"Thu, 10 Jan 2019 08:00:00 GMT","Description":"*fresh* ?big? ...","Link":"https://example.com/a","News":"Infosys up - A Paper","Indexes":4},
{"Client":"hdfc","Date":"Tue, 05 Feb 2019 17:12:55 GMT","Description":"","Link":"https://example.com/b","News":"HDFC?s day - B"}]`,
  'currents.json': `[{"id":"a","title":"Infosys aims","description":"INFY is","url":"https://www.example.com/x/","category":["a","b"],"published":"2022-01-23 10:01:58 +0000"}]`,
  'marketaux.json': `[{"uuid":"a","title":"Markets","description":"d","url":"https://example.com/x","published_at":"2025-02-23T05:44:53.000000Z","source":"example.com","relevance_score":null,"entities":[{"symbol":"INFY.NS","name":"Infosys","highlights":[{"highlight":"x \\" y","sentiment":0.7}]},{"symbol":"^NSEI","name":"Nifty"}]}]`,
  'scraped.json': `[{"title":"Below â‚¹100: buy?","link":"https://example.com/m/a-story-of-many-words-17","summary":"This reports","timestamp":"2024-11-27 22:48:18"},{"title":"IPO","link":"/markets/ipo","summary":"IPO","timestamp":"2024-11-27 22:48:18"}]`,
  'own-news.csv': `title,published_at,summary,link,source,symbols
"One, two",2024-05-02 10:15:30,"A ""b""",https://example.com,Paper,INFY;TCS
Two,2024-05-03,,,,
`,
  'filings.csv': `symbol,period,from_date,to_date,consolidated,cumulative,filing_date,broadcast_date,isin
ACC,Quarterly,01-Oct-2024,31-Dec-2024,Consolidated,Non-cumulative,31-Jan-2025 18:45,31-Jan-2025 18:45:17,INE012A01025
ACC,Quarterly,01-Jul-2024,30-Sep-2024,Non-Consolidated,Non-cumulative,-,,INE012A01025
`,
  'xbrl.csv': `Symbol,DateOfStartOfReportingPeriod,DateOfEndOfReportingPeriod,NatureOfReportStandaloneConsolidated,broadcast_stamp_in_file_name,RevenueFromOperations,ProfitLossForPeriod,PaidUpValueOfEquityShareCapital,FaceValueOfEquityShareCapital,BasicEarningsLossPerShareFromContinuingOperations,DebtEquityRatio
M&amp;M,2018-04-01,2018-06-30,Consolidated,07Aug2018_1910,38482500000.00,3287400000.00,1879900000.00,10,17.50,0.2
ACC,2018-04-01,2018-06-30,Standalone,07Aug2018_1906,38482500000.00,-3287400000.00,1879900000.00,10,-17.50,
`,
  'own-earnings.csv': `symbol,period_end,announced_at,consolidated,revenue_crore,profit,eps,expected_on
INFY,2024-06-30,18-Jul-2024 15:45:10,yes,39315,-6368,15.35,
INFY,2024-09-30,,,,,,2024-10-17
`,
  'board.json': `[{"bm_symbol":"INFY","bm_date":"30-Oct-2023","bm_purpose":"To approve results for the period ended September 2023","bm_timestamp":"18-Oct-2023 22:42:01"}]`,
  'growth-2026-04-04.csv': `Symbol,Industry,Qtr Profit Var %,QoQ profits %,QoQ sales %,OPM,Last_Updated
360ONE,Financial Services,33.32,14.97,21.78,38.73,2026-04-04 04:16:32
ABB,Capital Goods,-1.73,23.06,0,14.49,2026-04-04 04:16:32
`,
  'own-fundamentals.csv': `symbol,as_of,market_cap_crore,pe,roe_percent,debt_to_equity
INFY,2024-06-30,650000,26.1,31.5,0.1
`,
}

const SIGNS = '0123456789.,-"\\{}[]:\n\r eE+/\u0000â€₹'

const damaged = fc
  .tuple(
    fc.constantFrom(...Object.keys(SAMPLES)),
    fc.array(
      fc.tuple(
        fc.constantFrom('change', 'insert', 'cut', 'drop', 'double'),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.constantFrom(...SIGNS),
      ),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([name, mutations]) => {
    let text = SAMPLES[name] ?? ''
    for (const [kind, share, sign] of mutations) {
      const place = Math.floor(share * text.length)
      const [head, tail] = [text.slice(0, place), text.slice(place)]
      if (kind === 'change') text = head + sign + tail.slice(1)
      else if (kind === 'insert') text = head + sign + tail
      else if (kind === 'cut') text = head
      else if (kind === 'drop') text = head + tail.slice(1 + (place % 30))
      else text = head + tail.slice(0, 40) + tail
    }
    return { name, bytes: Buffer.from(text) }
  })

async function taken(name: string, bytes: Buffer) {
  const found = await readFile({ name, modifiedAt: NOW }, [bytes], {
    format: 'auto',
    days,
    table: new BarTable(),
    partRows: 1e9,
    onPart: async () => undefined,
  })
  if (found.kind !== 'research') return { found, batch: null }
  const batches: ResearchBatch[] = []
  const { count, save } = found.table.finish(names)
  await save({
    keep: async (batch) => {
      batches.push(batch)
      return { added: 0, same: 0, changed: 0 }
    },
  })
  return { found, batch: batches[0] ?? null, count }
}

const isWhole = (value: number | null | undefined) =>
  value === null || value === undefined || Number.isSafeInteger(value)

function expectSense({ news, earnings, expected, fundamentals }: ResearchBatch): void {
  for (const { id, title, summary, link, instruments, publishedAt } of news) {
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(title).not.toBe('')
    expect([...title].length).toBeLessThanOrEqual(300)
    expect([...summary].length).toBeLessThanOrEqual(4_000)
    expect(`${title}${summary}`).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(link === null || URL.canParse(link)).toBe(true)
    expect(instruments.every(isInstrumentId)).toBe(true)
    expect(Number.isSafeInteger(publishedAt)).toBe(true)
  }
  for (const report of earnings) {
    const row = earningsRow(report)
    expect(row.source).not.toMatch(/\p{Cc}/u)
    for (const value of [row.revenue_paise, row.profit_paise, row.eps_paise, row.shares]) {
      expect(isWhole(value)).toBe(true)
    }
    expect(Number.isNaN(row.debt_to_equity)).toBe(false)
    expect(Number.isSafeInteger(row.known_at)).toBe(true)
  }
  for (const day of expected)
    expect(expectedRow(day, NOW).expected_on).toMatch(/^\d{4}(-\d{2}){2}$/)
  for (const line of fundamentals) {
    for (const value of Object.values(fundamentalsRow(line, NOW))) {
      expect(typeof value === 'number' && !Number.isFinite(value)).toBe(false)
    }
  }
}

describe('damaged files about companies', () => {
  it('every good sample is read whole', async () => {
    for (const [name, text] of Object.entries(SAMPLES)) {
      const { found, batch, count } = await taken(name, Buffer.from(text))
      if (found.kind !== 'research' || batch === null) throw new RangeError(`${name} is not known`)
      const refused = name === 'scraped.json' ? 1 : 0
      expect([name, found.table.refusals.count]).toEqual([name, refused])
      expect(count).toBeGreaterThan(0)
      expectSense(batch)
    }
  })

  it('whatever happens to them, nothing crashes and nothing that is taken is nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async ({ name, bytes }) => {
        const { batch } = await taken(name, bytes)
        if (batch !== null) expectSense(batch)
      }),
      { numRuns: 2_000 },
    )
  })

  it('what is no file at all does not crash either', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('[{', '{"title":', ''),
        async (bytes, start) => {
          const { batch } = await taken('x.json', Buffer.concat([Buffer.from(start), bytes]))
          if (batch !== null) expectSense(batch)
        },
      ),
      { numRuns: 500 },
    )
  })
})
