import { randomUUID } from 'node:crypto'
import { AnalysisDesk, type AskedAnalysis, type Replay } from '../../src/core/ai/ai-desk.ts'
import type { AiState } from '../../src/core/ai/claude.ts'
import type {
  AnalysisLine,
  AnalysisRecord,
  AnalysisStep,
  Recommendation,
} from '../../src/core/ai/records.ts'
import { TradingError } from '../../src/core/errors.ts'
import { type InstrumentId, instrumentId } from '../../src/domain/brand.ts'
import { epochMs } from '../../src/domain/time.ts'
import type { AiDesk } from '../../src/web/web-deps.ts'
import { StandInAgents, StandInChat, StandInPrompts } from './stand-in-talk.ts'

/** When everything of it happens. */
export const AI_AT = epochMs(1_795_400_000_000)

const READY: AiState = {
  state: 'ready',
  reason: 'Logged in',
  nextStep: null,
  checkedAt: AI_AT,
  coolingUntil: null,
  model: 'claude-of-tests',
  isScripted: true,
  spentTodayPaise: 120,
  budgetADayPaise: 50_000,
  tokensToday: 9_000,
  sessions: [
    {
      client: 'query',
      pid: 4_242,
      residentBytes: 230 * 1_048_576,
      turns: 3,
      openedAt: AI_AT,
      isBusy: true,
    },
  ],
}

export const BLOCKED: Partial<AiState> = {
  state: 'blocked',
  reason: 'Nobody is logged in',
  nextStep: 'Run "robo-trader ai login"',
  sessions: [],
}

const told = (listeners: Set<() => void>, listener: () => void): Disposable => {
  listeners.add(listener)
  return { [Symbol.dispose]: () => listeners.delete(listener) }
}

/** A model of which a test says how it stands. */
export class StandInClaude {
  readonly #listeners = new Set<() => void>()
  state: AiState = READY

  move(change: Partial<AiState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }

  listen(listener: () => void): Disposable {
    return told(this.#listeners, listener)
  }

  /** Throws AI_BLOCKED. */
  require(): void {
    const { state, reason, nextStep } = this.state
    if (state !== 'blocked') return
    throw new TradingError('AI_BLOCKED', `The model cannot be asked: ${reason}. ${nextStep}`)
  }
}

const SYMBOLS_A_TASK = 3
const STEPS = 7

/** An analysis that has one step behind it. */
export const stepOf = (instrument: InstrumentId): AnalysisStep => ({
  id: randomUUID(),
  role: 'judge',
  instrument,
  state: 'done',
  promptVersion: 1,
  sessionId: 's1',
  startedAt: AI_AT,
  durationMs: 1_200,
  tokens: { input: 900, output: 80, cacheRead: 10, cacheWritten: 0 },
  costPaise: 42,
  toolCalls: [
    {
      tool: 'get_quote',
      input: { instrument },
      output: '{"lastPaise":100}',
      outputDigest: 'ab',
      isError: false,
      at: AI_AT,
      durationMs: 3,
    },
  ],
  prompt: 'Judge the case.',
  level: 'structured',
  output: { verdict: 'BUY' },
  text: '',
  error: null,
})

export const recommendationOf = (
  instrument: InstrumentId,
  own: Partial<Recommendation> = {},
): Recommendation => ({
  id: randomUUID(),
  analysisId: 'a1',
  instrument,
  at: AI_AT,
  verdict: 'BUY',
  modelVerdict: 'BUY',
  score: {
    parts: { fundamental: 80, valuation: 70, growth: 75, risk: 30, qualitative: null },
    overall: 74,
    verdict: 'BUY',
    says: 'Above 70 in all that is known; no news to read',
  },
  disagreement: null,
  conviction: 0.7,
  horizonDays: 20,
  reason: 'Earnings grow faster than the price',
  invalidation: 'A quarter below the last one',
  evidence: [
    { id: 'E1', kind: 'earnings', says: 'Profit grew 12 %', source: 'NSE', asOf: '2026-10-18' },
  ],
  sizeBps: 10_000,
  provenance: 'analysis',
  side: 'buy',
  effect: 'open',
  whyNot: null,
  ...own,
})

/** Analyses that wait until a test lets them go on: tasks, deduplication, order and ends as the ports promise them. */
export class StandInAnalyses extends AnalysisDesk {
  readonly #listeners = new Set<() => void>()
  readonly #claude: StandInClaude
  readonly #records = new Map<string, AnalysisRecord>()

