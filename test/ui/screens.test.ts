import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkFirstLoad, firstLoadBytes } from '../../scripts/build-ui.mjs'
import { describeInBrowser, expectFitsEveryWidth, faultsOf, picture, SCHEMES } from './browser.ts'
import { dashboard, positions, status } from './desk-states.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const SCREENS = [
  ['desk', '/', /Equity and drawdown/],
  ['portfolio', '/portfolio', /Contribution/],
  ['journal', '/journal', /Events/],
  ['journal-chain', '/journal?trace=sim-paper-381', /The chain/],
  ['journal-why-not', '/journal?tab=why-not', /Refused ideas/],
  ['health', '/health', /Parts/],
  ['settings', '/settings', /Values/],
] as const

const refusal = (
  status: number,
  code: string,
  message: string,
  retryAfterSeconds: number | null,
) => ({
  status,
  body: {
    error: {
      code,
      message,
      category: 'system',
      severity: 'medium',
      recoverable: false,
      retryAfterSeconds,
      correlationId: 'corr-7',
      details: {},
    },
  },
})

describeInBrowser('the screens', (browsing) => {
  const own = useStandInDesk()

  describe.each(SCHEMES)('%s', (scheme) => {
    it.each(SCREENS)(
      'B142 %s is clean to axe and fits 390, 768 and 1440 pixels',
      async (name, path, text) => {
        const { page, complaints } = await browsing.open(own.url + path, { scheme })
        await page.getByRole('heading', { name: text }).waitFor()
        await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
        await expectFitsEveryWidth(page, `${name}-${scheme}`)
        expect(complaints).toEqual([])
      },
    )
  })

  it('B142 g and a letter go to every screen, the palette finds them, and ? shows the keys', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    for (const [keys, title] of [
      ['gp', 'Portfolio'],
      ['gj', 'Journal'],
      ['gh', 'Health'],
      ['go', 'Settings'],
      ['gd', 'Desk'],
    ] as const) {
      for (const key of keys) await page.keyboard.press(key)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
    }
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog')
    await palette.getByRole('option', { name: /Health/ }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.type('heal')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Health' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).getByText('next row, row before').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Desk' }).waitFor()
  })

  it('B142 light and dark are chosen by key and kept', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Look: dark' }).waitFor()
    await page.keyboard.type('look: dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.reload()
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it('B142 a table is sorted by its heads and walked by j and k, and stands still while it is read', async () => {
    const { page } = await browsing.open(own.url)
    const table = page.getByRole('table', { name: 'Open positions' })
    const names = async () =>
      (await table.locator('tbody tr td:first-child').allInnerTexts()).map((text) => text.trim())
    await table.getByRole('button', { name: 'Result' }).press('Enter')
    await expect.poll(names).toEqual(['RELIANCE', 'INFY', 'M&M', 'HDFCBANK'])
    await table.hover()
    own.desk.patch('dashboard', [
      { op: 'replace', path: '/positions/CNC NSE:HDFCBANK/resultPaise', value: 9_999_00 },
    ])
    await table.getByText('+₹9,999').waitFor()
    expect(await names()).toEqual(['RELIANCE', 'INFY', 'M&M', 'HDFCBANK'])
    await page.mouse.move(700, 5)
    await expect.poll(names).toEqual(['HDFCBANK', 'RELIANCE', 'INFY', 'M&M'])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await page.locator('tr:focus').innerText()).toContain('RELIANCE')
    await page.keyboard.press('k')
    expect(await page.locator('tr:focus').innerText()).toContain('HDFCBANK')
  })

  it('B122 only what changed is drawn again', async () => {
    const { page } = await browsing.open(own.url)
    const table = page.getByRole('table', { name: 'Open positions' })
    await table.getByText('INFY').waitFor()
    await table.locator('tbody').evaluate((body) => {
      const seen: string[] = []
      Reflect.set(globalThis, 'seen', seen)
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          seen.push(target.parentElement?.closest('tr')?.dataset['row'] ?? '')
        }
      }).observe(body, { subtree: true, childList: true, characterData: true })
    })
    own.desk.patch('dashboard', [
      { op: 'replace', path: '/positions/CNC NSE:INFY/lastPaise', value: 1_900_00 },
    ])
    await table.getByText('1,900.00').waitFor()
    const seen = await page.evaluate(() => Reflect.get(globalThis, 'seen') as string[])
    expect([...new Set(seen)]).toEqual(['CNC NSE:INFY'])
  })

  it('five hundred positions are listed, and only those in sight are drawn', async () => {
    own.desk.topics['dashboard'] = { ...dashboard(), positions: positions(500) }
    const { page } = await browsing.open(own.url)
    const table = page.getByRole('table', { name: 'Open positions' })
    await table.getByText('INFY').waitFor()
    expect(await table.getAttribute('aria-rowcount')).toBe('501')
    expect(await table.locator('tbody tr').count()).toBeLessThan(120)
    await table.locator('xpath=..').evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await table.getByText('STOCK499').waitFor()
  })

  it.each(['CSV', 'JSON'] as const)('B142 a table is saved as %s by key', async (kind) => {
    const { page } = await browsing.open(own.url)
    const button = page.getByRole('button', { name: `Save positions as ${kind}` })
    const [file] = await Promise.all([page.waitForEvent('download'), button.press('Enter')])
    expect(file.suggestedFilename()).toMatch(/^positions-\d{4}-\d\d-\d\d\.(csv|json)$/)
    const stream = await file.createReadStream()
    let text = ''
    for await (const chunk of stream) text += String(chunk)
    expect(text).toContain('INFY')
  })
})

