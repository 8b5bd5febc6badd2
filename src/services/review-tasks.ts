import type { LearnerForm, ReviewerForm } from '../core/ai/forms.ts'
import type { DecisionLine } from '../core/desk-view/decision-lines.ts'
import { AGENT } from '../domain/signal.ts'
import { isoTime, type TradeDate } from '../domain/time.ts'
import { fitting, framed } from './analysis-tasks.ts'

/** Decisions that one review goes over, and outcomes that one lesson may rest on. */
const REVIEWED_MAX = 20
const LEARNED_MAX = 40
/** Fewer outcomes than these teach nothing (behaviour 67). */
export const SAMPLE_MIN = 5

/** What they may weigh in one prompt. */
const TOKENS_MAX = 6_000

/** The name under which a decision is told. */
const nameOf = (index: number): string => `D${index + 1}`

const percent = (bps: number | null): string =>
  bps === null ? 'unknown' : `${bps > 0 ? '+' : ''}${(bps / 100).toFixed(2)} %`

function lineOf(decision: DecisionLine, index: number): string {
  const { instrument, at, verdict, modelVerdict, conviction, score, state, says } = decision
  const overall = score.overall === null ? 'no score' : `score ${Math.round(score.overall)}`
  const { outcome } = decision
  const became =
    outcome === null
      ? 'not resolved yet'
      : `brought ${percent(outcome.outcomeBps)}, the index ${percent(outcome.benchmarkBps)}`
  return [
    `${nameOf(index)} of ${AGENT}: ${instrument} at ${isoTime(at)}`,
    `judge ${modelVerdict}, desk ${verdict}, conviction ${conviction}, ${overall}`,
    `because: ${framed(decision.reason, 160)}`,
    `${state}: ${framed(says, 120)}; ${became}`,
  ].join('; ')
}

const told = (head: string, decisions: readonly DecisionLine[]): string =>
  [head, '<data>', ...decisions.map(lineOf), '</data>'].join('\n')

/** Decisions by the names under which they are told. */
export const byName = (decisions: readonly DecisionLine[]): ReadonlyMap<string, DecisionLine> =>
  new Map(decisions.map((decision, index) => [nameOf(index), decision]))

/** The first of them that one prompt has room for. */
const within = (decisions: readonly DecisionLine[], most: number): readonly DecisionLine[] => {
  const first = decisions.slice(0, most)
  return first.slice(0, fitting(first.map(lineOf), TOKENS_MAX).length)
}

export const reviewed = (decisions: readonly DecisionLine[]): readonly DecisionLine[] =>
  within(decisions, REVIEWED_MAX)

/** Those whose outcome is known, the newest first. */
export const resolved = (decisions: readonly DecisionLine[]): readonly DecisionLine[] =>
  within(
    decisions.filter(({ outcome }) => outcome !== null && outcome.outcomeBps !== null),
    LEARNED_MAX,
  )

export const reviewTask = (date: TradeDate, decisions: readonly DecisionLine[]): string =>
  told(`The session of ${date} is over. Its decisions:`, decisions)

export const lessonTask = (decisions: readonly DecisionLine[]): string =>
  told('Decisions whose day has come:', decisions)

export type Review = ReviewerForm['decisions'][number]

/** Reviews of decisions that were told, each the first of its kind. */
export function soundReviews(
  { decisions }: ReviewerForm,
  known: ReadonlyMap<string, DecisionLine>,
): readonly (Review & { readonly of: DecisionLine })[] {
  const seen = new Set<string>()
  return decisions.flatMap((review) => {
    const of = known.get(review.decision)
    if (of === undefined || seen.has(review.decision)) return []
    seen.add(review.decision)
    return [{ ...review, of }]
  })
}

/** Lessons that rest on as many outcomes as they say, all of which there are, and on enough of them. */
export const soundLessons = (
  { lessons }: LearnerForm,
  known: ReadonlyMap<string, DecisionLine>,
): LearnerForm['lessons'] =>
  lessons.filter(({ outcomes, sampleSize, strategy }) => {
    const own = new Set(outcomes.filter((name) => known.has(name)))
    return strategy === AGENT && own.size === sampleSize && own.size >= SAMPLE_MIN
  })
