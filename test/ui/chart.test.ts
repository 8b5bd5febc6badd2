import { describe, expect, it } from 'vitest'
import type { BarsBody } from '../../src/web/contract/market.ts'
import type { Candle } from '../../ui/pages/chart/candles.ts'
import { chartSeconds } from '../../ui/pages/chart/candles.ts'
import { flagsOf } from '../../ui/pages/chart/flags.ts'
import { overlayLines } from '../../ui/pages/chart/overlays.ts'
import { HOSTILE } from './ai-states.ts'
import { describeInBrowser, expectFitsEveryWidth, faultsOf, picture, SCHEMES } from './browser.ts'
import { earnings, news } from './research-states.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const INFY = 'NSE:INFY'
const at = (day: string, time: string): string => `${day}T${time}+05:30`

/** Bars that begin at moments. */
const candlesAt = (...moments: readonly string[]): readonly Candle[] =>
  moments.map((moment) => ({
    time: chartSeconds(Date.parse(moment)),
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 1,
  }))

describe('flags of what was published', () => {
  const [story] = news(INFY).news
  const [report] = earnings().reports
  const friday = at('2026-11-20', '15:25:00')
  const bars = candlesAt(friday, at('2026-11-23', '09:15:00'), at('2026-11-23', '09:20:00'))
  const barOf = (publishedAt: string) =>
    flagsOf(story ? [{ ...story, publishedAt }] : [], [], bars, '5m').map(({ bar }) => bar)

  it('stand at the bar in which it could first be traded on', () => {
    expect(barOf(at('2026-11-20', '15:27:00'))).toEqual([0])
    expect(barOf(at('2026-11-21', '12:00:00'))).toEqual([1])
    expect(barOf(at('2026-11-23', '09:19:59'))).toEqual([1])
    expect(barOf(at('2026-11-23', '09:20:00'))).toEqual([2])
    expect(barOf(at('2026-11-23', '18:00:00'))).toEqual([2])
    expect(barOf(at('2026-11-20', '15:24:59'))).toEqual([])
  })

  it('on daily bars a story of a weekend stands on Monday', () => {
    const days = candlesAt(at('2026-11-20', '00:00:00'), at('2026-11-23', '00:00:00'))
    const on = (publishedAt: string) =>
      flagsOf(story ? [{ ...story, publishedAt }] : [], [], days, 'day')[0]?.bar
    expect(on(at('2026-11-20', '18:00:00'))).toBe(0)
    expect(on(at('2026-11-22', '10:00:00'))).toBe(1)
  })

  it('results are told in a sentence, and those whose day nobody told have no flag', () => {
    const announcedAt = at('2026-11-23', '09:16:00')
    const told = (part: object) =>
      flagsOf([], report ? [{ ...report, announcedAt, ...part }] : [], bars, '5m')
    expect(told({})[0]).toMatchObject({ kind: 'earnings', bar: 1 })
    expect(told({})[0]?.says).toMatch(
      /^Results of the quarter to 30 Sept? 2026, group, profit ₹7,236/,
    )
    expect(told({ profitPaise: -4_120_000_000 })[0]?.says).toMatch(/, a loss of ₹/)
    expect(told({ doubts: ['two sums differ'] })[0]?.says).toMatch(/\(doubted\)$/)
    expect(told({ announcedAt: null })).toEqual([])
  })
})

const START = Date.parse(at('2026-11-20', '09:15:00')) / 1_000
const DAY_S = 86_400

/** Two sessions of five minutes, with the lines that are asked for. */
function bars(over: string): BarsBody {
  const closePaise = Array.from({ length: 150 }, (_, row) =>
    Math.round(1_842_00 + Math.sin(row / 9) * 18_00 + row * 12),
  )
  const rows = closePaise.map((_, row) => row)
  return {
    instrument: INFY,
    interval: '5m',
    source: 'sim',
    time: rows.map((row) => START + (row < 75 ? row : row - 75) * 300 + (row < 75 ? 0 : 3 * DAY_S)),
    openPaise: closePaise.map((close) => close - 1_20),
    highPaise: closePaise.map((close) => close + 3_00),
    lowPaise: closePaise.map((close) => close - 4_00),
    closePaise,
    volume: rows.map((row) => 900 + ((row * 137) % 700)),
    lines: over.includes('ema9')
      ? [{ id: 'ema9', paise: closePaise.map((close, row) => (row < 8 ? null : close - 2_00)) }]
      : [],
  }
}

