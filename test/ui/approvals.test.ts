import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ai, aiTopic, approval, approvals } from './ai-states.ts'
import { describeInBrowser, expectFitsEveryWidth, faultsOf, picture, SCHEMES } from './browser.ts'
import type { Answer } from './stand-in-desk.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const refused = (why: string, message: string): Answer => ({
  status: 409,
  body: {
    error: {
      code: 'APPROVAL_REFUSED',
      message,
      category: 'risk',
      severity: 'medium',
      recoverable: false,
      retryAfterSeconds: null,
      correlationId: 'corr-4',
      details: { why },
    },
  },
})

const accepted = (state: 'approved' | 'rejected'): Answer => ({
  status: 202,
  body: { approvalId: 'p-infy', state, intentId: null, correlationId: 'ai-1' },
})

const approve = (page: Page) => page.getByRole('button', { name: /^Approve/ })

describeInBrowser('Approvals', (browsing) => {
  const own = useStandInDesk('/approvals')
  const answers = () => own.desk.writes.filter(({ route }) => route.includes('/approvals/'))

  describe.each(SCHEMES)('%s', (scheme) => {
    it('B142 is clean to axe and fits 390, 768 and 1440 pixels', async () => {
      const { page, complaints } = await browsing.open(own.url, { scheme })
      await page.getByRole('heading', { name: 'INFY' }).waitFor()
      await expectFitsEveryWidth(page, `approvals-${scheme}`)
      expect(complaints).toEqual([])
    })
  })

  it('B129 what will happen, why, by whom it was scored, what it costs and how long it waits stand together', async () => {
    const { page } = await browsing.open(own.url)
    await page.getByText('Buy 12 INFY at about ₹1,842.00: ₹22,104 and ₹13.11 of charges.').waitFor()
    await page
      .getByText(/^[34] min \d+ s left$/)
      .first()
      .waitFor()
    await page.getByText('An approval holds while a share costs ₹1,832.79 to ₹1,851.21.').waitFor()
    const evidence = page.getByRole('list', { name: 'Evidence' })
    expect(await evidence.getByRole('listitem').count()).toBe(4)
    await evidence.getByText('earnings · earnings file · 16 Oct 2026').waitFor()
    await page.getByRole('region', { name: "The model's verdict" }).getByText('BUY').waitFor()
    const scorer = page.getByRole('region', { name: "The scorer's verdict" })
    await scorer.getByText('HOLD').waitFor()
    expect(await scorer.getByRole('listitem').count()).toBe(5)
    await scorer.getByText('not known').waitFor({ state: 'attached' })
    await page.getByText('They do not agree.').waitFor()
    await page.getByText('Securities transaction tax').waitFor()
    await page.getByText('Worst case: the stop is hit, charges paid').waitFor()
    expect(await page.getByRole('row', { name: /passed: / }).count()).toBe(5)
  })

  it('B129 a leads to the answer and enter gives it, to the figures that were seen', async () => {
    own.desk.answers['POST /api/approvals/p-infy/approve'] = () => accepted('approved')
    const { page } = await browsing.open(own.url)
    await approve(page).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    expect(answers()).toEqual([])
    await page.getByText('Enter approves, Esc leaves it.').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('li:focus').innerText()).toContain('Buy 12 INFY')
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    await page.getByText('Approved: buy 12 INFY at about ₹1,842.00.').waitFor()
    expect(answers()).toMatchObject([
      { route: 'POST /api/approvals/p-infy/approve', body: { figuresHash: 'aaaaaaaaaaaa' } },
    ])
    const { pending, answered } = approvals()
    const done = approval({
      state: 'approved',
      answer: { by: 'you', reason: 'approved by hand', at: new Date().toISOString() },
    })
    own.desk.set('approvals', {
      pending: { 'p-itc': pending['p-itc'] },
      answered: { ...answered, 'p-infy': done },
    })
    const story = page.getByRole('region', { name: 'What became of it' })
    await story.getByText(/^✓ Approved by you/).waitFor()
    await story.getByText('Bought 6 INFY at ₹1,842.00.').waitFor()
    expect(await approve(page).count()).toBe(0)
  })

  it('B129 r asks why, and rejects nothing without a reason', async () => {
    own.desk.answers['POST /api/approvals/p-infy/reject'] = () => accepted('rejected')
    const { page } = await browsing.open(own.url)
    await approve(page).waitFor()
    await page.keyboard.press('r')
    await page.getByLabel('Why not').waitFor()
    await page.keyboard.press('Enter')
    expect(answers()).toEqual([])
    await page.keyboard.type('results come tomorrow')
    await page.keyboard.press('Enter')
    await page.getByText('Rejected: buy 12 INFY at about ₹1,842.00.').waitFor()
    expect(answers()).toMatchObject([{ body: { reason: 'results come tomorrow' } }])
  })

  it('B129 figures that change under the eyes are told, and nothing is approved before they were seen', async () => {
    own.desk.answers['POST /api/approvals/p-infy/approve'] = () => accepted('approved')
    const { page } = await browsing.open(own.url)
    await approve(page).waitFor()
    await page.keyboard.press('a')
    const { figures } = approval()
    own.desk.set('approvals', {
      ...approvals(),
      pending: {
        'p-infy': approval({
          figuresHash: 'bbbbbbbbbbbb',
          figures: { ...figures, quantity: 11, valuePaise: 20_262_00 },
        }),
      },
    })
    const changed = page.getByRole('alert').filter({ hasText: 'The figures changed' })
    await changed.getByText('₹20,262.00').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'approvals-changed')
    await page.keyboard.press('Enter')
    await approve(page).click({ force: true })
    expect(answers()).toEqual([])
    await changed.getByRole('button', { name: 'Go on with the new figures' }).press('Enter')
    await page
      .getByRole('button', { name: 'Approve: buy 11 INFY at about ₹1,842.00' })
      .press('Enter')
    await page.getByText(/^Approved: buy 11 INFY/).waitFor()
    expect(answers()).toMatchObject([{ body: { figuresHash: 'bbbbbbbbbbbb' } }])
  })

  it.each([
    ['price_moved', 'The price left the band'],
    ['answered_before', 'nothing is done twice'],
  ])('B129 an answer that the desk refuses as %s says why and what to do', async (why, next) => {
    own.desk.answers['POST /api/approvals/p-infy/approve'] = () =>
      refused(why, 'The answer had no effect.')
    const { page } = await browsing.open(own.url)
    await approve(page).press('Enter')
    await page.getByText('APPROVAL_REFUSED').waitFor()
    await page.getByText(next).waitFor()
  })

  it('B129 a proposal whose time is up cannot be approved any more', async () => {
    const over = approval({ expiresAt: new Date(Date.now() - 1_000).toISOString() })
    own.desk.topics['approvals'] = { pending: { 'p-infy': over }, answered: {} }
    const { page } = await browsing.open(own.url)
    const button = page.getByRole('button', { name: 'Its time is up' })
    await button.waitFor()
    expect(await button.isDisabled()).toBe(true)
  })

  it('B129 d discusses it: the conversation stands beside its evidence', async () => {
    const { page } = await browsing.open(own.url)
    await approve(page).waitFor()
    await page.keyboard.press('d')
    await page.waitForURL(/\/chat\?.*approval=p-infy/)
    await page.getByRole('heading', { name: 'The recommendation on INFY' }).waitFor()
    expect(await page.getByRole('list', { name: 'Evidence' }).getByRole('listitem').count()).toBe(4)
  })

  it('B142 what waits is counted on the rail, j and k walk it, and g a leads to it', async () => {
    const { page } = await browsing.open(own.url.replace('/approvals', '/risk'))
    await page.getByRole('link', { name: /Approvals.*2 proposals wait for you/s }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByRole('heading', { name: 'INFY' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.getByRole('heading', { name: 'ITC' }).waitFor()
    await page.getByRole('row', { name: /failed: the market is closed/ }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('heading', { name: 'INFY' }).waitFor()
    await page.keyboard.press('?')
    await page.getByText('here: approve: enter confirms').waitFor()
  })

  it('B141 without proposals it says why none waits, and a blocked AI says what to do', async () => {
    own.desk.topics['approvals'] = { pending: {}, answered: {} }
    own.desk.topics['ai'] = {
      ...aiTopic(),
      ai: ai({
        state: 'blocked',
        reason: 'Claude Code is not logged in',
        nextStep: 'run robo-trader ai login',
      }),
    }
    const { page } = await browsing.open(own.url)
    await page.getByText(/^✓ Nothing waits\. On paper/).waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: 'Claude Code is not logged in.' })
      .getByText('Run robo-trader ai login.')
      .waitFor()
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'approvals-empty')
  })
})
