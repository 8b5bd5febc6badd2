import { describe, expect, it } from 'vitest'
import * as states from './ai-states.ts'
import { describeInBrowser, expectFitsEveryWidth, faultsOf, picture, SCHEMES } from './browser.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

/** Waits until the listener goes away. */
const away = (listener: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    listener.addEventListener('abort', () => resolve(), { once: true })
  })

const turn = (text: string) => ({
  type: 'turn',
  sessionId: 'c1',
  turn: {
    id: 't2',
    at: '2026-11-23T10:02:00+05:30',
    by: 'model',
    text,
    toolCalls: [states.toolCall()],
    costPaise: 1_12,
    error: null,
  },
})

describeInBrowser('Chat', (browsing) => {
  const own = useStandInDesk('/chat')

  describe.each(SCHEMES)('%s', (scheme) => {
    it.each([
      ['chat', '', /^New conversation/],
      ['chat-about', '?session=c2', /^About INFY/],
    ])('B142 %s is clean to axe and fits 390, 768 and 1440 pixels', async (name, query, head) => {
      const { page, complaints } = await browsing.open(own.url + query, { scheme })
      await page.getByRole('heading', { name: head }).first().waitFor()
      await expect.poll(() => page.locator('section[aria-busy=true]').count()).toBe(0)
      await expectFitsEveryWidth(page, `${name}-${scheme}`)
      expect(complaints).toEqual([])
    })
  })

  it('B120 a question is asked by key; words stream, looks are cited, and the whole turn is kept', async () => {
    let goOn = (): void => undefined
    const middle = new Promise<void>((resolve) => {
      goOn = resolve
    })
    own.desk.streams['POST /api/chat'] = async (line) => {
      line({ type: 'tool', call: states.toolCall() })
      line({ type: 'words', text: 'ema-cross bought ' })
      await middle
      line({ type: 'words', text: 'because EMA 9 crossed.' })
      line(turn('ema-cross bought because EMA 9 crossed.'))
    }
    const { page, complaints } = await browsing.open(own.url)
    await page.getByLabel('Ask the desk').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('Why was INFY bought?')
    await page.keyboard.press('Enter')
    const log = page.getByRole('log')
    await log.getByText('ema-cross bought').waitFor()
    await log.getByText('writing …').waitFor()
    expect(await faultsOf(page)).toEqual([])
    goOn()
    await page.waitForURL(/session=c1/)
    await page.getByRole('heading', { name: 'Why was INFY bought?' }).waitFor()
    expect(await log.getByRole('listitem', { name: 'The model' }).count()).toBe(1)
    await log.getByText('₹1.12 at list prices').waitFor()
    await log.locator('summary', { hasText: 'get_positions' }).press('Enter')
    await log.getByLabel('Output of get_positions').getByText('NSE:INFY').waitFor()
    expect(own.desk.writes).toContainEqual({
      route: 'POST /api/chat',
      body: { text: 'Why was INFY bought?', sessionId: null, recommendationId: null },
      csrf: 'token',
    })
    expect(complaints).toEqual([])
  })

  it('B120 an answer is stopped by key: the desk hears it, and what was said stays', async () => {
    let isHeard = false
    own.desk.streams['POST /api/chat'] = async (line, listener) => {
      line({ type: 'words', text: 'It begins with' })
      await away(listener)
      isHeard = true
    }
    const { page } = await browsing.open(own.url)
    await page.getByLabel('Ask the desk').fill('Tell me everything')
    await page.keyboard.press('Enter')
    await page.getByText('It begins with').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Model, stopped by you').waitFor()
    await expect.poll(() => isHeard).toBe(true)
    await page.getByText('It begins with').waitFor()
    expect(await page.getByRole('button', { name: 'Ask', exact: true }).count()).toBe(1)
  })

  it.each([
    ['a model that fails in the middle', 'AI_RATE_LIMITED', 'The provider asks to wait 4 minutes.'],
    ['a budget that is used up', 'AI_BUDGET_EXCEEDED', 'The rupees of today are used up.'],
  ])('B120 %s is said with its code, after the words that came', async (_, code, message) => {
    own.desk.streams['POST /api/chat'] = async (line) => {
      line({ type: 'words', text: 'As far as' })
      const error = {
        code,
        message,
        category: 'sdk',
        severity: 'medium',
        recoverable: true,
        retryAfterSeconds: 240,
        correlationId: 'corr-8',
        details: {},
      }
      line({ type: 'error', error })
    }
    const { page } = await browsing.open(own.url)
    await page.getByLabel('Ask the desk').fill('How is it?')
    await page.keyboard.press('Enter')
    await page.getByText(message).waitFor()
    await page.getByText(code).waitFor()
    await page.getByText('As far as').waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  it('B120 a desk that goes away in the middle is said to be gone', async () => {
    own.desk.streams['POST /api/chat'] = async (line) => {
      line({ type: 'words', text: 'As far as' })
      await page.getByText('As far as').waitFor()
      own.desk.leave('')
      throw new RangeError('the line is cut')
    }
    const { page } = await browsing.open(own.url)
    await page.getByLabel('Ask the desk').fill('How is it?')
    await page.keyboard.press('Enter')
    await page.getByText('UNREACHABLE').first().waitFor()
  })

  it('B120 markup in an answer is letters, and a conversation about a recommendation shows its evidence', async () => {
    const { page } = await browsing.open(`${own.url}?session=c2`)
    await page.getByText(states.HOSTILE).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.title()).toBe('Chat · Robo Trader')
    const about = page.getByRole('region', { name: 'The recommendation on INFY' })
    expect(await about.getByRole('list', { name: 'Evidence' }).getByRole('listitem').count()).toBe(
      4,
    )
  })

  it('B129 a discussion of a proposal goes to the proposal’s own route', async () => {
    own.desk.streams['POST /api/approvals/p-infy/discuss'] = async (line) => {
      line(turn('It rests on E2.'))
    }
    const { page } = await browsing.open(`${own.url}?approval=p-infy&about=r-infy`)
    await page.getByLabel('Ask the desk').fill('What speaks against it?')
    await page.keyboard.press('Enter')
    await page.waitForURL(/session=c1/)
    expect(own.desk.writes).toContainEqual({
      route: 'POST /api/approvals/p-infy/discuss',
      body: { text: 'What speaks against it?', sessionId: null },
      csrf: 'token',
    })
  })

  it('B120 conversations are walked by key, and one is deleted after a question', async () => {
    own.desk.answers['DELETE /api/chat/sessions/c1'] = () => ({ body: { deleted: 'c1' } })
    const { page } = await browsing.open(own.url)
    const list = page.getByRole('list', { name: 'Conversations' })
    await list.getByRole('listitem').first().press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL(/session=c1/)
    await page.getByRole('heading', { name: 'Why was INFY bought?' }).waitFor()
    own.desk.answers['GET /api/chat/sessions'] = () => ({ body: { sessions: [] } })
    await list.getByRole('button', { name: 'Delete Why was INFY bought?' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Delete this conversation' })
    await dialog.waitFor()
    expect(await faultsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Delete it' }).press('Enter')
    await page.getByText('The conversation is deleted.').waitFor()
    await page.getByText(/^None yet\. What you ask/).waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('B12 a blocked AI answers nothing: it says why, what to do, and nothing can be asked', async () => {
    own.desk.topics['ai'] = states.aiTopic({
      state: 'blocked',
      reason: 'Claude Code is not logged in',
      nextStep: 'run robo-trader ai login',
    })
    const { page } = await browsing.open(own.url)
    await page.getByText('The AI is blocked.').waitFor()
    await page.getByLabel('Ask the desk').fill('Hello')
    const button = page.getByRole('button', { name: 'The AI is blocked' })
    expect(await button.isDisabled()).toBe(true)
    await page.keyboard.press('Enter')
    expect(own.desk.writes.filter(({ route }) => route.includes('chat'))).toEqual([])
    await picture(page, 'chat-blocked')
  })
})
