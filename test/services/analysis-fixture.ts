import { randomUUID } from 'node:crypto'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import type { AgentConfig } from '../../src/core/ai/ai-desk.ts'
import { AiError } from '../../src/core/ai/ai-error.ts'
import { type AiState, type Answer, Claude, type Question } from '../../src/core/ai/claude.ts'
import type { Gathered } from '../../src/core/ai/gathered.ts'
import type { NewsItem } from '../../src/core/ai/research.ts'
import type { RoleName } from '../../src/core/ai/role-names.ts'
import { cancelled } from '../../src/core/cancellation.ts'
import type { Clock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import type { Events, EventType, Origin } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import type { AiStore } from '../../src/core/state/ai-store.ts'
import { type AskedTask, type TaskHandler, type TaskLine, Tasks } from '../../src/core/tasks.ts'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { type InstrumentId, instrumentId } from '../../src/domain/brand.ts'
import { studyOf } from '../../src/domain/daily-study.ts'
import { technicalReadings } from '../../src/domain/technical-reading.ts'
import { DAY_MS, epochMs } from '../../src/domain/time.ts'
import { type AnalysisDeps, AnalysisService } from '../../src/services/analysis-service.ts'
import { ANALYSIS_TASK } from '../../src/services/analysis-wish.ts'
import { Alone } from './alone.ts'

export const INFY = instrumentId('NSE:INFY')
export const TCS = instrumentId('NSE:TCS')
export const SBIN = instrumentId('NSE:SBIN')

const NO_TOKENS = { input: 900, output: 100, cacheRead: 0, cacheWritten: 0 }

/** What a role answers: a form, or words, or a failure that is thrown. */
export type Reply = { readonly form?: unknown; readonly text?: string } | AiError
export type Script = (question: Question, signal: AbortSignal) => Reply | Promise<Reply>

/** A model by hand, for what surrounds the model: the real client is tried elsewhere. */
export class HandClaude extends Claude {
  readonly asked: Question[] = []
  script: Script
  blocked: string | null = null

  constructor(script: Script = agreeing) {
    super()
    this.script = script
  }

  override async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw cancelled(signal)
    this.asked.push(question)
    const reply = await this.script(question, signal)
    if (reply instanceof AiError) throw reply
    return {
      sessionId: `session-${question.client}`,
      model: question.options.model,
      text: reply.text ?? '',
      form: reply.form === undefined ? undefined : { form: reply.form },
      toolCalls: [],
      tokens: NO_TOKENS,
      costPaise: 25,
      durationMs: 4,
    }
  }

  override get state(): AiState {
    return {
      state: this.blocked === null ? 'ready' : 'blocked',
      reason: this.blocked ?? 'answered',
      nextStep: null,
      checkedAt: null,
      coolingUntil: null,
      model: 'claude-sonnet-5',
      isScripted: true,
      spentTodayPaise: 0,
      budgetADayPaise: 50_000,
      tokensToday: 0,
      sessions: [],
    }
  }

  override listen(): Disposable {
    return { [Symbol.dispose]: () => undefined }
  }

  askedOf(role: RoleName): readonly Question[] {
    return this.asked.filter(({ by }) => by === role)
  }
}

const shareIn = (prompt: string): string => /Share: (\S+?)\. Now/.exec(prompt)?.[1] ?? 'NSE:NONE'

/** Everybody agrees on buying. */
export function agreeing({ by, prompt }: Pick<Question, 'by' | 'prompt'>): {
  readonly form?: unknown
  readonly text?: string
} {
  const instrument = shareIn(prompt)
  switch (by) {
    case 'news_analyst':
      return {
        form: {
          role: by,
          readings: [
            {
              source: 'S1',
              kind: 'results',
              instrument,
              sentiment: 2,
              materiality: 2,
              isRumour: false,
              horizon: 'weeks',
            },
          ],
        },
      }
    case 'fundamentals_analyst': {
      const points = [{ claim: 'Capital earns well.', evidence: ['E14'] }]
      return { form: { role: by, business: 'strong', growth: 'rising', valuation: 'fair', points } }
    }
    case 'technical_analyst': {
      const points = [{ claim: 'The averages rise.', evidence: ['E1'] }]
      return { form: { role: by, trend: 'up', strength: 'strong', points } }
    }
    case 'bull':
    case 'bear': {
      const points = [{ claim: `The ${by} has a point.`, evidence: ['E1', 'E2'] }]
      return { form: { role: by, conviction: 0.6, points } }
    }
    case 'judge':
      return {
        form: {
          role: by,
          instrument,
          verdict: 'BUY',
          probability: 0.64,
          decisive: ['E1', 'E2'],
          reason: 'Growth that the price does not hold yet.',
        },
      }
    case 'trader':
      return {
        form: {
          role: by,
          instrument,
          side: 'buy',
          probability: 0.61,
          horizonDays: 30,
          invalidation: 'Profit falls in the next quarter.',
          reason: 'Results are three weeks away.',
        },
      }
    default:
      return { text: 'I have nothing to say.' }
  }
}

