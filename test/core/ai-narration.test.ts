import { describe, expect, it } from 'vitest'
import { AI_SENTENCES } from '../../src/core/ai-sentences.ts'
import type { Events, EventType } from '../../src/core/events.ts'
import { EventIds, stamp } from '../../src/core/events.ts'
import { narrate } from '../../src/core/narration.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { recommendation, wall } from '../services/recommendations.ts'
import { INFY, START } from './state/journal-fixture.ts'

const DAY = tradeDate('2026-11-23')
const TCS = instrumentId('NSE:TCS')

/** What is told: the sentence and, where it asks for attention, that it warns. */
type Told = string | null | { readonly says: string; readonly weight: 'warning' }
type Row = readonly [type: EventType, told: Told, narrated: ReturnType<typeof narrate>]

const ids = new EventIds('0123456789abcde')
const says = <T extends EventType>(type: T, data: Events[T], told: Told): Row => {
  const event = stamp(ids, 7, START, { type, data, origin: { source: 'test' } }, false)
  return [type, told, narrate(event)]
}
const warns = (text: string): Told => ({ says: text, weight: 'warning' })

const analysed = {
  analysisId: 'a1',
  instruments: [INFY, TCS],
  verdicts: ['BUY', 'HOLD'],
  outcome: 'done',
  says: 'two of two',
  costPaise: 120,
} as const
const made = {
  forecastId: 'f1',
  recommendationId: null,
  instrument: INFY,
  side: 'buy',
  probability: 0.7,
  price: paise(184_200),
  benchmark: null,
  benchmarkPrice: null,
  madeOn: DAY,
  resolvesOn: tradeDate('2026-11-30'),
  by: 'chat',
} as const
const resolved = {
  forecastId: 'f1',
  recommendationId: null,
  instrument: INFY,
  side: 'buy',
  probability: 0.7,
  came: true,
  outcomeBps: 125,
  benchmarkBps: -40,
  price: paise(186_500),
  resolvedOn: DAY,
} as const
const given = { ...made, horizonDays: 7 }
const learned = { learningId: 'l1', strategy: 'agent', instrument: null, by: 'learner' } as const
const called = { inputDigest: 'a', outputDigest: 'b', durationMs: 3, isError: false } as const
const session = { sessionId: 's1', clientType: 'query' } as const
const prompt = { prompt: 'judge', version: 3 } as const

const AI: readonly Row[] = [
  says(
    'ai.recommendation',
    recommendation(),
    'the AI says BUY of INFY with a conviction of 70 % and a score of 80',
  ),
  says(
    'ai.recommendation',
    recommendation({
      verdict: 'HOLD',
      score: { ...recommendation().score, overall: null },
      whyNot: 'too little is known',
    }),
    'the AI says HOLD of INFY with a conviction of 70 % and no score, and it goes no further: too little is known',
  ),
  says(
    'ai.analysis_started',
    { analysisId: 'a1', instruments: [INFY, TCS], by: 'owner' },
    'owner asks for an analysis of INFY, TCS',
  ),
  says('ai.analysis_complete', analysed, 'the analysis is complete: INFY BUY, TCS HOLD'),
  says(
    'ai.analysis_complete',
    { ...analysed, verdicts: [], outcome: 'failed', says: 'no login' },
    warns('the analysis of INFY, TCS failed: no login'),
  ),
  says(
    'ai.analysis_complete',
    { ...analysed, verdicts: [], outcome: 'cancelled', says: 'by owner' },
    'the analysis of INFY, TCS was cancelled: by owner',
  ),
  says('ai.learning_update', { ...learned, lesson: 'gaps fade' }, 'a lesson from agent: gaps fade'),
  says('ai.forecast_given', given, null),
  says(
    'ai.forecast_made',
    made,
    'the AI expects INFY higher than ₹1,842.00 by 2026-11-30 with 70 %',
  ),
  says('ai.forecast_made', { ...made, probability: null }, null),
  says(
    'ai.forecast_refused',
    { forecastId: 'f1', instrument: INFY, reason: 'no price of it is known' },
    'a forecast of INFY is not kept: no price of it is known',
  ),
  says(
    'ai.forecast_resolved',
    resolved,
    'INFY came as foretold, it was given 70 %: the buy of it would have brought +1.25 %, the index -0.40 %',
  ),
  says(
    'ai.forecast_resolved',
    { ...resolved, came: false, outcomeBps: -80, benchmarkBps: null },
    'INFY did not come as foretold, it was given 70 %: the buy of it would have brought -0.80 %',
  ),
  says(
    'ai.forecast_resolved',
    { ...resolved, probability: null },
    'the verdict on INFY is resolved: the buy of it would have brought +1.25 %, the index -0.40 %',
  ),
  says(
    'ai.forecast_resolved',
    { ...resolved, came: null, outcomeBps: null, price: null },
    'the forecast of INFY cannot be resolved: no price came any more',
  ),
  says('ai.tool_called', { tool: 'get_quote', by: 'chat', ...called }, null),
  says(
    'ai.budget_exceeded',
    { budget: 'rupees of the day', used: 501, limit: 500 },
    warns('the AI has used up its rupees of the day: 501 of 500'),
  ),
  says(
    'ai.blocked',
    { reason: 'nobody is logged in', nextStep: 'run robo-trader ai login' },
    warns('the AI is blocked: nobody is logged in; run robo-trader ai login'),
  ),
  says('ai.available', { model: 'claude' }, 'the AI can be asked: claude'),
  says('claude.session_started', session, null),
  says('claude.session_ended', { ...session, turns: 3, costPaise: 12, reason: 'idle' }, null),
  says(
    'claude.data_quality_analysis',
    { subject: 'INFY', score: 62.4, says: 'no earnings' },
    'the data of INFY are worth 62 of 100: no earnings',
  ),
  says(
    'prompt.optimized',
    { ...prompt, by: 'owner' },
    'owner wrote version 3 of the prompt of judge',
  ),
  says(
    'prompt.quality_analysis',
    { ...prompt, score: 71, uses: 1 },
    'version 3 of the prompt of judge is worth 71 of 100 after 1 use',
  ),
  says(
    'prompt.version_promoted',
    { ...prompt, by: 'owner' },
    'owner made version 3 the prompt of judge',
  ),
  says(
    'prompt.version_demoted',
    { ...prompt, by: 'owner' },
    'owner took version 3 from the prompt of judge',
  ),
]

