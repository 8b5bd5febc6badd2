import type { InstrumentId } from '../../domain/brand.ts'
import type { Paise } from '../../domain/money.ts'
import type { Side } from '../../domain/order.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'
import type { ClientType } from '../ai/claude.ts'
import type { Recommendation, Verdict } from '../ai/records.ts'
import type { RoleName } from '../ai/role-names.ts'

interface PromptVersion {
  readonly prompt: RoleName
  readonly version: number
}

/** What somebody expects of a price, before the price that it is measured from is known. */
interface Expectation {
  readonly forecastId: string
  /** The recommendation that it comes with. */
  readonly recommendationId: string | null
  readonly instrument: InstrumentId
  /** `buy` expects a higher price on its day, `sell` a lower one. */
  readonly side: Side
  /** 0 to 1; null where nothing was foretold and only the outcome is measured. */
  readonly probability: number | null
}

export interface AiEvents {
  /** What an analysis or a conversation came to: a proposal where `whyNot` is null and there is a side. */
  'ai.recommendation': Omit<Recommendation, 'id' | 'at'> & {
    readonly recommendationId: string
    /** By the machine's clock: market time may run faster. */
    readonly wallAt: EpochMs
  }
  'ai.analysis_started': {
    readonly analysisId: string
    readonly instruments: readonly InstrumentId[]
    readonly by: string
  }
  'ai.analysis_complete': {
    readonly analysisId: string
    readonly instruments: readonly InstrumentId[]
    /** What came of each, in the order of the instruments; none for an analysis that failed or was cancelled. */
    readonly verdicts: readonly Verdict[]
    readonly outcome: 'done' | 'failed' | 'cancelled'
    readonly says: string
    readonly costPaise: number
  }
  /** A lesson that was noted. `strategy` is whose trades it was learned from. */
  'ai.learning_update': {
    readonly learningId: string
    readonly strategy: string
    readonly instrument: InstrumentId | null
    readonly lesson: string
    readonly by: RoleName | 'mcp'
  }
  /** Somebody foretells a price; what it is measured by is decided inside. */
  'ai.forecast_given': Expectation & {
    /** Calendar days from the day on which it is given, 1 to 365. */
    readonly horizonDays: number
    readonly by: RoleName | 'mcp'
  }
  'ai.forecast_made': Expectation & {
    readonly price: Paise
    /** What it is compared with; null where the book knows no such index. */
    readonly benchmark: InstrumentId | null
    readonly benchmarkPrice: Paise | null
    readonly madeOn: TradeDate
    /** Resolved at the first close on or after it. */
    readonly resolvesOn: TradeDate
    readonly by: RoleName | 'mcp'
  }
  'ai.forecast_refused': {
    readonly forecastId: string
    readonly instrument: InstrumentId
    readonly reason: string
  }
  'ai.forecast_resolved': {
    readonly forecastId: string
    readonly recommendationId: string | null
    readonly instrument: InstrumentId
    readonly side: Side
    readonly probability: number | null
    /** null where it could not be told: no price came any more. */
    readonly came: boolean | null
    /** What the trade would have brought, against doing nothing: of its side, before charges and dividends. */
    readonly outcomeBps: number | null
    /** What the benchmark did in the same time, as a buy; null where none is known. */
    readonly benchmarkBps: number | null
    readonly price: Paise | null
    readonly resolvedOn: TradeDate
  }
  /** Every call of a tool, whoever made it; inputs and outputs are stored beside the journal under their digests. */
  'ai.tool_called': {
    readonly tool: string
    readonly by: RoleName | 'mcp'
    readonly inputDigest: string
    readonly outputDigest: string
    readonly durationMs: number
    readonly isError: boolean
  }
  'ai.budget_exceeded': { readonly budget: string; readonly used: number; readonly limit: number }
  'ai.blocked': { readonly reason: string; readonly nextStep: string }
  'ai.available': { readonly model: string }
  'claude.session_started': { readonly sessionId: string; readonly clientType: ClientType }
  'claude.session_ended': {
    readonly sessionId: string
    readonly clientType: ClientType
    readonly turns: number
    readonly costPaise: number | null
    readonly reason: string
  }
  /** How good the data were that an analysis was made from, 0 to 100, and what was missing. */
  'claude.data_quality_analysis': {
    readonly subject: string
    readonly score: number
    readonly says: string
  }
  /** A prompt has a new version; it is not active yet. */
  'prompt.optimized': PromptVersion & { readonly by: string }
  'prompt.quality_analysis': PromptVersion & { readonly score: number; readonly uses: number }
  'prompt.version_promoted': PromptVersion & { readonly by: string }
  'prompt.version_demoted': PromptVersion & { readonly by: string }
}
