import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import { type AiState, type Answer, Claude, type Question } from '../../src/core/ai/claude.ts'
import type { Gathered } from '../../src/core/ai/gathered.ts'
import type { RoleName } from '../../src/core/ai/role-names.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { epochMs } from '../../src/domain/time.ts'
import { debate } from '../../src/services/analysis-debate.ts'
import { AnalysisSteps } from '../../src/services/analysis-steps.ts'
import { formOf } from '../scripted-model/scenarios/analysis.ts'
import { PaperDesk } from '../services/paper-desk.ts'
import { recommendation } from '../services/recommendations.ts'

/** What the reader of the stories hands in, by the message that he was sent. */
export type Reader = (task: string) => unknown

const NO_TOKENS = { input: 0, output: 0, cacheRead: 0, cacheWritten: 0 }

/** A reader under somebody's influence, and colleagues who go by what they are told. */
class InfluencedClaude extends Claude {
  readonly asked: Question[] = []
  readonly #reader: Reader

  constructor(reader: Reader) {
    super()
    this.#reader = reader
  }

  override async ask(question: Question): Promise<Answer> {
    this.asked.push(question)
    const { by, prompt, options } = question
    const form = by === 'news_analyst' ? this.#reader(prompt) : formOf(by, prompt)
    return {
      sessionId: 'influenced',
      model: options.model,
      text: '',
      form: JSON.parse(JSON.stringify({ form })),
      toolCalls: [],
      tokens: NO_TOKENS,
      costPaise: 0,
      durationMs: 0,
    }
  }

  override get state(): AiState {
    throw new RangeError('nobody asks for it here')
  }

  override listen(): Disposable {
    return { [Symbol.dispose]() {} }
  }
}

/** What an analysis did with a document. */
export interface Injected {
  readonly asked: readonly Question[]
  /** What was asked of everybody but the reader of stories. */
  readonly colleagues: readonly (readonly [role: RoleName, prompt: string])[]
  readonly outcome: Awaited<ReturnType<typeof debate>>
  /** The whole journal of a desk that was handed the outcome. */
  readonly journal: readonly string[]
}

/** An analysis from gathering to a desk that needs no person, with a reader under the document's influence. */
export async function analysedWith(gathered: Gathered, reader: Reader): Promise<Injected> {
  const claude = new InfluencedClaude(reader)
  const steps = new AnalysisSteps(
    {
      claude,
      crew: crewOf(12),
      prompts: {
        active: async (prompt) => ({
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
    },
    { analysisId: 'injected', finished: new Map(), keep: async () => {} },
    gathered.instrument,
    new AbortController().signal,
  )
  const outcome = await debate(gathered, steps)
  return {
    asked: claude.asked,
    colleagues: claude.asked
      .filter(({ by }) => by !== 'news_analyst')
      .map(({ by, prompt }) => [by, prompt] as const),
    outcome,
    journal: await journalOf(outcome),
  }
}

async function journalOf(outcome: Injected['outcome']): Promise<readonly string[]> {
  const desk = new PaperDesk({ approvals: 'automatic' })
  desk.bars([9, 15], [9, 17])
  const stated = {
    ...recommendation({ ...outcome, analysisId: 'injected' }),
    recommendationId: 'r',
  }
  desk.kernel.bus.inject('ai.recommendation', stated, { source: 'AnalysisService' })
  desk.bars([9, 17], [9, 20])
  return (await desk.events()).map((event) => JSON.stringify(event))
}
