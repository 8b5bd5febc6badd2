import type { FundamentalsForm, JudgeForm, Point, TechnicalForm } from '../core/ai/forms.ts'
import type { Gathered } from '../core/ai/gathered.ts'
import { tokensIn } from '../core/ai/prompt-length.ts'
import type { Evidence } from '../core/ai/records.ts'
import { isoTime } from '../domain/time.ts'
import { NEWS_MAX, sourceIdOf } from './analysis-evidence.ts'

/** What stories may weigh in one prompt: with the role's own words well below the limit of a prompt. */
const NEWS_TOKENS_MAX = 4_500
const TITLE_MAX = 200
const SUMMARY_MAX = 600

/** Text from outside on one line, without anything that could end its frame. */
export const framed = (text: string, most: number): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .slice(0, most)

/** The first lines that weigh no more than that together. */
export function fitting(lines: readonly string[], tokensMax: number): readonly string[] {
  let tokens = 0
  return lines.filter((line) => {
    tokens += tokensIn(line)
    return tokens <= tokensMax
  })
}

const data = (lines: readonly string[]): string => `<data>\n${lines.join('\n')}\n</data>`

const headed = ({ instrument, asOf }: Pick<Gathered, 'instrument' | 'asOf'>): string =>
  `Share: ${instrument}. Now: ${isoTime(asOf)}.`

const evidenceLines = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.map(({ id, kind, says, asOf }) => `${id} [${kind}, ${asOf}] ${says}`)

const pointLines = (points: readonly Point[]): readonly string[] =>
  points.map(({ claim, evidence }) => `- ${claim} (${evidence.join(', ')})`)

/** The stories that one prompt has room for, the newest first: the others are not read. */
export function newsTask(gathered: Gathered): string {
  const lines = gathered.news.slice(0, NEWS_MAX).map((item, index) =>
    JSON.stringify({
      source: sourceIdOf(index),
      published: isoTime(item.publishedAt),
      by: framed(item.source, 60),
      title: framed(item.title, TITLE_MAX),
      summary: framed(item.summary, SUMMARY_MAX),
    }),
  )
  return `${headed(gathered)}\nStories, one a line:\n${data(fitting(lines, NEWS_TOKENS_MAX))}`
}

/** An analyst's: the evidence of his kinds. */
export const analystTask = (gathered: Gathered, evidence: readonly Evidence[]): string =>
  `${headed(gathered)}\nEvidence:\n${data(evidenceLines(evidence))}`

/** What the analysts found, as the sides and the judge are told it. */
export interface Findings {
  readonly fundamentals: FundamentalsForm | null
  readonly technical: TechnicalForm | null
}

function findingLines({ fundamentals, technical }: Findings): readonly string[] {
  const business =
    fundamentals === null
      ? []
      : [
          `business ${fundamentals.business}, growth ${fundamentals.growth}, valuation ${fundamentals.valuation}`,
          ...pointLines(fundamentals.points),
        ]
  const chart =
    technical === null
      ? []
      : [`trend ${technical.trend}, ${technical.strength}`, ...pointLines(technical.points)]
  return [
    'Fundamentals analyst:',
    ...(business.length === 0 ? ['- nothing that can be used'] : business),
    'Technical analyst:',
    ...(chart.length === 0 ? ['- nothing that can be used'] : chart),
  ]
}

/** What both sides argue over. The bear is shown the bull's points. */
export function argumentTask(
  gathered: Gathered,
  evidence: readonly Evidence[],
  findings: Findings,
  opposing: readonly Point[] | null,
): string {
  const other = opposing === null ? [] : ['The bull says:', ...pointLines(opposing)]
  const lines = [...evidenceLines(evidence), ...findingLines(findings), ...other]
  return `${headed(gathered)}\nEvidence, then what colleagues made of it:\n${data(lines)}`
}

/** Both arguments over the same evidence. */
export function judgeTask(
  gathered: Gathered,
  evidence: readonly Evidence[],
  sides: { readonly bull: readonly Point[]; readonly bear: readonly Point[] },
): string {
  const lines = [
    ...evidenceLines(evidence),
    'The bull says:',
    ...pointLines(sides.bull),
    'The bear says:',
    ...pointLines(sides.bear),
  ]
  return `${headed(gathered)}\nEvidence, then both arguments:\n${data(lines)}`
}

/** The verdict and the evidence that decided it. */
export function traderTask(
  gathered: Gathered,
  evidence: readonly Evidence[],
  { verdict, probability, decisive, reason }: JudgeForm,
): string {
  const lines = evidenceLines(evidence.filter(({ id }) => decisive.includes(id)))
  const said = `verdict ${verdict}, probability ${probability}, because: ${reason}`
  return `${headed(gathered)}\nThe judge’s verdict and what decided it:\n${data([said, ...lines])}`
}

/** A role's own words at the head, then what it is asked. */
export const messageOf = (prompt: string, task: string): string => `${prompt}\n\n${task}`
