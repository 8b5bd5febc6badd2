import type { EventType } from './events.ts'

/**
 * One row an event: who states it, who handles it. `kept` is where it lives: the journal of the book, or nowhere
 * (a notice about the machinery, told to observers). `awaits` names the part that will bring it to life: until then
 * nobody may state or handle it.
 */
interface Hop {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly kept: 'journal' | 'notice'
  readonly awaits?: 'ai' | 'approvals' | 'broker login' | 'features' | 'research' | 'scheduler'
}

const fact = (from: readonly string[], to: readonly string[]) =>
  ({ from, to, kept: 'journal' }) as const
const notice = (from: readonly string[], to: readonly string[]) =>
  ({ from, to, kept: 'notice' }) as const
const later = <A extends NonNullable<Hop['awaits']>>(awaits: A) =>
  ({ from: [], to: [], kept: 'journal', awaits }) as const

/** The system on one page. An event without a row does not compile; a false row fails a test. */
export const FLOW = {
  'market.open': fact(['MarketDataService'], ['MarketDataService', 'RiskService', 'PortfolioService']),
  'market.session_phase_change': fact(['MarketDataService'], ['PaperExchange']),
  'market.close': fact(['MarketDataService'], ['MarketDataService', 'PaperExchange', 'PortfolioService']),
  'market.price_update': fact(['MarketDataService'], ['PortfolioService']),
  'market.volume_spike': fact(['MarketDataService'], ['AnalyticsService']),
  'market.corporate_action': fact(['MarketDataService'], ['MarketDataService', 'PaperExchange', 'RiskService', 'PortfolioService']),
  'market.halt': fact(['MarketDataService'], ['RiskService']),
  'market.feed_stale': fact(['SessionCoordinator'], ['RiskService']),
  'market.feed_restored': fact(['SessionCoordinator'], ['RiskService']),
  'market.news': later('research'),
  'market.earnings': later('research'),
  'market.fundamentals': later('research'),

  'data.gap_found': fact(['MarketDataService'], ['RiskService', 'StrategyService']),
  'data.stale_block': fact(['RiskService'], ['AnalyticsService']),
  'data.import_completed': notice(['DataImporter'], ['StatusCoordinator']),
  'data.acquisition_completed': later('research'),

  'strategy.formed': fact(['StrategyService'], ['AnalyticsService']),
  'strategy.started': fact(['StrategyService'], ['AnalyticsService']),
  'strategy.stopped': fact(['StrategyService'], ['AnalyticsService']),
  'strategy.signal': fact(['StrategyService', 'ProtectionService'], ['RiskService']),
  'strategy.intent_received': fact(['Intake'], ['RiskService']),
  'strategy.intent_dropped': fact(['RiskService'], ['AnalyticsService']),

  'risk.order_denied': fact(['RiskService'], ['StrategyService', 'AnalyticsService']),
  'risk.order_approved': fact(['RiskService'], ['RiskService', 'StrategyService', 'ExecutionService']),
  'risk.stop_loss_trigger': fact(['RiskService'], ['AnalyticsService']),
  'risk.target_trigger': fact(['RiskService'], ['AnalyticsService']),
  'risk.breach': fact(['RiskService'], ['AnalyticsService']),
  'risk.exposure_change': fact(['RiskService'], ['AnalyticsService']),
  'risk.limits_change': fact(['Intake'], ['RiskService']),
  'risk.trading_state_change': fact(['RiskService'], ['RiskService', 'ExecutionService']),

  'execution.report_received': fact(['Intake'], ['ExecutionService']),
  'execution.order_submitted': fact(['ExecutionService'], ['ExecutionService', 'Projector']),
  'execution.order_placed': fact(['ExecutionService'], ['RiskService', 'ExecutionService', 'Projector']),
  'execution.order_accepted': fact(['ExecutionService'], ['RiskService', 'ExecutionService', 'Projector']),
  'execution.order_partially_filled': fact(
    ['ExecutionService'],
    ['StrategyService', 'RiskService', 'ExecutionService', 'PortfolioService', 'Projector'],
  ),
  'execution.order_filled': fact(
    ['ExecutionService'],
    ['StrategyService', 'RiskService', 'ExecutionService', 'PortfolioService', 'Projector'],
  ),
  'execution.order_rejected': fact(['ExecutionService'], ['StrategyService', 'RiskService', 'ExecutionService', 'Projector']),
  'execution.order_cancelled': fact(['ExecutionService'], ['StrategyService', 'RiskService', 'ExecutionService', 'Projector']),
  'execution.order_expired': fact(['ExecutionService'], ['StrategyService', 'RiskService', 'ExecutionService', 'Projector']),
  'execution.order_modified': fact(['ExecutionService'], ['ExecutionService', 'Projector']),
  'execution.order_unknown': fact(['ExecutionService'], ['RiskService', 'ExecutionService', 'Projector']),
  'execution.reconciliation_drift': fact(['Intake', 'ExecutionService'], ['RiskService']),
  'execution.reconciliation_complete': fact(['Intake'], ['RiskService']),

  'portfolio.position_change': fact(['PortfolioService'], ['MarketDataService', 'RiskService', 'Projector']),
  'portfolio.cash_change': fact(['PortfolioService'], ['RiskService', 'Projector']),
  'portfolio.charges_applied': fact(['PortfolioService'], ['AnalyticsService', 'Projector']),
  'portfolio.pnl_update': fact(['PortfolioService'], ['RiskService', 'AnalyticsService']),
  'portfolio.snapshot_taken': fact(['PortfolioService'], ['RiskService', 'AnalyticsService', 'Projector']),
  'portfolio.holdings_settled': fact(['PortfolioService'], ['RiskService', 'Projector']),
  'portfolio.account_reset': fact(['Intake'], ['PortfolioService', 'RiskService', 'Projector']),

  'system.error': fact(['EventBus'], ['RiskService']),
  'system.emergency_stop': fact(['Intake'], ['RiskService']),
  'system.emergency_resume': fact(['Intake'], ['RiskService']),
  'system.configuration_change': fact(['Intake'], ['AnalyticsService']),
  'system.component_started': notice(['BaseCoordinator'], ['StatusCoordinator']),
  'system.component_stopped': notice(['BaseCoordinator'], ['StatusCoordinator']),
  'system.component_state_change': notice(['StatusCoordinator'], ['StatusCoordinator']),
  'system.health_check': notice(['StatusCoordinator'], ['StatusCoordinator']),
  'system.dead_lettered': notice(['Observer'], ['StatusCoordinator']),
  'system.backup_completed': notice(['Backup'], ['StatusCoordinator']),
  'system.backup_restored': notice(['Backup'], ['StatusCoordinator']),
  'system.maintenance': notice(['Backup'], ['StatusCoordinator']),

  'ai.recommendation': later('ai'),
  'ai.analysis_complete': later('ai'),
  'ai.learning_update': later('ai'),
  'ai.analysis_started': later('ai'),
  'ai.forecast_made': later('ai'),
  'ai.forecast_resolved': later('ai'),
  'ai.tool_called': later('ai'),
  'ai.budget_exceeded': later('ai'),
  'ai.blocked': later('ai'),
  'ai.available': later('ai'),
  'claude.session_started': later('ai'),
  'claude.session_ended': later('ai'),
  'claude.data_quality_analysis': later('ai'),
  'prompt.optimized': later('ai'),
  'prompt.quality_analysis': later('ai'),
  'prompt.version_promoted': later('ai'),
  'prompt.version_demoted': later('ai'),
  'approval.requested': later('approvals'),
  'approval.approved': later('approvals'),
  'approval.rejected': later('approvals'),
  'approval.discussed': later('approvals'),
  'approval.expired': later('approvals'),
  'feature.created': later('features'),
  'feature.updated': later('features'),
  'feature.deleted': later('features'),
  'feature.enabled': later('features'),
  'feature.disabled': later('features'),
  'feature.error': later('features'),
  'feature.health_change': later('features'),
  'feature.dependency_resolved': later('features'),
  'feature.bulk_update': later('features'),
  'task.queued': later('scheduler'),
  'task.started': later('scheduler'),
  'task.completed': later('scheduler'),
  'task.failed': later('scheduler'),
  'task.cancelled': later('scheduler'),
  'task.retried': later('scheduler'),
  'task.deduplicated': later('scheduler'),
  'oauth.initiated': later('broker login'),
  'oauth.success': later('broker login'),
  'oauth.error': later('broker login'),
  'oauth.logout': later('broker login'),
  'oauth.token_expired': later('broker login'),
  'oauth.token_refreshed': later('broker login'),
  'oauth.token_expiring': later('broker login'),
} as const satisfies Record<EventType, Hop>

type TypesKept<K extends Hop['kept']> = {
  [T in EventType]: (typeof FLOW)[T]['kept'] extends K ? T : never
}[EventType]

/** Facts of the book, journalled in total order. */
export type FactType = TypesKept<'journal'>
/** News about the machinery, told to observers and kept by nobody. */
export type NoticeType = TypesKept<'notice'>
