import { AnalysisDesk, type AskedAnalysis, type Replay } from '../core/ai/ai-desk.ts'
import { AiAuthError } from '../core/ai/ai-error.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { AnalysisLine, AnalysisRecord, Recommendation } from '../core/ai/records.ts'
import { wasStopped } from '../core/cancellation.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import type { AiStore } from '../core/state/ai-store.ts'
import type { TaskContext, TaskLine, Tasks } from '../core/tasks.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { dateOf, epochMs } from '../domain/time.ts'
import { dueFirst, inTasks } from './analysis-choice.ts'
import { ANALYSIS_ROLES } from './analysis-debate.ts'
import { AnalysisLines, asFarAs, hasEnded, over } from './analysis-lines.ts'
import { replayed } from './analysis-replay.ts'
import { AnalysisRun, originOf, type RunDeps } from './analysis-run.ts'
import { ANALYSIS_TASK, type AnalysisWish, wishIn } from './analysis-wish.ts'

export interface AnalysisDeps extends RunDeps {
  readonly store: Pick<AiStore, keyof AiStore>
  readonly tasks: Tasks
  /** What the desk holds and watches; what it does not know is refused. */
  readonly desk: {
    readonly held: () => readonly InstrumentId[]
    readonly watch: readonly InstrumentId[]
    readonly isKnown: (instrument: InstrumentId) => boolean
  }
  readonly symbolsATask: number
  /** What was analysed within so long is not due. */
  readonly freshMs: number
  readonly knowledgeCutOff: (model: string) => string | null
  /** A UUID. */
  readonly newId: () => string
  readonly log: Logger
}

/** So many may be asked for by name at once. */
const ASKED_MAX = 60

/** Analyses by the AI's roles: chosen, queued, carried out step by step, resumed, replayed, and their ends stated. */
export class AnalysisService extends AnalysisDesk {
  readonly #deps: AnalysisDeps
  readonly #lines: AnalysisLines
  #following: Disposable | null = null

  constructor(deps: AnalysisDeps) {
    super()
    this.#deps = deps
    this.#lines = new AnalysisLines(deps)
  }

  override get known(): readonly AnalysisLine[] {
    return this.#lines.all
  }

  override listen(listener: () => void): Disposable {
    return this.#lines.listen(listener)
  }

