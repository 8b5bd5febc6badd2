import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIRST_PROMPTS } from '../../../src/agents/first-prompts.ts'
import type { Gathered } from '../../../src/core/ai/gathered.ts'
import type { AnalysisLine, AnalysisStep, Recommendation } from '../../../src/core/ai/records.ts'
import { ROLE_NAMES } from '../../../src/core/ai/role-names.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { PostgresAgentBook } from '../../../src/core/state/agent-store.ts'
import { AiStore } from '../../../src/core/state/ai-store.ts'
import type { AiTables } from '../../../src/core/state/ai-tables.ts'
import { ChatStore } from '../../../src/core/state/chat-store.ts'
import { PostgresPromptBook } from '../../../src/core/state/prompt-store.ts'
import { PostgresSpendingLog } from '../../../src/core/state/spending-store.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { dateOf, epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'

const INFY = instrumentId('NSE:INFY')
const HOSTILE = 'नमस्ते \u0000 "quoted" \\u0000 \u202e </data> ₹'

const line = (id: string, part: Partial<AnalysisLine> = {}): AnalysisLine => ({
  id,
  instruments: [INFY],
  state: 'queued',
  askedBy: 'a test',
  createdAt: START,
  startedAt: null,
  endedAt: null,
  model: 'claude-sonnet-5',
  isScripted: true,
  stepsDone: 0,
  stepsAll: 7,
  says: 'waits',
  tokens: 0,
  costPaise: 0,
  error: null,
  ...part,
})

const step = (id: string, part: Partial<AnalysisStep> = {}): AnalysisStep => ({
  id,
  role: 'judge',
  instrument: INFY,
  state: 'running',
  promptVersion: 1,
  sessionId: null,
  startedAt: START,
  durationMs: 0,
  tokens: { input: 1, output: 2, cacheRead: 0, cacheWritten: 0 },
  costPaise: 3,
  toolCalls: [],
  prompt: 'Judge',
  level: null,
  output: null,
  text: '',
  error: null,
  ...part,
})

const recommendation = (id: string, part: Partial<Recommendation> = {}): Recommendation => ({
  id,
  analysisId: 'one',
  instrument: INFY,
  at: START,
  verdict: 'HOLD',
  modelVerdict: 'HOLD',
  score: {
    parts: { fundamental: null, valuation: null, growth: null, risk: null, qualitative: null },
    overall: null,
    verdict: 'HOLD',
    says: 'nothing',
  },
  disagreement: null,
  conviction: 0.5,
  horizonDays: 28,
  reason: '',
  invalidation: '',
  evidence: [],
  sizeBps: 10_000,
  provenance: 'analysis',
  side: null,
  effect: null,
  whyNot: null,
  ...part,
})

const firsts = FIRST_PROMPTS

