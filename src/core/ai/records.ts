import type { InstrumentId } from '../../domain/brand.ts'
import type { Effect, Side } from '../../domain/order.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { ErrorCode } from '../errors.ts'
import type { Tokens, ToolCall } from './claude.ts'
import type { RoleName } from './role-names.ts'

/** How a reply was understood: only a form may become an intent, the others may only be shown. */
export type ParseLevel = 'structured' | 'pattern' | 'basic' | 'failed'

/** A checked piece that an argument may point to; `says` is written by our code from figures or forms, never fetched text. */
export interface Evidence {
  /** `E1`, unique within one instrument of one analysis. */
  readonly id: string
  readonly kind: 'price' | 'technical' | 'fundamental' | 'earnings' | 'news' | 'portfolio'
  readonly says: string
  readonly source: string
  /** ISO date or time of what it says. */
  readonly asOf: string
}

/** The scorer's parts on 0 to 100; null where the stores hold nothing to score. */
export interface ScoreParts {
  readonly fundamental: number | null
  readonly valuation: number | null
  readonly growth: number | null
  /** Higher is riskier. */
  readonly risk: number | null
  readonly qualitative: number | null
}
export type Verdict = 'BUY' | 'SELL' | 'HOLD'
export interface Score {
  readonly parts: ScoreParts
  readonly overall: number | null
  readonly verdict: Verdict
  /** Why it is not more, and which parts are missing. */
  readonly says: string
}

export type WorkState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** One turn of one role over one instrument. Its output is stored, so that a crash does not pay for it twice. */
export interface AnalysisStep {
  readonly id: string
  readonly role: RoleName
  readonly instrument: InstrumentId | null
  readonly state: WorkState | 'skipped'
  readonly promptVersion: number
  readonly sessionId: string | null
  readonly startedAt: EpochMs | null
  readonly durationMs: number
  readonly tokens: Tokens
  readonly costPaise: number
  readonly toolCalls: readonly ToolCall[]
  /** The message that was sent, whole. */
  readonly prompt: string
  readonly level: ParseLevel | null
  /** The form as it was checked; what was read from words when the level is lower. */
  readonly output: unknown
  readonly text: string
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

/** What came of one instrument of an analysis. */
export interface Recommendation {
  readonly id: string
  readonly analysisId: string | null
  readonly instrument: InstrumentId
  readonly at: EpochMs
  readonly verdict: Verdict
  /** The judge's word before the scorer and the rules. */
  readonly modelVerdict: Verdict
  readonly score: Score
  /** Model and scorer do not agree: said, and the size is lowered. */
  readonly disagreement: string | null
  /** 0 to 1. */
  readonly conviction: number
  readonly horizonDays: number
  readonly reason: string
  readonly invalidation: string
  readonly evidence: readonly Evidence[]
  /** Of a proposal in a conversation: what it says that it rests on, by name; nobody checked them. Absent for an analysis. */
  readonly namedEvidence?: readonly string[]
  /** Share of the full size, basis points. */
  readonly sizeBps: number
  readonly provenance: 'analysis' | 'chat' | 'mcp'
  readonly side: Side | null
  readonly effect: Effect | null
  /** The first rule that stopped it from being proposed; null when it was. */
  readonly whyNot: string | null
}

/** An analysis as a list shows it. Lines are never changed in place. */
export interface AnalysisLine {
  readonly id: string
  readonly instruments: readonly InstrumentId[]
  readonly state: WorkState
  readonly askedBy: string
  readonly createdAt: EpochMs
  readonly startedAt: EpochMs | null
  readonly endedAt: EpochMs | null
  readonly model: string
  readonly isScripted: boolean
  readonly stepsDone: number
  readonly stepsAll: number
  /** What it is at, in words. */
  readonly says: string
  readonly tokens: number
  readonly costPaise: number
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

/** Everything of an analysis: enough to read it as a story, and to play it again without a model. */
export interface AnalysisRecord {
  readonly line: AnalysisLine
  readonly knowledgeCutOff: string | null
  readonly steps: readonly AnalysisStep[]
  readonly recommendations: readonly Recommendation[]
}
