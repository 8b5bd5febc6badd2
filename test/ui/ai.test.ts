import { beforeEach, describe, expect, it } from 'vitest'
import * as states from './ai-states.ts'
import { describeInBrowser, expectFitsEveryWidth, faultsOf, picture, SCHEMES } from './browser.ts'
import { status } from './desk-states.ts'
import type { Answer } from './stand-in-desk.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const VIEWS = [
  ['ai', '', /^Under way/],
  ['ai-analysis', '?analysis=a-done', /^How it came to that/],
  ['ai-decisions', '?tab=decisions', /^Decision log/],
  ['ai-prompts', '?tab=prompts', /^Versions of Judge/],
  ['ai-agents', '?tab=agents', /^Agents/],
] as const

const failed = (code: string, message: string, http = 503): Answer => ({
  status: http,
  body: {
    error: {
      code,
      message,
      category: 'sdk',
      severity: 'medium',
      recoverable: false,
      retryAfterSeconds: null,
      correlationId: 'corr-5',
      details: {},
    },
  },
})

const READY = { state: 'ready', reason: 'the last answer came', nextStep: null, isScripted: false }

describeInBrowser('AI', (browsing) => {
  const own = useStandInDesk('/ai')
  beforeEach(() => {
    own.desk.topics['status'] = { ...status(), ai: READY }
  })

  describe.each(SCHEMES)('%s', (scheme) => {
    it.each(VIEWS)(
      'B142 %s is clean to axe and fits 390, 768 and 1440 pixels',
      async (name, query, heading) => {
        const { page, complaints } = await browsing.open(own.url + query, { scheme })
        await page.getByRole('heading', { name: heading }).waitFor()
        await expect.poll(() => page.locator('section[aria-busy=true]').count()).toBe(0)
        await expectFitsEveryWidth(page, `${name}-${scheme}`)
        expect(complaints).toEqual([])
      },
    )
  })

  it.each([
    [states.ai(), /^✓ Ready/, 'The last answer came 40 seconds ago.'],
    [
      states.ai({ state: 'unproven', reason: 'a login is stored, nothing was asked yet' }),
      /^\? Not proven yet/,
      'A login is stored, nothing was asked yet.',
    ],
    [
      states.ai({
        state: 'blocked',
        reason: 'Claude Code is not logged in',
        nextStep: 'run robo-trader ai login',
      }),
      /^✗ Blocked/,
      'Run robo-trader ai login.',
    ],
    [
      states.ai({
        state: 'cooling',
        reason: 'the provider’s limit is reached',
        coolingUntil: new Date(Date.now() + 3_600_000).toISOString(),
      }),
      /^◷ Cooling down until \d\d:\d\d:\d\d, 5\d min/,
      'The provider’s limit is reached.',
    ],
  ])(
    'B13 the state of the model is said with its reason and the next step',
    async (ai, head, says) => {
      own.desk.topics['ai'] = { ...states.aiTopic(), ai }
      const { page } = await browsing.open(own.url)
      const panel = page.getByRole('region', { name: 'The model' })
      await panel.getByText(head).waitFor()
      await panel.getByText(says).waitFor()
      await panel.getByRole('meter', { name: 'Rupees of today' }).waitFor()
      await panel.getByText('₹118.40 / ₹500.00').waitFor()
      await panel.getByText('4,12,330 / 50,00,000').waitFor()
      expect(await panel.getByRole('row', { name: /portfolio analysis.*212/s }).count()).toBe(1)
    },
  )

  it.each(['/', '/risk', '/ai', '/approvals', '/chat'])(
    'B12 a script in the model’s place is said on %s',
    async (path) => {
      own.desk.topics['status'] = { ...status(), ai: { ...READY, isScripted: true } }
      own.desk.topics['ai'] = states.aiTopic({ isScripted: true })
      const { page } = await browsing.open(own.url.replace('/ai', path))
      await page.locator('header').getByText('SCRIPTED MODEL', { exact: true }).waitFor()
      expect(await faultsOf(page)).toEqual([])
    },
  )

  it('B144 one click runs what is held; it is followed step by step and can be cancelled', async () => {
    own.desk.answers['POST /api/agents/analysis'] = () => ({
      status: 202,
      body: { correlationId: 'c', tasks: [states.running({ id: 'a-new', stepsDone: 0 })] },
    })
    own.desk.answers['POST /api/agents/analyses/a-run/cancel'] = () => ({
      body: states.running({ state: 'cancelled' }),
    })
    const { page } = await browsing.open(own.url)
    await page.getByRole('button', { name: 'Run now' }).press('Enter')
    await page.getByText('1 analysis of RELIANCE, HDFCBANK, M&M: followed beside.').waitFor()
    expect(own.desk.writes.at(-1)).toMatchObject({ body: { symbols: [] }, csrf: 'token' })
    const under = page.getByRole('list', { name: 'Analyses under way' })
    await under.getByText('The technical analyst reads RELIANCE.').waitFor()
    await under.getByText('4 of 19 steps').waitFor()
    own.desk.patch('ai', [
      { op: 'replace', path: '/analyses/a-run/stepsDone', value: 5 },
      { op: 'replace', path: '/analyses/a-run/says', value: 'bull argues for RELIANCE' },
      { op: 'replace', path: '/analyses/a-run/costPaise', value: 7_55 },
    ])
    await under.getByText('Bull argues for RELIANCE.').waitFor()
    await under.getByText('₹7.55').waitFor()
    await under.getByRole('button', { name: /^Cancel the analysis of RELIANCE/ }).press('Enter')
    await page.getByText(/^The analysis of RELIANCE, HDFCBANK, M&M is cancelled\./).waitFor()
  })

  it('B144 shares are chosen by key, and what the desk refuses is said with its code', async () => {
    own.desk.answers['POST /api/agents/analysis'] = () =>
      failed('AI_BLOCKED', 'Claude Code is not logged in: run robo-trader ai login.')
    const { page } = await browsing.open(own.url)
    await page.getByRole('combobox', { name: 'Or of these shares' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('INF')
    await page.getByRole('option', { name: /INFY/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Analyse INFY' }).press('Enter')
    await page.getByText('AI_BLOCKED').waitFor()
    expect(own.desk.writes.at(-1)).toMatchObject({ body: { symbols: ['NSE:INFY'] } })
    expect(await faultsOf(page)).toEqual([])
  })

  it('B142 the palette asks for an analysis and finds what is known of a share', async () => {
    own.desk.answers['POST /api/agents/analysis'] = () => ({
      status: 202,
      body: { correlationId: 'c', tasks: [] },
    })
    const { page } = await browsing.open(own.url.replace('/ai', '/risk'))
    await page.getByRole('link', { name: /2 proposals wait for you/ }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Answer 2 proposals' }).waitFor()
    await page.keyboard.type('run an analysis')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing new was asked for: it waits or runs already.').waitFor()
    await page.waitForURL(/\/ai$/)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('INFY')
    await page.getByRole('option', { name: 'Research INFY' }).click()
    await page.waitForURL(/\/research\?instrument=NSE/)
  })

  it('an analysis reads as a story: the verdict, its evidence, each turn, the argument side by side, and a replay', async () => {
    own.desk.answers['POST /api/agents/analyses/a-done/replay'] = () => ({
      body: { isSame: false, differences: ['INFY: HOLD where BUY was recorded'] },
    })
    const { page, complaints } = await browsing.open(own.url)
    const table = page.getByRole('table', { name: /^Analyses/ })
    await table.getByRole('row', { name: /^INFY, TCS/ }).press('Enter')
    await page.waitForURL(/analysis=a-done/)
    const story = page.getByRole('region', { name: 'How it came to that' })
    const argument = story.getByRole('region', { name: 'The argument' })
    await expect.poll(() => argument.getByRole('article').count()).toBe(2)
    await argument.getByText('it is dear at 28 times earnings').waitFor()
    await story.getByText('no form: found in its words, shown only').waitFor()
    const judge = story.getByRole('article', { name: 'judge' })
    await judge.getByText('5,760 tokens').waitFor()
    await judge.locator('summary').first().press('Enter')
    await judge.getByText('RULES OF THE HOUSE').waitFor()
    const technical = story.getByRole('article', { name: 'technical analyst' })
    await technical.locator('summary', { hasText: 'get_indicators' }).press('Enter')
    await technical.getByLabel('Output of get_indicators').waitFor()
    await page.getByRole('button', { name: 'TCS', exact: true }).press('Enter')
    await page.getByText('Model and scorer say opposite things: the idea is dropped.').waitFor()
    await story.getByText('AI_NO_FORM').waitFor()
    await page.getByRole('button', { name: 'Replay it' }).press('Enter')
    await page.getByText('INFY: HOLD where BUY was recorded.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('words of the model are shown as letters: no markup in them acts', async () => {
    const { page } = await browsing.open(`${own.url}?analysis=a-done`)
    const news = page.getByRole('article', { name: 'news analyst' })
    await news.locator('summary', { hasText: 'Its words, as they came' }).press('Enter')
    await news.getByText(states.HOSTILE).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.title()).toBe('AI · Robo Trader')
  })

  it('an analysis that does not run says what fell, by whom it was stopped and where to look', async () => {
    own.desk.answers['GET /api/agents/analyses/gone'] = () =>
      failed('NOT_FOUND', 'There is no analysis gone.', 404)
    const { page } = await browsing.open(`${own.url}?analysis=gone`)
    await page.getByText('There is no analysis gone.').waitFor()
    await page.getByText('NOT_FOUND').waitFor()
    await page.getByRole('link', { name: '← All analyses' }).press('Enter')
    await page.getByText('AI_RATE_LIMITED').waitFor()
  })

  it('each decision stands against the index and against doing nothing, dropped ones with the rule that stopped them', async () => {
    const { page } = await browsing.open(`${own.url}?tab=decisions`)
    const log = page.getByRole('table', { name: /^Decisions of the AI/ })
    await log.getByRole('row', { name: /SBIN.*✓ traded.*\+2\.1.*\+1\.4.*\+0\.7/s }).waitFor()
    await page.getByRole('button', { name: 'why not' }).press('Enter')
    expect(await log.locator('tbody tr').count()).toBe(1)
    await log.getByRole('row', { name: /TCS/ }).press('Enter')
    await page
      .getByRole('region', { name: 'Decision on TCS' })
      .getByRole('list', { name: 'Evidence' })
      .waitFor()
    await page.getByRole('img', { name: /^Reliability: said 45\.0.*came 25\.0/ }).waitFor()
    await page.getByText('0.221').waitFor()
    await page.getByText('Sample too small.').waitFor()
  })

  it('versions of a prompt are compared line by line, one is promoted, and a new one is written', async () => {
    own.desk.answers['POST /api/prompts/judge/promote'] = () => ({
      body: states.prompts('judge').versions[0],
    })
    own.desk.answers['PUT /api/prompts/judge'] = () => ({
      body: { ...states.prompts('judge').versions[0], version: 4 },
    })
    const { page } = await browsing.open(`${own.url}?tab=prompts`)
    await page.getByRole('heading', { name: 'Version 3 against the active 2' }).waitFor()
    const difference = page.getByRole('region', { name: 'Difference' })
    await difference
      .getByText('added: Say what would change your mind, with its evidence.')
      .waitFor()
    await difference.getByText('… 18 lines unchanged …').waitFor()
    await page.getByRole('button', { name: 'Promote version 3' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Version 3 of Judge' })
    await dialog.getByRole('button', { name: 'Promote version 3' }).press('Enter')
    await page.getByText('Judge speaks by version 3 from its next turn on.').waitFor()
    await page.getByRole('button', { name: 'Write a new version from v3' }).press('Enter')
    const field = page.getByLabel('New version, from v3')
    await field.fill('You are the judge. Be brief.')
    await page.getByRole('button', { name: 'Keep as a new version' }).press('Enter')
    await page.getByText(/^Version 4 of Judge is kept/).waitFor()
    expect(own.desk.writes.map(({ body }) => body).slice(-2)).toEqual([
      { version: 3 },
      { text: 'You are the judge. Be brief.' },
    ])
  })

  it('an agent is switched on the version that was looked at; a newer one is a conflict that is said', async () => {
    own.desk.answers['PUT /api/agents/judge/config'] = () =>
      failed('CONFLICT', 'Somebody changed the judge meanwhile: look again.', 409)
    const { page } = await browsing.open(`${own.url}?tab=agents`)
    await page.getByRole('row', { name: /^Judge/ }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Judge' })
    await dialog.getByLabel('This role speaks').press('Space')
    await dialog.getByRole('button', { name: 'Save' }).press('Enter')
    await dialog.getByText('CONFLICT').waitFor()
    expect(own.desk.writes.at(-1)?.body).toEqual({
      version: 1,
      isOn: false,
      model: 'claude-opus-5',
    })
    expect(await faultsOf(page)).toEqual([])
  })

  it('B141 a desk without analyses says what brings the first, and shows nothing that is not there', async () => {
    own.desk.topics['ai'] = { ai: states.ai({ sessions: {} }), analyses: {}, recommendations: {} }
    own.desk.answers['GET /api/agents/analyses'] = () => ({ body: { analyses: [] } })
    own.desk.answers['GET /api/agents/recommendations'] = () => ({ body: { recommendations: [] } })
    own.desk.answers['GET /api/agents/forecasts'] = () => ({
      body: { forecasts: [], calibration: { resolved: 0, brier: null, bins: [], says: null } },
    })
    const { page } = await browsing.open(own.url)
    await page.getByText(/^No analysis has ended yet/).waitFor()
    await page.getByText(/^Nothing runs/).waitFor()
    await page.getByText(/^No session is open/).waitFor()
    await picture(page, 'ai-empty')
    await page.getByRole('tab', { name: 'Decisions' }).press('Enter')
    await page.getByText(/^No decision yet/).waitFor()
    await page.getByText(/^Nothing was foretold yet/).waitFor()
    expect(await page.locator('main table').count()).toBe(0)
  })
})
