import * as z from 'zod'
import type { Proposals, Proposed, ToolCallLog } from '../core/ai/proposals.ts'
import type { ToolCaller } from '../core/ai/tool.ts'
import { PROPOSE_TOOLS, TOOL_NAMES } from '../core/ai/tool-names.ts'
import { TradingError } from '../core/errors.ts'
import type { Command } from '../core/state/command-queue.ts'
import { correlationId, type InstrumentId, isInstrumentId, isUuid } from '../domain/brand.ts'
import { MINUTE_MS } from '../domain/time.ts'

/** Kinds of commands by which tools that are served apart reach a running desk. */
export const PROPOSED_KINDS = [...PROPOSE_TOOLS, 'tool_called'] as const
export type ProposedKind = (typeof PROPOSED_KINDS)[number]

export const isProposed = (kind: string): kind is ProposedKind =>
  PROPOSED_KINDS.some((known) => known === kind)

/** A proposal is of a moment: one that waited longer for a desk is not taken any more. */
const AGE_MS_MAX = MINUTE_MS

const uuid = z.custom<string>((text) => typeof text === 'string' && isUuid(text))
const instrument = z.custom<InstrumentId>(
  (text) => typeof text === 'string' && isInstrumentId(text),
)
const side = z.enum(['buy', 'sell'])
const share = z.number().min(0).max(1)
const horizonDays = z.int().min(1).max(365)
const words = z.string().min(1).max(1_000)
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const chain = uuid.transform(correlationId)

const trade = z.strictObject({
  correlationId: chain,
  trade: z.strictObject({
    recommendationId: uuid,
    instrument,
    side,
    conviction: share,
    horizonDays,
    reason: words,
    invalidation: words,
    evidenceIds: z.array(z.string().max(64)).max(20),
  }),
})
const forecast = z.strictObject({
  correlationId: chain,
  forecast: z.strictObject({
    forecastId: uuid,
    instrument,
    side,
    probability: share,
    horizonDays,
  }),
})
const lesson = z.strictObject({
  correlationId: chain,
  lesson: z.strictObject({
    learningId: uuid,
    strategy: z.string().min(1).max(60),
    instrument: instrument.nullable(),
    lesson: words,
  }),
})
const call = z.strictObject({
  correlationId: chain,
  call: z.strictObject({
    tool: z.enum([...TOOL_NAMES, 'unknown']),
    inputDigest: digest,
    outputDigest: digest,
    durationMs: z.number().min(0),
    isError: z.boolean(),
  }),
})

/** Where they go once they have reached the desk. */
export interface ProposalDoors {
  readonly proposals: Proposals
  readonly calls: ToolCallLog
}

const callerOf = (parsed: { readonly correlationId: ToolCaller['correlationId'] }): ToolCaller => ({
  by: 'mcp',
  granted: [],
  correlationId: parsed.correlationId,
})

/** Hands a command of these kinds in, as `now` is by the machine. Throws CONFLICT for a proposal that is too old. */
export async function takeProposed(
  { proposals, calls }: ProposalDoors,
  { kind, payload, createdAt }: Command,
  now: number,
  signal: AbortSignal,
): Promise<Proposed | null> {
  if (kind === 'tool_called') {
    const noted = call.parse(payload)
    await calls.note(noted.call, callerOf(noted))
    return null
  }
  if (now - createdAt > AGE_MS_MAX) throw tooOld()
  if (kind === 'propose_trade') {
    const asked = trade.parse(payload)
    return proposals.propose(asked.trade, callerOf(asked), signal)
  }
  if (kind === 'record_forecast') {
    const asked = forecast.parse(payload)
    return proposals.forecast(asked.forecast, callerOf(asked), signal)
  }
  const asked = lesson.parse(payload)
  return proposals.learn(asked.lesson, callerOf(asked), signal)
}

const tooOld = (): TradingError =>
  new TradingError('CONFLICT', 'The proposal waited for a desk for too long: propose it again')
