import type { Gathered } from '../core/ai/gathered.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { AnalysisLine, AnalysisStep, Recommendation } from '../core/ai/records.ts'
import type { Origin } from '../core/events.ts'
import type { Intake } from '../core/intake.ts'
import type { AiStore } from '../core/state/ai-store.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { debate } from './analysis-debate.ts'
import { dataQuality } from './analysis-evidence.ts'
import { AnalysisSteps, chainOf, type StepDeps } from './analysis-steps.ts'

export interface RunDeps extends StepDeps {
  readonly store: Pick<
    AiStore,
    'record' | 'gathered' | 'saveGathered' | 'saveStep' | 'saveRecommendation'
  >
  readonly facts: Pick<Intake, 'post'>
  readonly gather: (instrument: InstrumentId, signal: AbortSignal) => Promise<Gathered>
}

const SOURCE = 'AnalysisService'

/** One analysis at work: its instruments side by side, each from gathering to its recommendation, and every step kept. */
export class AnalysisRun {
  readonly #deps: RunDeps
  readonly #line: AnalysisLine
  /** Told of each step as it is kept. */
  readonly #onStep: (steps: readonly AnalysisStep[]) => void
  readonly #steps = new Map<string, AnalysisStep>()

  constructor(deps: RunDeps, line: AnalysisLine, onStep: (steps: readonly AnalysisStep[]) => void) {
    this.#deps = deps
    this.#line = line
    this.#onStep = onStep
  }

  /** Why no verdict was given of any instrument: the first step that failed; null when one was. */
  get fault(): AnalysisStep['error'] {
    const steps = [...this.#steps.values()]
    if (steps.some(({ role, state }) => role === 'judge' && state === 'done')) return null
    return steps.find(({ state }) => state === 'failed')?.error ?? null
  }

  /** What came of each instrument, in their order. What ends one of them for good ends all. */
  async run(signal: AbortSignal): Promise<readonly Recommendation[]> {
    const { store } = this.#deps
    const { id, instruments, askedBy } = this.#line
    const [{ steps, recommendations }, gathered] = await Promise.all([
      store.record(id),
      store.gathered(id),
    ])
    for (const step of steps) if (step.state === 'done') this.#steps.set(step.id, step)
    const finished = new Map(this.#steps)
    const begun = { analysisId: id, instruments, by: askedBy }
    await this.#deps.facts.post('ai.analysis_started', begun, originOf(id, 'started'))
    const failing = new AbortController()
    const either = AbortSignal.any([signal, failing.signal])
    const each = instruments.map(async (instrument) => {
      const before = recommendations.find((one) => one.instrument === instrument)
      const known = gathered.find((one) => one.instrument === instrument)
      try {
        const came = before ?? (await this.#conclude(instrument, known ?? null, finished, either))
        await this.#propose(came)
        return came
      } catch (error) {
        failing.abort(error)
        throw error
      }
    })
    await Promise.allSettled(each)
    if (failing.signal.aborted) throw failing.signal.reason
    return Promise.all(each)
  }

  async #conclude(
    instrument: InstrumentId,
    known: Gathered | null,
    finished: ReadonlyMap<string, AnalysisStep>,
    signal: AbortSignal,
  ): Promise<Recommendation> {
    const { store, clock, gather } = this.#deps
    const { id } = this.#line
    const gathered = known ?? (await this.#gather(instrument, gather, signal))
    const keep = async (step: AnalysisStep) => {
      await store.saveStep(id, step)
      this.#steps.set(step.id, step)
      this.#onStep([...this.#steps.values()])
    }
    const scope = { analysisId: id, finished, keep }
    const steps = new AnalysisSteps(this.#deps, scope, instrument, signal)
    const outcome = await debate(gathered, steps)
    const recommendation = {
      id: namedId(`recommendation ${id} ${instrument}`),
      analysisId: id,
      at: clock.now(),
      ...outcome,
    }
    await store.saveRecommendation(recommendation)
    return recommendation
  }

  async #gather(
    instrument: InstrumentId,
    gather: RunDeps['gather'],
    signal: AbortSignal,
  ): Promise<Gathered> {
    const gathered = await gather(instrument, signal)
    await this.#deps.store.saveGathered(this.#line.id, gathered)
    const quality = { subject: instrument, ...dataQuality(gathered) }
    const origin = originOf(this.#line.id, `data of ${instrument}`)
    await this.#deps.facts.post('claude.data_quality_analysis', quality, origin)
    return gathered
  }

  /** Stated under an id that follows from what it is: after a crash it is stated again, and is once in the journal. */
  async #propose(recommendation: Recommendation): Promise<void> {
    const { id, at, ...rest } = recommendation
    const data = { ...rest, recommendationId: id, wallAt: at }
    const origin = originOf(this.#line.id, `recommends ${rest.instrument}`)
    await this.#deps.facts.post('ai.recommendation', data, origin)
  }
}

/** Who says what of an analysis: under the same name it is stated once, also after a crash. */
export const originOf = (analysisId: string, what: string): Origin => ({
  source: SOURCE,
  id: namedId(`analysis ${analysisId} ${what}`),
  correlationId: chainOf(analysisId),
})