/** The same, with one role saying something else. */
export const but =
  (role: RoleName, reply: Reply | ((question: Question) => Reply)): Script =>
  (question) => {
    if (question.by !== role) return agreeing(question)
    return typeof reply === 'function' ? reply(question) : reply
  }

/** The agreeing form of a role with something changed. */
export const changed =
  (role: RoleName, part: Readonly<Record<string, unknown>>): Script =>
  (question) => {
    const reply = agreeing(question)
    if (question.by !== role || reply instanceof AiError) return reply
    return { form: { ...(reply.form as object), ...part } }
  }

const NOW = epochMs(Date.parse('2026-06-01T10:00:00+05:30'))

export const news = (id: string, title: string, summary = ''): NewsItem => ({
  id,
  instruments: [INFY],
  title,
  summary,
  link: null,
  source: 'A paper',
  publishedAt: epochMs(NOW - DAY_MS),
  fetchedAt: epochMs(NOW - DAY_MS),
})

function bars(count: number): BarColumns {
  const columns = emptyBars(count)
  for (let row = 0; row < count; row++) {
    const close = 150_000 + row * 40
    columns.at[row] = NOW - (count - row) * DAY_MS
    columns.open[row] = close - 20
    columns.high[row] = close + 60
    columns.low[row] = close - 80
    columns.close[row] = close
    columns.volume[row] = 9_000_000
  }
  return columns
}
const YEAR = bars(260)

/** A sound company that rises: the scorer says BUY. */
export const gatheredOf = (instrument: InstrumentId, part: Partial<Gathered> = {}): Gathered => ({
  instrument,
  asOf: NOW,
  source: 'sim',
  price: { paise: 160_400, at: NOW },
  study: studyOf(YEAR),
  readings: technicalReadings(YEAR),
  closes: [...YEAR.close],
  fundamentals: [
    {
      instrument,
      asOf: '2026-05-20',
      source: 'reports',
      marketCapPaise: 600_000_000_000_000,
      pe: 10,
      pb: 1.2,
      roePercent: 28,
      debtToEquity: 0.05,
      dividendYieldPercent: 3,
      revenueGrowthPercent: 22,
      profitGrowthPercent: 31,
    },
  ],
  earnings: [],
  news: [news('n1', 'Results beat what was expected')],
  held: 0,
  ...part,
})

/** A queue of one, in memory. */
export class InlineTasks extends Tasks {
  handler: TaskHandler['run'] = async () => undefined
  readonly lines = new Map<string, TaskLine>()
  readonly #stops = new Map<string, AbortController>()
  readonly #listeners = new Set<(line: TaskLine) => void>()
  #tail: Promise<unknown> = Promise.resolve()
  tries = 1

  override async add(asked: AskedTask) {
    const same = [...this.lines.values()].find(
      ({ key, state }) => key === asked.key && (state === 'queued' || state === 'running'),
    )
    if (same !== undefined) return { line: same, isNew: false }
    const line = this.#put({
      ...asked,
      queue: 'AI_ANALYSIS',
      priority: 5,
      after: [],
      state: 'queued',
      tries: 0,
      says: '',
      error: null,
      createdAt: NOW,
      dueAt: NOW,
      startedAt: null,
      endedAt: null,
    })
    this.#tail = this.#tail.then(() => this.#work(line.id))
    return { line, isNew: true }
  }

  /** Everything that waits has come to its end. */
  idle(): Promise<unknown> {
    return this.#tail
  }

  override async cancel(id: string): Promise<TaskLine> {
    const before = await this.get(id)
    const line = this.#put({ ...before, state: 'cancelled' })
    this.#stops.get(id)?.abort(new DOMException('cancelled', 'AbortError'))
    return line
  }

  override async get(id: string): Promise<TaskLine> {
    const line = this.lines.get(id)
    if (line === undefined) throw new TradingError('NOT_FOUND', `There is no task ${id}`)
    return line
  }

  override async list(): Promise<readonly TaskLine[]> {
    return [...this.lines.values()]
  }
  override async pause(): Promise<void> {}
  override async resume(): Promise<void> {}
  override get paused(): ReadonlySet<'AI_ANALYSIS'> {
    return new Set()
  }

  override listen(listener: (line: TaskLine) => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  #put(line: TaskLine): TaskLine {
    this.lines.set(line.id, line)
    for (const listener of this.#listeners) listener(line)
    return line
  }

  async #work(id: string): Promise<void> {
    for (let attempt = 1; attempt <= this.tries; attempt++) {
      const line = await this.get(id)
      if (line.state === 'cancelled') return
      this.#put({ ...line, state: 'running', tries: attempt })
      const stop = new AbortController()
      this.#stops.set(id, stop)
      try {
        const context = {
          taskId: id,
          signal: stop.signal,
          attempt,
          progress: async () => undefined,
        }
        await this.handler(line.payload, context)
        if (!stop.signal.aborted) this.#put({ ...(await this.get(id)), state: 'done' })
        return
      } catch (error) {
        if (stop.signal.aborted) return
        const { code, message } = error as TradingError
        const isLast = attempt === this.tries
        const failed = { ...(await this.get(id)), error: { code, message } }
        this.#put({ ...failed, state: isLast ? 'failed' : 'queued' })
      }
    }
  }
}

