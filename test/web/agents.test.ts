import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnalysisLine } from '../../src/web/contract/ai.ts'
import { ROUTES } from '../../src/web/route-table.ts'
import { nameOf, requestTo, SAMPLES } from './route-samples.ts'
import { BLOCKED, recommendationOf } from './stand-in-ai.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

describe('the AI desk by the web', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
  })
  beforeEach(() => desk.ai.claude.move({ state: 'ready', reason: 'Logged in', nextStep: null }))
  afterAll(() => desk[Symbol.asyncDispose]())

  const get = (url: string) => desk.ask({ url }, page)
  const send = (method: 'POST' | 'PUT', url: string, payload: Record<string, unknown>) =>
    desk.ask({ method, url, payload, headers: { accept: 'application/json' } }, page)
  const analyse = async (...symbols: string[]): Promise<AnalysisLine[]> =>
    (await send('POST', '/api/agents/analysis', { symbols })).json().tasks

  it('B144 makes tasks of at most three shares, takes a symbol for its share, and none twice', async () => {
    const symbols = ['NSE:INFY', 'TCS', 'SBIN', 'HDFCBANK', 'INFY']
    const answer = await send('POST', '/api/agents/analysis', { symbols })
    expect(answer.statusCode).toBe(202)
    expect(answer.json().correlationId).toBe(answer.headers['x-correlation-id'])
    expect(answer.json().tasks.map(({ instruments }: AnalysisLine) => instruments)).toEqual([
      ['NSE:INFY', 'NSE:TCS', 'NSE:SBIN'],
      ['NSE:HDFCBANK'],
    ])
    expect(await analyse('NSE:TCS')).toEqual([])
    for (const [wrong, status] of [
      [['NSE:NOSUCH'], 404],
      [['infy'], 422],
      [[7], 422],
      [Array.from({ length: 31 }, (_, index) => `S${index}`), 422],
    ] as const) {
      const refused = await send('POST', '/api/agents/analysis', { symbols: wrong })
      expect([wrong, refused.statusCode]).toEqual([wrong, status])
    }
  })

  it('B144 an analysis is followed on the topic and read as a story with what became of it', async () => {
    const [task] = await analyse('NSE:WIPRO')
    const id = task?.id ?? ''
    const state = () => desk.web.desk.state('ai').analyses[id]
    expect(state()).toMatchObject({ state: 'queued', isScripted: true })
    const before = desk.web.desk.version('ai')
    desk.ai.analyses.change(id, { state: 'running', stepsDone: 2, says: 'the bear argues' })
    expect(state()).toMatchObject({ state: 'running', stepsDone: 2, says: 'the bear argues' })
    expect(desk.web.desk.version('ai')).toBeGreaterThan(before)
    expect((await get('/api/agents')).json().analyses[id]).toEqual(state())
    desk.ai.analyses.finish(id)
    const record = (await get(`/api/agents/analyses/${id}`)).json()
    expect(record).toMatchObject({
      line: { id, state: 'done' },
      knowledgeCutOff: '2025-03',
      steps: [
        { role: 'judge', level: 'structured', costPaise: 42, toolCalls: [{ tool: 'get_quote' }] },
      ],
      recommendations: [{ instrument: 'NSE:WIPRO', fate: { state: 'unknown' } }],
    })
    expect((await send('POST', `/api/agents/analyses/${id}/replay`, {})).json()).toEqual({
      isSame: true,
      differences: [],
    })
    expect((await send('POST', `/api/agents/analyses/${id}/cancel`, {})).statusCode).toBe(409)
    expect((await get('/api/agents/analyses/none')).statusCode).toBe(404)
  })

  it('what was decided is told with why it went no further', async () => {
    const whyNot = 'model and scorer say the opposite'
    const { id, at, ...said } = recommendationOf('NSE:INFY' as never, { whyNot })
    const fact = { ...said, recommendationId: id, wallAt: at }
    await desk.live.intake.post('ai.recommendation', fact, { source: 'test' })
    await desk.settled()
    expect((await get('/api/agents')).json().recommendations[id]).toMatchObject({
      whyNot,
      fate: { state: 'dropped', says: whyNot },
      outcome: null,
    })
    expect(desk.web.desk.state('approvals').pending).toEqual({})
    const { recommendations } = (await get('/api/agents/recommendations?limit=500')).json()
    const ids = recommendations.map((one: { id: string }) => one.id)
    expect(ids).toContain(id)
    const [task] = await analyse('NSE:ICICIBANK')
    desk.ai.analyses.finish(task?.id ?? '')
    const [known] = await desk.ai.analyses.recommendations(1)
    const after = (await get('/api/agents/recommendations?limit=500')).json().recommendations
    expect(after.map((one: { id: string }) => one.id)).toEqual(
      expect.arrayContaining([...ids, known?.id]),
    )
    expect(after).toHaveLength(ids.length + 1)
    const { forecasts, calibration } = (await get('/api/agents/forecasts')).json()
    expect(forecasts).toMatchObject([{ instrument: 'NSE:INFY', state: 'open', outcome: null }])
    expect(calibration).toMatchObject({ resolved: 0, brier: null })
    expect(calibration.says).toMatch(/sample too small/)
  })

  it('B12 while the model is blocked everything says so, and nothing is made up', async () => {
    desk.ai.claude.move(BLOCKED)
    const asks = ['POST /api/agents/analysis', 'POST /api/chat']
    for (const route of ROUTES.filter((one) => asks.includes(nameOf(one)))) {
      const sample = SAMPLES[nameOf(route)]?.({} as never, 0)
      const answer = await desk.ask(requestTo(route, sample ?? { url: '' }), page)
      expect([nameOf(route), answer.statusCode]).toEqual([nameOf(route), 503])
      expect(answer.json().error.code).toBe('AI_BLOCKED')
      expect(answer.json().error.message).toMatch(/Nobody is logged in.*robo-trader ai login/)
    }
    const streamed = await desk.ask(
      { method: 'POST', url: '/api/chat', payload: { text: 'Hello' } },
      page,
    )
    expect([streamed.statusCode, streamed.json().error.code]).toEqual([503, 'AI_BLOCKED'])
    const { ai } = (await get('/api/agents/status')).json()
    expect(ai).toMatchObject({ state: 'blocked', reason: 'Nobody is logged in', sessions: {} })
    const status = (await get('/api/dashboard')).json().status.ai
    expect(status).toEqual({
      state: 'blocked',
      reason: 'Nobody is logged in',
      nextStep: 'Run "robo-trader ai login"',
      isScripted: true,
    })
    for (const url of ['/api/agents/analyses', '/api/agents/recommendations', '/api/chat/sessions'])
      expect([url, (await get(url)).statusCode]).toEqual([url, 200])
  })

  it('tells each agent, what was spent, and each process of the model’s client with its memory', async () => {
    const sessions = desk.ai.claude.state.sessions
    desk.ai.claude.move({
      sessions: [
        {
          client: 'conversation',
          pid: 77,
          residentBytes: 300 * 1_048_576,
          turns: 9,
          openedAt: desk.web.clock.now(),
          isBusy: false,
        },
      ],
    })
    const { ai, agents } = (await get('/api/agents/status')).json()
    expect(ai).toMatchObject({ spentTodayPaise: 120, budgetADayPaise: 50_000, isScripted: true })
    expect(ai.sessions.conversation).toMatchObject({ pid: 77, residentMiB: 300, turns: 9 })
    expect((await get('/api/system/health')).json().aiProcesses).toEqual(ai.sessions)
    expect(agents).toHaveLength(10)
    expect(agents[0]).toMatchObject({ isOn: true, version: 1, prompt: { version: 1, uses: 0 } })
    desk.ai.claude.move({ sessions })
  })

  it('of two who change an agent from one version, the second is told to look again', async () => {
    const url = '/api/agents/bear/config'
    const { version } = (await get(url)).json()
    const changed = await send('PUT', url, { version, isOn: false, model: 'claude-small' })
    const now = { role: 'bear', isOn: false, model: 'claude-small', version: version + 1 }
    expect(changed.json()).toEqual(now)
    expect((await send('PUT', url, { version, isOn: true })).statusCode).toBe(409)
    const rest = await send('PUT', url, { version: version + 1, model: null })
    expect(rest.json()).toMatchObject({ isOn: false, model: null })
    await desk.settled()
    const { events } = (await get('/api/events?types=system.configuration_change')).json()
    expect(events.at(-1).data).toMatchObject({ section: 'agent bear' })
    const nobody = await get('/api/agents/oracle/config')
    expect([nobody.statusCode, nobody.json().error.message]).toEqual([
      404,
      expect.stringMatching(/there are fundamentals_analyst, /),
    ])
  })

  it('a changed prompt is a new version, which is used once it is promoted', async () => {
    const url = '/api/prompts/trader'
    const text = 'You turn a verdict into a wish.'
    const added = (await send('PUT', url, { text })).json()
    expect(added).toMatchObject({ version: 2, isActive: false, text, by: 'dashboard' })
    expect((await send('PUT', url, { text })).json().version).toBe(2)
    const promoted = await send('POST', `${url}/promote`, { version: 2 })
    expect(promoted.json()).toMatchObject({ version: 2, isActive: true })
    const { versions } = (await get(url)).json()
    expect(
      versions.map((one: { version: number; isActive: boolean }) => [one.version, one.isActive]),
    ).toEqual([
      [2, true],
      [1, false],
    ])
    expect((await send('POST', `${url}/promote`, { version: 9 })).statusCode).toBe(404)
    expect((await send('PUT', url, { text: '  ' })).statusCode).toBe(422)
    expect((await get('/api/prompts/oracle')).statusCode).toBe(404)
  })
})
