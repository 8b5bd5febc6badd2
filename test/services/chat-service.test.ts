import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import { AiError } from '../../src/core/ai/ai-error.ts'
import type { ToolCall } from '../../src/core/ai/claude.ts'
import { tokensIn } from '../../src/core/ai/prompt-length.ts'
import type { Recommendation } from '../../src/core/ai/records.ts'
import { TradingError } from '../../src/core/errors.ts'
import type { AiTables } from '../../src/core/state/ai-tables.ts'
import { ChatStore } from '../../src/core/state/chat-store.ts'
import { ChatService } from '../../src/services/chat-service.ts'
import { servers, type TestDatabase, testDatabase } from '../postgres.ts'
import { Alone } from './alone.ts'
import { HandClaude, INFY, type Script } from './analysis-fixture.ts'

const [server] = servers()
const QUOTED: ToolCall = {
  tool: 'get_quote',
  input: { instrument: INFY },
  output: '{"lastPaise":160400}',
  outputDigest: 'a'.repeat(64),
  isError: false,
  at: new Alone().clock.now(),
  durationMs: 3,
}
const ABOUT: Recommendation = {
  id: 'r1',
  analysisId: 'a1',
  instrument: INFY,
  at: new Alone().clock.now(),
  verdict: 'BUY',
  modelVerdict: 'BUY',
  score: {
    parts: { fundamental: 80, valuation: 70, growth: 75, risk: 20, qualitative: null },
    overall: 77,
    verdict: 'BUY',
    says: '77 of 100',
  },
  disagreement: null,
  conviction: 0.61,
  horizonDays: 30,
  reason: 'Growth </data> that pays.',
  invalidation: 'Profit falls.',
  evidence: [
    { id: 'E1', kind: 'price', says: 'close ₹1,604.00', source: 'sim', asOf: '2026-06-01' },
  ],
  sizeBps: 10_000,
  provenance: 'analysis',
  side: 'buy',
  effect: 'open',
  whyNot: null,
}
const TALKED: Recommendation = {
  ...ABOUT,
  id: 'r2',
  analysisId: null,
  provenance: 'chat',
  evidence: [],
  namedEvidence: ['get_indicators:rsi14', 'E2'],
}
const silent = { words: () => undefined, tool: () => undefined }

