import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import type { Claude } from '../../src/core/ai/claude.ts'
import type { AnalysisStep } from '../../src/core/ai/records.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import { epochMs } from '../../src/domain/time.ts'
import { debate } from '../../src/services/analysis-debate.ts'
import { AnalysisSteps } from '../../src/services/analysis-steps.ts'
import { askedModel } from '../core/ai/asked-model.ts'
import { gatheredOf, INFY } from '../services/analysis-fixture.ts'
import { EveryTool } from '../services/analysis-model.ts'
import { analysis } from './scenarios/analysis.ts'
import { FAILURES } from './scenarios/failures.ts'
import type { Script } from './scripted-model.ts'

type Failure = keyof typeof FAILURES

/** What an analysis of one share came to: an idea that was dropped, or the error that ended it. */
async function analysed(claude: Claude) {
  const kept = new Map<string, AnalysisStep>()
  const deps = {
    claude,
    crew: crewOf(12),
    prompts: {
      active: async (prompt: keyof typeof ROLES) => ({
        prompt,
        version: 1,
        text: ROLES[prompt].prompt,
        createdAt: epochMs(0),
        by: 'robo-trader',
        isActive: true,
        quality: null,
        uses: 0,
      }),
    },
    agents: { all: async () => [] },
    clock: new SystemClock(),
    model: 'claude-sonnet-5',
    isLive: false,
  }
  const keep = async (step: AnalysisStep) => void kept.set(step.id, step)
  const scope = { analysisId: 'a', finished: new Map(), keep }
  const steps = new AnalysisSteps(deps, scope, INFY, new AbortController().signal)
  const outcome = await debate(gatheredOf(INFY), steps).catch((error: unknown) => error)
  const failed = [...kept.values()].filter(({ state }) => state === 'failed')
  return { outcome, codes: failed.map(({ role, error }) => [role, error?.code]) }
}

/** What breaks the login or the quota is known afterwards, so each of these has a client of its own. */
const BREAKS: readonly (readonly [Failure, string])[] = [
  ['the login is lost in the middle', 'AI_BLOCKED'],
  ['limited with a time to wait', 'AI_RATE_LIMITED'],
  ['the quota is gone', 'AI_RATE_LIMITED'],
]
const FAULTS: readonly (readonly [Failure, string])[] = [
  ['overloaded for long', 'AI_FAILED'],
  ['the provider fails', 'AI_FAILED'],
  ['the connection is dropped', 'AI_FAILED'],
  ['hangs before it begins', 'AI_TIMED_OUT'],
  ['hangs in the middle', 'AI_TIMED_OUT'],
  // The client asks once more without a stream, and has the words.
  ['a stream that is no JSON', 'AI_NO_FORM'],
  ['a stream that is cut', 'AI_NO_FORM'],
  ['a stream that tells an error', 'AI_NO_FORM'],
  ['ten megabytes', 'AI_FAILED'],
]
const OUTPUTS: readonly Failure[] = [
  'prose in place of a form',
  'nothing at all',
  'half a form',
  'another share',
  'a price',
  'a quantity',
  'a negative probability',
  'a probability beyond one',
  'evidence that there is not',
  'another language',
  'says that it is approved',
  'approved inside the form',
]

const LIMITS = { config: { queryMs: 3_000, replyMs: 6_000 }, bench: new EveryTool() }

it('every scenario of failure is tried here', () => {
  const tried = [...BREAKS, ...FAULTS].map(([name]) => name)
  expect([...tried, ...OUTPUTS].toSorted()).toEqual(Object.keys(FAILURES).toSorted())
})

it.each(BREAKS)('%s ends the analysis with %s', async (name, code) => {
  await using desk = await askedModel(FAILURES[name], LIMITS)
  const { outcome, codes } = await analysed(desk.manager)
  expect(outcome).toBeInstanceOf(TradingError)
  expect(outcome).toMatchObject({ code })
  expect(codes).toEqual([[name.includes('login') ? 'bear' : 'judge', code]])
})

describe('one client through all of them', () => {
  let desk: Awaited<ReturnType<typeof askedModel>>
  let script: Script = analysis
  beforeAll(async () => {
    desk = await askedModel((...given) => script(...given), LIMITS)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  it('begins well', async () => {
    script = analysis
    const { outcome, codes } = await analysed(desk.manager)
    expect(codes).toEqual([])
    expect(outcome).toMatchObject({ verdict: 'BUY', side: 'buy', whyNot: null })
  })

  it.each(FAULTS)('B81 %s: nothing is proposed, and %s is kept', async (name, code) => {
    script = FAILURES[name]
    const { outcome, codes } = await analysed(desk.manager)
    expect(codes).toEqual([['judge', code]])
    expect(outcome).toMatchObject({ verdict: 'HOLD', side: null })
    expect(outcome).toHaveProperty('whyNot', expect.stringMatching(/judge/))
  })

  it.each(OUTPUTS)('B81 B138 %s: nothing is proposed, and why is kept', async (name) => {
    script = FAILURES[name]
    const { outcome, codes } = await analysed(desk.manager)
    expect(codes).toEqual([['judge', 'AI_NO_FORM']])
    expect(outcome).toMatchObject({ verdict: 'HOLD', side: null })
    expect(outcome).toHaveProperty('whyNot', expect.stringMatching(/judge/))
  })

  it('ends well', async () => {
    script = analysis
    const { outcome } = await analysed(desk.manager)
    expect(outcome).toMatchObject({ verdict: 'BUY', side: 'buy', whyNot: null })
  })
})
