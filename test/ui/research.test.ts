import { describe, expect, it } from 'vitest'
import { HOSTILE, running } from './ai-states.ts'
import { describeInBrowser, expectFitsEveryWidth, picture, SCHEMES } from './browser.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const SHARE = '?instrument=NSE%3AINFY'

describeInBrowser('Research', (browsing) => {
  const own = useStandInDesk('/research')

  describe.each(SCHEMES)('%s', (scheme) => {
    it.each([
      ['research', '', /^Screener/],
      ['research-share', SHARE, /^Fundamentals/],
    ])('B142 %s is clean to axe and fits 390, 768 and 1440 pixels', async (name, query, head) => {
      const { page, complaints } = await browsing.open(own.url + query, { scheme })
      await page.getByRole('heading', { name: head }).waitFor()
      await expect.poll(() => page.locator('section[aria-busy=true]').count()).toBe(0)
      await expectFitsEveryWidth(page, `${name}-${scheme}`)
      expect(complaints).toEqual([])
    })
  })

  it('B142 a share is found by key and stands whole: price, ratios with source and day, quarters with their doubts, what the AI says', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByRole('combobox', { name: 'Share' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('INF')
    await page.getByRole('option', { name: /INFY/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/instrument=NSE/)
    await page.getByText('1,866.35').waitFor()
    const ratios = page.getByRole('table', { name: 'Ratios of the company' })
    await ratios.getByRole('row', { name: /P\/E.*26\.40 own file.*28\.10.*20 Nov 2026/s }).waitFor()
    await ratios.getByRole('row', { name: /P\/B.*nobody says/s }).waitFor()
    const quarters = page.getByRole('table', { name: 'Quarters, newest first' })
    await quarters.getByRole('row', { name: /30 Sept? 2026.*₹7,236/s }).waitFor()
    await quarters.getByRole('row', { name: /31 Mar 2026.*−₹412.*doubted/s }).waitFor()
    await page.getByText('Shown, not relied on.').waitFor()
    const says = page.getByRole('region', { name: 'What the AI says' })
    await says.getByText('They do not agree.').waitFor()
    await page.getByRole('link', { name: 'Chart', exact: true }).last().press('Enter')
    await page.waitForURL(/\/chart\?instrument=NSE/)
  })

  it('words of others are shown as letters, and only a page of the web is a link', async () => {
    const { page } = await browsing.open(own.url + SHARE)
    const stories = page.getByRole('list', { name: 'Stories' })
    await stories.getByText(HOSTILE).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.title()).toBe('Research · Robo Trader')
    const links = await stories
      .getByRole('link')
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
      )
    expect(links).toEqual([['https://news.example/infosys-order', 'noopener noreferrer nofollow']])
  })

  it('B144 a asks for an analysis and leads to it', async () => {
    own.desk.answers['POST /api/agents/analysis'] = () => ({
      status: 202,
      body: { correlationId: 'c', tasks: [running({ id: 'a-done' })] },
    })
    const { page } = await browsing.open(own.url + SHARE)
    await page.getByRole('button', { name: 'Analyse INFY' }).waitFor()
    await page.keyboard.press('a')
    await page.waitForURL(/\/ai\?analysis=a-done/)
    expect(own.desk.writes.at(-1)?.body).toEqual({ symbols: ['NSE:INFY'] })
  })

  it('rules of the screener are asked as they are written, and an empty one is left out', async () => {
    const asked: string[] = []
    const answer = own.desk.answers['GET /api/screener']
    own.desk.answers['GET /api/screener'] = (request) => {
      asked.push(request.url.search)
      return answer?.(request) ?? { body: null }
    }
    const { page } = await browsing.open(own.url)
    await page.getByText('3 of 214 pass, of 41 too little is known').waitFor()
    await page.getByLabel('P/E up to').fill('')
    await page.getByLabel('RSI 14 below').fill('40')
    await expect.poll(() => asked.at(-1)).toMatch(/peMax=any.*rsiBelow=40/)
    expect(asked.length).toBeLessThan(4)
    await page.getByRole('row', { name: /INFY/ }).first().press('Enter')
    await page.waitForURL(/instrument=NSE/)
  })

  it('B141 where nothing is stored each part says so and how to import it', async () => {
    const asOf = '2026-11-23T11:42:07+05:30'
    own.desk.answers['GET /api/news'] = () => ({ body: { asOf, news: [] } })
    own.desk.answers['GET /api/earnings'] = () => ({ body: { asOf, reports: [] } })
    own.desk.answers['GET /api/fundamentals/NSE%3AINFY'] = () => ({
      body: { asOf, instrument: 'NSE:INFY', pricePaise: null, ratios: {}, sources: [] },
    })
    const { page } = await browsing.open(own.url + SHARE)
    for (const what of ['fundamentals', 'earnings', 'news']) {
      await page.getByText(`npx robo-trader data import FILE… --format ${what}`).waitFor()
    }
    await picture(page, 'research-empty')
  })
})
