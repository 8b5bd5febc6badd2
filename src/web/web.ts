import type { Access } from '../auth/access.ts'
import type { FileImports } from '../core/file-imports.ts'
import type { LogRing } from '../core/log-ring.ts'
import type { RunDesk } from '../core/run-desk.ts'
import type { RunReader } from '../core/run-reader.ts'
import type { IdempotencyStore } from '../core/state/idempotency-store.ts'
import type { Jobs } from './jobs.ts'
import type { LiveDesk } from './live-desk.ts'
import type { Metrics } from './metrics.ts'
import type { WebDeps } from './web-deps.ts'
import type { WriteTurns } from './write-turns.ts'

/** All that a route may ask. */
export interface Web extends WebDeps {
  readonly desk: LiveDesk
  readonly access: Access
  readonly requests: IdempotencyStore
  readonly logs: LogRing
  readonly metrics: Metrics
  readonly turns: WriteTurns
  readonly jobs: Jobs
  readonly runDesk: RunDesk
  readonly runReader: RunReader
  readonly imports: FileImports
  /** JSON schema of the configuration. */
  readonly configSchema: unknown
  /** Folder of the built dashboard. */
  readonly pagesDir: string
  /** From now on nothing new is begun. */
  readonly isClosing: () => boolean
}
