import type { JudgeForm, TraderForm } from '../core/ai/forms.ts'
import type { Evidence, Recommendation, Score, Verdict } from '../core/ai/records.ts'
import type { InstrumentId } from '../domain/brand.ts'

/** Whose verdict and intent they are, or why there is none. */
export interface Debate {
  readonly instrument: InstrumentId
  readonly held: number
  readonly evidence: readonly Evidence[]
  readonly score: Score
  readonly judge: JudgeForm | null
  readonly trader: TraderForm | null
  /** The first thing that went wrong on the way, in words; null when nothing did. */
  readonly fault: string | null
}

export type Outcome = Omit<Recommendation, 'id' | 'analysisId' | 'at'>

const FULL_BPS = 10_000
const DISAGREED_BPS = 5_000
const EVEN = 0.5
/** Over which what was not proposed is measured: four weeks of trading. */
const UNSAID_DAYS = 28
const SCORE_MIDDLE = 50
const OPPOSITE = { BUY: 'SELL', SELL: 'BUY', HOLD: null } as const
const SIDES = { BUY: 'buy', SELL: 'sell', HOLD: null } as const

/** Where model and scorer do not agree; null where they do. */
export function disagreementOf(judge: JudgeForm, score: Score): string | null {
  if (judge.verdict !== score.verdict)
    return `the model says ${judge.verdict}, the score says ${score.verdict}`
  const { overall } = score
  if (overall === null) return null
  const isApart =
    (judge.probability > EVEN && overall < SCORE_MIDDLE) ||
    (judge.probability < EVEN && overall > SCORE_MIDDLE)
  if (!isApart) return null
  return `the model gives a rise ${Math.round(judge.probability * 100)} %, the score is ${Math.round(overall)} of 100`
}

/** The first rule that stops an idea; null lets it be proposed. Stated positively: what is not so, stops. */
function stopOf(debate: Debate, judge: JudgeForm, verdict: Verdict): string | null {
  const { score, trader, fault, held, evidence } = debate
  if (fault !== null) return fault
  if (score.verdict === OPPOSITE[verdict])
    return `the model says ${verdict} and the score ${score.verdict}: opposite verdicts cancel the idea`
  const isFitting = verdict === 'BUY' ? judge.probability > EVEN : judge.probability < EVEN
  if (!isFitting)
    return `a verdict of ${verdict} does not fit a probability of ${judge.probability} for a rise`
  const decisive = evidence.filter(({ id }) => judge.decisive.includes(id))
  if (!decisive.some(({ kind }) => kind !== 'news'))
    return 'it rests on news alone, and news may not act alone'
  if (trader === null) return 'the trader gave no intent'
  if (trader.side !== SIDES[verdict])
    return `the trader would ${trader.side} where the verdict is ${verdict}`
  if (!(trader.probability > EVEN)) return 'the trader thinks that it rather fails than pays'
  if (verdict === 'SELL' && !(held > 0)) return 'nothing of it is held that could be sold'
  if (verdict === 'BUY' && !(held >= 0)) return 'it is sold short: buying it back is for its owner'
  return null
}

/** What one instrument's debate comes to, after the scorer and the rules: a proposal, or why not. */
export function outcomeOf(debate: Debate): Outcome {
  const { instrument, evidence, score, judge, trader, fault } = debate
  const modelVerdict = judge?.verdict ?? 'HOLD'
  const disagreement = judge === null ? null : disagreementOf(judge, score)
  const shared = {
    instrument,
    modelVerdict,
    score,
    disagreement,
    evidence,
    provenance: 'analysis' as const,
    horizonDays: trader?.horizonDays ?? UNSAID_DAYS,
    invalidation: trader?.invalidation ?? '',
    sizeBps: disagreement === null ? FULL_BPS : DISAGREED_BPS,
  }
  const none = { verdict: 'HOLD', side: null, effect: null } as const
  if (judge === null || modelVerdict === 'HOLD') {
    const conviction = judge?.probability ?? EVEN
    const reason = judge?.reason ?? ''
    return { ...shared, ...none, conviction, reason, whyNot: fault }
  }
  const whyNot = stopOf(debate, judge, modelVerdict)
  const conviction = trader?.probability ?? judge.probability
  const reason = trader?.reason ?? judge.reason
  const isStopped = whyNot !== null
  return {
    ...shared,
    verdict: isStopped ? 'HOLD' : modelVerdict,
    side: SIDES[modelVerdict],
    effect: modelVerdict === 'BUY' ? 'open' : 'close',
    conviction,
    reason,
    whyNot,
  }
}
