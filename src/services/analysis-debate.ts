import type {
  FormRole,
  Forms,
  JudgeForm,
  NewsReading,
  Point,
  TraderForm,
} from '../core/ai/forms.ts'
import type { Gathered } from '../core/ai/gathered.ts'
import type { Evidence } from '../core/ai/records.ts'
import type { RoleName } from '../core/ai/role-names.ts'
import { featuresOf } from '../domain/score-features.ts'
import { scoreOf } from '../domain/scoring.ts'
import { evidenceOf, soundReadings } from './analysis-evidence.ts'
import {
  analystTask,
  argumentTask,
  type Findings,
  judgeTask,
  newsTask,
  traderTask,
} from './analysis-tasks.ts'
import { type Outcome, outcomeOf } from './analysis-verdict.ts'

/** The roles that an analysis asks, in their order. */
export const ANALYSIS_ROLES = [
  'news_analyst',
  'fundamentals_analyst',
  'technical_analyst',
  'bull',
  'bear',
  'judge',
  'trader',
] as const satisfies readonly FormRole[]
export type AnalysisRole = (typeof ANALYSIS_ROLES)[number]

/** What came of asking a role: a form that may be acted on, or why there is none. */
export type Told<Form> =
  | { readonly form: Form; readonly fault: null }
  | { readonly form: null; readonly fault: string }

/** Who answers: the model, or what it answered before. */
export interface Answering {
  ask<N extends AnalysisRole>(role: N, task: string): Promise<Told<Forms[N]>>
  /** A role that need not be asked, and why. */
  skip(role: AnalysisRole, why: string): Promise<void>
  /** A form that fills in well and says what cannot be: what is wrong with it. */
  refuse(role: AnalysisRole, fault: string): Promise<void>
}

const POINTS_MAX = 6
const named = (role: RoleName): string => role.replaceAll('_', ' ')

/** Points as far as they rest on evidence that exists: a claim without any counts for nothing. */
function carried(points: readonly Point[], evidence: readonly Evidence[]): readonly Point[] {
  const known = new Set(evidence.map(({ id }) => id))
  return points
    .map(({ claim, evidence: ids }) => ({ claim, evidence: ids.filter((id) => known.has(id)) }))
    .filter(({ evidence: ids }) => ids.length > 0)
    .slice(0, POINTS_MAX)
}

/**
 * One instrument from what was gathered to what follows: news is read into forms, analysts judge figures, bull and bear
 * argue over the same evidence, the judge decides, the trader makes an intent of it, and code scores and rules. The same
 * gathering and the same answers give the same outcome.
 */
export async function debate(gathered: Gathered, answering: Answering): Promise<Outcome> {
  const readings = await readNews(gathered, answering)
  const evidence = evidenceOf(gathered, readings)
  const score = scoreOf(featuresOf(gathered, readings))
  const { instrument, held } = gathered
  const known = { instrument, held, evidence, score }
  const end = (fault: string | null, judge: JudgeForm | null, trader: TraderForm | null) =>
    outcomeOf({ ...known, judge, trader, fault })
  if (!evidence.some(({ kind }) => kind !== 'news' && kind !== 'portfolio')) {
    await skipAfter('news_analyst', answering, 'there is nothing to argue over')
    return end('nothing is known of it but hearsay', null, null)
  }
  const findings = await analysed(gathered, evidence, answering)
  const sides = await argued(gathered, evidence, findings, answering)
  if ('fault' in sides) return end(sides.fault, null, null)
  const judged = await judgement(gathered, evidence, sides, answering)
  if (judged.form === null) {
    await answering.skip('trader', 'there is no verdict')
    return end(judged.fault, null, null)
  }
  const judge = judged.form
  if (judge.verdict === 'HOLD') {
    await answering.skip('trader', 'the verdict is HOLD')
    return end(null, judge, null)
  }
  const traded = await intent(gathered, evidence, judge, answering)
  return end(traded.fault, judge, traded.form)
}

