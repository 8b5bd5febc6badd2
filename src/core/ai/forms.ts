import type { InstrumentId } from '../../domain/brand.ts'
import type { Verdict } from './records.ts'
import type { RoleName } from './role-names.ts'

/** A statement with the ids of the evidence that it rests on. */
export interface Point {
  readonly claim: string
  readonly evidence: readonly string[]
}

export const ASSESSMENTS = ['strong', 'sound', 'mixed', 'weak', 'unknown'] as const
export const GROWTHS = ['rising', 'steady', 'falling', 'unknown'] as const
export const VALUATIONS = ['cheap', 'fair', 'dear', 'unknown'] as const
export const TRENDS = ['up', 'sideways', 'down', 'unknown'] as const
export const NEWS_KINDS = [
  'results',
  'guidance',
  'order_won',
  'merger_or_sale',
  'management_change',
  'regulation',
  'legal',
  'capital_raised',
  'dividend_or_buyback',
  'rating_change',
  'sector',
  'market',
  'other',
] as const
export type NewsKind = (typeof NEWS_KINDS)[number]
export const HORIZONS = ['days', 'weeks', 'months', 'unknown'] as const
export type NewsHorizon = (typeof HORIZONS)[number]
/** How a decision was made, apart from what it brought. */
export const FINDINGS = [
  'sound',
  'lucky',
  'unlucky',
  'thin_evidence',
  'ignored_evidence',
  'too_early',
  'too_late',
  'stopped_by_rule',
] as const

export interface FundamentalsForm {
  readonly role: 'fundamentals_analyst'
  readonly business: (typeof ASSESSMENTS)[number]
  readonly growth: (typeof GROWTHS)[number]
  readonly valuation: (typeof VALUATIONS)[number]
  readonly points: readonly Point[]
}

/** What one source says of one instrument, in fixed words and bounded numbers: no room for anybody's sentences. */
export interface NewsReading {
  /** `S1`. */
  readonly source: string
  readonly kind: NewsKind
  readonly instrument: InstrumentId
  /** −2 to 2. */
  readonly sentiment: number
  /** 0 to 3. */
  readonly materiality: number
  readonly isRumour: boolean
  readonly horizon: NewsHorizon
}
export interface NewsForm {
  readonly role: 'news_analyst'
  readonly readings: readonly NewsReading[]
}

export interface TechnicalForm {
  readonly role: 'technical_analyst'
  readonly trend: (typeof TRENDS)[number]
  readonly strength: (typeof ASSESSMENTS)[number]
  readonly points: readonly Point[]
}

export interface ArgumentForm<Side extends 'bull' | 'bear'> {
  readonly role: Side
  /** 0 to 1: how sure of one's own side. */
  readonly conviction: number
  readonly points: readonly Point[]
}

export interface JudgeForm {
  readonly role: 'judge'
  readonly instrument: InstrumentId
  readonly verdict: Verdict
  /** That the price is higher at the horizon, 0 to 1. */
  readonly probability: number
  readonly decisive: readonly string[]
  readonly reason: string
}

export interface TraderForm {
  readonly role: 'trader'
  readonly instrument: InstrumentId
  readonly side: 'buy' | 'sell'
  /** That the trade pays, 0 to 1. */
  readonly probability: number
  readonly horizonDays: number
  readonly invalidation: string
  readonly reason: string
}

export interface ReviewerForm {
  readonly role: 'reviewer'
  readonly decisions: readonly {
    /** `D1`. */
    readonly decision: string
    readonly finding: (typeof FINDINGS)[number]
    /** Of the reasoning, 0 to 100, whatever it brought. */
    readonly quality: number
    readonly note: string
  }[]
}

export interface LearnerForm {
  readonly role: 'learner'
  readonly lessons: readonly {
    readonly strategy: string
    readonly lesson: string
    /** Outcomes that it is drawn from: `D1`. */
    readonly outcomes: readonly string[]
    readonly sampleSize: number
  }[]
}

/** The form of each role; the one that talks has none. */
export interface Forms {
  readonly fundamentals_analyst: FundamentalsForm
  readonly news_analyst: NewsForm
  readonly technical_analyst: TechnicalForm
  readonly bull: ArgumentForm<'bull'>
  readonly bear: ArgumentForm<'bear'>
  readonly judge: JudgeForm
  readonly trader: TraderForm
  readonly reviewer: ReviewerForm
  readonly learner: LearnerForm
}
export type FormRole = keyof Forms & RoleName
