import { symbolOf } from '../domain/instrument.ts'
import { formatPaise } from '../domain/money.ts'
import { clockTime } from '../domain/time.ts'
import type { AiEvents } from './events/ai-events.ts'
import type { ApprovalEvents } from './events/approval-events.ts'
import { TO_DO } from './order-words.ts'
import { counted, fact, type Sentence, silent, type Teller, warning } from './sentence.ts'

type AiType = keyof AiEvents | keyof ApprovalEvents

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Signed: `+1.25 %`. */
const bpsWords = (bps: number): string => `${bps > 0 ? '+' : ''}${(bps / 100).toFixed(2)} %`

const EXPECTS = { buy: 'higher', sell: 'lower' } as const

function recommended({
  instrument,
  verdict,
  conviction,
  score,
  whyNot,
}: AiEvents['ai.recommendation']): Sentence {
  const overall = score.overall === null ? 'no score' : `a score of ${Math.round(score.overall)}`
  const stopped = whyNot === null ? '' : `, and it goes no further: ${whyNot}`
  return fact(
    `the AI says ${verdict} of ${symbolOf(instrument)} with a conviction of ${percent(conviction)} and ${overall}${stopped}`,
  )
}

function analysed({
  instruments,
  verdicts,
  outcome,
  says,
}: AiEvents['ai.analysis_complete']): Sentence {
  const names = instruments.map(symbolOf).join(', ')
  if (outcome === 'failed') return warning(`the analysis of ${names} failed: ${says}`)
  if (outcome === 'cancelled') return fact(`the analysis of ${names} was cancelled: ${says}`)
  const each = instruments.map((id, index) => `${symbolOf(id)} ${verdicts[index] ?? 'nothing'}`)
  return fact(`the analysis is complete: ${each.join(', ')}`)
}

function foretold({
  instrument,
  side,
  probability,
  price,
  resolvesOn,
}: AiEvents['ai.forecast_made']): Sentence | null {
  if (probability === null) return silent
  return fact(
    `the AI expects ${symbolOf(instrument)} ${EXPECTS[side]} than ${formatPaise(price)} by ${resolvesOn} with ${percent(probability)}`,
  )
}

function resolved({
  instrument,
  side,
  probability,
  came,
  outcomeBps,
  benchmarkBps,
}: AiEvents['ai.forecast_resolved']): Sentence {
  const symbol = symbolOf(instrument)
  if (came === null || outcomeBps === null)
    return fact(`the forecast of ${symbol} cannot be resolved: no price came any more`)
  const against = benchmarkBps === null ? '' : `, the index ${bpsWords(benchmarkBps)}`
  const brought = `the ${side} of it would have brought ${bpsWords(outcomeBps)}${against}`
  if (probability === null) return fact(`the verdict on ${symbol} is resolved: ${brought}`)
  const given = `it was given ${percent(probability)}`
  return fact(`${symbol} ${came ? 'came' : 'did not come'} as foretold, ${given}: ${brought}`)
}

function requested({
  instrument,
  side,
  effect,
  figures,
  expiresAt,
}: ApprovalEvents['approval.requested']): Sentence {
  const todo = `${TO_DO[side][effect]} ${figures.quantity} ${symbolOf(instrument)}`
  const until = clockTime(expiresAt).slice(0, 5)
  return warning(`the AI asks to ${todo}: answer by ${until} of this machine’s clock`)
}

/** One row a type of the AI and of its proposals. */
export const AI_SENTENCES: { readonly [T in AiType]: Teller<T> | null } = {
  'ai.recommendation': recommended,
  'ai.analysis_started': ({ instruments, by }) =>
    fact(`${by} asks for an analysis of ${instruments.map(symbolOf).join(', ')}`),
  'ai.analysis_complete': analysed,
  'ai.learning_update': ({ strategy, lesson }) => fact(`a lesson from ${strategy}: ${lesson}`),
  'ai.forecast_given': silent,
  'ai.forecast_made': foretold,
  'ai.forecast_refused': ({ instrument, reason }) =>
    fact(`a forecast of ${symbolOf(instrument)} is not kept: ${reason}`),
  'ai.forecast_resolved': resolved,
  'ai.tool_called': silent,
  'ai.budget_exceeded': ({ budget, used, limit }) =>
    warning(`the AI has used up its ${budget}: ${used} of ${limit}`),
  'ai.blocked': ({ reason, nextStep }) => warning(`the AI is blocked: ${reason}; ${nextStep}`),
  'ai.available': ({ model }) => fact(`the AI can be asked: ${model}`),
  'claude.session_started': silent,
  'claude.session_ended': silent,
  'claude.data_quality_analysis': ({ subject, score, says }) =>
    fact(`the data of ${subject} are worth ${Math.round(score)} of 100: ${says}`),
  'prompt.optimized': ({ prompt, version, by }) =>
    fact(`${by} wrote version ${version} of the prompt of ${prompt}`),
  'prompt.quality_analysis': ({ prompt, version, score, uses }) =>
    fact(
      `version ${version} of the prompt of ${prompt} is worth ${Math.round(score)} of 100 after ${counted(uses, 'use')}`,
    ),
  'prompt.version_promoted': ({ prompt, version, by }) =>
    fact(`${by} made version ${version} the prompt of ${prompt}`),
  'prompt.version_demoted': ({ prompt, version, by }) =>
    fact(`${by} took version ${version} from the prompt of ${prompt}`),

  'approval.requested': requested,
  'approval.restated': silent,
  'approval.answer_given': silent,
  'approval.approved': ({ by, reason }) => fact(`${by} approved the proposal: ${reason}`),
  'approval.refused': ({ by, answer, why, reason }) => ({
    ...warning(`${by} may not ${answer} the proposal: ${reason}`),
    code: why,
  }),
  'approval.rejected': ({ by, reason }) => fact(`${by} rejected the proposal: ${reason}`),
  'approval.discussed': ({ by }) => fact(`${by} discusses the proposal with the AI`),
  'approval.expired': ({ reason }) => fact(`the proposal expired: ${reason}`),
  'approval.time_passed': silent,
}
