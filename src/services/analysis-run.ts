import type { Gathered } from '../core/ai/gathered.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { AnalysisLine, AnalysisStep, Recommendation } from '../core/ai/records.ts'
import type { Events, Origin } from '../core/events.ts'
import type { FactType } from '../core/flow.ts'
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
    await this.#state(
      'ai.analysis_started',
      { analysisId: id, instruments, by: askedBy },
      'started',
    )
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
    await this.#state('claude.data_quality_analysis', quality, `data of ${instrument}`)
    return gathered
  }

  /** Stated under an id that follows from what it is: after a crash it is stated again, and is once in the journal. */
  async #propose(recommendation: Recommendation): Promise<void> {
    const { id, at, ...rest } = recommendation
    const data = { ...rest, recommendationId: id, wallAt: at }
    await this.#state('ai.recommendation', data, `recommends ${rest.instrument}`)
  }

  async #state<T extends FactType>(type: T, data: Events[T], what: string): Promise<void> {
    await stateOnce(this.#deps.facts, this.#line.id, type, data, what)
  }
}

/** States a fact of an analysis; the same one again changes nothing. */
export async function stateOnce<T extends FactType>(
  facts: Pick<Intake, 'post'>,
  analysisId: string,
  type: T,
  data: Events[T],
  what: string,
): Promise<void> {
  const id = namedId(`analysis ${analysisId} ${what}`)
  const origin: Origin = { source: SOURCE, id, correlationId: chainOf(analysisId) }
  await facts.post(type, data, origin)
}