export interface Posted {
  readonly type: EventType
  readonly data: unknown
  readonly origin: Origin
}

/** Facts that were posted, each id once. */
export class PostedFacts {
  readonly posted: Posted[] = []
  /** Called before a fact is taken. */
  before: (type: EventType) => void = () => undefined

  post<T extends EventType>(type: T, data: Events[T], origin: Origin): Promise<null> {
    this.before(type)
    const isKnown = this.posted.some(({ origin: { id } }) => id !== undefined && id === origin.id)
    if (!isKnown) this.posted.push({ type, data, origin })
    return Promise.resolve(null)
  }

  of<T extends EventType>(type: T): readonly Events[T][] {
    return this.posted.flatMap((one) => (one.type === type ? [one.data as Events[T]] : []))
  }
}

export interface Setting {
  readonly store: AiStore
  readonly claude?: HandClaude
  readonly gathered?: (instrument: InstrumentId) => Gathered
  readonly agents?: readonly Partial<AgentConfig>[]
  readonly held?: readonly InstrumentId[]
  readonly watch?: readonly InstrumentId[]
  readonly facts?: PostedFacts
}

/** What an analysis needs of the desk, by hand: the model, the tasks and the store are given. */
export function analysisDeps(
  setting: Omit<Setting, 'claude'>,
  claude: Claude,
  tasks: Tasks,
  clock: Clock,
) {
  const facts = setting.facts ?? new PostedFacts()
  const gathered: InstrumentId[] = []
  const deps: AnalysisDeps = {
    claude,
    crew: crewOf(12),
    prompts: {
      active: async (prompt) => ({
        prompt,
        version: 1,
        text: ROLES[prompt].prompt,
        createdAt: NOW,
        by: 'robo-trader',
        isActive: true,
        quality: null,
        uses: 0,
      }),
    },
    agents: {
      all: async () =>
        (setting.agents ?? []).map((one) => ({
          role: 'bull',
          isOn: true,
          model: null,
          version: 0,
          ...one,
        })),
    },
    clock,
    model: 'claude-sonnet-5',
    isLive: false,
    store: setting.store,
    tasks,
    facts: { post: (type, data, origin) => facts.post(type, data, origin) },
    gather: async (instrument) => {
      gathered.push(instrument)
      return (setting.gathered ?? gatheredOf)(instrument)
    },
    desk: {
      held: () => setting.held ?? [],
      watch: setting.watch ?? [],
      isKnown: (instrument) => [INFY, TCS, SBIN].includes(instrument) || /:X\d+$/.test(instrument),
    },
    symbolsATask: 3,
    freshMs: DAY_MS,
    knowledgeCutOff: () => '2025-01',
    newId: randomUUID,
    log: new SilentLogger(),
  }
  return { deps, facts, gathered }
}

/** An analysis service with everything around it by hand, but the store. */
export function analysisDesk(setting: Setting) {
  const claude = setting.claude ?? new HandClaude()
  const tasks = new InlineTasks()
  const { clock } = new Alone()
  const { deps, facts, gathered } = analysisDeps(setting, claude, tasks, clock)
  const service = new AnalysisService(deps)
  tasks.handler = (payload, context) => service.perform(payload, context)
  return { service, claude, tasks, facts, gathered, clock, task: ANALYSIS_TASK }
}
