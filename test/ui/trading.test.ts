import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  describeInBrowser,
  expectNoOverflow,
  faultsOf,
  picture,
  SCHEMES,
  type Served,
  useServed,
  WIDTHS,
} from './browser.ts'

/** Opens a quarter of a minute after the start, and stays open for minutes. */
const SPEED = '60'
const LONG_MS = 60_000
const eventually = <T>(look: () => T | Promise<T>) =>
  expect.poll(look, { timeout: LONG_MS, interval: 200 })

const table = (page: Page, name: string | RegExp) => page.getByRole('table', { name })
const outcome = (page: Page) => page.getByRole('region', { name: 'What became of it' })

/** Writes a ticket by keys alone and stays in the field of shares. */
async function writeTicket(page: Page, symbol: string, shares: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Instrument' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type(symbol)
  await page.getByRole('option', { name: new RegExp(`^${symbol} `) }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Chart', exact: true }).last().waitFor()
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press('Tab')
    const name = await page.locator(':focus').getAttribute('inputmode')
    if (name === 'numeric') break
  }
  await page.keyboard.type(shares)
}

const placing = (page: Page) => page.locator('form button[type=submit]').first()

describeInBrowser('a person who trades', (browsing) => {
  const served = useServed()
  let desk: Served
  beforeAll(async () => {
    // A strategy that waits for a month's first session leaves the day's entries to the person.
    desk = await served.start(['--speed', SPEED, '--strategies', 'momentum'])
  }, 120_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('B142 keys alone write a ticket, see what it would meet, place it and follow it until it is filled', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/trade`)
    await page.getByText(/continuous trading/).waitFor({ timeout: LONG_MS })
    await writeTicket(page, 'INFY', '2')
    await eventually(() => placing(page).innerText()).toMatch(
      /^Place paper order: buy 2 INFY at about ₹[\d,.]+$/,
    )
    await page.getByText(/^All \d+ checks pass$/).waitFor()
    expect(
      await table(page, /checks pass/)
        .getByRole('row')
        .count(),
    ).toBeGreaterThan(20)
    await page.keyboard.press('Enter')
    // The book of the moment fills it whole, or each share apart.
    await outcome(page)
      .getByText(/Bought (1 of )?2 INFY/)
      .first()
      .waitFor({ timeout: LONG_MS })
    const life = outcome(page).getByRole('list', { name: 'Life of the order' })
    await life.getByText(/filled \d\d:\d\d:\d\d/).waitFor()
    expect(await life.innerText()).toMatch(/approved.*submitted.*accepted.*filled/s)
    await table(page, /^Orders/)
      .getByRole('row', { name: /buy INFY/ })
      .filter({ hasText: /filled/ })
      .first()
      .waitFor()
    await table(page, /^Fills/)
      .getByRole('row', { name: /buy [12] INFY manual/ })
      .first()
      .waitFor()
    await table(page, 'Open positions')
      .getByRole('row', { name: /^INFY 2/ })
      .waitFor()
    await page.getByRole('heading', { name: 'Contract note' }).waitFor()
    await picture(page, 'trade-filled')
    expect(complaints).toEqual([])
  }, 180_000)

  it('B142 an order that risk would deny shows each check that fails, and is denied with the same reasons', async () => {
    const { page } = await browsing.open(`${desk.url}/trade`)
    await writeTicket(page, 'TCS', '500')
    await eventually(() => placing(page).innerText()).toMatch(
      /^Ask all the same: \d+ checks? would deny it$/,
    )
    const failed = table(page, /checks fail/).getByRole('row', { name: /^✗|failed/ })
    expect(await failed.count()).toBeGreaterThan(0)
    const reason = await failed.first().locator('span[title]').innerText()
    await page.keyboard.press('Enter')
    await outcome(page)
      .getByText(/^Denied TCS|Denied TCS/)
      .first()
      .waitFor()
    await outcome(page).getByText(reason).first().waitFor()
    expect(
      await outcome(page)
        .getByRole('link', { name: /whole chain/ })
        .count(),
    ).toBe(1)
    await picture(page, 'trade-denied')
  }, 120_000)

  it('B142 an open order is changed in its own row and taken back, and its life says so', async () => {
    const { page } = await browsing.open(`${desk.url}/trade`)
    await writeTicket(page, 'WIPRO', '')
    await eventually(() => placing(page).innerText()).toMatch(/about ₹/)
    await page.getByRole('radio', { name: 'Limit', exact: true }).press('Space')
    const last = Number(await page.getByLabel('Limit, ₹').inputValue())
    const under = (share: number) => (Math.floor((last * share) / 0.05) * 0.05).toFixed(2)
    await page.getByLabel('Limit, ₹').fill(under(0.98))
    await eventually(() => placing(page).innerText()).toMatch(/^Place paper order/)
    await page.keyboard.press('Enter')
    const row = table(page, /^Orders/).getByRole('row', { name: /buy WIPRO/ })
    await row.getByRole('button', { name: 'Change buy WIPRO' }).press('Enter')
    const limit = row.getByLabel('Limit of WIPRO')
    await limit.fill(under(0.975))
    await limit.press('Enter')
    await row
      .getByText(Number(under(0.975)).toLocaleString('en-IN', { minimumFractionDigits: 2 }))
      .waitFor()
    await row.getByRole('button', { name: 'Cancel buy WIPRO' }).press('Enter')
    await row.getByText(/cancelled \d\d:/).waitFor()
  }, 120_000)

  it('B142 a position is protected, seen in the chart with its fills, and closed', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/trade`)
    const held = table(page, 'Open positions').getByRole('row', { name: /^INFY/ })
    await held.getByRole('button', { name: 'Protect INFY' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Protect INFY' })
    const stop = dialog.getByLabel('Stop, ₹')
    const before = Number(await stop.inputValue())
    const next = (before - 5).toFixed(2)
    await stop.fill(next)
    await dialog
      .getByText(/if it is hit/)
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    const shown = (text: string) =>
      Number(text).toLocaleString('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    await held.getByText(shown(next)).waitFor()

    await page.goto(`${desk.url}/chart?instrument=NSE:INFY&interval=1m`)
    await page
      .getByRole('img', { name: /^\d+ bars? of INFY.* [1-9]\d* marks? and \d+ flags?$/ })
      .waitFor()
    await page.locator('[role=img] canvas').first().waitFor()
    await page
      .getByRole('list', { name: 'Marks of the chart' })
      .getByText(/^buy [12] INFY because by hand/)
      .first()
      .waitFor()
    const level = page.getByRole('form', { name: 'Stop and target' }).locator('[name=stop]')
    await eventually(() => level.inputValue()).toBe(next)
    await level.press('ArrowDown')
    await page.getByRole('button', { name: 'Set them: enter' }).waitFor()
    await picture(page, 'chart-level')
    await level.press('Enter')
    await eventually(() => level.inputValue()).toBe((before - 5.05).toFixed(2))
    await page.getByRole('button', { name: 'Set them: enter' }).waitFor({ state: 'hidden' })

    await page.goto(`${desk.url}/trade`)
    await held.getByText(shown((before - 5.05).toFixed(2))).waitFor()
    await held.getByRole('button', { name: 'Close INFY' }).press('Enter')
    await page
      .getByRole('dialog', { name: 'Close INFY' })
      .getByText(/a result of/)
      .waitFor()
    await page.keyboard.press('Enter')
    await held.waitFor({ state: 'hidden', timeout: LONG_MS })
    expect(complaints).toEqual([])
  }, 180_000)

  it('B142 a limit is changed after its effect is shown; a change by somebody else meanwhile is told, and refused with its code', async () => {
    const { page } = await browsing.open(`${desk.url}/risk`)
    const change = (on: Page) =>
      on.getByRole('button', { name: 'Change: Exposure to one sector' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Exposure to one sector' })
    await change(page)
    await dialog.getByLabel(/^New limit/).fill('12')
    await dialog.getByText('Stricter than now.').waitFor()

    const other = await page.context().newPage()
    await other.goto(`${desk.url}/risk`)
    await change(other)
    await other.getByLabel(/^New limit/).fill('15')
    await other.keyboard.press('Enter')
    await other.getByRole('row', { name: /Exposure to one sector.*20.*15/ }).waitFor()

    await dialog.getByText(/Somebody changed the limits meanwhile/).waitFor()
    await dialog.getByRole('button', { name: /^Change it from/ }).press('Enter')
    await dialog.getByText('CONFLICT').waitFor()
    await dialog.getByRole('button', { name: 'Look at the newest' }).press('Enter')
    await dialog.getByLabel(/^New limit/).fill('12')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await table(page, 'Changes of limits')
      .getByRole('row', { name: /sector.*15.*12/ })
      .waitFor()
  }, 120_000)

  it('B142 a strategy is switched off and on at once, and its numbers say what they mean', async () => {
    const { page } = await browsing.open(`${desk.url}/strategies`)
    const one = page.getByRole('switch', { name: 'momentum' })
    await one.press('Enter')
    await page.getByText(/momentum opens no more positions/i).waitFor()
    await eventually(() => one.getAttribute('aria-checked')).toBe('false')
    await one.press('Enter')
    await eventually(() => one.getAttribute('aria-checked')).toBe('true')
    await page.getByRole('row', { name: /^ema-cross/ }).press('Enter')
    const fast = page.getByLabel('fast')
    await fast.fill('0')
    await page.getByText('✗ write a number, 1 to 1000, whole').waitFor()
    await fast.fill('7')
    await page.keyboard.press('Enter')
    await page.getByText(/^✓ Saved\./).waitFor()
  }, 120_000)

  const SCREENS = [
    ['trade', '/trade?instrument=NSE:INFY', 'What it would meet'],
    ['chart', '/chart?instrument=NSE:INFY', 'INFY'],
    ['strategies', '/strategies?name=ema-cross', 'Strategies'],
    ['backtests', '/backtests', 'New run'],
    ['risk', '/risk', 'Limits'],
  ] as const
  it.each(SCHEMES.flatMap((scheme) => SCREENS.map((screen) => [scheme, ...screen] as const)))(
    'B142 in %s the screen %s is clean to axe and fits 390, 768 and 1440 pixels',
    async (scheme, name, path, heading) => {
      const { page, complaints } = await browsing.open(desk.url + path, { scheme })
      await page.getByRole('heading', { name: heading, exact: true, level: 2 }).waitFor()
      await eventually(() => page.locator('section[aria-busy=true]').count()).toBe(0)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await expectNoOverflow(page)
        expect(await faultsOf(page)).toEqual([])
        await picture(page, `${name}-${width}-${scheme}`)
      }
      expect(complaints).toEqual([])
    },
    120_000,
  )
})
