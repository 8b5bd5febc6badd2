import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, faultsOf, picture, type Served, useServed } from './browser.ts'

const LONG_MS = 60_000
const eventually = <T>(look: () => T | Promise<T>) =>
  expect.poll(look, { timeout: LONG_MS, interval: 100 })
const DAY_MS = 86_400_000
const isWeekday = (day: number): boolean => ![0, 6].includes(new Date(day).getUTCDay())

/** Two years of days that swing, so that averages cross: made, not measured. */
function swinging(from: number): string {
  const days = Array.from({ length: 730 }, (_, place) => Date.UTC(2023, 0, 2) + place * DAY_MS)
  const rows = days.filter(isWeekday).map((day, place) => {
    const middle = from * (1 + 0.2 * Math.sin(place / 14) + place / 2_000)
    const prices = [middle * 0.997, middle * 1.01, middle * 0.99, middle * 1.003]
    return [
      new Date(day).toISOString().slice(0, 10),
      ...prices.map((one) => one.toFixed(2)),
      1_000_000,
    ]
  })
  return ['date,open,high,low,close,volume', ...rows.map((row) => row.join(','))].join('\n')
}

describeInBrowser('a person who tries strategies on the past', (browsing) => {
  const served = useServed()
  let desk: Served
  beforeAll(async () => {
    desk = await served.start(['--speed', '1', '--strategies', 'momentum'])
  }, 120_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('B142 without bars the screen names the command that brings some', async () => {
    const { page } = await browsing.open(`${desk.url}/backtests`)
    await page.getByText('npx robo-trader data import FILE…').waitFor()
    await page.getByText('No run yet.').waitFor()
    await desk.take('AAA.csv', swinging(400))
    await desk.take('BBB.csv', swinging(900))
  }, 120_000)

  it('B142 a run is asked for by keys, grows, and is read with everything that it rests on', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/backtests?strategy=ema-cross`)
    await page.getByLabel('Strategy').waitFor()
    expect(await page.getByLabel('From').inputValue()).toBe('2023-01-02')
    await page.getByRole('radio', { name: 'Off' }).press('Space')
    await page.getByText('Parameters of ema-cross').press('Enter')
    await page.getByLabel('fast').fill('3')
    await page.getByLabel('slow').fill('8')
    await page.keyboard.press('Enter')
    await page.waitForURL(/run=/)
    const trades = page.getByRole('table', { name: 'Closed trades of the run' })
    await trades.waitFor()
    expect(await trades.getByRole('row').count()).toBeGreaterThan(5)
    await page
      .getByRole('img', { name: /^Equity from ₹/ })
      .locator('canvas')
      .waitFor()
    for (const panel of ['Months', 'Drawdowns', 'Distribution', 'Excursions', 'Assumptions']) {
      await page.getByRole('region', { name: panel, exact: true }).waitFor()
    }
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'backtest-result')
    const report = page.getByRole('link', { name: 'The report as one page' })
    const html = await page.request.get(desk.url + (await report.getAttribute('href')))
    expect(html.status()).toBe(200)
    expect(complaints).toEqual([])
  }, 120_000)

  it('B142 a sweep shows how far it has come, is cancelled, and leaves nothing', async () => {
    const { page } = await browsing.open(`${desk.url}/backtests?strategy=ema-cross`)
    await page.getByRole('radio', { name: 'Optimise' }).press('Space')
    await page.getByLabel('fast').fill('2..40')
    await page.getByLabel('slow').fill('50..200')
    await page.getByRole('button', { name: 'Try 5,889 combinations' }).press('Enter')
    await page.waitForURL(/run=/)
    const progress = page.getByRole('progressbar').first()
    await eventually(async () =>
      Number(await progress.getAttribute('aria-valuenow')),
    ).toBeGreaterThan(0)
    await page
      .getByText(/\d+ s left|min .*left/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: /^Cancel/ }).press('Enter')
    await page.getByText('The run is cancelled.').waitFor()
    await page.getByText('■ cancelled').waitFor()
  }, 120_000)

  it('B142 a small sweep ends with its surface, its stability and the number of its trials', async () => {
    const { page } = await browsing.open(`${desk.url}/backtests?strategy=ema-cross`)
    await page.getByRole('radio', { name: 'Optimise' }).press('Space')
    await page.getByLabel('fast').fill('3, 5')
    await page.getByLabel('slow').fill('8, 13')
    await page.getByLabel('Walk-forward windows').fill('2')
    await page.keyboard.press('Enter')
    await page.waitForURL(/run=/)
    await page.getByRole('group', { name: /^Heat surface/ }).waitFor({ timeout: 60_000 })
    expect(
      await page
        .getByRole('table', { name: /^Trials/ })
        .getByRole('row')
        .count(),
    ).toBe(5)
    await page.getByText(/4 combinations tried/).waitFor()
    await page.getByText(/neighbours? one step away/).waitFor()
    const windows = page.getByRole('table', { name: 'Windows in time order' })
    expect(await windows.getByRole('row').count()).toBe(3)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'backtest-sweep')
  }, 120_000)

  it('B142 two runs lie over each other with what differs between them', async () => {
    const { page } = await browsing.open(`${desk.url}/backtests?strategy=ema-cross`)
    await page.getByLabel('Strategy').waitFor()
    await page.getByRole('button', { name: 'Run it on the past' }).press('Enter')
    await page.getByRole('region', { name: 'Assumptions' }).waitFor()
    await page.getByRole('link', { name: /All runs/ }).press('Enter')
    const chosen = page.getByRole('checkbox', { disabled: false })
    await chosen.nth(1).waitFor()
    await chosen.nth(0).check()
    await chosen.nth(1).check()
    await page.getByRole('button', { name: 'Compare 2' }).press('Enter')
    await page.getByRole('table', { name: 'Figures of the runs' }).getByText('Net return').waitFor()
    await page
      .getByRole('img', { name: /^Growth of ema-cross/ })
      .locator('canvas')
      .waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'backtest-compare')
  }, 120_000)
})
