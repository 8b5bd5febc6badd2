import type { EventType } from './events.ts'

/**
 * One row an event: who states it, who handles it. `kept` is where it lives: the journal of the book, or nowhere
 * (a notice about the machinery, told to observers). `awaits` names the part that will bring it to life: until then
 * nobody may state it.
 */
interface Hop {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly kept: 'journal' | 'notice'
  readonly awaits?: 'broker login' | 'features' | 'live feed' | 'research' | 'web'
}

/** Folds every fact that can happen into the picture of the desk: not repeated in each row. */
export const FOLDS_ALL = 'BroadcastCoordinator'

const fact = (from: readonly string[], to: readonly string[]) =>
  ({ from, to, kept: 'journal' }) as const
const notice = (from: readonly string[], to: readonly string[]) =>
  ({ from, to, kept: 'notice' }) as const
const later = <A extends NonNullable<Hop['awaits']>, const T extends readonly string[]>(
  awaits: A,
  ...to: T
) => ({ from: [], to, kept: 'journal', awaits }) as const

/** The system on one page. An event without a row does not compile; a false row fails a test. */
export const FLOW = {
  'market.open': fact(
    ['MarketDataService'],
    [
      'MarketDataService',
      'RiskService',
      'ProtectionService',
      'PaperExchange',
      'ExecutionService',
      'PortfolioService',
      'MonthlyReset',
    ],
  ),
  'market.session_phase_change': fact(['MarketDataService'], ['PaperExchange', 'MonthlyReset']),
  'market.close': fact(
    ['MarketDataService'],
    [
      'MarketDataService',
      'ForecastService',
      'PaperExchange',
      'PortfolioService',
      'SessionCoordinator',
      'AgentCoordinator',
    ],
  ),
  'market.price_update': fact(
    ['MarketDataService'],
    ['PortfolioService', 'RunRecorder', 'AnalyticsService'],
  ),
  'market.volume_spike': fact(['MarketDataService'], []),
  'market.corporate_action': fact(
    ['MarketDataService'],
    [
      'MarketDataService',
      'StrategyService',
      'RiskService',
      'ForecastService',
      'ProtectionService',
      'PaperExchange',
      'PortfolioService',
    ],
  ),
  'market.halt': later('live feed', 'BroadcastCoordinator'),
  'market.feed_stale': later('live feed', 'BroadcastCoordinator'),
  'market.feed_restored': later('live feed', 'BroadcastCoordinator'),
  'market.news': later('research'),
  'market.earnings': later('research'),
  'market.fundamentals': later('research'),

  'data.gap_found': fact(['MarketDataService'], ['RunRecorder', 'AnalyticsService']),
  'data.stale_block': fact(['RiskService'], []),
  'data.import_completed': fact(['Intake'], []),
  'data.acquisition_completed': later('research'),

  'strategy.formed': fact(['StrategyService'], []),
  'strategy.started': fact(['StrategyService'], []),
  'strategy.stopped': fact(['StrategyService'], []),
  'strategy.signal': fact(['StrategyService', 'ProtectionService'], ['RiskService']),
  'strategy.intent_received': fact(['Intake', 'ApprovalService'], ['RiskService']),
  'strategy.switch_requested': fact(['Intake'], ['StrategyService']),
  'strategy.intent_dropped': fact(
    ['RiskService', 'ApprovalService'],
    ['RunRecorder', 'AnalyticsService'],
  ),

  'risk.order_denied': fact(
    ['RiskService'],
    ['ProtectionService', 'ExecutionService', 'RunRecorder', 'AnalyticsService'],
  ),
  'risk.order_approved': fact(
    ['RiskService'],
    [
      'StrategyService',
      'RiskService',
      'ProtectionService',
      'ExecutionService',
      'RunRecorder',
      'AnalyticsService',
    ],
  ),
  'risk.stop_loss_trigger': fact(['ProtectionService'], ['ProtectionService']),
  'risk.target_trigger': fact(['ProtectionService'], ['ProtectionService']),
  'risk.breach': fact(['RiskService'], ['RiskService', 'RunRecorder', 'AnalyticsService']),
  'risk.exposure_change': fact(['RiskService'], []),
  'risk.change_approved': fact(['RiskService'], ['RiskService', 'ExecutionService']),
  'risk.protection_requested': fact(['Intake'], ['ProtectionService']),
  'risk.protection_change': fact(['ProtectionService'], ['ProtectionService']),
  'risk.protection_refused': fact(['ProtectionService'], []),
  'risk.limits_change': fact(['Intake'], ['RiskService']),
  'risk.trading_state_change': fact(
    ['RiskService'],
    [
      'RiskService',
      'ApprovalService',
      'ProtectionService',
      'ExecutionService',
      'RunRecorder',
      'AnalyticsService',
    ],
  ),

  'execution.cancel_requested': fact(['Intake'], ['ExecutionService']),
  'execution.cancel_refused': fact(['ExecutionService'], []),
  'execution.modify_requested': fact(['Intake'], ['RiskService']),
  'execution.modify_refused': fact(['RiskService'], []),
  'execution.report_received': fact(['Intake'], ['ExecutionService']),
  'execution.order_submitted': fact(['ExecutionService'], ['ExecutionService', 'Projector']),
  'execution.order_placed': fact(
    ['ExecutionService'],
    ['RiskService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_accepted': fact(
    ['ExecutionService'],
    ['RiskService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_partially_filled': fact(
    ['ExecutionService'],
    [
      'StrategyService',
      'RiskService',
      'ProtectionService',
      'ExecutionService',
      'PortfolioService',
      'RunRecorder',
      'AnalyticsService',
      'LearningService',
      'Projector',
    ],
  ),
  'execution.order_filled': fact(
    ['ExecutionService'],
    [
      'StrategyService',
      'RiskService',
      'ProtectionService',
      'ExecutionService',
      'PortfolioService',
      'RunRecorder',
      'AnalyticsService',
      'LearningService',
      'Projector',
    ],
  ),
  'execution.order_rejected': fact(
    ['ExecutionService'],
    ['StrategyService', 'RiskService', 'ProtectionService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_cancelled': fact(
    ['ExecutionService'],
    ['StrategyService', 'RiskService', 'ProtectionService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_expired': fact(
    ['ExecutionService'],
    ['StrategyService', 'RiskService', 'ProtectionService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_modified': fact(
    ['ExecutionService'],
    ['RiskService', 'ExecutionService', 'Projector'],
  ),
  'execution.order_unknown': fact(
    ['ExecutionService'],
    ['RiskService', 'ExecutionService', 'Projector'],
  ),
  'execution.reconciliation_drift': fact(['Intake', 'ExecutionService'], ['RiskService']),
  'execution.reconciliation_complete': fact(['Intake'], ['RiskService']),

  'portfolio.position_change': fact(
    ['PortfolioService'],
    [
      'MarketDataService',
      'RiskService',
      'RunRecorder',
      'AnalyticsService',
      'LearningService',
      'Projector',
    ],
  ),
  'portfolio.cash_change': fact(
    ['PortfolioService'],
    ['RiskService', 'RunRecorder', 'AnalyticsService', 'Projector'],
  ),
  'portfolio.charges_applied': fact(
    ['PortfolioService'],
    ['RunRecorder', 'AnalyticsService', 'LearningService', 'Projector'],
  ),
  'portfolio.pnl_update': fact(['PortfolioService'], []),
  'portfolio.snapshot_taken': fact(
    ['PortfolioService'],
    ['RiskService', 'RunRecorder', 'AnalyticsService', 'Projector'],
  ),
  'portfolio.holdings_settled': fact(['PortfolioService'], []),
  'portfolio.account_reset': fact(
    ['Intake', 'MonthlyReset'],
    [
      'StrategyService',
      'RiskService',
      'ApprovalService',
      'ProtectionService',
      'ExecutionService',
      'PortfolioService',
      'MonthlyReset',
      'RunRecorder',
      'AnalyticsService',
      'Projector',
    ],
  ),

  'system.error': fact(['EventBus'], ['RiskService']),
  'system.emergency_stop': fact(
    ['Intake'],
    ['RiskService', 'QueueCoordinator', 'AgentCoordinator'],
  ),
  'system.emergency_resume': fact(['Intake'], ['RiskService', 'QueueCoordinator']),
  'system.configuration_change': fact(['Intake'], []),
  'system.component_started': notice(['BaseCoordinator'], ['StatusCoordinator']),
  'system.component_stopped': notice(['BaseCoordinator'], ['StatusCoordinator']),
  'system.component_state_change': notice(['StatusCoordinator'], ['BroadcastCoordinator']),
  'system.health_check': notice(['StatusCoordinator'], ['BroadcastCoordinator']),
  'system.dead_lettered': notice(['Observer'], ['StatusCoordinator', 'BroadcastCoordinator']),
  'system.backup_completed': notice(['Upkeep'], ['BroadcastCoordinator']),
  'system.backup_restored': later('web'),
  'system.maintenance': notice(['Upkeep'], ['BroadcastCoordinator']),

  'ai.recommendation': fact(['Intake'], ['ApprovalService', 'ForecastService', 'AgentCoordinator']),
  'ai.analysis_started': fact(['Intake'], []),
  'ai.analysis_complete': fact(['Intake'], []),
  'ai.learning_update': fact(['Intake'], []),
  'ai.forecast_given': fact(['Intake'], ['ForecastService']),
  'ai.forecast_made': fact(['ForecastService'], ['ForecastService']),
  'ai.forecast_refused': fact(['ForecastService'], []),
  'ai.forecast_resolved': fact(['ForecastService'], ['ForecastService']),
  'ai.tool_called': fact(['Intake'], []),
  'ai.budget_exceeded': fact(['Intake'], []),
  'ai.blocked': notice(['AgentCoordinator'], ['BroadcastCoordinator']),
  'ai.available': notice(['AgentCoordinator'], ['BroadcastCoordinator']),
  'claude.session_started': notice(['AgentCoordinator'], ['BroadcastCoordinator']),
  'claude.session_ended': notice(['AgentCoordinator'], ['BroadcastCoordinator']),
  'claude.data_quality_analysis': fact(['Intake'], []),
  'prompt.optimized': fact(['Intake'], []),
  'prompt.quality_analysis': fact(['Intake'], []),
  'prompt.version_promoted': fact(['Intake'], []),
  'prompt.version_demoted': fact(['Intake'], []),

  'approval.requested': fact(['ApprovalService'], ['ApprovalService', 'AgentCoordinator']),
  'approval.restated': fact(['ApprovalService'], ['ApprovalService']),
  'approval.answer_given': fact(['Intake'], ['ApprovalService']),
  'approval.approved': fact(['ApprovalService'], ['ApprovalService']),
  'approval.refused': fact(['ApprovalService'], []),
  'approval.rejected': fact(['ApprovalService'], ['ApprovalService']),
  'approval.discussed': fact(['Intake'], []),
  'approval.expired': fact(['ApprovalService'], ['ApprovalService']),
  'approval.time_passed': fact(['Intake'], ['ApprovalService']),

  'feature.created': later('features'),
  'feature.updated': later('features'),
  'feature.deleted': later('features'),
  'feature.enabled': later('features'),
  'feature.disabled': later('features'),
  'feature.error': later('features'),
  'feature.health_change': later('features'),
  'feature.dependency_resolved': later('features'),
  'feature.bulk_update': later('features'),
  'task.queued': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.started': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.completed': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.failed': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.cancelled': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.retried': notice(['TaskQueue'], ['BroadcastCoordinator']),
  'task.deduplicated': notice(['TaskQueue'], ['BroadcastCoordinator']),
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
