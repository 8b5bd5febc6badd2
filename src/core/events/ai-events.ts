import type { InstrumentId } from '../../domain/brand.ts'
import type { Paise } from '../../domain/money.ts'
import type { Side } from '../../domain/order.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'

export interface AiEvents {
  'ai.recommendation': {
    readonly instrument: InstrumentId
    readonly side: Side
    /** 0 to 1. */
    readonly conviction: number
    readonly reason: string
    readonly evidence: readonly string[]
  }
  'ai.analysis_complete': { readonly analysisId: string; readonly verdict: string }
  'ai.learning_update': { readonly strategy: string; readonly lesson: string }
  'ai.analysis_started': {
    readonly analysisId: string
    readonly instruments: readonly InstrumentId[]
  }
  'ai.forecast_made': {
    readonly forecastId: string
    readonly instrument: InstrumentId
    readonly probability: number
    readonly resolvesOn: TradeDate
  }
  'ai.forecast_resolved': { readonly forecastId: string; readonly came: boolean }
  'ai.tool_called': {
    readonly tool: string
    readonly outputDigest: string
    readonly durationMs: number
  }
  'ai.budget_exceeded': { readonly budget: string; readonly used: number; readonly limit: number }
  'ai.blocked': { readonly reason: string; readonly nextStep: string }
  'ai.available': { readonly model: string }
  'claude.session_started': { readonly sessionId: string; readonly clientType: string }
  'claude.session_ended': { readonly sessionId: string; readonly cost: Paise }
  'claude.data_quality_analysis': { readonly subject: string; readonly score: number }
  'prompt.optimized': { readonly prompt: string; readonly version: number }
  'prompt.quality_analysis': {
    readonly prompt: string
    readonly version: number
    readonly score: number
  }
  'prompt.version_promoted': { readonly prompt: string; readonly version: number }
  'prompt.version_demoted': { readonly prompt: string; readonly version: number }
  'approval.requested': { readonly approvalId: string; readonly expiresAt: EpochMs }
  'approval.approved': { readonly approvalId: string; readonly by: string }
  'approval.rejected': { readonly approvalId: string; readonly by: string; readonly reason: string }
  'approval.discussed': { readonly approvalId: string; readonly sessionId: string }
  'approval.expired': { readonly approvalId: string }
}