async function readNews(gathered: Gathered, answering: Answering): Promise<readonly NewsReading[]> {
  if (gathered.news.length === 0) {
    await answering.skip('news_analyst', 'there is no news')
    return []
  }
  const { form } = await answering.ask('news_analyst', newsTask(gathered))
  return form === null ? [] : soundReadings(form.readings, gathered)
}

async function analysed(
  gathered: Gathered,
  evidence: readonly Evidence[],
  answering: Answering,
): Promise<Findings> {
  const of = (...kinds: readonly Evidence['kind'][]) =>
    evidence.filter(({ kind }) => kinds.includes(kind))
  const asked = async <N extends 'fundamentals_analyst' | 'technical_analyst'>(
    role: N,
    own: readonly Evidence[],
  ): Promise<Forms[N] | null> => {
    if (own.length > 0) return (await answering.ask(role, analystTask(gathered, own))).form
    await answering.skip(role, 'there are no figures for it')
    return null
  }
  const [fundamentals, technical] = await Promise.all([
    asked('fundamentals_analyst', of('fundamental', 'earnings')),
    asked('technical_analyst', of('price', 'technical')),
  ])
  return {
    fundamentals: fundamentals && {
      ...fundamentals,
      points: carried(fundamentals.points, evidence),
    },
    technical: technical && { ...technical, points: carried(technical.points, evidence) },
  }
}

interface Sides {
  readonly bull: readonly Point[]
  readonly bear: readonly Point[]
}

/** Both sides, or why one is missing: a verdict over half a debate is none. */
async function argued(
  gathered: Gathered,
  evidence: readonly Evidence[],
  findings: Findings,
  answering: Answering,
): Promise<Sides | { readonly fault: string }> {
  const bull = await answering.ask('bull', argumentTask(gathered, evidence, findings, null))
  if (bull.form === null) {
    await skipAfter('bull', answering, 'the bull is missing')
    return { fault: bull.fault }
  }
  const points = carried(bull.form.points, evidence)
  const bear = await answering.ask('bear', argumentTask(gathered, evidence, findings, points))
  if (bear.form === null) {
    await skipAfter('bear', answering, 'the bear is missing')
    return { fault: bear.fault }
  }
  return { bull: points, bear: carried(bear.form.points, evidence) }
}

async function judgement(
  gathered: Gathered,
  evidence: readonly Evidence[],
  sides: Sides,
  answering: Answering,
): Promise<Told<JudgeForm>> {
  const told = await answering.ask('judge', judgeTask(gathered, evidence, sides))
  if (told.form === null) return told
  const known = new Set(evidence.map(({ id }) => id))
  const decisive = told.form.decisive.filter((id) => known.has(id))
  if (told.form.instrument !== gathered.instrument)
    return refused(
      answering,
      'judge',
      `it judges ${told.form.instrument}, not ${gathered.instrument}`,
    )
  if (decisive.length === 0)
    return refused(answering, 'judge', 'the evidence that it names does not exist')
  return { form: { ...told.form, decisive }, fault: null }
}

async function intent(
  gathered: Gathered,
  evidence: readonly Evidence[],
  judge: JudgeForm,
  answering: Answering,
): Promise<Told<TraderForm>> {
  const told = await answering.ask('trader', traderTask(gathered, evidence, judge))
  if (told.form === null || told.form.instrument === gathered.instrument) return told
  return refused(
    answering,
    'trader',
    `it would trade ${told.form.instrument}, not ${gathered.instrument}`,
  )
}

async function refused(
  answering: Answering,
  role: AnalysisRole,
  fault: string,
): Promise<{ readonly form: null; readonly fault: string }> {
  await answering.refuse(role, fault)
  return { form: null, fault: `the ${named(role)} gave nothing that can be used: ${fault}` }
}

async function skipAfter(last: AnalysisRole, answering: Answering, why: string): Promise<void> {
  for (const role of ANALYSIS_ROLES.slice(ANALYSIS_ROLES.indexOf(last) + 1))
    await answering.skip(role, why)
}
