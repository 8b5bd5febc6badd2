import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instrumentId } from '../../../src/domain/brand.ts'
import { epochMs, isoTime, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { IMPORTED_AT, type ResearchDesk, researchDesk } from './research-fixture.ts'

const MEMBERS = `Company Name,Industry,Symbol,Series,ISIN Code
Infosys Ltd.,Information Technology,INFY,EQ,INE009A01021
Tata Consultancy Services Ltd.,Information Technology,TCS,EQ,INE467B01029
NTPC Ltd.,Power,NTPC,EQ,INE733E01010
NTPC Green Energy Ltd.,Power,NTPCGREEN,EQ,INE0ONG01011
HDFC Bank Ltd.,Financial Services,HDFCBANK,EQ,INE040A01034
HDFC Life Insurance Company Ltd.,Financial Services,HDFCLIFE,EQ,INE795G01014
`
const INFY = instrumentId('NSE:INFY')
const XBRL =
  'Symbol,DateOfStartOfReportingPeriod,DateOfEndOfReportingPeriod,NatureOfReportStandaloneConsolidated,broadcast_stamp_in_file_name,RevenueFromOperations,ProfitLossForPeriod,PaidUpValueOfEquityShareCapital,FaceValueOfEquityShareCapital,BasicEarningsLossPerShareFromContinuingAndDiscontinuedOperations,ProfitOrLossAttributableToOwnersOfParent,DebtEquityRatio'

describe('files about companies', () => {
  let desk: ResearchDesk
  beforeEach(async () => {
    desk = await researchDesk()
  })
  afterEach(() => desk[Symbol.asyncDispose]())

  const imported = (name: string, text: string, format?: 'news' | 'earnings' | 'fundamentals') =>
    desk.files.importText(name, text, format)
  const members = () => imported('nifty-50-2024-01.csv', MEMBERS)
  const news = (most = 10) => desk.research.news({ instrument: null, before: IMPORTED_AT, most })
  const earnings = () => desk.research.earnings({ instrument: null, before: IMPORTED_AT, most: 50 })

  it('own news as CSV and as JSON is the same news', async () => {
    const csv = `title,published_at,summary,link,source,symbols
"Infosys wins, again",2024-05-02 10:15:30,"A ""large"" deal",https://example.com/a,A Paper,INFY;NSE:TCS
`
    const json = JSON.stringify({
      title: 'Infosys wins, again',
      published_at: '2024-05-02T04:45:30Z',
      summary: 'A "large" deal',
      link: 'https://example.com/a',
      source: 'A Paper',
      symbols: ['INFY', 'TCS'],
    })
    expect(await imported('mine.csv', csv)).toMatchObject({ layout: 'news', new: 1, notes: [] })
    expect(await imported('mine.jsonl', json)).toMatchObject({ new: 0, same: 1 })
    expect(await imported('mine.json', `[${json}]`)).toMatchObject({ same: 1 })
    expect(await imported('wrapped.json', `{"status":"ok","news":[${json}]}`)).toMatchObject({
      same: 1,
    })
    expect(await news()).toMatchObject([
      {
        title: 'Infosys wins, again',
        summary: 'A "large" deal',
        link: 'https://example.com/a',
        source: 'A Paper',
        instruments: ['NSE:INFY', 'NSE:TCS'],
        publishedAt: momentOf(tradeDate('2024-05-02'), 615) + 30_000,
      },
    ])
  })

  it('nothing counts as known before it can have been: a day counts from its end, a minute from its own', async () => {
    const lines = ['2024-05-02', '2024-05-02 10:15', '2024-05-02 10:15:30', '02-May-2024 10:15:30']
    await imported('n.csv', `title,date\n${lines.map((at, i) => `story ${i},${at}`).join('\n')}\n`)
    const times = (await news()).map(({ publishedAt }) => isoTime(publishedAt).slice(0, 23)).sort()
    expect(times).toEqual([
      '2024-05-02T10:15:30.000',
      '2024-05-02T10:15:30.000',
      '2024-05-02T10:16:00.000',
      '2024-05-02T23:59:59.999',
    ])
  })

  it('companies are found in words by their whole names, and by symbols in capitals', async () => {
    await members()
    const titles = [
      'Infosys and TCS tie up',
      'NTPC Green jumps on debut',
      'NTPC to build a dam',
      'the tata consultancy services of old',
      'HDFC Bank, HDFC Life in talks',
      'INFOSYS UP, TCS DOWN',
    ]
    await imported(
      't.csv',
      `title,date\n${titles.map((t, i) => `"${t}",2024-05-0${i + 1}`).join('\n')}\n`,
    )
    expect((await news()).toReversed().map(({ instruments }) => instruments.join(' '))).toEqual([
      'NSE:INFY NSE:TCS',
      '',
      'NSE:NTPC',
      '',
      'NSE:HDFCBANK',
      'NSE:INFY',
    ])
  })

  it('a company that no list knows yet is found when the file comes again', async () => {
    const item = (client: string) =>
      `{"Client":"${client}","Date":"Thu, 10 Jan 2019 08:00:00 GMT","News":"Up ?big? today - A Paper","Description":"","Link":"https://example.com/1"}`
    const text = `[${item('infosys')},\n${item('tata consultancy services (tcs)')},\n${item('hdfc')}]`
    const before = await imported('g.json', text)
    expect(before).toMatchObject({ new: 1, refused: 0, layout: 'news by company (Google News)' })
    expect(before.notes.join()).toContain('3 rows: no stored list of instruments knows the company')
    await members()
    expect(await imported('g.json', text)).toMatchObject({ new: 0, changed: 1 })
    expect(await news()).toMatchObject([
      { title: 'Up ‘big’ today', source: 'A Paper', instruments: ['NSE:INFY', 'NSE:TCS'] },
    ])
  })

  it('menu entries and data in place of titles are refused, each with its reason', async () => {
    const page = (title: string, link: string) => ({
      title,
      link,
      summary: 'N/A',
      timestamp: '2024-11-27 22:48:18',
    })
    const report = await imported(
      's.json',
      JSON.stringify(
        [
          page('My Watchlist', '/marketstats/pid-501.cms'),
          page('IPO', 'https://example.com/markets/ipo'),
          page('A story', 'https://example.com/markets/a-story-of-five-words'),
          page('{"stocks": {"X": [1]}}', 'https://example.com/news/1234567890'),
          page('  ', 'https://example.com/news/1234567890'),
        ],
        null,
        1,
      ),
    )
    expect(report.new).toBe(1)
    expect(report.refusals.map(({ reason }) => reason)).toEqual([
      '"My Watchlist" has a link without a host: a menu entry, not a story',
      '"IPO" leads to a section: a menu entry, not a story',
      'its title is no sentence but data',
      'it has no title',
    ])
    expect(await news()).toMatchObject([{ title: 'A story', summary: '', source: 'example.com' }])
  })

  it('results whose figures do not fit together keep what they say, and the doubt', async () => {
    const row = (symbol: string, profit: string, eps: string, revenue = '500000000') =>
      `${symbol},2024-01-01,2024-03-31,Consolidated,18Apr2024_1600,${revenue},${profit},10000000,10,${eps},,0.25`
    const report = await imported(
      'x.csv',
      [
        XBRL,
        row('M&amp;M', '20000000', '20.1'),
        row('INFY', '20000000', '0.02'),
        row('TCS', '20000000', '20', '9e20'),
        'NTPC,2023-04-01,2024-03-31,Consolidated,18Apr2024_1600,1,1,10,10,1,,',
        'HDFC,2024-01-01,,Consolidated,18Apr2024_1600,1,1,10,10,1,,',
        'BEL,2024-01-01,2024-03-31,Sideways,18Apr2024_1600,1,1,10,10,1,,',
        'ITC,2024-01-01,2024-03-31,Standalone,18Mar2024_1600,1,1,10,10,1,,\n',
      ].join('\n'),
    )
    expect(report).toMatchObject({ new: 3, refused: 4 })
    expect(report.notes.join()).toContain('3 rows: debt to equity was not kept')
    expect(report.refusals.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '5: it covers 365 days, which is no quarter',
      '6: "" is no last day of a quarter',
      '7: it tells neither consolidated nor standalone',
      '8: it says that it was published before its quarter was over',
    ])
    const found = new Map((await earnings()).map((one) => [one.instrument, one]))
    expect(found.get(instrumentId('NSE:M&M'))).toMatchObject({
      periodEnd: '2024-03-31',
      isConsolidated: true,
      announcedAt: momentOf(tradeDate('2024-04-18'), 961),
      revenuePaise: 500_000_000_00,
      profitPaise: 20_000_000_00,
      epsPaise: 20_10,
      shares: 1_000_000,
      debtToEquity: null,
      doubts: [],
    })
    expect(found.get(INFY)).toMatchObject({
      epsPaise: 2,
      doubts: [expect.stringContaining('profit over shares is ₹20, yet ₹0.02 a share')],
    })
    expect(found.get(instrumentId('NSE:TCS'))).toMatchObject({
      revenuePaise: null,
      doubts: [expect.stringContaining('more than any company has')],
    })
  })

  it('own earnings tell in rupees or crore, reported or expected', async () => {
    const text = `symbol,period_end,announced_at,consolidated,revenue_crore,profit_crore,eps,expected_on
INFY,2024-06-30,18-Jul-2024 15:45:10,yes,39315,6368,15.35,
INFY,2024-09-30,,,,,,2024-10-17
TCS,2024-06-30,,no,,(12.5),-0.34,
TCS,2024-09-30,,,,,,
TCS,2024-09-30,,,x,1,1,
,2024-09-30,,,1,1,1,
`
    const report = await imported('e.csv', text)
    expect(report).toMatchObject({ layout: 'earnings', new: 3, refused: 3 })
    expect(report.refusals.map(({ reason }) => reason)).toEqual([
      'it has neither revenue nor profit nor eps',
      'its revenue is no amount in rupees',
      '"" names no instrument',
    ])
    expect(await earnings()).toMatchObject([
      { instrument: 'NSE:TCS', isConsolidated: false, profitPaise: -125_000_000_00, epsPaise: -34 },
      { instrument: 'NSE:INFY', revenuePaise: 39_315e9, epsPaise: 15_35 },
    ])
    const before = momentOf(tradeDate('2024-10-13'), 0)
    expect(await desk.research.upcoming({ instrument: INFY, before, most: 5 })).toMatchObject([
      { expectedOn: '2024-10-17', periodEnd: '2024-09-30', isEstimate: false },
    ])
  })

  it('a board meeting on results is a day on which they are expected', async () => {
    const meeting = (purpose: string) =>
      JSON.stringify({
        bm_symbol: 'INFY',
        bm_date: '17-Oct-2024',
        bm_purpose: purpose,
        bm_timestamp: '01-Oct-2024 18:00:00',
      })
    const report = await imported(
      'board.json',
      `[${meeting('To consider Financial results for the period ended September 2024 and Dividend')},${meeting('To consider a buyback')}]`,
    )
    expect(report).toMatchObject({ new: 1, layout: 'board meetings (NSE)' })
    expect(report.notes).toEqual(['1 row left out: a board meeting on something else than results'])
    const asked = { instrument: INFY, most: 5 }
    const before = momentOf(tradeDate('2024-10-01'), 1_081)
    expect(await desk.research.upcoming({ ...asked, before })).toMatchObject([
      { expectedOn: '2024-10-17', source: 'nse-meetings' },
    ])
    const earlier = momentOf(tradeDate('2024-10-01'), 1_079)
    expect(await desk.research.upcoming({ ...asked, before: earlier })).toEqual([])
  })

  it('own fundamentals are refused where they cannot be, and kept where they can', async () => {
    const text = `symbol,as_of,market_cap_crore,pe,roe_percent,debt_to_equity
INFY,2024-06-30,650000,26.1,31.5%,0.1
TCS,2024-06-30,,,-2.5,
NTPC,2024-06-30,,,,
ITC,2024-06-30,-5,1,1,1
BEL,30/02/2024,1,1,1,1
ABB,2024-06-30,1,seven,1,1
`
    const report = await imported('f.csv', text)
    expect(report).toMatchObject({ layout: 'fundamentals', new: 2, refused: 4 })
    expect(report.refusals.map(({ reason }) => reason)).toEqual([
      'every figure is empty',
      '"-5" is no market value',
      '"30/02/2024" is no day',
      '"seven" cannot be pe: it must lie between -100000 and 100000',
    ])
    const [line] = await desk.research.fundamentals(INFY, IMPORTED_AT)
    expect(line).toMatchObject({
      asOf: '2024-06-30',
      marketCapPaise: 650_000 * 1e7 * 100,
      pe: 26.1,
      roePercent: 31.5,
      debtToEquity: 0.1,
      pb: null,
    })
  })

  it('a failed run of a screener site is refused, and its zeros are unknown', async () => {
    const head = 'Symbol,Industry,Qtr Profit Var %,QoQ profits %,QoQ sales %,OPM,Last_Updated'
    const failed = await imported(
      'a.csv',
      `${head}\nINFY,IT,,,,,2026-03-06 19:35:55\nTCS,IT,0,0,0,0,2026-03-06 19:35:55\n`,
    )
    expect(failed).toMatchObject({ outcome: 'refused', refused: 2 })
    const fine = await imported(
      'b.csv',
      `${head}\nINFY,IT,-7.09,1,2,24,2026-04-04 04:16:32\nTCS,IT,0,1,2,24,2026-04-04 04:16:32\nITC,IT,-61211,1,2,3,2026-04-04 04:16:32\n`,
    )
    expect(fine).toMatchObject({ new: 1 })
    expect(fine.notes).toHaveLength(2)
    expect(await desk.research.everyFundamentals(IMPORTED_AT)).toMatchObject([
      { instrument: 'NSE:INFY', profitGrowthPercent: -7.09, asOf: '2026-04-04' },
    ])
  })

  it('the format says what a file is taken for; a file that is none of it is refused', async () => {
    const both = 'title,date,symbol,pe\nA story,2024-05-02,INFY,20\n'
    expect(await imported('both.csv', both)).toMatchObject({ layout: 'news' })
    expect(await imported('both.csv', both, 'fundamentals')).toMatchObject({
      layout: 'fundamentals',
    })
    expect(
      await imported('bars.csv', 'date,open,high,low,close\n2024-05-02,1,1,1,1\n', 'news'),
    ).toMatchObject({
      outcome: 'refused',
    })
    expect(await imported('other.json', '[{"a":1}]', 'news')).toMatchObject({ outcome: 'refused' })
    expect(await imported('cut.json', '[{"title":"x","date":"2024-05-02"},{"ti')).toMatchObject({
      new: 1,
      refused: 1,
      refusals: [{ line: 1, reason: 'it ends in the middle: the file is cut' }],
    })
  })

  it('what follows from the reports of five quarters is a ratio, from then on', async () => {
    const quarter = (end: string, start: string, stamp: string, profit: number) =>
      `INFY,${start},${end},Consolidated,${stamp},${profit * 10},${profit},10000000,10,${profit / 1e6},,0.2`
    const text = [
      XBRL,
      quarter('2023-12-31', '2023-10-01', '11Jan2024_1545', 10_000_000),
      quarter('2024-03-31', '2024-01-01', '18Apr2024_1545', 11_000_000),
      quarter('2024-06-30', '2024-04-01', '18Jul2024_1545', 11_000_000),
      quarter('2024-09-30', '2024-07-01', '17Oct2024_1545', 12_000_000),
      quarter('2024-12-31', '2024-10-01', '16Jan2025_1545', 12_500_000),
    ].join('\n')
    await imported('x.csv', `${text}\n`)
    const seen = (day: string) => desk.research.fundamentals(INFY, momentOf(tradeDate(day), 600))
    expect(await seen('2025-01-16')).toMatchObject([
      { asOf: '2024-10-17', profitGrowthPercent: null, epsYearPaise: 44_00 },
    ])
    expect(await seen('2025-01-17')).toMatchObject([
      {
        source: 'reports',
        asOf: '2025-01-16',
        profitGrowthPercent: 25,
        revenueGrowthPercent: 25,
        epsYearPaise: 46_50,
        shares: 1_000_000,
      },
    ])
    expect(await desk.research.everyFundamentals(epochMs(IMPORTED_AT))).toEqual([])
  })
})
