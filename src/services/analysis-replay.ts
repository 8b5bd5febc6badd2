import type { Replay } from '../core/ai/ai-desk.ts'
import type { Crew } from '../core/ai/crew.ts'
import type { FormRole, Forms } from '../core/ai/forms.ts'
import type { Gathered } from '../core/ai/gathered.ts'
import type { AnalysisRecord, AnalysisStep, Recommendation } from '../core/ai/records.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { type AnalysisRole, type Answering, debate, type Told } from './analysis-debate.ts'
import { stepIdOf, unusable } from './analysis-steps.ts'
import type { Outcome } from './analysis-verdict.ts'

const COMPARED = [
  'verdict',
  'modelVerdict',
  'side',
  'effect',
  'whyNot',
  'disagreement',
  'sizeBps',
  'conviction',
  'horizonDays',
  'reason',
  'invalidation',
  'score',
  'evidence',
] as const satisfies readonly (keyof Outcome)[]

/** Answers as they were recorded; what is asked otherwise than it was is a difference. */
class Recorded implements Answering {
  readonly #crew: Crew
  readonly #steps: ReadonlyMap<string, AnalysisStep>
  readonly #id: string
  readonly #instrument: InstrumentId
  readonly differences: string[] = []

  constructor(crew: Crew, { line, steps }: AnalysisRecord, instrument: InstrumentId) {
    this.#crew = crew
    this.#steps = new Map(steps.map((step) => [step.id, step]))
    this.#id = line.id
    this.#instrument = instrument
  }

  async ask<N extends AnalysisRole>(role: N, task: string): Promise<Told<Forms[N]>> {
    const step = this.#of(role)
    if (step === undefined || step.state === 'skipped') {
      this.#note(role, 'is asked now, and was not asked then')
      return { form: null, fault: unusable(role, 'nothing was recorded') }
    }
    if (!step.prompt.endsWith(task)) this.#note(role, 'is asked something else now')
    const { form, fault } = this.#crew.read(role, { form: step.output, text: step.text })
    if (step.level === 'structured' && form !== null) return { form, fault: null }
    return { form: null, fault: unusable(role, step.error?.message ?? fault ?? '') }
  }

  async skip(role: AnalysisRole): Promise<void> {
    const step = this.#of(role)
    if (step !== undefined && step.state !== 'skipped')
      this.#note(role, 'is not asked now, and was asked then')
  }

  async refuse(role: AnalysisRole, fault: string): Promise<void> {
    if (this.#of(role)?.error?.message !== fault) this.#note(role, `is refused now: ${fault}`)
  }

  #of(role: FormRole): AnalysisStep | undefined {
    return this.#steps.get(stepIdOf(this.#id, this.#instrument, role))
  }

  #note(role: FormRole, says: string): void {
    this.differences.push(`${this.#instrument}: the ${role.replaceAll('_', ' ')} ${says}`)
  }
}

function compared(then: Recommendation, now: Outcome): readonly string[] {
  return COMPARED.flatMap((part) => {
    const [before, after] = [then[part], now[part]].map((value) => JSON.stringify(value))
    if (before === after) return []
    return [`${then.instrument}: ${part} was ${short(before)}, and is ${short(after)} now`]
  })
}

const short = (text = ''): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`)

/** What was recorded, through the same code without a model: the same decisions, or where they differ. */
export async function replayed(
  record: AnalysisRecord,
  gathered: readonly Gathered[],
  { crew }: { readonly crew: Crew },
): Promise<Replay> {
  const differences: string[] = []
  for (const then of record.recommendations) {
    const own = gathered.find(({ instrument }) => instrument === then.instrument)
    if (own === undefined) {
      differences.push(`${then.instrument}: what was gathered is not stored any more`)
      continue
    }
    const recorded = new Recorded(crew, record, then.instrument)
    const now = await debate(own, recorded)
    differences.push(...recorded.differences, ...compared(then, now))
  }
  return { isSame: differences.length === 0, differences }
}
