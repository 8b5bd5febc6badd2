import { expect, it } from 'vitest'
import { describeInBrowser, expectNoOverflow, faultsOf, picture } from './browser.ts'
import { events, IDENTITY } from './desk-states.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

describeInBrowser('what can be done by keyboard', (browsing) => {
  const own = useStandInDesk()

  it('B142 Desk: ranges, the reason of the AI state, what needs a person, and what happened', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByRole('button', { name: '1W' }).press('Enter')
    await page.getByRole('img', { name: /^Equity from ₹1,00,000/ }).waitFor()
    await page.getByRole('button', { name: "About the AI's state" }).press('Enter')
    await page.getByText('Run robo-trader ai login.').first().waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    const needs = page.getByRole('list', { name: 'What needs you' })
    await needs.getByRole('listitem').first().press('j')
    await needs.getByRole('listitem').nth(1).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Health' }).waitFor()
    await page.goBack()
    await page
      .getByRole('list', { name: /What happened/ })
      .getByRole('listitem')
      .first()
      .press('Enter')
    await page
      .getByRole('region', { name: 'The chain' })
      .getByText('strategy.signal')
      .first()
      .waitFor()
    expect(new URL(page.url()).pathname).toBe('/journal')
  })

  it('B142 Portfolio: exposure by symbol, contribution by strategy, files', async () => {
    const { page } = await browsing.open(`${own.url}/portfolio`)
    const exposure = page.getByRole('region', { name: 'Exposure' })
    await exposure.getByText('Banks').waitFor()
    await exposure.getByRole('button', { name: 'Symbol' }).press('Enter')
    await exposure.getByText('HDFCBANK').waitFor()
    const contribution = page.getByRole('region', { name: 'Contribution' })
    await contribution.getByText('TCS').waitFor()
    await contribution.getByRole('button', { name: 'Strategy' }).press('Enter')
    await contribution.getByText('mean-reversion').waitFor()
    const button = page.getByRole('button', { name: 'Save trades as CSV' })
    const [file] = await Promise.all([page.waitForEvent('download'), button.press('Enter')])
    expect(file.suggestedFilename()).toMatch(/^trades-/)
  })

  it('B142 Journal: tabs by arrows, a chain opened and closed', async () => {
    const { page } = await browsing.open(`${own.url}/journal`)
    await page.getByRole('tab', { name: 'What happened' }).press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /TCS/ }).press('Enter')
    const chain = page.getByRole('region', { name: 'The chain' })
    await chain.waitFor()
    await chain.getByRole('button', { name: 'Close the chain' }).press('Enter')
    await chain.waitFor({ state: 'detached' })
  })

  it('B142 Journal: a search says how far it has looked, and looks further back when it is told to', async () => {
    const [event] = events()
    own.desk.answers['GET /api/events'] = ({ url }) => {
      const { text, before } = Object.fromEntries(url.searchParams)
      const none = { events: [], head: 9_000, looked: 5_000 }
      if (text === undefined) return { body: { ...none, events: events(), next: null } }
      if (before === undefined) return { body: { ...none, next: 4_001 } }
      expect([text, before]).toEqual(['old words', '4001'])
      return { body: { ...none, events: [event], next: null, looked: 4_000 } }
    }
    const { page } = await browsing.open(`${own.url}/journal`)
    await page.getByRole('row', { name: /infy/i }).first().waitFor()
    await page.getByLabel('Search the journal').fill('old words')
    await page.getByText('Nothing among the newest 5,000 events fits.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'journal-looked')
    await page.getByRole('button', { name: 'Look further back than 5,000 events' }).press('Enter')
    await page.getByRole('row', { name: /381/ }).waitFor()
    expect(await page.getByRole('button', { name: /^Look further/ }).count()).toBe(0)
  })

  it('B142 Health: a backup is made, another is looked at, and what is refused is said', async () => {
    own.desk.answers['POST /api/backups'] = () => ({ body: { backups: [] } })
    own.desk.answers['POST /api/backups/day-2026-11-22.backup/restore'] = () => ({
      status: 409,
      body: {
        error: {
          code: 'CONFLICT',
          message: 'The backup is whole: stop the desk and run robo-trader backup restore.',
          category: 'system',
          severity: 'medium',
          recoverable: false,
          retryAfterSeconds: null,
          correlationId: 'corr-9',
          details: {},
        },
      },
    })
    const { page } = await browsing.open(`${own.url}/health`)
    await page.getByRole('button', { name: 'Make one now' }).press('Enter')
    await page.getByText('A backup is made and checked.').waitFor()
    await page.getByRole('row', { name: /daily/ }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Put this backup back' })
    await dialog.getByRole('button', { name: 'Check that it is whole' }).press('Enter')
    await dialog.getByText('The backup is whole').waitFor()
    await dialog.getByText('CONFLICT').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    const log = page.getByRole('region', { name: 'Log' })
    await log.getByText('the desk is open').waitFor()
    await log.getByRole('button', { name: 'error' }).press('Enter')
    await log.getByText(/^No line of level error/).waitFor()
  })

  it('B142 every control can be reached by tab, and is seen where it is', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByRole('table', { name: 'Open positions' }).waitFor()
    const controls = await page.locator('button:visible, a:visible, input:visible').count()
    const reached = new Set<string>()
    for (let press = 0; press < controls + 20; press++) {
      await page.keyboard.press('Tab')
      const told = await page.evaluate(() => {
        const at = document.activeElement
        if (!at || at === document.body) return null
        const style = getComputedStyle(at)
        const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
        return { name: `${at.tagName} ${at.getAttribute('aria-label') ?? at.textContent}`, isSeen }
      })
      if (!told) break
      expect(told).toMatchObject({ isSeen: true })
      reached.add(told.name)
    }
    for (const part of ['Stop trading', 'Journal', '1M', 'Result', 'Save positions as CSV']) {
      expect([...reached].some((name) => name.includes(part))).toBe(true)
    }
  })
})

