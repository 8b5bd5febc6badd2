import type { AgentBook, PromptBook } from '../core/ai/ai-desk.ts'
import type { Answer, Claude, ClientType } from '../core/ai/claude.ts'
import type { Crew } from '../core/ai/crew.ts'
import type { FormRole, Forms } from '../core/ai/forms.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { AnalysisStep } from '../core/ai/records.ts'
import { wasStopped } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { ErrorCode, TradingError } from '../core/errors.ts'
import { type CorrelationId, correlationId, type InstrumentId } from '../domain/brand.ts'
import type { Told } from './analysis-debate.ts'
import { messageOf } from './analysis-tasks.ts'

export interface StepDeps {
  readonly claude: Claude
  readonly crew: Crew
  readonly prompts: Pick<PromptBook, 'active'>
  readonly agents: Pick<AgentBook, 'all'>
  readonly clock: Clock
  /** The desk's model. */
  readonly model: string
  /** Whether real money is traded: the trader speaks by another session then. */
  readonly isLive: boolean
}

/** What one analysis adds to it. */
export interface StepScope {
  readonly analysisId: string
  /** Steps that were finished before a crash: they are not paid for again. */
  readonly finished: ReadonlyMap<string, AnalysisStep>
  /** Kept before anything is made of it. */
  readonly keep: (step: AnalysisStep) => Promise<void>
}

/** What a reply's words may weigh in the store: more is cut, and says so. */
const TEXT_MAX = 20_000
/** Nothing that is asked next would fare better: the analysis ends, and its queue asks again later. */
const ENDS_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'AI_BLOCKED',
  'AI_RATE_LIMITED',
  'AI_SESSION_LOST',
  'CLOSED',
  'DATABASE_UNAVAILABLE',
])
const NOTHING = { input: 0, output: 0, cacheRead: 0, cacheWritten: 0 }

const endsAll = ({ code, details }: TradingError): boolean =>
  ENDS_ALL.has(code) || (code === 'AI_BUDGET_EXCEEDED' && details.facts?.['what'] !== 'session')