describe('lines over candles', () => {
  it('are drawn in rupees as the desk tells them, with a gap where there is none', () => {
    const [line] = overlayLines(bars('ema9'))
    expect(line).toMatchObject({ id: 'ema9', tone: 'accent', isDashed: false })
    expect(line?.values[7]).toBeNull()
    expect(line?.values[8]).toBeCloseTo(((bars('').closePaise[8] ?? 0) - 2_00) / 100)
  })
})

describeInBrowser('Chart', (browsing) => {
  const own = useStandInDesk(`/chart?instrument=${encodeURIComponent(INFY)}`)
  const asked: string[] = []
  const furnish = () => {
    asked.length = 0
    own.desk.answers['GET /api/market/bars'] = ({ url }) => {
      const over = url.searchParams.get('over') ?? ''
      asked.push(over)
      return { body: bars(over) }
    }
    own.desk.answers['GET /api/market/marks'] = () => ({ body: { fills: [], denied: [] } })
    const { reports, asOf } = earnings()
    const announcedAt = at('2026-11-20', '16:05:00')
    const [newest, ...others] = reports
    own.desk.answers['GET /api/earnings'] = () => ({
      body: { asOf, reports: newest ? [{ ...newest, announcedAt }, ...others] : [] },
    })
  }

  it.each(SCHEMES)(
    'B142 news and results are flags in the chart and a list below it, walked by key (%s)',
    async (scheme) => {
      furnish()
      const { page, complaints } = await browsing.open(own.url, { scheme })
      await page.getByRole('img', { name: /^150 bars of INFY.* and 3 flags$/ }).waitFor()
      const list = page.getByRole('list', { name: 'Flags of the chart' })
      const results = list.getByRole('button', { name: /Results of the quarter to 30 Sep/ })
      await results.focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => results.getAttribute('aria-pressed')).toBe('true')
      await list.getByText(HOSTILE).waitFor()
      expect(await page.locator('main img').count()).toBe(0)
      await expectFitsEveryWidth(page, `chart-flags-${scheme}`)
      expect(complaints).toEqual([])
    },
  )

  it('a flag under the pointer is told above the chart', async () => {
    furnish()
    const { page } = await browsing.open(own.url)
    const chart = page.getByRole('img', { name: /^150 bars of INFY/ })
    await page
      .getByRole('list', { name: 'Flags of the chart' })
      .getByRole('button', { name: /Infosys wins an order/ })
      .press('Enter')
    const box = await chart.boundingBox()
    const told = page
      .locator('p')
      .filter({ hasText: /^.*Volume/ })
      .getByText(/^N 23 Nov/)
    await expect
      .poll(async () => {
        for (let x = 20; x < (box?.width ?? 0); x += 12) {
          await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + 10)
          if ((await told.count()) > 0) return true
        }
        return false
      })
      .toBe(true)
  })

  it('the lines are the desk’s own: those that are chosen are asked for', async () => {
    furnish()
    const { page } = await browsing.open(own.url)
    await page.getByRole('img', { name: /^150 bars/ }).waitFor()
    expect(asked).toEqual(['ema9,ema21'])
    await page.getByRole('button', { name: 'VWAP' }).press('Enter')
    await expect.poll(() => asked.at(-1)).toBe('ema9,ema21,vwap')
  })

  it('B141 without research it says why there is no flag, and a failure is told', async () => {
    furnish()
    own.desk.answers['GET /api/news'] = () => ({ body: { asOf: '', news: [] } })
    own.desk.answers['GET /api/earnings'] = () => ({ body: { asOf: '', reports: [] } })
    const { page } = await browsing.open(own.url)
    const section = page.getByRole('region', { name: 'News and results' })
    await section.getByText(/^None is known: they come with research files/).waitFor()
    delete own.desk.answers['GET /api/news']
    await page.reload()
    await section.getByText('NOT_AVAILABLE').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'chart-no-research')
  })
})
