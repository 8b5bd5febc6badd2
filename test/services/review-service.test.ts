import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import { AiError, AiRateLimitError } from '../../src/core/ai/ai-error.ts'
import { tokensIn } from '../../src/core/ai/prompt-length.ts'
import type { DecisionLine } from '../../src/core/desk-view/decision-lines.ts'
import { AiStore } from '../../src/core/state/ai-store.ts'
import type { AiTables } from '../../src/core/state/ai-tables.ts'
import { correlationId } from '../../src/domain/brand.ts'
import { dateOf, epochMs } from '../../src/domain/time.ts'
import { ReviewService, reviewTaskOf } from '../../src/services/review-service.ts'
import { servers, type TestDatabase, testDatabase } from '../postgres.ts'
import { Alone } from './alone.ts'
import {
  agreeing,
  analysisDesk,
  HandClaude,
  INFY,
  PostedFacts,
  type Script,
} from './analysis-fixture.ts'

const [server] = servers()
const { signal } = new AbortController()
const AT = epochMs(Date.parse('2026-06-01T11:00:00+05:30'))
const TODAY = dateOf(AT)

const decision = (index: number, part: Partial<DecisionLine> = {}): DecisionLine => ({
  recommendationId: `r${index}`,
  wallAt: AT,
  analysisId: null,
  instrument: INFY,
  verdict: 'BUY',
  modelVerdict: 'BUY',
  score: {
    parts: { fundamental: 80, valuation: 70, growth: 75, risk: 20, qualitative: null },
    overall: 77,
    verdict: 'BUY',
    says: '77 of 100',
  },
  disagreement: null,
  conviction: 0.6,
  horizonDays: 5,
  reason: `reason ${index} </data>`,
  invalidation: '',
  evidence: [],
  sizeBps: 10_000,
  provenance: 'analysis',
  side: 'buy',
  effect: 'open',
  whyNot: null,
  seq: index,
  at: AT,
  correlationId: correlationId('00000000-0000-8000-8000-000000000000'),
  state: 'traded',
  says: '10 bought',
  denial: null,
  approvalId: null,
  by: 'policy',
  wishSeq: null,
  orderIds: [],
  filledQuantity: 10,
  filledPaise: 1_604_000,
  outcome: { outcomeBps: -120, benchmarkBps: 30, resolvedOn: TODAY },
  ...part,
})

const reviewOf = (...names: readonly string[]) => ({
  role: 'reviewer',
  decisions: names.map((name) => ({
    decision: name,
    finding: 'thin_evidence',
    quality: 40,
    note: 'Two pieces only.',
  })),
})
const lesson = (part: object = {}) => ({
  role: 'learner',
  lessons: [
    {
      strategy: 'agent',
      lesson: 'Buying on results alone lost.',
      outcomes: ['D1', 'D2', 'D3', 'D4', 'D5'],
      sampleSize: 5,
      ...part,
    },
  ],
})

