import type { RoleName } from '../../../src/core/ai/role-names.ts'
import { type Message, type Reply, say, structured } from '../replies.ts'
import { type ModelRequest, userWords } from '../request.ts'
import { askedRole } from './asked-role.ts'
import { chat } from './chat.ts'
import {
  decisionsIn,
  evidenceIn,
  plain,
  shareIn,
  storiesIn,
  type ToldEvidence,
} from './told-task.ts'

const GOOD =
  /\b(?:ris\w*|above|up|strong\w*|gain\w*|beat\w*|won|wins?|record|higher|oversold|good)\b|\+\d/gi
const BAD =
  /\b(?:fall\w*|below|down|weak\w*|loss\w*|miss\w*|fraud|probe|lower|overbought|bad)\b|(?:^|[ ,(])[-−]\d/gi

/** How good words sound: those of a rise less those of a fall. */
const tone = (text: string): number =>
  (text.match(GOOD) ?? []).length - (text.match(BAD) ?? []).length

const sum = (evidence: readonly ToldEvidence[]): number =>
  evidence.reduce((total, { says }) => total + Math.sign(tone(says)), 0)

const sign = <T>(value: number, up: T, level: T, down: T): T =>
  value > 0 ? up : value < 0 ? down : level

const points = (evidence: readonly ToldEvidence[], why: string, most: number) =>
  evidence.slice(0, most).map(({ id, says }) => ({
    claim: plain(`${says}: ${why}`, 240),
    evidence: [id],
  }))

/** The evidence that speaks for a side first, then what says nothing. */
const forSide = (evidence: readonly ToldEvidence[], side: 1 | -1): readonly ToldEvidence[] => {
  const rank = ({ says }: ToldEvidence) => -side * Math.sign(tone(says))
  return evidence.filter(({ kind }) => kind !== 'portfolio').toSorted((a, b) => rank(a) - rank(b))
}

const fundamentals = (evidence: readonly ToldEvidence[]) => ({
  role: 'fundamentals_analyst',
  business: sign(sum(evidence), 'sound', 'mixed', 'weak'),
  growth: sign(sum(evidence), 'rising', 'steady', 'falling'),
  valuation: evidence.length === 0 ? 'unknown' : 'fair',
  points: points(evidence, 'it tells how the business stands', 3),
})

const news = (words: string) => ({
  role: 'news_analyst',
  readings: storiesIn(words)
    .slice(0, 20)
    .map(({ source, text }) => ({
      source,
      kind: /result|profit|quarter/.test(text) ? 'results' : 'other',
      instrument: shareIn(words),
      sentiment: sign(tone(text), 1, 0, -1),
      materiality: /result|profit|order|fraud/.test(text) ? 2 : 0,
      isRumour: /rumou?r|sources say|reportedly/.test(text),
      horizon: 'weeks',
    })),
})

const technical = (evidence: readonly ToldEvidence[]) => ({
  role: 'technical_analyst',
  trend: sign(sum(evidence), 'up', 'sideways', 'down'),
  strength: Math.abs(sum(evidence)) > 2 ? 'strong' : 'mixed',
  points: points(evidence, 'it shows where the price stands', 3),
})

const argument = (side: 'bull' | 'bear', evidence: readonly ToldEvidence[]) => ({
  role: side,
  conviction: sign(side === 'bull' ? sum(evidence) : -sum(evidence), 0.62, 0.5, 0.38),
  points: points(
    forSide(evidence, side === 'bull' ? 1 : -1),
    side === 'bull' ? 'it speaks for owning the share' : 'it speaks against owning the share',
    3,
  ),
})

function judge(words: string, evidence: readonly ToldEvidence[]) {
  const balance = sum(evidence)
  const isHeld = /the desk holds [1-9]/.test(words)
  const verdict = balance > 0 ? 'BUY' : balance < 0 && isHeld ? 'SELL' : 'HOLD'
  const decisive = forSide(evidence, balance < 0 ? -1 : 1).slice(0, 3)
  const what = decisive.map(({ id }) => id).join(', ')
  return {
    role: 'judge',
    instrument: shareIn(words),
    verdict,
    probability: Number((0.5 + Math.max(-0.2, Math.min(0.2, balance * 0.03))).toFixed(2)),
    decisive: decisive.map(({ id }) => id),
    reason: `${what} weigh the most. A turn of the averages would change it.`,
  }
}

const trader = (words: string) => ({
  role: 'trader',
  instrument: shareIn(words),
  side: words.includes('verdict SELL') ? 'sell' : 'buy',
  probability: 0.58,
  horizonDays: 20,
  invalidation: 'The close turns to the other side of its 50-day average.',
  reason: 'What decided is recent, and the price has not answered to it yet.',
})

const reviewer = (words: string) => ({
  role: 'reviewer',
  decisions: decisionsIn(words).map(({ id }) => ({
    decision: id,
    finding: 'sound',
    quality: 60,
    note: 'The evidence carried it; it was named before the price moved.',
  })),
})

/** The form of a role from what its task says, as a careful reader might fill it. */
export function formOf(role: RoleName, words: string): unknown {
  const evidence = evidenceIn(words)
  switch (role) {
    case 'fundamentals_analyst':
      return fundamentals(evidence)
    case 'news_analyst':
      return news(words)
    case 'technical_analyst':
      return technical(evidence)
    case 'bull':
    case 'bear':
      return argument(role, evidence)
    case 'judge':
      return judge(words, evidence)
    case 'trader':
      return trader(words)
    case 'reviewer':
      return reviewer(words)
    case 'learner':
      return { role, lessons: [] }
    default:
      return null
  }
}

/** A role's form as the model hands it in. */
export const filled = (role: RoleName, words: string): Message =>
  structured({ form: formOf(role, words) })

/** Each role answers its turn by what stands in its message; the owner is talked with. */
export function analysis(request: ModelRequest): Reply {
  const role = askedRole(request)
  if (role === null)
    return say('This script knows the first prompts of the roles, and none is here.')
  return role === 'chat' ? chat(request) : filled(role, userWords(request))
}
