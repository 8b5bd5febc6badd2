import type { InstrumentId } from '../../domain/brand.ts'
import type { EpochMs, TradeDate } from '../../domain/time.ts'

/** How a part of the system stands; nothing is ready by default. */
export type Health = 'ready' | 'degraded' | 'blocked' | 'unknown'

interface Feature {
  readonly feature: string
}

interface Task {
  readonly taskId: string
  readonly task: string
}

export interface OperationsEvents {
  'data.acquisition_completed': { readonly source: string; readonly items: number }
  'data.import_completed': {
    readonly files: number
    readonly added: number
    readonly refused: number
  }
  'data.stale_block': {
    readonly instrument: InstrumentId
    readonly ageMs: number | null
    readonly ageMsMax: number
  }
  /** A price step that no known corporate action explains: stops and signals wait. */
  'data.gap_found': {
    readonly instrument: InstrumentId
    readonly date: TradeDate
    readonly previousClose: number
    readonly open: number
    readonly nearestRatio: string | null
  }
  'feature.created': Feature
  'feature.updated': Feature
  'feature.deleted': Feature
  'feature.enabled': Feature
  'feature.disabled': Feature
  'feature.error': Feature & { readonly message: string }
  'feature.health_change': Feature & { readonly health: Health }
  'feature.dependency_resolved': Feature & { readonly dependency: string }
  'feature.bulk_update': { readonly features: readonly string[] }
  'task.queued': Task
  'task.started': Task
  'task.completed': Task & { readonly durationMs: number }
  'task.failed': Task & { readonly code: string; readonly attempts: number }
  'task.cancelled': Task
  'task.retried': Task & { readonly attempt: number }
  'task.deduplicated': Task
  'oauth.initiated': { readonly provider: string }
  'oauth.success': { readonly provider: string; readonly expiresAt: EpochMs }
  'oauth.error': { readonly provider: string; readonly reason: string }
  'oauth.logout': { readonly provider: string }
  'oauth.token_expired': { readonly provider: string }
  'oauth.token_refreshed': { readonly provider: string; readonly expiresAt: EpochMs }
  'oauth.token_expiring': { readonly provider: string; readonly expiresAt: EpochMs }
  'system.health_check': {
    readonly component: string
    readonly health: Health
    readonly reason: string
  }
  'system.error': {
    readonly code: string
    readonly message: string
    readonly component: string
    /** The event that the component could not handle. */
    readonly eventSeq: number | null
  }
  'system.maintenance': { readonly work: string; readonly outcome: string }
  'system.component_started': { readonly component: string }
  'system.component_stopped': { readonly component: string; readonly reason: string }
  'system.component_state_change': {
    readonly component: string
    readonly health: Health
    readonly reason: string
  }
  'system.emergency_stop': { readonly reason: string; readonly by: string }
  'system.emergency_resume': { readonly reason: string; readonly by: string }
  'system.backup_completed': { readonly file: string; readonly bytes: number }
  'system.backup_restored': { readonly file: string }
  'system.dead_lettered': {
    readonly handler: string
    readonly eventSeq: number
    readonly reason: string
  }
  'system.configuration_change': { readonly section: string; readonly by: string }
}
