import { afterAll, beforeAll, expect, it } from 'vitest'
import { told } from '../../scripts/build.mjs'
import {
  describeInBrowser,
  expectNoOverflow,
  faultsOf,
  picture,
  type Served,
  useServed,
} from './browser.ts'

/** A session in a minute and a bit. */
const SPEED = '300'

describeInBrowser('a person at the desk', (browsing) => {
  const served = useServed()
  let desk: Served
  beforeAll(async () => {
    desk = await served.start(['--speed', SPEED])
  }, 120_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('B142 J1 prices move, a strategy trades, charges are paid and the curve grows', async () => {
    const { page, complaints } = await browsing.open(desk.url)
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    const equity = page.locator('header .text-l').first()
    const before = await equity.innerText()
    const bought = page.getByRole('list', { name: /What happened/ }).getByText(/^Bought \d/)
    await bought.first().waitFor()
    const positions = page.getByRole('table', { name: 'Open positions' })
    await positions.locator('tbody tr').first().waitFor()
    const last = positions.locator('tbody tr').first().locator('td').nth(3)
    const price = await last.innerText()
    await expect.poll(() => last.innerText(), { timeout: 20_000 }).not.toBe(price)
    await expect.poll(() => equity.innerText(), { timeout: 20_000 }).not.toBe(before)
    await page
      .getByRole('img', { name: /^Equity from ₹/ })
      .locator('canvas')
      .waitFor()
    const charges = page.locator('dt', { hasText: 'Charges paid' }).locator('+ dd')
    await expect.poll(() => charges.innerText()).toMatch(/^₹[1-9]/)
    await picture(page, 'desk-live')
    expect(complaints).toEqual([])
  })

  it('B145 the program that answers is named on screen: commit, start, environment, port, process', async () => {
    const { page } = await browsing.open(`${desk.url}/health`)
    const { ROBO_COMMIT, ROBO_VERSION } = await told()
    const commit: unknown = JSON.parse(ROBO_COMMIT)
    const version: unknown = JSON.parse(ROBO_VERSION)
    const said = (name: string) => page.locator(`[data-identity=${name}]`)
    expect(await said('commit').getAttribute('title')).toBe(commit)
    expect(await said('version').innerText()).toBe(version)
    expect(await said('port').innerText()).toBe(new URL(desk.url).port)
    expect(await said('environment').innerText()).toBe('paper')
    const { identity } = await (await fetch(`${desk.url}/api/health`)).json()
    expect(await said('started').getAttribute('datetime')).toBe(identity.startedAt)
    await page.getByText(`process ${desk.pid}`).waitFor()
  })

  it('B140 each part of the machinery says how it stands, why, and when it was looked at', async () => {
    const { page } = await browsing.open(`${desk.url}/health`)
    const parts = page.getByRole('table', { name: 'Parts of the desk' })
    const database = parts.getByRole('row', { name: /database/ })
    await database.getByText('ready').waitFor()
    await database.getByText(/\d\d:\d\d:\d\d/).waitFor()
    expect(await parts.getByRole('row').count()).toBeGreaterThan(4)
  })

  it('B142 a search finds events by what they hold, filters narrow it, and enter opens the chain of one', async () => {
    const { page } = await browsing.open(`${desk.url}/journal`)
    const rows = page.locator('tbody tr')
    await rows.nth(3).waitFor()
    await page.getByRole('button', { name: 'execution' }).press('Enter')
    await page.waitForURL(/types=execution/)
    const bought = rows.filter({ hasText: /Bought \d+ / }).first()
    await bought.waitFor()
    const [, symbol = ''] =
      /Bought [\d ]*(?:of \d+ )?([A-Z&-]+)/.exec(await bought.innerText()) ?? []
    await page.keyboard.press('/')
    await page.keyboard.type(symbol)
    await page.waitForURL(new RegExp(`text=${encodeURIComponent(symbol)}`))
    await rows.filter({ hasText: symbol }).first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const chain = page.getByRole('region', { name: 'The chain' })
    await chain.getByRole('listitem').nth(2).waitFor()
    await chain.locator('summary').first().press('Enter')
    await chain.locator('pre').first().waitFor()
    await chain.getByRole('button', { name: 'Copy as JSON' }).press('Enter')
    await page.getByText('in the clipboard').waitFor()
    const copied: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied).toHaveProperty('events.0.seq')
    expect(JSON.stringify(copied)).toContain(symbol)
  })

  it('B142 J7 STOP held for a second halts the desk and says what it did; resume takes a reason', async () => {
    const { page } = await browsing.open(desk.url)
    const stop = page.getByRole('button', { name: /^Stop trading/ })
    const box = await stop.boundingBox()
    if (!box) throw new RangeError('STOP is not in sight')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.getByText('■ HALTED').waitFor()
    await page.mouse.up()
    await page
      .getByRole('status')
      .filter({ hasText: /Trading is halted/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Resume trading' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Resume trading' })
    const confirm = dialog.getByRole('button', { name: 'Resume trading' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('the drill is over')
    await page.keyboard.press('Enter')
    await page.getByText('● active').waitFor()
    expect(await dialog.count()).toBe(0)
  })

  it('B142 J7 a short touch stops nothing but asks, and a key does the same', async () => {
    const { page } = await browsing.open(desk.url)
    await page.getByRole('button', { name: /^Stop trading/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop trading' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('● active').waitFor()
    await page.getByRole('button', { name: /^Stop trading/ }).press('Enter')
    await dialog.getByLabel('Reason').fill('by the keyboard')
    await page.keyboard.press('Enter')
    await page.getByText('■ HALTED').waitFor()
    await page.getByRole('button', { name: 'Resume trading' }).press('Enter')
    await page.getByLabel('Reason').fill('goes on')
    await page.keyboard.press('Enter')
    await page.getByText('● active').waitFor()
  })

  it('a desk that dies under the page is said to be gone, and what happened when it is back', async () => {
    const { page } = await browsing.open(desk.url)
    await page.getByRole('table', { name: 'Open positions' }).waitFor()
    const equity = page.locator('header .text-l').first()
    await desk.kill()
    await page.getByText(/^No connection since \d\d:\d\d:\d\d\.$/).waitFor()
    const greyed = await equity.evaluate((node) => getComputedStyle(node).color)
    const quiet = await page
      .locator('header .text-quiet')
      .first()
      .evaluate((node) => getComputedStyle(node).color)
    expect(greyed).toBe(quiet)
    await page
      .getByText(/of \d\d:\d\d:\d\d/)
      .first()
      .waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'desk-disconnected')
    await desk.restart()
    await page.getByText(/^Connected again at .* the desk was restarted/).waitFor()
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    await expectNoOverflow(page)
  }, 120_000)
})
