import { Access } from '../auth/access.ts'
import { DependencyContainer } from '../core/di.ts'
import type { AccessStore } from '../core/state/access-store.ts'
import { Jobs } from './jobs.ts'
import { LiveDesk } from './live-desk.ts'
import { Metrics } from './metrics.ts'
import type { WebDeps } from './web-deps.ts'
import { WriteTurns } from './write-turns.ts'

/** What the web keeps for itself while it serves an open book. */
export const webParts = (deps: WebDeps, store: AccessStore): DependencyContainer =>
  new DependencyContainer()
    .register(Access, () => new Access({ store, clock: deps.clock, log: deps.log }))
    .register(LiveDesk, () => new LiveDesk(deps))
    .register(Metrics, () => new Metrics(deps))
    .register(WriteTurns, () => new WriteTurns())
    .register(Jobs, () => new Jobs())