const figures = {
  verdict: 'approved',
  says: 'it passes',
  product: 'CNC',
  quantity: 12,
  price: null,
  value: null,
  charges: null,
  chargeItems: null,
  roundTrip: null,
  breakEven: null,
  worstCase: null,
  stop: null,
  target: null,
  sizing: null,
  checks: [],
} as const
const approvalId = 'approval-4'
const shown = { approvalId, figures, figuresHash: 'f00', band: null } as const
const answer = { approvalId, by: 'owner', reason: 'convinced' } as const

const APPROVALS: readonly Row[] = [
  says(
    'approval.requested',
    {
      ...shown,
      recommendationId: 'r1',
      instrument: INFY,
      side: 'sell',
      effect: 'close',
      sizeBps: 10_000,
      reason: 'it is dear',
      requestedAt: momentOf(DAY, 600),
      expiresAt: momentOf(DAY, 605),
    },
    warns('the AI asks to sell 12 INFY: answer by 10:05 of this machine’s clock'),
  ),
  says('approval.restated', shown, null),
  says(
    'approval.answer_given',
    { ...answer, answer: 'approve', figuresHash: 'f00', answeredAt: wall(0) },
    null,
  ),
  says(
    'approval.approved',
    { ...answer, recommendationId: 'r1' },
    'owner approved the proposal: convinced',
  ),
  says(
    'approval.refused',
    { ...answer, answer: 'approve', why: 'price_moved', reason: 'the price left its band' },
    warns('owner may not approve the proposal: the price left its band'),
  ),
  says('approval.rejected', answer, 'owner rejected the proposal: convinced'),
  says(
    'approval.discussed',
    { approvalId, sessionId: 's1', by: 'owner' },
    'owner discusses the proposal with the AI',
  ),
  says(
    'approval.expired',
    { approvalId, reason: 'nobody answered in time' },
    'the proposal expired: nobody answered in time',
  ),
  says('approval.time_passed', { wallAt: wall(0) }, null),
]

const ROWS = [...AI, ...APPROVALS]

describe('what the AI does, in sentences', () => {
  it.each(ROWS)('tells %s as %j', (_type, told, narrated) => {
    if (told === null) return expect(narrated).toBeNull()
    const wanted = typeof told === 'string' ? { says: told, weight: 'fact' } : told
    expect(narrated).toMatchObject(wanted)
  })

  it('has a row here for every type', () => {
    const told = new Set<string>(ROWS.map(([type]) => type))
    expect(Object.keys(AI_SENTENCES).filter((type) => !told.has(type))).toEqual([])
  })

  it('a refused answer bears why as its code', () => {
    expect(ROWS.flatMap(([, , narrated]) => narrated?.code ?? [])).toContain('price_moved')
  })

  it('B110 words of a model cannot steer a terminal', () => {
    const lesson = 'look\u001b[2J here\nand \u202ethere'
    const [, , narrated] = says('ai.learning_update', { ...learned, lesson }, null)
    expect(narrated?.says).toBe('a lesson from agent: look [2J here and  there')
  })
})
