import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  describeInBrowser,
  expectNoOverflow,
  faultsOf,
  picture,
  type Served,
  useServed,
} from './browser.ts'

const LONG_MS = 60_000
const BARS = `date,open,high,low,close,volume
2024-07-01,100,101,99,100.5,1000
2024-07-02,100,99,99,100.5,1000
2024-07-03,100,102,99,101.5,1200
`
const NEWS =
  '[{"title":"Wipro wins","published_at":"2024-07-03T10:00:00Z","source":"A Paper"},{"title":"","published_at":"2024-07-03"}]'

describeInBrowser('a person who brings data by screen', (browsing) => {
  const served = useServed()
  let desk: Served
  beforeAll(async () => {
    desk = await served.start(['--speed', '1', '--strategies', 'momentum'])
  }, 120_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  it('a file is chosen, taken over, and told line by line; the same once more changes nothing', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/backtests`)
    page.setDefaultTimeout(LONG_MS)
    const panel = page.getByRole('region', { name: 'Data', exact: true })
    await panel.getByText('Nothing is stored yet.').waitFor()
    const take = panel.getByRole('button', { name: 'Take it over' })
    expect(await take.isDisabled()).toBe(true)
    const choose = (name: string, text: string) =>
      panel
        .getByLabel('A file of bars, or about companies')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    await choose('WIPRO.csv', BARS)
    await take.press('Enter')
    const outcome = panel.getByRole('region', { name: 'What became of the file' })
    await outcome.getByText('2 rows new, 0 changed, 0 the same, 1 refused.').waitFor()
    await outcome.getByText(/line 3/).waitFor()
    const table = panel.getByRole('table', { name: 'What is stored' })
    await table.getByText('WIPRO day').waitFor()
    // The form beside knows the new bars too.
    await page.getByLabel('From').waitFor()
    await take.press('Enter')
    await outcome.getByText('Nothing changed: all of it was there already.').waitFor()

    await choose('stories.json', NEWS)
    await panel.getByLabel('What it is').selectOption('news')
    await take.press('Enter')
    await outcome.getByText('it has no title').waitFor()
    await table.getByRole('row', { name: /^News A Paper/ }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'data-import')
    expect(complaints).toEqual([])
  }, 120_000)

  it('a file that is none is refused in words, and the panel stands on a phone', async () => {
    const { page } = await browsing.open(`${desk.url}/backtests`, { width: 390 })
    page.setDefaultTimeout(LONG_MS)
    const panel = page.getByRole('region', { name: 'Data', exact: true })
    await panel
      .getByLabel('A file of bars, or about companies')
      .setInputFiles({ name: 'tool.exe', mimeType: 'text/plain', buffer: Buffer.from('MZ') })
    await panel.getByRole('button', { name: 'Take it over' }).press('Enter')
    await panel
      .getByRole('alert')
      .getByText(/Name a file that ends in/)
      .waitFor()
    for (const width of [390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      await expectNoOverflow(page)
    }
    expect(await faultsOf(page)).toEqual([])
  }, 120_000)
})