  override async start(asked: AskedAnalysis): Promise<readonly AnalysisLine[]> {
    const { claude, symbolsATask } = this.#deps
    const { state, reason, nextStep } = claude.state
    if (state === 'blocked')
      throw new AiAuthError(nextStep === null ? reason : `${reason}: ${nextStep}`)
    this.#listenToTasks()
    const lines: AnalysisLine[] = []
    for (const instruments of inTasks(await this.#chosen(asked), symbolsATask))
      lines.push(await this.#add(instruments, asked.askedBy))
    return lines
  }

  override async cancel(id: string): Promise<AnalysisLine> {
    const line = this.#lines.get(id) ?? (await this.#deps.store.record(id)).line
    if (hasEnded(line))
      throw new TradingError('CONFLICT', `The analysis ${id} has ended: it is ${line.state}`)
    await this.#deps.tasks.cancel(id)
    return this.#end(id, 'cancelled', 'a person cancelled it')
  }

  override list(most: number): Promise<readonly AnalysisLine[]> {
    this.#listenToTasks()
    return this.#lines.load(most)
  }

  override async get(id: string): Promise<AnalysisRecord> {
    const record = await this.#deps.store.record(id)
    return { ...record, line: this.#lines.get(id) ?? record.line }
  }

  override async replay(id: string): Promise<Replay> {
    const { store } = this.#deps
    const record = await store.record(id)
    if (!hasEnded(record.line))
      throw new TradingError('CONFLICT', 'The analysis is not over: replay it when it is')
    if (record.line.instruments.length === 0)
      throw new TradingError('CONFLICT', 'A look back decides nothing: there is nothing to replay')
    return replayed(record, await store.gathered(id), this.#deps)
  }

  override recommendations(most: number): Promise<readonly Recommendation[]> {
    return this.#deps.store.recommendations(most)
  }

  /**
   * The work of a task: resumes where an earlier try stopped. Throws what the queue must know of, to try again or to
   * give up; what came of the task is told by the queue, and followed.
   */
  async perform(payload: unknown, { taskId, signal, progress }: TaskContext): Promise<void> {
    this.#listenToTasks()
    const wish = wishIn(payload)
    const { clock } = this.#deps
    const before = this.#lines.get(taskId) ?? this.#lineOf(taskId, wish)
    const line = { ...before, state: 'running' as const, error: null }
    const begun = { ...line, startedAt: before.startedAt ?? clock.now() }
    await this.#lines.put(begun)
    const run = new AnalysisRun(this.#deps, begun, (steps) => {
      const now = asFarAs(this.#lines.get(taskId) ?? begun, steps)
      if (hasEnded(now) || signal.aborted) return
      this.#lines.show(now)
    })
    try {
      const came = await run.run(signal)
      signal.throwIfAborted()
      const verdicts = came.map(({ instrument, verdict }) => `${instrument} ${verdict}`).join(', ')
      const { fault } = run
      if (fault === null) await this.#end(taskId, 'done', verdicts, null, came)
      else await this.#end(taskId, 'failed', fault.message, fault)
    } catch (error) {
      await this.#tellOfBudget(error)
      if (!wasStopped(error, signal)) throw error
      const stopped = this.#lines.get(taskId)
      // The queue knows whether it was cancelled or put back.
      if (stopped !== undefined && !hasEnded(stopped))
        await this.#lines.put({ ...stopped, state: 'queued', says: 'it was stopped and waits' })
      throw error
    } finally {
      await progress(this.#lines.get(taskId)?.says ?? '')
    }
  }

  close(): void {
    this.#following?.[Symbol.dispose]()
  }

  async #chosen({ instruments }: AskedAnalysis): Promise<readonly InstrumentId[]> {
    const { desk, store, clock, freshMs } = this.#deps
    if (instruments.length > ASKED_MAX) {
      const message = `${instruments.length} instruments are too many at once: ask for ${ASKED_MAX} at most`
      throw new TradingError('INPUT_INVALID', message)
    }
    const unknown = instruments.find((instrument) => !desk.isKnown(instrument))
    if (unknown !== undefined) {
      const message = `${unknown} is not among the instruments of this desk`
      throw new TradingError('INPUT_INVALID', message)
    }
    // Who names an instrument wants it now, however fresh it is.
    const isNamed = instruments.length > 0
    const candidates = isNamed ? instruments : [...desk.held(), ...desk.watch.filter(desk.isKnown)]
    if (candidates.length === 0) {
      const message = 'The desk holds nothing and watches nothing: name what to analyse'
      throw new TradingError('INPUT_INVALID', message)
    }
    const staleBefore = isNamed ? Number.POSITIVE_INFINITY : clock.now() - freshMs
    return dueFirst(candidates, await store.analysedAt(), staleBefore)
  }

  async #add(instruments: readonly InstrumentId[], askedBy: string): Promise<AnalysisLine> {
    const { tasks, clock, newId } = this.#deps
    const wish = { instruments, askedBy, createdAt: clock.now() }
    const key = [...instruments].sort().join(' ')
    const asked = { id: newId(), task: ANALYSIS_TASK, key, payload: wish }
    const { line } = await tasks.add(asked)
    const known = this.#lines.get(line.id)
    // It may run already, or have waited before: then its line is there.
    return known ?? this.#lines.put(this.#lineOf(line.id, wish))
  }

  #lineOf(id: string, { instruments, askedBy, createdAt }: AnalysisWish): AnalysisLine {
    const { claude, model } = this.#deps
    return {
      id,
      instruments,
      state: 'queued',
      askedBy,
      createdAt: epochMs(createdAt),
      startedAt: null,
      endedAt: null,
      model,
      isScripted: claude.state.isScripted,
      stepsDone: 0,
      stepsAll: instruments.length * ANALYSIS_ROLES.length,
      says: 'waits for its turn',
      tokens: 0,
      costPaise: 0,
      error: null,
    }
  }

  /** A budget that is used up is told once a day. */
  async #tellOfBudget(error: unknown): Promise<void> {
    if (!(error instanceof TradingError) || error.code !== 'AI_BUDGET_EXCEEDED') return
    const { what, spent, budget } = error.details.facts ?? {}
    if (typeof what !== 'string' || typeof spent !== 'number' || typeof budget !== 'number') return
    const { clock, facts } = this.#deps
    const id = namedId(`budget ${what} ${dateOf(clock.now())}`)
    const exceeded = { budget: what, used: spent, limit: budget }
    await facts.post('ai.budget_exceeded', exceeded, { source: 'AnalysisService', id })
  }

  /** From the first line that it has to follow. */
  #listenToTasks(): void {
    this.#following ??= this.#deps.tasks.listen((line) => void this.#follow(line))
  }

  /** What the queue says of a task that did not end by itself. */
  async #follow({ id, task, state, error, tries }: TaskLine): Promise<void> {
    const line = this.#lines.get(id)
    if (task !== ANALYSIS_TASK || line === undefined || hasEnded(line)) return
    try {
      if (state === 'cancelled') await this.#end(id, 'cancelled', 'a person cancelled it')
      else if (state === 'failed') await this.#end(id, 'failed', error?.message ?? '', error)
      else if (state === 'queued' && error !== null)
        await this.#lines.put({
          ...line,
          state: 'queued',
          says: `it is tried again: ${error.message}`,
          error: tries > 0 ? error : null,
        })
    } catch (problem) {
      const { code } = toTradingError(problem)
      this.#deps.log.error('the end of an analysis could not be kept', { id, code, error: problem })
    }
  }

  async #end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    says: string,
    error: AnalysisLine['error'] = null,
    came: readonly Recommendation[] = [],
  ): Promise<AnalysisLine> {
    const before = this.#lines.get(id) ?? (await this.#deps.store.record(id)).line
    if (hasEnded(before)) return before
    const line = await this.#lines.put(over(before, state, this.#deps.clock.now(), says, error))
    const { instruments, costPaise } = line
    const verdicts = came.map(({ verdict }) => verdict)
    const data = { analysisId: id, instruments, verdicts, outcome: state, says, costPaise }
    await this.#deps.facts.post('ai.analysis_complete', data, originOf(id, state))
    return line
  }
}
