import { DAY_MS, type EpochMs } from '../domain/time.ts'
import { isCancellation } from './cancellation.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'
import type { EventBus } from './event-bus.ts'
import type { Logger } from './log.ts'
import type { BackupInfo, BackupReason } from './state/backup.ts'

/** Who makes backups. */
export interface Backups {
  create(reason: BackupReason, signal: AbortSignal): Promise<BackupInfo>
}

export interface UpkeepDeps {
  readonly bus: EventBus
  /** Opens the folder of backups. */
  readonly backups: () => Promise<Backups>
  readonly clock: Clock
  readonly log: Logger
}

const ORIGIN = { source: 'Upkeep' } as const

/** Makes backups and tells what came of them; one that fails is told of too, and hurts nobody. */
export class Upkeep {
  readonly #deps: UpkeepDeps
  #madeAt: EpochMs | null = null

  constructor(deps: UpkeepDeps) {
    this.#deps = deps
  }

  /** A whole day has passed since the last one of this process. */
  get isDue(): boolean {
    return this.#madeAt !== null && this.#deps.clock.now() - this.#madeAt >= DAY_MS
  }

  async backUp(reason: BackupReason, signal: AbortSignal): Promise<void> {
    const { bus, backups, clock, log } = this.#deps
    this.#madeAt = clock.now()
    try {
      const { file, bytes } = await (await backups()).create(reason, signal)
      bus.notify('system.backup_completed', { file, bytes }, ORIGIN)
    } catch (error) {
      if (isCancellation(error)) return
      const { code, message } = toTradingError(error)
      log.error('no backup was made', { code, reason, error })
      const outcome = `none was made: ${message}`
      bus.notify('system.maintenance', { work: `the backup at the ${reason}`, outcome }, ORIGIN)
    }
  }
}
