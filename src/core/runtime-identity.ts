import type { EpochMs } from '../domain/time.ts'
import type { Config } from './config.ts'

declare const ROBO_VERSION: string
declare const ROBO_COMMIT: string

/** Which program this is: its version, and the commit it was built of, `unknown` where there was no repository. */
export const BUILD = {
  // Both are defined when it is bundled; a source file that is run as it is knows neither.
  version: typeof ROBO_VERSION === 'string' ? ROBO_VERSION : 'unknown',
  commit: typeof ROBO_COMMIT === 'string' ? ROBO_COMMIT : 'unknown',
} as const

/** Who answers: shown wherever somebody could mistake one desk for another. */
export interface RuntimeIdentity {
  readonly version: string
  readonly commit: string
  /** When it began its work, epoch ms. */
  readonly startedAt: EpochMs
  readonly environment: Config['mode']
  readonly pid: number
  /** Absolute path. */
  readonly dataDir: string
}

/** The identity of a process that runs on a configuration. */
export const identityOf = (
  { mode, dataDir }: Pick<Config, 'mode' | 'dataDir'>,
  { pid, startedAt }: { readonly pid: number; readonly startedAt: EpochMs },
): RuntimeIdentity => ({ ...BUILD, startedAt, environment: mode, pid, dataDir })