const cut = (text: string): string =>
  text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)} … (${text.length} characters)`

/** The id of a role's step: the same one after a restart. */
export const stepIdOf = (analysisId: string, instrument: InstrumentId | null, role: FormRole) =>
  [analysisId, instrument ?? 'portfolio', role].join('/')

/** The chain of everything that one analysis does. */
export const chainOf = (analysisId: string): CorrelationId =>
  correlationId(namedId(`analysis ${analysisId}`))

/** Asks one role after another over one instrument, and keeps each step before its answer is used. */
export class AnalysisSteps {
  readonly #deps: StepDeps
  readonly #scope: StepScope
  readonly #instrument: InstrumentId | null
  readonly #signal: AbortSignal
  readonly #kept = new Map<FormRole, AnalysisStep>()

  constructor(
    deps: StepDeps,
    scope: StepScope,
    instrument: InstrumentId | null,
    signal: AbortSignal,
  ) {
    this.#deps = deps
    this.#scope = scope
    this.#instrument = instrument
    this.#signal = signal
  }

  /** Throws what ends the whole analysis; any other failure is a coded step, told in words. */
  async ask<N extends FormRole>(role: N, task: string): Promise<Told<Forms[N]>> {
    const { crew, prompts, agents, clock, model: desks } = this.#deps
    const config = (await agents.all()).find((one) => one.role === role)
    const before = this.#scope.finished.get(
      stepIdOf(this.#scope.analysisId, this.#instrument, role),
    )
    if (before !== undefined) return this.#again(role, before)
    if (config?.isOn === false) {
      await this.skip(role, 'it is switched off')
      return { form: null, fault: `the ${named(role)} is switched off` }
    }
    const { text: prompt, version: promptVersion } = await prompts.active(role)
    const draft = {
      ...this.#draft(role),
      promptVersion,
      startedAt: clock.now(),
      prompt: messageOf(prompt, task),
    }
    await this.#keep(role, { ...draft, state: 'running' })
    try {
      const answer = await this.#put(role, draft.prompt, config?.model ?? desks)
      const reading = crew.read(role, { form: answer.form, text: answer.text })
      const done = { ...draft, ...answered(answer), level: reading.level }
      const output = reading.form ?? reading.shown
      if (reading.level === 'structured' && reading.form !== null) {
        await this.#keep(role, { ...done, output, state: 'done' })
        return { form: reading.form, fault: null }
      }
      const message = reading.fault ?? 'No form was filled in'
      const error = { code: 'AI_NO_FORM', message } as const
      await this.#keep(role, { ...done, output, state: 'failed', error })
      return { form: null, fault: unusable(role, message) }
    } catch (error) {
      return this.#fail(role, draft, error)
    }
  }

  async skip(role: FormRole, why: string): Promise<void> {
    await this.#keep(role, { ...this.#draft(role), state: 'skipped', text: why })
  }

  async refuse(role: FormRole, fault: string): Promise<void> {
    const step = this.#kept.get(role)
    if (step === undefined) return
    await this.#keep(role, {
      ...step,
      state: 'failed',
      error: { code: 'AI_NO_FORM', message: fault },
    })
  }

  #again<N extends FormRole>(role: N, step: AnalysisStep): Told<Forms[N]> {
    this.#kept.set(role, step)
    const { form, fault } = this.#deps.crew.read(role, { form: step.output, text: step.text })
    if (step.level === 'structured' && form !== null) return { form, fault: null }
    return { form: null, fault: unusable(role, fault ?? 'No form was filled in') }
  }

  #put(role: FormRole, prompt: string, model: string): Promise<Answer> {
    const { claude, crew } = this.#deps
    const client = this.#clientOf(role)
    const question = {
      client,
      by: role,
      options: crew.options(client, model),
      prompt,
      isFresh: true,
      granted: crew.roles[role].tools,
      correlationId: chainOf(this.#scope.analysisId),
      about: stepIdOf(this.#scope.analysisId, this.#instrument, role),
    }
    return claude.ask(question, this.#signal)
  }

  #clientOf(role: FormRole): ClientType {
    const { client } = this.#deps.crew.roles[role]
    return client === 'paper_trading' && this.#deps.isLive ? 'trading' : client
  }

  async #fail<N extends FormRole>(
    role: N,
    draft: AnalysisStep,
    error: unknown,
  ): Promise<Told<Forms[N]>> {
    const durationMs = Math.max(0, this.#deps.clock.now() - (draft.startedAt ?? 0))
    if (wasStopped(error, this.#signal) || this.#signal.aborted) {
      await this.#keep(role, { ...draft, durationMs, state: 'cancelled' })
      throw error
    }
    const failure = toTradingError(error)
    const { code, message } = failure
    await this.#keep(role, { ...draft, durationMs, state: 'failed', error: { code, message } })
    if (endsAll(failure)) throw failure
    return { form: null, fault: unusable(role, message) }
  }

  async #keep(role: FormRole, step: AnalysisStep): Promise<void> {
    this.#kept.set(role, step)
    await this.#scope.keep(step)
  }

  #draft(role: FormRole): AnalysisStep {
    return {
      id: stepIdOf(this.#scope.analysisId, this.#instrument, role),
      role,
      instrument: this.#instrument,
      state: 'queued',
      promptVersion: 0,
      sessionId: null,
      startedAt: null,
      durationMs: 0,
      tokens: NOTHING,
      costPaise: 0,
      toolCalls: [],
      prompt: '',
      level: null,
      output: null,
      text: '',
      error: null,
    }
  }
}

const named = (role: FormRole): string => role.replaceAll('_', ' ')

/** Why a role's answer counts for nothing. */
export const unusable = (role: FormRole, fault: string): string =>
  `the ${named(role)} gave nothing that can be used: ${fault}`

const answered = ({ sessionId, durationMs, tokens, costPaise, toolCalls, text }: Answer) => ({
  sessionId,
  durationMs,
  tokens,
  costPaise,
  toolCalls,
  text: cut(text),
})