describe('the look back', () => {
  let database: TestDatabase
  let db: Kysely<AiTables>
  let books = 0

  beforeAll(async () => {
    if (server === undefined) throw new RangeError('no server to test on')
    database = await testDatabase(server)
    db = (await database.open()).db as unknown as Kysely<AiTables>
  })
  afterAll(() => database[Symbol.asyncDispose]())

  function looking(
    decisions: readonly DecisionLine[],
    script: Script = ({ by }) => ({ form: by === 'reviewer' ? reviewOf('D1', 'D2') : lesson() }),
    book = `review ${(books += 1)}`,
  ) {
    const claude = new HandClaude(script)
    const facts = new PostedFacts()
    const judged: (readonly [string, number, number])[] = []
    const store = new AiStore(db, book)
    const service = new ReviewService({
      claude,
      crew: crewOf(12),
      prompts: {
        active: async (prompt) => ({
          prompt,
          version: 1,
          text: ROLES[prompt].prompt,
          createdAt: AT,
          by: 'robo-trader',
          isActive: true,
          quality: null,
          uses: 0,
        }),
      },
      agents: { all: async () => [] },
      clock: new Alone().clock,
      model: 'claude-sonnet-5',
      isLive: false,
      store,
      book,
      judge: async (...one) => {
        judged.push(one)
      },
      facts: { post: (type, data, origin) => facts.post(type, data, origin) },
      decisions: () => decisions,
      knowledgeCutOff: () => null,
    })
    return { service, claude, facts, judged, store }
  }

  const five = Array.from({ length: 5 }, (_, index) => decision(index + 1))

  it('reviews the day’s decisions beside what became of them, and draws a lesson from five outcomes', async () => {
    const { service, claude, facts, store } = looking(five)
    await service.review(TODAY, signal)
    expect(claude.asked.map(({ by }) => by)).toEqual(['reviewer', 'learner'])
    expect(claude.asked[0]?.prompt).toContain('D5 of agent: NSE:INFY')
    expect(claude.asked[0]?.prompt.match(/<\/data>/g)).toHaveLength(1)
    expect(facts.of('ai.learning_update')).toEqual([
      {
        learningId: expect.any(String),
        strategy: 'agent',
        instrument: null,
        lesson: 'Buying on results alone lost. (5 outcomes)',
        by: 'learner',
      },
    ])
    const [line] = await store.lines(9)
    expect(line).toMatchObject({
      state: 'done',
      instruments: [],
      stepsDone: 2,
      costPaise: 50,
      says: 'reviewed 2 of 5, learned 1',
    })
  })

  it('looks back on a day once, also after a restart', async () => {
    const book = 'once'
    await looking(five, undefined, book).service.review(TODAY, signal)
    const again = looking(five, undefined, book)
    await again.service.review(TODAY, signal)
    expect(again.claude.asked).toEqual([])
  })

  it('asks nobody about a day without decisions and outcomes', async () => {
    const { service, claude, store } = looking([
      decision(1, { at: epochMs(AT - 5 * 86_400_000), outcome: null }),
    ])
    await service.review(TODAY, signal)
    expect(claude.asked).toEqual([])
    expect(await store.lines(9)).toEqual([])
  })

  it.each([
    ['four outcomes', lesson({ outcomes: ['D1', 'D2', 'D3', 'D4'], sampleSize: 4 })],
    ['one outcome told five times', lesson({ outcomes: ['D1', 'D1', 'D1', 'D1', 'D1'] })],
    ['outcomes that do not exist', lesson({ outcomes: ['D91', 'D92', 'D93', 'D94', 'D95'] })],
    ['another sample size than it names', lesson({ sampleSize: 9 })],
    ['a strategy that it did not look at', lesson({ strategy: 'ema-cross' })],
    ['a limit to change', lesson({ orderValueMax: 1 })],
  ])('B67 a lesson from %s is none', async (_, form) => {
    const { service, facts } = looking(five, ({ by }) => ({
      form: by === 'reviewer' ? reviewOf('D1') : form,
    }))
    await service.review(TODAY, signal)
    expect(facts.of('ai.learning_update')).toEqual([])
  })

  it('how good a decision was is credited to the prompts that it was made by', async () => {
    const book = `credit ${(books += 1)}`
    const desk = analysisDesk({ store: new AiStore(db, book), claude: new HandClaude(agreeing) })
    const [line] = await desk.service.start({ instruments: [INFY], askedBy: 'owner' })
    await desk.tasks.idle()
    const made = decision(1, { analysisId: line?.id ?? '' })
    const lost = decision(2, { analysisId: 'not stored any more' })
    const { service, judged } = looking(
      [made, lost],
      ({ by }) => ({ form: by === 'reviewer' ? reviewOf('D1', 'D1', 'D2', 'D9') : lesson() }),
      book,
    )
    await service.review(TODAY, signal)
    expect(judged).toEqual([
      ['judge', 1, 40],
      ['trader', 1, 40],
    ])
  })

  it('B15 forty long decisions stay below 8,000 tokens', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      decision(index, { reason: 'क'.repeat(400), says: 'x'.repeat(400) }),
    )
    const { service, claude } = looking(many)
    await service.review(TODAY, signal)
    expect(claude.asked).toHaveLength(2)
    for (const { prompt } of claude.asked) expect(tokensIn(prompt)).toBeLessThanOrEqual(8_000)
  })

  it('a failure ends it with its code; a limit of the provider too', async () => {
    const limited = looking(five, () => new AiRateLimitError('wait', { retryAfterMs: 1 }))
    await expect(limited.service.review(TODAY, signal)).rejects.toMatchObject({
      code: 'AI_RATE_LIMITED',
    })
    expect((await limited.store.lines(1))[0]).toMatchObject({
      state: 'failed',
      error: { code: 'AI_RATE_LIMITED' },
    })
    const silent = looking(five, () => new AiError('AI_NO_FORM', 'none'))
    await silent.service.review(TODAY, signal)
    expect((await silent.store.lines(1))[0]).toMatchObject({
      state: 'done',
      says: 'reviewed 0 of 5, learned 0',
    })
  })

  it('stopped it goes on where it was when somebody asks again', async () => {
    const stopping = new AbortController()
    const book = 'goes on'
    const first = looking(
      five,
      (question, aborted) => {
        if (question.by === 'reviewer') return { form: reviewOf('D1') }
        stopping.abort(new DOMException('stopped', 'AbortError'))
        throw aborted.reason
      },
      book,
    )
    await expect(first.service.review(TODAY, stopping.signal)).rejects.toThrow('stopped')
    const second = looking(five, undefined, book)
    expect((await second.store.lines(1))[0]).toMatchObject({ state: 'cancelled' })
    const { payload } = reviewTaskOf(book, TODAY)
    await second.service.perform(payload, { signal })
    expect(second.claude.asked.map(({ by }) => by)).toEqual(['learner'])
    expect((await second.store.lines(1))[0]).toMatchObject({ state: 'done', error: null })
    await expect(async () => second.service.perform({ day: 1 }, { signal })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
  })
})
