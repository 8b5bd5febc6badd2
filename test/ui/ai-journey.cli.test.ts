import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fullName } from '../../src/core/sdk-helpers.ts'
import { type DummyLogin, dummyLogin } from '../scripted-model/dummy-login.ts'
import { later, type Reply, say, use } from '../scripted-model/replies.ts'
import { lastWords, type ModelRequest, toolResults } from '../scripted-model/request.ts'
import { type ScriptedModel, startScriptedModel } from '../scripted-model/scripted-model.ts'
import { crewScript, roleOf } from '../services/analysis-model.ts'
import {
  describeInBrowser,
  expectNoOverflow,
  faultsOf,
  picture,
  type Served,
  useServed,
} from './browser.ts'

const SPEED = '60'
const LONG_MS = 60_000
/** Slow enough that a person sees the steps. */
const PACE_MS = 150

const isChat = (request: ModelRequest): boolean => roleOf(request) === 'chat'

/** Everybody agrees on buying; who talks looks at what is held first. */
function script(request: ModelRequest): Reply {
  if (!isChat(request)) {
    const reply = crewScript(request)
    return reply.kind === 'message' ? later(PACE_MS, reply) : reply
  }
  if (toolResults(request).length === 0) return use(fullName('get_positions'), {})
  return { ...say('You hold what get_positions says, and nothing else.'), paceMs: 30 }
}

const eventually = <T>(look: () => T | Promise<T>) =>
  expect.poll(look, { timeout: LONG_MS, interval: 200 })

interface Told {
  readonly orders: Readonly<Record<string, { readonly strategy: string; readonly side: string }>>
}

describeInBrowser('a person who asks the AI', (browsing) => {
  const served = useServed()
  let desk: Served
  let model: ScriptedModel
  let login: DummyLogin
  beforeAll(async () => {
    model = await startScriptedModel(script)
    login = await dummyLogin(model.url)
    desk = await served.start(['--speed', SPEED, '--strategies', 'momentum'], {
      config: { ai: { approvals: 'manual' } },
      environment: {
        ROBO_SCRIPTED_MODEL_URL: model.url,
        HOME: login.env['HOME'],
        CLAUDE_CONFIG_DIR: login.configDir,
      },
    })
  }, 180_000)
  afterAll(async () => {
    await desk[Symbol.asyncDispose]()
    await model.close()
    await login.close()
  })

  const agentOrders = async (): Promise<number> => {
    const { orders }: Told = await (await fetch(`${desk.url}/api/orders`)).json()
    return Object.values(orders).filter(({ strategy }) => strategy === 'agent').length
  }
  const choose = async (page: Page, symbol: string) => {
    await page.getByRole('combobox', { name: 'Or of these shares' }).fill(symbol)
    await page.getByRole('option', { name: new RegExp(`^${symbol} `) }).waitFor()
    await page.keyboard.press('Enter')
  }

  it('B144 J5 an analysis is watched step by step, read with its evidence, approved, and trades exactly once', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/ai`)
    await page.locator('header').getByText('SCRIPTED MODEL', { exact: true }).waitFor()
    await page.getByText(/continuous trading/).waitFor({ timeout: LONG_MS })
    await choose(page, 'INFY')
    await choose(page, 'ITC')
    await page.getByRole('button', { name: 'Analyse INFY, ITC' }).press('Enter')
    const under = page.getByRole('list', { name: 'Analyses under way' })
    await under.getByText(/^[1-9]\d* of \d+ steps$/).waitFor()
    await page.getByRole('link', { name: 'INFY, ITC' }).press('Enter')
    await page.waitForURL(/analysis=/)
    const whole = page.getByRole('region', { name: 'INFY, ITC' })
    await whole.getByText('✓ done').waitFor({ timeout: LONG_MS })
    const story = page.getByRole('region', { name: 'How it came to that' })
    await story.getByRole('region', { name: 'The argument' }).waitFor()
    await story.locator('summary', { hasText: 'get_indicators' }).first().press('Enter')
    await story.getByLabel('Output of get_indicators').first().waitFor()
    const came = page.getByRole('region', { name: 'What came of INFY' })
    const evidence = came.getByRole('list', { name: 'Evidence' }).getByRole('listitem')
    await evidence.first().waitFor()
    expect(await evidence.count()).toBeGreaterThan(5)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'ai-live')
    await page.getByRole('button', { name: 'Replay it' }).press('Enter')
    await page.getByText('✓ It comes to the same decisions.').waitFor()
    expect(await agentOrders()).toBe(0)
    await came.getByRole('link', { name: 'Answer it' }).press('Enter')
    const button = page.getByRole('button', { name: /^Approve: buy \d+ INFY at about ₹/ })
    await button.waitFor()
    await expectNoOverflow(page)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, 'approvals-live')
    await page.keyboard.press('a')
    await page.keyboard.press('Enter')
    const outcome = page.getByRole('region', { name: 'What became of it' })
    await outcome.getByText(/^✓ Approved by/).waitFor()
    await outcome
      .getByText(/Bought \d+ INFY/)
      .first()
      .waitFor({ timeout: LONG_MS })
    await picture(page, 'approvals-answered')
    expect(await agentOrders()).toBe(1)
    expect(complaints).toEqual([])
  }, 240_000)

  it('B129 J5 the other proposal is rejected with a reason, and orders nothing', async () => {
    const { page } = await browsing.open(`${desk.url}/approvals`)
    await page.getByRole('button', { name: /^Approve.*ITC/ }).waitFor()
    await page.keyboard.press('r')
    await page.getByLabel('Why not').fill('results come tomorrow')
    await page.keyboard.press('Enter')
    await page
      .getByRole('list', { name: 'Proposals that were answered' })
      .getByText('Results come tomorrow.')
      .waitFor()
    expect(await agentOrders()).toBe(1)
  })

  it('B120 J5 the desk answers about the portfolio, cites where it looked, and keeps the conversation', async () => {
    const { page, complaints } = await browsing.open(`${desk.url}/chat`)
    await page.getByLabel('Ask the desk').fill('What do I hold?')
    await page.keyboard.press('Enter')
    const log = page.getByRole('log')
    await log
      .getByText('You hold what get_positions says, and nothing else.')
      .waitFor({ timeout: LONG_MS })
    await page.waitForURL(/session=/)
    await log.locator('summary', { hasText: 'get_positions' }).press('Enter')
    await log.getByLabel('Output of get_positions').getByText('NSE:INFY').first().waitFor()
    await picture(page, 'chat-live')
    await page.reload()
    await log.getByText('You hold what get_positions says, and nothing else.').waitFor()
    expect(await agentOrders()).toBe(1)
    const asked = model.calls.map(({ request }) => lastWords(request)).join('\n')
    expect(asked).toContain('What do I hold?')
    expect(complaints).toEqual([])
  }, 120_000)

  it('B144 J5 what the AI came to stands in the decision log, with what it cost on the day', async () => {
    const { page } = await browsing.open(`${desk.url}/ai?tab=decisions`)
    const log = page.getByRole('table', { name: /^Decisions of the AI/ })
    await log.getByRole('row', { name: /INFY.*✓ traded/s }).waitFor()
    await log.getByRole('row', { name: /ITC.*✗ rejected/s }).waitFor()
    const budget = page.getByRole('meter', { name: 'Rupees of today' })
    await eventually(() => budget.getAttribute('aria-valuetext')).not.toMatch(/^₹0\.00/)
    await picture(page, 'ai-decisions-live')
  })
})
