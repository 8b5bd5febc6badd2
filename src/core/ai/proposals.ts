import type { InstrumentId } from '../../domain/brand.ts'
import type { Side } from '../../domain/order.ts'
import type { ToolCaller } from './tool.ts'
import type { ToolName } from './tool-names.ts'

/** A trade that somebody proposes: it names no price and no quantity, those are risk's to decide. */
export interface ProposedTrade {
  /** A UUID that follows from who proposes what: twice is once. */
  readonly recommendationId: string
  readonly instrument: InstrumentId
  /** `buy` wants to open, `sell` to leave what is held. */
  readonly side: Side
  /** Probability that it goes as foretold, 0 to 1. */
  readonly conviction: number
  /** Calendar days, 1 to 365. */
  readonly horizonDays: number
  /** The model's words: shown, and never read by anything that decides. */
  readonly reason: string
  readonly invalidation: string
  /** What it rests on, by the names under which it was told. */
  readonly evidenceIds: readonly string[]
}

/** That a price will be higher (`buy`) or lower (`sell`) after some days. */
export interface ProposedForecast {
  readonly forecastId: string
  readonly instrument: InstrumentId
  readonly side: Side
  /** 0 to 1. */
  readonly probability: number
  readonly horizonDays: number
}

/** What somebody learned of trades. */
export interface ProposedLesson {
  readonly learningId: string
  /** Whose trades it was learned from: a strategy, `agent`, `manual`. */
  readonly strategy: string
  readonly instrument: InstrumentId | null
  readonly lesson: string
}

/** What became of it: durable in the journal, or there before. */
export interface Proposed {
  readonly id: string
  readonly isNew: boolean
  /** How it goes on from here, in words. */
  readonly says: string
}

/**
 * The one door by which tools hand something in. What comes in is stated as a fact; whether anything follows from it is
 * decided by approval and risk. The same id again changes nothing. Throws NOT_AVAILABLE where no desk runs, QUEUE_FULL,
 * CLOSED.
 */
export abstract class Proposals {
  abstract propose(trade: ProposedTrade, caller: ToolCaller, signal: AbortSignal): Promise<Proposed>
  abstract forecast(
    forecast: ProposedForecast,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<Proposed>
  abstract learn(lesson: ProposedLesson, caller: ToolCaller, signal: AbortSignal): Promise<Proposed>
}

/** A call of a tool as the journal keeps it. */
export interface CalledTool {
  readonly tool: ToolName | 'unknown'
  /** SHA-256, hexadecimal, of the input and of the text that went back. */
  readonly inputDigest: string
  readonly outputDigest: string
  readonly durationMs: number
  readonly isError: boolean
}

/** Where calls of tools are noted. */
export abstract class ToolCallLog {
  /** Resolves once it is kept; never rejects: a note that cannot be kept is told in the log. */
  abstract note(call: CalledTool, caller: ToolCaller): Promise<void>
}
