import type { Recommendation as Made } from '../../core/ai/records.ts'
import type { DecisionLine } from '../../core/desk-view/decision-lines.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import { isoTime } from '../../domain/time.ts'
import type { Fate, Recommendation } from '../contract/ai.ts'
import { keptRows } from './kept-rows.ts'

const UNKNOWN: Fate = {
  state: 'unknown',
  says: 'It is older than what the desk remembers: the journal holds the rest',
  approvalId: null,
  by: null,
  orderIds: [],
  correlationId: null,
}

const fateOf = (decision: DecisionLine): Fate => {
  const { state, says, approvalId, by, orderIds, correlationId } = decision
  return { state, says, approvalId, by, orderIds: [...orderIds], correlationId }
}

type Said = Omit<Made, 'id' | 'at'>

const rowOf = (id: string, at: number, said: Said, decision: DecisionLine | undefined) => ({
  id,
  analysisId: said.analysisId,
  instrument: said.instrument,
  at: isoTime(at),
  verdict: said.verdict,
  modelVerdict: said.modelVerdict,
  score: { ...said.score, parts: { ...said.score.parts } },
  disagreement: said.disagreement,
  conviction: said.conviction,
  horizonDays: said.horizonDays,
  reason: said.reason,
  invalidation: said.invalidation,
  evidence: said.evidence.map((piece) => ({ ...piece })),
  namedEvidence: [...(said.namedEvidence ?? [])],
  sizeBps: said.sizeBps,
  provenance: said.provenance,
  side: said.side,
  effect: said.effect,
  whyNot: said.whyNot,
  fate: decision === undefined ? UNKNOWN : fateOf(decision),
  outcome: decision?.outcome ?? null,
})

/** A decision of the log, with the evidence that it still holds. */
export const decisionRow = keptRows(
  (line: DecisionLine): Recommendation => rowOf(line.recommendationId, line.wallAt, line, line),
)

/** What an analysis came to, with what became of each since. */
export function recommendationRows(
  made: readonly Made[],
  { decisions }: Pick<DeskPicture, 'decisions'>,
): Recommendation[] {
  const known = new Map(decisions.map((line) => [line.recommendationId, line]))
  return made.map((one) => rowOf(one.id, one.at, one, known.get(one.id)))
}

/** The newest of all: those of analyses, and those of conversations and programs, which the journal alone knows. */
export function newestRecommendations(
  made: readonly Made[],
  picture: Pick<DeskPicture, 'decisions'>,
  most: number,
): Recommendation[] {
  const stored = new Set(made.map(({ id }) => id))
  const others = picture.decisions.filter(({ recommendationId }) => !stored.has(recommendationId))
  const dated = [
    ...recommendationRows(made, picture).map((row, index) => ({ row, at: made[index]?.at ?? 0 })),
    ...others.map((line) => ({ row: decisionRow(line), at: line.wallAt })),
  ]
  return dated
    .toSorted((a, b) => b.at - a.at)
    .slice(0, most)
    .map(({ row }) => row)
}