describeInBrowser('every state of a panel', (browsing) => {
  const own = useStandInDesk()

  it('B141 an empty desk says why it is empty and what to do, and shows no figure that is not there', async () => {
    const empty = { positions: {}, strategies: {}, needs: {}, riskInUse: {}, happened: {} }
    own.desk.topics['dashboard'] = { ...dashboard(), ...empty }
    own.desk.topics['equity'] = { ...Object(own.desk.topics['equity']), today: {}, sessions: {} }
    own.desk.topics['orders'] = { orders: {}, fills: {} }
    const { page } = await browsing.open(own.url)
    await page.getByText(/^No positions\. No strategy is on/).waitFor()
    await page.getByText(/^No strategy is in the book/).waitFor()
    await page.getByText(/^Nothing yet\. The story begins/).waitFor()
    await page.getByText(/^No curve yet/).waitFor()
    expect(await page.locator('main table').count()).toBe(0)
    await picture(page, 'desk-empty')
  })

  it('B140 before the desk has said anything its parts are on their way, not well', async () => {
    for (const topic of Object.keys(own.desk.topics))
      if (topic !== 'status') delete own.desk.topics[topic]
    const { page } = await browsing.open(`${own.url}/health`)
    await page.locator('section[aria-busy=true]').first().waitFor()
    expect(await page.getByText('ready').count()).toBe(0)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'health-loading')
  })

  it('a part that fails says so in a sentence with code and id, and can be asked again', async () => {
    own.desk.answers['GET /api/backups'] = () =>
      refusal(500, 'STORE_FAILED', 'The backups cannot be listed.', null)
    const { page } = await browsing.open(`${own.url}/health`)
    const panel = page.getByRole('region', { name: 'Backups' })
    await panel.getByText('The backups cannot be listed.').waitFor()
    await panel.getByText('STORE_FAILED').waitFor()
    await panel.getByText('corr-7').waitFor()
    expect(await faultsOf(page)).toEqual([])
    own.desk.answers['GET /api/backups'] = () => ({ body: { backups: [] } })
    await panel.getByRole('button', { name: 'Try again' }).press('Enter')
    await panel.getByText(/^None yet: one is made at each start/).waitFor()
  })

  it('too many questions wait as long as the desk says', async () => {
    own.desk.answers['GET /api/backups'] = () =>
      refusal(429, 'RATE_LIMITED', 'Too many questions at once.', 1_800)
    const { page } = await browsing.open(`${own.url}/health`)
    const panel = page.getByRole('region', { name: 'Backups' })
    const button = panel.getByRole('button', { name: /^Try again in (29|30) min/ })
    await button.waitFor()
    expect(await button.isDisabled()).toBe(true)
  })

  it('stale prices are amber and say how stale', async () => {
    const stale = {
      ...status().source,
      isStale: true,
      receivedAt: new Date(Date.now() - 252_000).toISOString(),
    }
    own.desk.topics['status'] = { ...status(), source: stale }
    const { page } = await browsing.open(own.url)
    await page.getByText(/▲ stale: the last price came 4 min ago/).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  it('a stop that fails is told with its code and leaves the question open', async () => {
    own.desk.answers['POST /api/emergency/stop'] = () =>
      refusal(503, 'JOURNAL_BEHIND', 'The stop could not be written.', null)
    const { page } = await browsing.open(own.url)
    await page.getByRole('button', { name: /^Stop trading/ }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Stop trading' })
    await dialog.getByRole('button', { name: 'Stop trading' }).press('Enter')
    await dialog.getByText('JOURNAL_BEHIND').waitFor()
    expect(own.desk.writes.at(-1)).toMatchObject({
      route: 'POST /api/emergency/stop',
      csrf: 'token',
    })
  })

  it('settings that are refused are marked at their field, and saved ones are told', async () => {
    own.desk.answers['PUT /api/configuration/desk'] = () => {
      const { status: code, body } = refusal(
        400,
        'INPUT_INVALID',
        'The values are not accepted.',
        null,
      )
      const details = { fields: { dashboard: 'must be written like 30/minute' } }
      return { status: code, body: { error: { ...body.error, details } } }
    }
    const { page } = await browsing.open(`${own.url}/settings`)
    const field = page.getByLabel('dashboard')
    await field.fill('often')
    await page.getByRole('button', { name: 'Save 1 change' }).press('Enter')
    await page.getByText('must be written like 30/minute').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await faultsOf(page)).toEqual([])
    own.desk.answers['PUT /api/configuration/desk'] = () => ({ body: {} })
    await field.fill('60/minute')
    await page.getByRole('button', { name: 'Save 1 change' }).press('Enter')
    await page.getByText('1 setting saved.').waitFor()
    expect(own.desk.writes.at(-1)?.body).toEqual({ version: 1, values: { dashboard: '60/minute' } })
  })

  it('a password that is wanted is asked for, and a wrong one is said to be wrong', async () => {
    const session = own.desk.answers['POST /api/auth/session']
    own.desk.answers['POST /api/auth/session'] = ({ body, ...rest }) =>
      Object(body).password === 'right'
        ? (session?.({ body, ...rest }) ?? { body: null })
        : refusal(401, 'PASSWORD_WRONG', 'That is not the password.', null)
    const { page } = await browsing.open(own.url)
    await page.getByLabel('Password').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('That is not the password.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByLabel('Password').fill('right')
    await page.keyboard.press('Enter')
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
  })

  it('an address without a screen says so, and the frame stands', async () => {
    const { page } = await browsing.open(`${own.url}/nowhere`)
    await page.getByRole('heading', { name: 'No such screen' }).waitFor()
    await page.getByText('SIMULATED MARKET', { exact: true }).waitFor()
  })

  it('B123 a version that was missed is asked for, and what is shown is what the desk says', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('₹61,200').first().waitFor()
    own.desk.skip('dashboard')
    own.desk.topics['dashboard'] = { ...dashboard(), positions: positions(2) }
    own.desk.patch('dashboard', [{ op: 'replace', path: '/seq', value: 999 }])
    await expect
      .poll(() => page.getByRole('table', { name: 'Open positions' }).locator('tbody tr').count())
      .toBe(2)
  })
})

describe('what a browser loads first', () => {
  let bytes = 0
  beforeAll(async () => {
    bytes = await firstLoadBytes()
  })
  afterAll(() =>
    console.warn(`The first screen loads ${Math.round(bytes / 1_000)} kB of script, gzipped.`),
  )

  it('is at most 200 kB of script before charts, and more is refused by the build', () => {
    expect(bytes).toBeGreaterThan(50_000)
    expect(() => checkFirstLoad(bytes)).not.toThrow()
    expect(() => checkFirstLoad(200_001)).toThrow(/more than 200 kB/)
  })
})