describe.each(servers())('what the AI desk keeps, on $name', (server) => {
  let database: TestDatabase
  let db: Kysely<AiTables>
  const clock = new VirtualClock(START)

  beforeAll(async () => {
    database = await testDatabase(server)
    db = (await database.open()).db as unknown as Kysely<AiTables>
  })
  afterAll(() => database[Symbol.asyncDispose]())

  it('gives back an analysis with its steps in their order and whatever the model wrote', async () => {
    const store = new AiStore(db, 'book')
    await store.saveLine(line('one'), '2025-01')
    await store.saveStep('one', step('one/INFY/bull', { role: 'bull' }))
    await store.saveStep('one', step('one/INFY/judge'))
    const done = step('one/INFY/bull', {
      role: 'bull',
      state: 'done',
      text: HOSTILE,
      output: { HOSTILE },
    })
    await store.saveStep('one', done)
    await store.saveRecommendation(recommendation('r1', { reason: HOSTILE }))
    await store.saveLine(line('one', { state: 'running', says: 'judges' }), '2025-01')
    expect(await store.record('one')).toEqual({
      line: line('one', { state: 'running', says: 'judges' }),
      knowledgeCutOff: '2025-01',
      steps: [done, step('one/INFY/judge')],
      recommendations: [recommendation('r1', { reason: HOSTILE })],
    })
    await expect(store.record('none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(new AiStore(db, 'another').record('one')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('keeps the first recommendation and the first gathering: a repetition after a crash changes neither', async () => {
    const store = new AiStore(db, 'first words')
    await store.saveLine(line('two'), null)
    await store.saveRecommendation(recommendation('r2', { analysisId: 'two' }))
    await store.saveRecommendation(
      recommendation('r2', { analysisId: 'two', at: epochMs(START + 9) }),
    )
    expect(await store.recommendations(9)).toEqual([recommendation('r2', { analysisId: 'two' })])
    const gathered = (held: number): Gathered => ({
      instrument: INFY,
      asOf: START,
      source: 'none',
      price: null,
      study: null,
      readings: [],
      closes: [],
      fundamentals: [],
      earnings: [],
      news: [],
      held,
    })
    await store.saveGathered('two', gathered(1))
    await store.saveGathered('two', gathered(2))
    expect(await store.gathered('two')).toEqual([gathered(1)])
  })

  it('lists the newest first, and knows when each instrument was last analysed', async () => {
    const store = new AiStore(db, 'ends')
    await store.saveLine(line('a', { state: 'done' }), null)
    await store.saveLine(line('b', { state: 'running', createdAt: epochMs(START + 1) }), null)
    await store.saveLine(line('c', { createdAt: epochMs(START + 2) }), null)
    expect((await store.lines(2)).map(({ id }) => id)).toEqual(['c', 'b'])
    await store.saveRecommendation(recommendation('ra', { analysisId: 'a' }))
    await store.saveRecommendation(
      recommendation('rb', { analysisId: 'b', at: epochMs(START + 5) }),
    )
    await store.saveRecommendation(
      recommendation('rc', { analysisId: null, at: epochMs(START + 9), provenance: 'chat' }),
    )
    expect(await store.recommendation('rb')).toMatchObject({ analysisId: 'b' })
    await expect(store.recommendation('rz')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await store.analysedAt()).toEqual(new Map([[INFY, START + 5]]))
  })

  it('a changed prompt is a new version, active when it is promoted, and judged by its own uses', async () => {
    const book = new PostgresPromptBook({ db, clock, firsts })
    expect(await book.active('judge')).toMatchObject({
      version: 1,
      isActive: true,
      text: firsts.judge,
    })
    const second = await book.add('judge', '  Judge harder.  ', 'owner')
    expect(second).toMatchObject({
      version: 2,
      text: 'Judge harder.',
      isActive: false,
      by: 'owner',
    })
    expect(await book.add('judge', 'Judge harder.', 'owner')).toEqual(second)
    await book.promote('judge', 2, 'owner')
    expect(
      (await book.versions('judge')).map(({ version, isActive }) => [version, isActive]),
    ).toEqual([
      [2, true],
      [1, false],
    ])
    await book.judge('judge', 2, 80)
    await book.judge('judge', 2, 60)
    expect(await book.active('judge')).toMatchObject({ version: 2, quality: 70, uses: 2 })
    await expect(book.promote('judge', 9, 'owner')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await book.active('judge')).toMatchObject({ version: 2 })
    await expect(book.add('judge', ' ', 'owner')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(book.judge('judge', 2, Number.NaN)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })

  it('a newer program’s prompt is a version of its own, active unless the owner promoted another', async () => {
    const older = new PostgresPromptBook({ db, clock, firsts: { ...firsts, chat: 'Talk.' } })
    await Promise.all([older.active('chat'), older.active('chat')])
    expect(await older.versions('chat')).toMatchObject([{ version: 1, text: 'Talk.' }])
    const newer = new PostgresPromptBook({ db, clock, firsts })
    expect(await newer.active('chat')).toMatchObject({ version: 2, text: firsts.chat })
    await newer.add('chat', 'Talk as I like it.', 'owner')
    await newer.promote('chat', 3, 'owner')
    const newest = new PostgresPromptBook({ db, clock, firsts: { ...firsts, chat: 'Talk well.' } })
    expect(await newest.active('chat')).toMatchObject({ version: 3, by: 'owner' })
    expect(await newest.versions('chat')).toMatchObject([
      { version: 4, text: 'Talk well.', isActive: false },
      { version: 3 },
      { version: 2 },
      { version: 1 },
    ])
  })

  it('settings of a role change only from their newest version', async () => {
    const book = new PostgresAgentBook({ db, clock })
    expect(await book.all()).toHaveLength(ROLE_NAMES.length)
    const off = await book.change({ role: 'bull', isOn: false, model: null, version: 0 }, 'owner')
    expect(off).toEqual({ role: 'bull', isOn: false, model: null, version: 1 })
    for (const version of [0, 2]) {
      const change = book.change({ role: 'bull', isOn: true, model: null, version }, 'owner')
      await expect(change).rejects.toMatchObject({ code: 'CONFLICT' })
    }
    const early = book.change({ role: 'bear', isOn: false, model: null, version: 3 }, 'owner')
    await expect(early).rejects.toMatchObject({ code: 'CONFLICT' })
    const model = 'claude-opus-5'
    expect(await book.change({ ...off, isOn: true, model }, 'owner')).toMatchObject({ version: 2 })
    expect((await book.all()).find(({ role }) => role === 'bull')).toMatchObject({
      isOn: true,
      model,
    })
  })

  it('B120 a conversation has a history, and is gone when it is removed', async () => {
    const chats = new ChatStore(db, 'book')
    const turn = {
      id: 't1',
      at: epochMs(START + 7),
      by: 'person',
      text: HOSTILE,
      toolCalls: [],
      costPaise: 0,
      error: null,
    } as const
    const head = { id: 'c1', title: 'INFY', createdAt: START, lastAt: START, about: null }
    await chats.begin(head)
    await chats.add('c1', turn)
    expect(await chats.session('c1')).toEqual({ ...head, lastAt: turn.at, turns: [turn] })
    expect(await chats.sessions()).toEqual([{ ...head, lastAt: turn.at, turns: [] }])
    await chats.remove('c1')
    await expect(chats.session('c1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(chats.remove('c1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(chats.add('c1', { ...turn, id: 't2' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('what was spent is summed by the day in India', async () => {
    const log = new PostgresSpendingLog(db)
    const spent = {
      at: START,
      client: 'query',
      model: 'm',
      tokens: { input: 10, output: 20, cacheRead: 30, cacheWritten: 40 },
      costPaise: 7,
    } as const
    await log.add(spent)
    await log.add({ ...spent, costPaise: 5 })
    await log.add({ ...spent, at: epochMs(START + 86_400_000) })
    expect(await log.sum(dateOf(START))).toEqual({ costPaise: 12, tokens: 200 })
    expect(await log.sum(dateOf(START - 86_400_000))).toEqual({ costPaise: 0, tokens: 0 })
  })
})
