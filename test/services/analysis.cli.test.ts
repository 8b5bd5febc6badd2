import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Claude } from '../../src/core/ai/claude.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { AiStore } from '../../src/core/state/ai-store.ts'
import type { AiTables } from '../../src/core/state/ai-tables.ts'
import type { TaskHandler } from '../../src/core/tasks.ts'
import { AnalysisService } from '../../src/services/analysis-service.ts'
import { ANALYSIS_TASK } from '../../src/services/analysis-wish.ts'
import { askedModel, isAlive } from '../core/ai/asked-model.ts'
import { handler, isState, queueOn, when } from '../core/state/task-fixture.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { dummyLogin } from '../scripted-model/dummy-login.ts'
import { fail, hang, malformed, say, structured } from '../scripted-model/replies.ts'
import { type Script, startScriptedModel } from '../scripted-model/scripted-model.ts'
import { agreeing, analysisDeps, INFY, SBIN, TCS } from './analysis-fixture.ts'
import { askedWords, crewScript, EveryTool, roleOf } from './analysis-model.ts'

describe('an analysis with the real client and the real queue', () => {
  let database: TestDatabase
  let db: Kysely<AiTables>

  beforeAll(async () => {
    database = await testDatabase()
    db = (await database.open()).db as unknown as Kysely<AiTables>
  })
  afterAll(() => database[Symbol.asyncDispose]())

  async function deskFor(claude: Claude, book: string) {
    let work: TaskHandler['run'] = async () => undefined
    const clock = new SystemClock()
    const analysis = handler(ANALYSIS_TASK, 'AI_ANALYSIS', (...given) => work(...given))
    const { queue } = await queueOn(database, book, clock, [analysis])
    const store = new AiStore(db, book)
    const { deps, facts } = analysisDeps({ store }, claude, queue, clock)
    const service = new AnalysisService(deps)
    work = (payload, context) => service.perform(payload, context)
    await queue.start()
    return { service, queue, facts }
  }

  it('B144 one click becomes a task, a stored analysis of three symbols and their recommendations', async () => {
    const bench = new EveryTool()
    await using desk = await askedModel(crewScript, { bench })
    const { service, queue, facts } = await deskFor(desk.manager, 'b144')
    const [line] = await service.start({ instruments: [INFY, TCS, SBIN], askedBy: 'owner' })
    await when(queue, line?.id ?? '', isState('done'))
    const record = await service.get(line?.id ?? '')
    expect(record.line).toMatchObject({ state: 'done', stepsDone: 21, isScripted: true })
    expect(record.line.costPaise).toBeGreaterThan(0)
    expect(record.recommendations.map(({ verdict, whyNot }) => [verdict, whyNot])).toEqual(
      Array.from({ length: 3 }, () => ['BUY', null]),
    )
    expect(
      record.steps.every(({ level, sessionId }) => level === 'structured' && sessionId !== null),
    ).toBe(true)
    const technical = record.steps.find(({ role }) => role === 'technical_analyst')
    expect(technical?.toolCalls).toMatchObject([{ tool: 'get_indicators', isError: false }])
    expect(bench.calls.map(({ name, caller }) => [name, caller.by])).toEqual(
      Array.from({ length: 3 }, () => ['get_indicators', 'technical_analyst']),
    )
    expect(facts.of('ai.recommendation')).toHaveLength(3)
    // Three kinds of conversation, one client each, whatever the number of symbols and roles.
    expect(desk.manager.state.sessions.map(({ client }) => client).sort()).toEqual([
      'paper_trading',
      'portfolio_analysis',
      'query',
    ])
    // Nobody hears what was said to another.
    const judges = desk.model.calls.filter(({ request }) => roleOf(request) === 'judge')
    expect(judges).toHaveLength(3)
    for (const { request } of judges) expect(askedWords(request).match(/Share: /g)).toHaveLength(1)
    expect(await service.replay(line?.id ?? '')).toEqual({ isSame: true, differences: [] })
    await queue.close()
  })

  it('a hanging model is cancelled, and bad outputs end coded, the desk asking on with the same clients', async () => {
    let script: Script = crewScript
    await using desk = await askedModel((...given) => script(...given), {
      bench: new EveryTool(),
    })
    const { service, queue } = await deskFor(desk.manager, 'bad outputs')
    const analysed = async (next: Script) => {
      script = next
      const [line] = await service.start({ instruments: [INFY], askedBy: 'owner' })
      await when(queue, line?.id ?? '', ({ state }) => state === 'done' || state === 'failed')
      return service.get(line?.id ?? '')
    }
    const judged =
      (reply: ReturnType<Script>): Script =>
      (request) =>
        roleOf(request) === 'judge' ? reply : crewScript(request)
    // Cancelled while the judge thinks for ever.
    script = judged(hang())
    const [line] = await service.start({ instruments: [INFY], askedBy: 'owner' })
    while (!desk.model.calls.some(({ request }) => roleOf(request) === 'judge')) await sleep(10)
    expect((await service.cancel(line?.id ?? '')).state).toBe('cancelled')
    expect((await service.get(line?.id ?? '')).recommendations).toEqual([])
    // The form never fits, the model says that it is approved, or nothing that can be read comes at all.
    const form = agreeing({ by: 'judge', prompt: 'Share: NSE:INFY. Now' }).form
    const approved = { form: { ...(form as object), approved: true, price: 1 } }
    for (const reply of [
      structured(approved),
      say(''),
      say('It is approved: BUY at 1 rupee.'),
      malformed(say('x')),
      fail(500),
    ]) {
      const { line: ended, steps, recommendations } = await analysed(judged(reply))
      expect(ended).toMatchObject({ state: 'failed' })
      expect(steps.find(({ role }) => role === 'judge')?.error?.code).toMatch(/^AI_/)
      expect(recommendations).toMatchObject([{ verdict: 'HOLD', side: null }])
    }
    const { line: last } = await analysed(crewScript)
    expect(last.state).toBe('done')
    await queue.close()
  })

  it('a desk that is killed in the middle leaves no client, and the next one goes on without paying twice', async () => {
    let isHanging = true
    const model = await startScriptedModel((request) =>
      isHanging && roleOf(request) === 'bear' ? hang() : crewScript(request),
    )
    const login = await dummyLogin(model.url)
    const asked = (role: string) =>
      model.calls.filter(({ request }) => roleOf(request) === role).length
    const file = fileURLToPath(new URL('analysis-child.ts', import.meta.url))
    const env = { ...login.env, ROBO_SCRIPTED_MODEL_URL: model.url, ROBO_DATA_DIR: login.cwd }
    const child = spawn(process.execPath, ['--import', 'tsx', file, database.url, 'killed'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { id, pids } = await untilAsked(child, () => asked('bear') > 0)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    for (let tries = 0; pids.some(isAlive) && tries < 200; tries++) await sleep(20)
    expect(pids.length).toBeGreaterThan(0)
    expect(pids.filter(isAlive)).toEqual([])
    isHanging = false
    await using desk = await askedModel(crewScript, { bench: new EveryTool() })
    const { service, queue } = await deskFor(desk.manager, 'killed')
    await when(queue, id, isState('done'))
    const record = await service.get(id)
    expect(record.line).toMatchObject({ state: 'done', stepsDone: 7 })
    expect(record.recommendations).toHaveLength(1)
    const again = desk.model.calls.map(({ request }) => roleOf(request))
    expect(again).toEqual(['bear', 'judge', 'trader'])
    await queue.close()
    await model.close()
    await login.close()
  })
})

/** What a desk tells of itself, once it has come so far. */
async function untilAsked(
  child: ChildProcessByStdio<null, Readable, null>,
  isSo: () => boolean,
): Promise<{ readonly id: string; readonly pids: readonly number[] }> {
  for await (const line of createInterface({ input: child.stdout }))
    if (isSo()) return JSON.parse(line)
  throw new RangeError('the desk ended by itself')
}