describeInBrowser('the hold of STOP', (browsing) => {
  const own = useStandInDesk()
  const stops = () => own.desk.writes.filter(({ route }) => route === 'POST /api/emergency/stop')

  it('J7 goes on when the strip shifts under the finger, and stops once', async () => {
    const { page } = await browsing.open(own.url)
    const button = page.getByRole('button', { name: /^Stop trading/ })
    await button.hover()
    await page.mouse.down()
    await page
      .locator('header')
      .first()
      .evaluate((strip) => {
        strip.style.paddingTop = '120px'
      })
    await page.getByText(/Trading is stopped: 2 open orders/).waitFor()
    await page.mouse.up()
    expect(stops()).toHaveLength(1)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('J7 who moves away stops nothing and is asked nothing', async () => {
    const { page } = await browsing.open(own.url)
    const button = page.getByRole('button', { name: /^Stop trading/ })
    await button.hover()
    await page.mouse.down()
    await button.getByText('Hold …').waitFor()
    await page.mouse.move(400, 300, { steps: 4 })
    await button.getByText('STOP').waitFor()
    await page.mouse.up()
    expect(stops()).toEqual([])
    expect(await page.getByRole('dialog').count()).toBe(0)
    await button.press('Enter')
    await page.getByRole('dialog', { name: 'Stop trading' }).waitFor()
  })
})

describeInBrowser('a line that breaks', (browsing) => {
  const own = useStandInDesk()

  it('what the desk said before it went is told, and a click asks at once', async () => {
    const { page } = await browsing.open(own.url, { width: 390, scheme: 'dark' })
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    own.desk.leave('the desk is closing')
    await page
      .getByText(/No connection since .* The desk is closing\. Figures are of then\./)
      .waitFor()
    await expectNoOverflow(page)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'desk-closing-390-dark')
    own.desk.comeBack()
    await page.getByRole('button', { name: 'Try now' }).press('Enter')
    await page.getByText(/^Connected again at .* the desk went on meanwhile/).waitFor()
  })

  it('a stop that cannot reach the desk says so and claims nothing', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('● active').waitFor()
    own.desk.leave('')
    await page.getByText(/^No connection since/).waitFor()
    await page.getByRole('button', { name: /^Stop trading/ }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Stop trading' })
    await dialog.getByRole('button', { name: 'Stop trading' }).press('Enter')
    await dialog.getByText('UNREACHABLE').waitFor()
  })

  it('a desk of another version says that the page is older', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    own.desk.leave('')
    await page.getByText(/^No connection since/).waitFor()
    const identity = { ...IDENTITY, commit: 'beefbeef', pid: 5_000 }
    own.desk.topics['status'] = { ...Object(own.desk.topics['status']), identity }
    own.desk.comeBack()
    await page.getByText(/another version than this page/).waitFor()
    await page.getByRole('button', { name: 'Load its page' }).press('Enter')
    await expect.poll(() => page.locator('[data-identity=commit]').innerText()).toBe('beefbeef')
  })
})

describeInBrowser('paper', (browsing) => {
  const own = useStandInDesk()

  it('a screen is printed light and without what can be pressed', async () => {
    const { page } = await browsing.open(own.url, { scheme: 'dark' })
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: /^Stop trading/ }).isVisible()).toBe(false)
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    expect(paper).toBe('light')
  })
})
