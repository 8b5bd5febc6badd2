import type { ChatTurn } from '../core/ai/ai-desk.ts'
import { tokensIn } from '../core/ai/prompt-length.ts'
import type { Recommendation } from '../core/ai/records.ts'
import { PROPOSE_TOOLS, READ_TOOLS, TEXT_TOOLS, type ToolName } from '../core/ai/tool-names.ts'
import { TradingError } from '../core/errors.ts'
import { fitting, framed } from './analysis-tasks.ts'

/** Room in one prompt: what was said before and what is discussed give way to what is asked. */
const TEXT_TOKENS_MAX = 3_500
const HISTORY_TOKENS_MAX = 2_000
const EVIDENCE_TOKENS_MAX = 1_500
const TURN_MAX = 2_000
const TITLE_MAX = 80

/** What the owner says when a trade is wished, in English and Hindi. */
const WISHES =
  /\b(?:buy|bought|sell|sold|short|exit|enter|propose|trade|forecast|remember|note|learn)\b|खरीद|बेच/i

/** A person's words on one line, as a name of the conversation. */
export const titleOf = (text: string): string => framed(text, TITLE_MAX).trim()

/** Throws PROMPT_TOO_LONG, before anything is kept or sent. */
export function checkWords(text: string): void {
  const tokens = tokensIn(text)
  if (text.trim() === '') throw new TradingError('INPUT_INVALID', 'Nothing was asked')
  if (tokens <= TEXT_TOKENS_MAX) return
  const message = `The question is about ${tokens} tokens long, more than ${TEXT_TOKENS_MAX}: ask for less at once`
  throw new TradingError('PROMPT_TOO_LONG', message)
}

/**
 * What the owner's own words decide: who speaks of a trade is served by tools that propose, and then no stories are read;
 * in any other turn stories may be read, and nothing can be proposed. So no headline ever proposes.
 */
export const grantedFor = (text: string): readonly ToolName[] =>
  WISHES.test(text)
    ? [...READ_TOOLS.filter((tool) => !TEXT_TOOLS.has(tool)), ...PROPOSE_TOOLS]
    : READ_TOOLS

/** The newest turns that fit, oldest first. */
function historyLines(turns: readonly ChatTurn[]): readonly string[] {
  const newest = turns
    .toReversed()
    .map(({ by, text }) => `${by === 'person' ? 'owner' : 'you'}: ${framed(text, TURN_MAX)}`)
  return fitting(newest, HISTORY_TOKENS_MAX).toReversed()
}

/** A recommendation with its evidence, as far as there is room: quoted, never an instruction. */
function aboutLines(about: Recommendation): readonly string[] {
  const { instrument, verdict, modelVerdict, conviction, score, whyNot } = about
  const head = [
    `recommendation ${about.id}: ${verdict} of ${instrument}, the judge said ${modelVerdict}`,
    `conviction ${conviction}, horizon ${about.horizonDays} days, score: ${score.says}`,
    `reason: ${framed(about.reason, 500)}`,
    `would be wrong if: ${framed(about.invalidation, 300)}`,
    whyNot === null ? 'no rule stops it' : `it goes no further: ${framed(whyNot, 300)}`,
    about.disagreement === null ? 'model and score agree' : about.disagreement,
  ]
  const named = about.namedEvidence ?? []
  if (named.length > 0) head.push(`names as its evidence, unchecked: ${named.join(', ')}`)
  const lines = about.evidence.map(({ id, kind, says, asOf }) => `${id} [${kind}, ${asOf}] ${says}`)
  return [...head, ...fitting(lines, EVIDENCE_TOKENS_MAX)]
}

const block = (head: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [head, '<data>', ...lines, '</data>']

/** One turn of a conversation, whole: the model remembers nothing that does not stand in it. */
export function chatMessage(
  prompt: string,
  text: string,
  history: readonly ChatTurn[],
  about: Recommendation | null,
): string {
  return [
    prompt,
    '',
    ...block('What was said before:', historyLines(history)),
    ...block('What is discussed:', about === null ? [] : aboutLines(about)),
    'The owner says now:',
    text,
  ].join('\n')
}
