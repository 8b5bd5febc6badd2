import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Proposals, Proposed } from '../core/ai/proposals.ts'
import type { Tool, ToolAnswer, ToolCaller } from '../core/ai/tool.ts'
import { TradingError } from '../core/errors.ts'
import { dateOf, isoTime } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import { instrumentField, namedInstrument } from './named-instrument.ts'
import { plainWords } from './plain-words.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'clock' | 'universe' | 'proposals'>

const WORDS_MAX = 1_000
const EVIDENCE_MAX = 20
const HORIZON_MAX = 365

const side = z.enum(['buy', 'sell'])
const probability = z.number().min(0).max(1)
const horizonDays = z.int().min(1).max(HORIZON_MAX).describe('Calendar days')
const words = z.string().min(1).max(WORDS_MAX)
const evidenceId = z.string().regex(/^[\w:.-]{1,64}$/, 'must be letters, figures, and _ : . -')

/**
 * A UUID that follows from who proposes what on which day, so that a call that is repeated after an interruption is the
 * same proposal. The layout is a version 8 UUID (RFC 9562, section 5.8).
 */
function idOf(desk: Desk, { correlationId }: ToolCaller, ...parts: readonly string[]): string {
  const what = JSON.stringify([correlationId, dateOf(desk.clock.now()), ...parts])
  const hex = createHash('sha256').update(what).digest('hex')
  const part = (from: number, length: number) => hex.slice(from, from + length)
  return `${part(0, 8)}-${part(8, 4)}-8${part(12, 3)}-8${part(15, 3)}-${part(18, 12)}`
}

function requireProposals({ proposals }: Desk): Proposals {
  if (proposals !== null) return proposals
  throw new TradingError(
    'NOT_AVAILABLE',
    'Nothing can be proposed here: no desk runs, or it was started without proposals',
  )
}

const answerOf = (desk: Desk, { id, isNew, says }: Proposed): ToolAnswer => ({
  source: 'the journal of the book',
  asOf: isoTime(desk.clock.now()),
  data: {
    id,
    isNew,
    says: isNew
      ? says
      : 'It was proposed before in this conversation, and that stands; nothing changed',
  },
})

function tradeTool(desk: Desk): Tool {
  return defineTool({
    name: 'propose_trade',
    says: 'Proposes to buy, or to leave what is held. You give a probability and reasons, never a price or a quantity: risk sizes it, and a person or the desk’s rules approve it. Once an instrument, side and day in a conversation',
    isReadOnly: false,
    input: z.strictObject({
      instrument: instrumentField,
      side,
      conviction: probability.describe('Probability that it goes as you say'),
      horizonDays,
      reason: words,
      invalidation: words.describe('What would show that you were wrong'),
      evidenceIds: z.array(evidenceId).min(1).max(EVIDENCE_MAX),
    }),
    async call(wish, caller, signal) {
      const instrument = namedInstrument(wish.instrument, desk.universe)
      const recommendationId = idOf(desk, caller, 'trade', instrument, wish.side)
      const reason = plainWords(wish.reason, WORDS_MAX)
      const invalidation = plainWords(wish.invalidation, WORDS_MAX)
      const trade = { ...wish, reason, invalidation, instrument, recommendationId }
      return answerOf(desk, await requireProposals(desk).propose(trade, caller, signal))
    },
  })
}

function forecastTool(desk: Desk): Tool {
  return defineTool({
    name: 'record_forecast',
    says: 'Notes a forecast that will be resolved on its day and counts in your calibration: the price will be higher (buy) or lower (sell) after the days',
    isReadOnly: false,
    input: z.strictObject({ instrument: instrumentField, side, probability, horizonDays }),
    async call(wish, caller, signal) {
      const instrument = namedInstrument(wish.instrument, desk.universe)
      const what = ['forecast', instrument, wish.side, String(wish.horizonDays)]
      const forecast = { ...wish, instrument, forecastId: idOf(desk, caller, ...what) }
      return answerOf(desk, await requireProposals(desk).forecast(forecast, caller, signal))
    },
  })
}

function lessonTool(desk: Desk): Tool {
  return defineTool({
    name: 'record_learning',
    says: 'Notes a lesson about a strategy’s trades, for people and later reviews; it changes nothing by itself',
    isReadOnly: false,
    input: z.strictObject({
      strategy: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be the name of a strategy'),
      instrument: instrumentField.nullable().default(null),
      lesson: words,
    }),
    async call({ strategy, lesson: written, instrument: named }, caller, signal) {
      const lesson = plainWords(written, WORDS_MAX)
      const instrument = named === null ? null : namedInstrument(named, desk.universe)
      const learningId = idOf(desk, caller, 'lesson', strategy, instrument ?? '', lesson)
      const noted = { learningId, strategy, instrument, lesson }
      return answerOf(desk, await requireProposals(desk).learn(noted, caller, signal))
    },
  })
}

/** What may be handed in. None of them places, approves, changes a limit or resumes. */
export const proposeTools = (desk: Desk): readonly Tool[] => [
  tradeTool(desk),
  forecastTool(desk),
  lessonTool(desk),
]
