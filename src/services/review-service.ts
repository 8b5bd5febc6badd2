import type { PromptBook } from '../core/ai/ai-desk.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { AnalysisLine, AnalysisStep } from '../core/ai/records.ts'
import { wasStopped } from '../core/cancellation.ts'
import type { DecisionLine } from '../core/desk-view/decision-lines.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { Intake } from '../core/intake.ts'
import type { AiStore } from '../core/state/ai-store.ts'
import type { AskedTask, TaskContext } from '../core/tasks.ts'
import { dateOf, type TradeDate, tradeDate } from '../domain/time.ts'
import { asFarAs, over } from './analysis-lines.ts'
import { AnalysisSteps, chainOf, type StepDeps } from './analysis-steps.ts'
import {
  byName,
  lessonTask,
  resolved,
  reviewed,
  reviewTask,
  SAMPLE_MIN,
  soundLessons,
  soundReviews,
} from './review-tasks.ts'

export interface ReviewDeps extends StepDeps {
  readonly store: Pick<AiStore, 'record' | 'saveLine' | 'saveStep'>
  readonly book: string
  readonly judge: PromptBook['judge']
  readonly facts: Pick<Intake, 'post'>
  /** The decision log, newest first. */
  readonly decisions: () => readonly DecisionLine[]
  readonly knowledgeCutOff: (model: string) => string | null
}

/** Name of the task that carries a look back out. */
export const REVIEW_TASK = 'ai.review'

const reviewIdOf = (book: string, date: TradeDate) => namedId(`review of ${date} in ${book}`)

/** The look back on a session as a task: the same session is the same task. */
export const reviewTaskOf = (book: string, date: TradeDate): AskedTask => ({
  id: reviewIdOf(book, date),
  task: REVIEW_TASK,
  key: `${book} ${date}`,
  payload: { date },
})

/** Throws INPUT_INVALID for a stored task that names no session. */
function dateIn(payload: unknown): TradeDate {
  const date =
    typeof payload === 'object' && payload !== null && 'date' in payload ? payload.date : null
  if (typeof date === 'string') return tradeDate(date)
  throw new TradingError('INPUT_INVALID', 'The task does not say on which session to look back')
}

const BY = 'the desk, after the close'
const STEPS = 2
const STOPPED = 'it was stopped, and goes on when it is asked for again'

/** Looks back after a session: the day's decisions are reviewed, and lessons drawn from outcomes; once a day. */
export class ReviewService {
  readonly #deps: ReviewDeps

  constructor(deps: ReviewDeps) {
    this.#deps = deps
  }

  /** The work of a task: goes on where an earlier try stopped. */
  perform(payload: unknown, { signal }: Pick<TaskContext, 'signal'>): Promise<void> {
    return this.review(dateIn(payload), signal)
  }

  /** Does nothing for a day that was reviewed, or on which nothing was decided. Throws what made it fail. */
  async review(date: TradeDate, signal: AbortSignal): Promise<void> {
    const { decisions } = this.#deps
    const today = reviewed(decisions().filter(({ at }) => dateOf(at) === date))
    const known = resolved(decisions())
    if (today.length === 0 && known.length < SAMPLE_MIN) return
    const id = reviewIdOf(this.#deps.book, date)
    const before = await this.#before(id)
    if (before.line?.state === 'done') return
    const steps = new Map(before.steps.map((step) => [step.id, step]))
    const begun = before.line ?? this.#begun(id, date)
    let line = await this.#keep({ ...begun, state: 'running', error: null, endedAt: null })
    const keep = async (step: AnalysisStep) => {
      steps.set(step.id, step)
      await this.#deps.store.saveStep(id, step)
      line = await this.#keep(asFarAs(line, steps.values()))
    }
    const finished = new Map([...steps].filter(([, { state }]) => state === 'done'))
    const asking = new AnalysisSteps(this.#deps, { analysisId: id, finished, keep }, null, signal)
    try {
      const judged = await this.#review(asking, date, today)
      const learned = await this.#learn(asking, id, known)
      const says = `reviewed ${judged} of ${today.length}, learned ${learned}`
      await this.#keep(over(line, 'done', this.#deps.clock.now(), says))
    } catch (error) {
      if (wasStopped(error, signal)) {
        await this.#keep(over(line, 'cancelled', this.#deps.clock.now(), STOPPED))
        throw error
      }
      const { code, message } = toTradingError(error)
      await this.#keep(over(line, 'failed', this.#deps.clock.now(), message, { code, message }))
      throw error
    }
  }

  async #review(
    asking: AnalysisSteps,
    date: TradeDate,
    today: readonly DecisionLine[],
  ): Promise<number> {
    if (today.length === 0) {
      await asking.skip('reviewer', 'nothing was decided')
      return 0
    }
    const { form } = await asking.ask('reviewer', reviewTask(date, today))
    const sound = form === null ? [] : soundReviews(form, byName(today))
    for (const { of, quality } of sound) await this.#credit(of, quality)
    return sound.length
  }

  /** How good a decision was tells of the versions of the prompts that it was made by. */
  async #credit({ analysisId }: DecisionLine, quality: number): Promise<void> {
    if (analysisId === null) return
    const { store, judge } = this.#deps
    const { steps } = await store.record(analysisId).catch(whereNone)
    for (const { role, state, promptVersion } of steps) {
      if (state === 'done' && (role === 'judge' || role === 'trader'))
        await judge(role, promptVersion, quality)
    }
  }

  async #learn(asking: AnalysisSteps, id: string, known: readonly DecisionLine[]): Promise<number> {
    if (known.length < SAMPLE_MIN) {
      await asking.skip('learner', `fewer than ${SAMPLE_MIN} outcomes are known`)
      return 0
    }
    const { form } = await asking.ask('learner', lessonTask(known))
    const lessons = form === null ? [] : soundLessons(form, byName(known))
    for (const { strategy, lesson, sampleSize } of lessons) {
      const learningId = namedId(`lesson ${id} ${lesson}`)
      const says = `${lesson} (${sampleSize} outcomes)`
      const data = { learningId, strategy, instrument: null, lesson: says, by: 'learner' as const }
      const origin = { source: 'ReviewService', id: learningId, correlationId: chainOf(id) }
      await this.#deps.facts.post('ai.learning_update', data, origin)
    }
    return lessons.length
  }

  async #before(
    id: string,
  ): Promise<{ readonly line: AnalysisLine | null; readonly steps: readonly AnalysisStep[] }> {
    try {
      return await this.#deps.store.record(id)
    } catch (error) {
      if (error instanceof TradingError && error.code === 'NOT_FOUND')
        return { line: null, steps: [] }
      throw error
    }
  }

  async #keep(line: AnalysisLine): Promise<AnalysisLine> {
    await this.#deps.store.saveLine(line, this.#deps.knowledgeCutOff(line.model))
    return line
  }

  #begun(id: string, date: TradeDate): AnalysisLine {
    const { clock, model, claude } = this.#deps
    const now = clock.now()
    return {
      id,
      instruments: [],
      state: 'running',
      askedBy: BY,
      createdAt: now,
      startedAt: now,
      endedAt: null,
      model,
      isScripted: claude.state.isScripted,
      stepsDone: 0,
      stepsAll: STEPS,
      says: `looks back on ${date}`,
      tokens: 0,
      costPaise: 0,
      error: null,
    }
  }
}

/** An analysis that is not stored any more has nobody to credit. */
function whereNone(error: unknown): { readonly steps: readonly AnalysisStep[] } {
  if (error instanceof TradingError && error.code === 'NOT_FOUND') return { steps: [] }
  throw error
}