  constructor(claude: StandInClaude) {
    super()
    this.#claude = claude
  }

  override async start({ instruments, askedBy }: AskedAnalysis): Promise<readonly AnalysisLine[]> {
    this.#claude.require()
    const asked = instruments.length === 0 ? [instrumentId('NSE:INFY')] : instruments
    const waiting = new Set(
      this.known.filter(({ state }) => state === 'queued').flatMap((line) => [...line.instruments]),
    )
    const fresh = asked.filter((one) => !waiting.has(one))
    const tasks: AnalysisLine[] = []
    for (let index = 0; index < fresh.length; index += SYMBOLS_A_TASK) {
      tasks.push(this.#keep(fresh.slice(index, index + SYMBOLS_A_TASK), askedBy))
    }
    this.#tell()
    return tasks
  }

  override async cancel(id: string): Promise<AnalysisLine> {
    const { line } = await this.get(id)
    if (line.state !== 'queued' && line.state !== 'running')
      throw new TradingError('CONFLICT', `The analysis is ${line.state} already`)
    return this.change(id, { state: 'cancelled', endedAt: AI_AT, says: 'cancelled' })
  }

  override async list(most: number): Promise<readonly AnalysisLine[]> {
    return this.known.slice(0, most)
  }

  override async get(id: string): Promise<AnalysisRecord> {
    const record = this.#records.get(id)
    if (record !== undefined) return record
    throw new TradingError('NOT_FOUND', 'There is no such analysis')
  }

  override async replay(id: string): Promise<Replay> {
    const { line } = await this.get(id)
    if (line.state === 'done') return { isSame: true, differences: [] }
    throw new TradingError('CONFLICT', 'Only an analysis that is done can be played again')
  }

  override async recommendations(most: number): Promise<readonly Recommendation[]> {
    return [...this.#records.values()]
      .flatMap(({ recommendations }) => recommendations)
      .toReversed()
      .slice(0, most)
  }

  override get known(): readonly AnalysisLine[] {
    return [...this.#records.values()].map(({ line }) => line).toReversed()
  }

  override listen(listener: () => void): Disposable {
    return told(this.#listeners, listener)
  }

  /** The line becomes another object, as lines do. */
  change(id: string, own: Partial<AnalysisLine>): AnalysisLine {
    const record = this.#records.get(id)
    if (record === undefined) throw new RangeError(id)
    const line = { ...record.line, ...own }
    this.#records.set(id, { ...record, line })
    this.#tell()
    return line
  }

  /** Lets one come to its end. */
  finish(id: string): void {
    const line = this.change(id, { state: 'done', stepsDone: STEPS, endedAt: AI_AT, says: 'done' })
    const steps = line.instruments.map(stepOf)
    const recommendations = line.instruments.map((one) => recommendationOf(one, { analysisId: id }))
    this.#records.set(id, { line, knowledgeCutOff: '2025-03', steps, recommendations })
    this.#tell()
  }

  #keep(instruments: readonly InstrumentId[], askedBy: string): AnalysisLine {
    const { model, isScripted } = this.#claude.state
    const line: AnalysisLine = {
      id: randomUUID(),
      instruments,
      state: 'queued',
      askedBy,
      createdAt: AI_AT,
      startedAt: null,
      endedAt: null,
      model,
      isScripted,
      stepsDone: 0,
      stepsAll: STEPS,
      says: 'waits for its turn',
      tokens: 0,
      costPaise: 0,
      error: null,
    }
    this.#records.set(line.id, { line, knowledgeCutOff: null, steps: [], recommendations: [] })
    return line
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** The AI desk in memory, by the promises of its ports. */
export interface StandInAi extends AiDesk {
  readonly claude: StandInClaude
  readonly analyses: StandInAnalyses
  readonly chat: StandInChat
}

export function standInAi(): StandInAi {
  const claude = new StandInClaude()
  return {
    claude,
    analyses: new StandInAnalyses(claude),
    chat: new StandInChat(() => claude.require(), AI_AT),
    prompts: new StandInPrompts(AI_AT),
    agents: new StandInAgents(),
  }
}
