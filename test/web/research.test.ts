import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EarningsReport, Fundamentals, NewsItem } from '../../src/core/ai/research.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { DAY_MS, dateOf, epochMs } from '../../src/domain/time.ts'
import { importBody } from '../../src/web/contract/data.ts'
import {
  earningsBody,
  fundamentalsBody,
  newsBody,
  screenerBody,
  upcomingBody,
} from '../../src/web/contract/research.ts'
import { useRunThread } from '../cli/run-thread-files.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

const LONG = 120_000
const INFY = instrumentId('NSE:INFY')
const TCS = instrumentId('NSE:TCS')
const FILE = { 'content-type': 'application/octet-stream' }
const MB = 1 << 20

const NOTHING = {
  marketCapPaise: null,
  pe: null,
  pb: null,
  roePercent: null,
  debtToEquity: null,
  dividendYieldPercent: null,
  revenueGrowthPercent: null,
  profitGrowthPercent: null,
}

describe('what was published of companies, over the web', { timeout: LONG }, () => {
  const runThread = useRunThread()
  let desk: WebDesk
  let page: Client
  const now = () => desk.live.kernel.clock.now()
  const get = async (url: string) => {
    const answer = await desk.ask({ url }, page)
    if (answer.statusCode !== 200) throw new RangeError(answer.body)
    return answer.json()
  }
  const upload = (query: string, payload: string | Buffer, headers: object = FILE) =>
    desk.ask(
      { method: 'POST', url: `/api/data/import?${query}`, payload, headers: { ...headers } },
      page,
    )

  beforeAll(async () => {
    desk = await openWebDesk({}, runThread())
    page = await desk.page()
    const at = now()
    const story = (id: string, hoursAgo: number): NewsItem => ({
      id,
      instruments: [INFY],
      title: `<b>${id}</b> & more`,
      summary: '',
      link: 'https://example.com/',
      source: 'a paper',
      publishedAt: epochMs(at - hoursAgo * 3_600_000),
      fetchedAt: at,
    })
    const report = (instrument: typeof INFY, days: number, doubts: string[]): EarningsReport => ({
      instrument,
      periodEnd: '2026-09-30',
      isConsolidated: true,
      announcedAt: epochMs(at - days * DAY_MS),
      revenuePaise: 1_000_00,
      profitPaise: 100_00,
      epsPaise: 1_00,
      source: 'xbrl',
      doubts,
    })
    const line = (instrument: typeof INFY, part: Partial<Fundamentals>): Fundamentals => ({
      ...NOTHING,
      instrument,
      asOf: dateOf(at - 10 * DAY_MS),
      source: 'a site',
      ...part,
    })
    await desk.web.research.keep({
      news: [story('old', 48), story('new', 1), story('later', -1)],
      earnings: [report(INFY, 30, []), report(TCS, 20, ['a unit']), report(TCS, -1, [])],
      expected: [],
      fundamentals: [
        line(INFY, { marketCapPaise: 6e14, pe: 22, roePercent: 31, debtToEquity: 0.1 }),
        line(TCS, { marketCapPaise: 1e15, pe: 40, roePercent: 45, debtToEquity: 0.1 }),
        line(instrumentId('NSE:ITC'), { pe: 12 }),
        line(instrumentId('NSE:SBIN'), { asOf: dateOf(at + DAY_MS), pe: 1 }),
      ],
    })
  }, LONG)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('news come newest first with source and age, and none from the future of the market', async () => {
    const body = newsBody.parse(await get('/api/news?instrument=NSE:INFY'))
    expect(body.news.map(({ id }) => id)).toEqual(['new', 'old'])
    expect(body.news[0]).toMatchObject({
      source: 'a paper',
      title: '<b>new</b> & more',
      ageMs: 3_600_000,
    })
    expect(newsBody.parse(await get('/api/news?limit=1')).news).toHaveLength(1)
    expect(newsBody.parse(await get('/api/news?instrument=NSE:TCS')).news).toEqual([])
  })

  it('earnings come with their doubts, and the next ones are expected', async () => {
    const { reports } = earningsBody.parse(await get('/api/earnings'))
    expect(reports.map(({ instrument, doubts }) => [instrument, doubts])).toEqual([
      ['NSE:TCS', ['a unit']],
      ['NSE:INFY', []],
    ])
    expect(reports[0]?.ageMs).toBe(20 * DAY_MS)
    const { expected } = upcomingBody.parse(await get('/api/earnings/upcoming?instrument=NSE:INFY'))
    expect(expected).toMatchObject([{ periodEnd: '2026-12-31', isEstimate: true }])
    expect(expected[0]?.inDays).toBeGreaterThan(30)
  })

  it('fundamentals tell every source and the newest of each ratio', async () => {
    const body = fundamentalsBody.parse(await get('/api/fundamentals/NSE:INFY'))
    expect(body.pricePaise).toBeGreaterThan(0)
    expect(body.ratios.pe).toMatchObject({ value: 22, source: 'a site' })
    expect(body.sources).toMatchObject([{ source: 'a site', ageDays: 10 }, { source: 'reports' }])
    const unknown = fundamentalsBody.parse(await get('/api/fundamentals/NSE:NOBODY'))
    expect(unknown).toMatchObject({ pricePaise: null, ratios: {}, sources: [] })
  })

  it('the screener asks the usual limits; what is not known does not pass', async () => {
    const usual = screenerBody.parse(await get('/api/screener'))
    expect(usual.rows.map(({ instrument }) => instrument)).toEqual(['NSE:INFY'])
    expect(usual.rows[0]?.verdicts).toEqual({
      marketCap: 'holds',
      pe: 'holds',
      roe: 'holds',
      debtToEquity: 'holds',
    })
    expect(usual.rows[0]?.priceSource).toBe('SIMULATED')
    expect(usual.unknown).toBe(usual.screened - 2)
    const loose = 'peMax=any&roePercentMin=any&debtToEquityMax=any&marketCapCroreMin=any'
    const all = screenerBody.parse(await get(`/api/screener?${loose}`))
    expect(all.matched).toBe(all.screened)
    const cheap = screenerBody.parse(
      await get(
        '/api/screener?peMax=15&roePercentMin=any&debtToEquityMax=any&marketCapCroreMin=any',
      ),
    )
    expect(cheap.rows.map(({ instrument }) => instrument)).toEqual(['NSE:ITC'])
    const byBars = screenerBody.parse(await get(`/api/screener?${loose}&rsiBelow=70`))
    expect(byBars).toMatchObject({ matched: 0, unknown: byBars.screened })
    const answer = await desk.ask({ url: '/api/screener?peMax=cheap' }, page)
    expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'INPUT_INVALID'])
  })

  it('a file is taken over by screen as by the command, and the journal says so', async () => {
    const text =
      'date,open,high,low,close,volume\n2024-07-01,10,11,9,10,5\n2024-07-02,10,9,9,10,5\n'
    const first = await upload('name=WIPRO.csv', text)
    expect(first.statusCode, first.body).toBe(200)
    expect(importBody.parse(first.json())).toMatchObject({
      new: 1,
      refused: 1,
      files: [{ file: 'WIPRO.csv', outcome: 'imported', refusals: [{ line: 3 }] }],
    })
    expect(importBody.parse((await upload('name=WIPRO.csv', text)).json())).toMatchObject({
      new: 0,
      same: 1,
    })
    const { series } = await get('/api/data')
    expect(series).toMatchObject([{ instrument: 'NSE:WIPRO', count: 1 }])
    const news = '[{"title":"By screen","published_at":"2024-05-02","symbols":["TCS"]}]'
    const taken = await upload('name=my%20news.json&format=news', news)
    expect(importBody.parse(taken.json())).toMatchObject({ new: 1, files: [{ layout: 'news' }] })
    const { news: stories } = newsBody.parse(await get('/api/news?instrument=NSE:TCS'))
    expect(stories).toMatchObject([{ title: 'By screen' }])
    expect((await get('/api/data')).research).toContainEqual(
      expect.objectContaining({ kind: 'news', source: 'own file', count: 1 }),
    )
    const { events } = await get('/api/events?types=data')
    const told = events.filter(({ type }: { type: string }) => type === 'data.import_completed')
    expect(told).toHaveLength(2)
    expect(await readdir(join(desk.dataDir, 'uploads'))).toEqual([])
  })

  it('a file that is none is refused whole, and what is no upload is refused at the door', async () => {
    const broken = await upload('name=x.csv.gz', 'no table at all')
    expect(importBody.parse(broken.json())).toMatchObject({ filesRefused: 1, new: 0 })
    for (const name of ['..%2Fx.csv', '/etc/passwd', 'x.exe', '.csv', 'a%00.csv', 'a/b.csv']) {
      const answer = await upload(`name=${name}`, 'a,b\n')
      expect([name, answer.statusCode]).toEqual([name, 422])
    }
    expect((await upload('name=x.csv&format=pdf', 'a')).statusCode).toBe(422)
    expect((await upload('', 'a')).statusCode).toBe(422)
    const wrong = await upload('name=x.csv', '{}', { 'content-type': 'application/json' })
    expect([wrong.statusCode, wrong.json().error.code]).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED'])
    const large = await upload('name=x.csv', Buffer.alloc(64 * MB + 1, 'a'))
    expect([large.statusCode, large.json().error.code]).toEqual([413, 'BODY_TOO_LARGE'])
    expect(await readdir(join(desk.dataDir, 'uploads'))).toEqual([])
  })

  it('other routes take no files', async () => {
    const answer = await desk.ask(
      { method: 'POST', url: '/api/emergency/stop', payload: 'x', headers: FILE },
      page,
    )
    expect(answer.statusCode).toBe(415)
  })

  it('only who may operate takes files over, one at a time', async () => {
    const ask = (client: Client) =>
      desk.ask(
        { method: 'POST', url: '/api/data/import?name=x.csv', payload: 'a', headers: FILE },
        client,
      )
    expect((await ask(await desk.token('propose'))).statusCode).toBe(403)
    const done = desk.web.jobs.begin('a backup')
    expect((await ask(page)).statusCode).toBe(409)
    done()
  })
})