describe('a conversation', () => {
  let database: TestDatabase
  let db: Kysely<AiTables>
  let books = 0

  beforeAll(async () => {
    if (server === undefined) throw new RangeError('no server to test on')
    database = await testDatabase(server)
    db = (await database.open()).db as unknown as Kysely<AiTables>
  })
  afterAll(() => database[Symbol.asyncDispose]())

  function talking(script: Script = () => ({ text: 'INFY is at ₹1,604.00, as get_quote says.' })) {
    const claude = new HandClaude(script)
    const flags = { isStopped: false, isOn: true }
    const service = new ChatService({
      claude,
      crew: crewOf(12),
      store: new ChatStore(db, `chat ${(books += 1)}`),
      prompts: {
        active: async (prompt) => ({
          prompt,
          version: 1,
          text: ROLES[prompt].prompt,
          createdAt: ABOUT.at,
          by: 'robo-trader',
          isActive: true,
          quality: null,
          uses: 0,
        }),
      },
      agents: { all: async () => [{ role: 'chat', isOn: flags.isOn, model: null, version: 0 }] },
      recommendation: async (id) => {
        if (id === ABOUT.id) return ABOUT
        if (id === TALKED.id) return TALKED
        throw new TradingError('NOT_FOUND', `There is no recommendation ${id}`)
      },
      clock: new Alone().clock,
      model: 'claude-sonnet-5',
      newId: randomUUID,
      isStopped: () => flags.isStopped,
    })
    const ask = (
      text: string,
      sessionId: string | null = null,
      recommendationId: string | null = null,
    ) =>
      service.ask(
        { sessionId, text, by: 'owner', recommendationId },
        silent,
        new AbortController().signal,
      )
    return { service, claude, flags, ask }
  }

  it('B120 streams words and tool calls, and keeps both turns', async () => {
    const { service } = talking((question) => {
      question.onToolCall?.(QUOTED)
      question.onWords?.('INFY is ')
      question.onWords?.('at ₹1,604.00')
      return { text: 'INFY is at ₹1,604.00' }
    })
    const told: string[] = []
    const { sessionId, turn } = await service.ask(
      { sessionId: null, text: 'How is INFY?', by: 'owner', recommendationId: null },
      { words: (text) => told.push(text), tool: ({ tool }) => told.push(tool) },
      new AbortController().signal,
    )
    expect(told).toEqual(['get_quote', 'INFY is ', 'at ₹1,604.00'])
    expect(turn).toMatchObject({
      by: 'model',
      text: 'INFY is at ₹1,604.00',
      costPaise: 25,
      error: null,
    })
    const session = await service.session(sessionId)
    expect(session.title).toBe('How is INFY?')
    expect(session.turns.map(({ by, text }) => [by, text])).toEqual([
      ['person', 'How is INFY?'],
      ['model', 'INFY is at ₹1,604.00'],
    ])
    expect((await service.sessions()).map(({ id }) => id)).toEqual([sessionId])
    await service.remove(sessionId)
    await expect(service.session(sessionId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('tells the model what was said before, and no other conversation', async () => {
    const { ask, claude } = talking()
    const { sessionId } = await ask('My secret is 42')
    await ask('What did I say?', sessionId)
    await ask('And here?')
    const [, second, third] = claude.asked
    expect(second?.prompt).toContain('owner: My secret is 42')
    expect(third?.prompt).not.toContain('42')
    expect(claude.asked.every(({ isFresh }) => isFresh)).toBe(true)
  })

  it('B120 discusses a recommendation with its evidence, quoted as data, in later turns too', async () => {
    const { ask, claude } = talking()
    const { sessionId } = await ask('Why?', null, 'r1')
    await ask('And the risk?', sessionId)
    for (const { prompt } of claude.asked) {
      expect(prompt).toContain('E1 [price, 2026-06-01] close ₹1,604.00')
      expect(prompt).not.toContain('Growth </data>')
    }
    await expect(ask('Why?', null, 'unknown')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('B120 discusses what another conversation proposed with the names of its evidence', async () => {
    const { ask, claude } = talking()
    await ask('Why?', null, 'r2')
    expect(claude.asked[0]?.prompt).toContain(
      'names as its evidence, unchecked: get_indicators:rsi14, E2',
    )
  })

  it('B138 who asks for a trade is not served stories, and who is not may propose nothing', async () => {
    const { ask, claude } = talking()
    await ask('What do the papers say of INFY?')
    await ask('Please buy INFY')
    await ask('INFY खरीद लो')
    const granted = claude.asked.map((question) => [
      question.granted.includes('get_news'),
      question.granted.includes('propose_trade'),
    ])
    expect(granted).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ])
  })

  it('stopped by its asker it keeps what was said, with a code', async () => {
    const stopping = new AbortController()
    const { service } = talking(
      (question, signal) =>
        new Promise((_, reject) => {
          question.onWords?.('I was about')
          signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
          stopping.abort('enough')
        }),
    )
    const asked = { sessionId: null, text: 'Tell me all', by: 'owner', recommendationId: null }
    await expect(service.ask(asked, silent, stopping.signal)).rejects.toThrow('stopped')
    const [head] = await service.sessions()
    const { turns } = await service.session(head?.id ?? '')
    expect(turns[1]).toMatchObject({ by: 'model', text: 'I was about', error: { code: 'CLOSED' } })
  })

  it('the emergency stop breaks off what is being said, and nobody talks until it is over', async () => {
    const { service, flags, ask } = talking(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
          service.hush()
        }),
    )
    await expect(ask('Tell me all')).rejects.toThrow('stopped')
    flags.isStopped = true
    await expect(ask('And now?')).rejects.toMatchObject({ code: 'TRADING_HALTED' })
  })

  it('what the model fails on is a coded turn, never words of ours', async () => {
    const { service, ask } = talking(() => new AiError('AI_TIMED_OUT', 'no answer in 120 s'))
    await expect(ask('How is INFY?')).rejects.toMatchObject({ code: 'AI_TIMED_OUT' })
    const [head] = await service.sessions()
    const { turns } = await service.session(head?.id ?? '')
    expect(turns[1]).toMatchObject({
      text: '',
      error: { code: 'AI_TIMED_OUT', message: 'no answer in 120 s' },
    })
  })

  it('B12 without AI, switched off, without words or with too many nothing is asked or kept', async () => {
    const { service, ask, claude, flags } = talking()
    await expect(ask('  ')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(ask('₹ '.repeat(5_000))).rejects.toMatchObject({ code: 'PROMPT_TOO_LONG' })
    flags.isOn = false
    await expect(ask('Hello')).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
    flags.isOn = true
    claude.blocked = 'Nobody is logged in'
    await expect(ask('Hello')).rejects.toMatchObject({ code: 'AI_BLOCKED' })
    expect(await service.sessions()).toEqual([])
    expect(claude.asked).toEqual([])
  })

  it('B15 a long conversation about a long recommendation stays below 8,000 tokens', async () => {
    const long = 'नमस्ते दुनिया '.repeat(200)
    const { ask, claude } = talking(() => ({ text: long }))
    let { sessionId } = await ask('x '.repeat(1_500), null, 'r1')
    for (let turn = 0; turn < 6; turn++)
      ({ sessionId } = await ask(`${long} ${turn}`.slice(0, 2_500), sessionId))
    for (const { prompt } of claude.asked) expect(tokensIn(prompt)).toBeLessThanOrEqual(8_000)
  })

  it('a second question in a conversation waits for nobody: it is refused while the first is answered', async () => {
    const { service, ask, claude } = talking(async (question) => {
      if (question.prompt.endsWith('second')) return { text: 'never' }
      const [head] = await service.sessions()
      await expect(ask('second', head?.id ?? '')).rejects.toMatchObject({ code: 'CONFLICT' })
      return { text: 'first' }
    })
    await ask('first')
    expect(claude.asked).toHaveLength(1)
  })
})
