import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import { type BackupContents, checkBackup } from './backup-check.ts'
import { dump } from './backup-dump.ts'
import { writeBackupFile } from './backup-file.ts'
import { restoreBackup, revertRestore } from './backup-restore.ts'
import type { StateManager } from './state-manager.ts'

export const BACKUP_REASONS = ['start', 'stop', 'daily', 'manual'] as const
export type BackupReason = (typeof BACKUP_REASONS)[number]

/** A backup in the folder. */
export interface BackupInfo {
  /** Name of the file: sorts by time. */
  readonly file: string
  readonly createdAt: EpochMs
  readonly reason: BackupReason
  readonly bytes: number
}

export interface BackupStoreOptions {
  readonly state: StateManager
  readonly folder: string
  readonly clock: Clock
  /** How many are kept, the newest. */
  readonly kept?: number
}

const KEPT = 7
const NAME =
  /^robo-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2}\.\d{3})Z-(start|stop|daily|manual)\.backup$/

const nameOf = (at: EpochMs, reason: BackupReason): string =>
  `robo-${new Date(at).toISOString().replaceAll(':', '')}-${reason}.backup`

function readName(file: string): Pick<BackupInfo, 'createdAt' | 'reason'> | null {
  const [, day, hour, minute, second, word] = file.match(NAME) ?? []
  const reason = BACKUP_REASONS.find((known) => known === word)
  if (reason === undefined) return null
  const createdAt = epochMs(Date.parse(`${day}T${hour}:${minute}:${second}Z`))
  return { createdAt, reason }
}

/** Backups of everything that is kept, made while work goes on; the newest seven stay. */
export class BackupStore {
  readonly #state: StateManager
  readonly #folder: string
  readonly #clock: Clock
  readonly #kept: number

  constructor({ state, folder, clock, kept = KEPT }: BackupStoreOptions) {
    this.#state = state
    this.#folder = folder
    this.#clock = clock
    this.#kept = kept
  }

  /** Makes one and lets the oldest go. */
  async create(reason: BackupReason, signal: AbortSignal): Promise<BackupInfo> {
    const createdAt = this.#clock.now()
    const file = nameOf(createdAt, reason)
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const bytes = await this.#write(join(this.#folder, file), createdAt, reason, signal)
    const old = (await this.list()).slice(this.#kept)
    for (const { file: name } of old) await rm(join(this.#folder, name), { force: true })
    return { file, createdAt, reason, bytes }
  }

  /** Newest first. */
  async list(): Promise<readonly BackupInfo[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const found: BackupInfo[] = []
    for (const file of await readdir(this.#folder)) {
      const read = readName(file)
      if (read === null) continue
      const { size } = await stat(join(this.#folder, file))
      found.push({ file, ...read, bytes: size })
    }
    return found.sort((a, b) => b.createdAt - a.createdAt)
  }

  /** Reads it from end to end. Throws NOT_FOUND, or BACKUP_INVALID saying what is wrong. */
  async verify(file: string, signal: AbortSignal): Promise<BackupContents> {
    return checkBackup(this.#pathOf(file), signal)
  }

  /** Puts it in the place of what is there, which is kept. Throws STATE_LOCKED while a book is written. */
  async restore(file: string, signal: AbortSignal): Promise<BackupContents> {
    return this.importFrom(this.#pathOf(file), signal)
  }

  /** Takes the newest restore back. */
  async revert(signal: AbortSignal): Promise<void> {
    await revertRestore({ state: this.#state, signal, now: this.#clock.now() })
  }

  /** The same as a backup, to a file of the caller's choice: the way to another server. Returns its size. */
  async exportTo(path: string, signal: AbortSignal): Promise<number> {
    return this.#write(path, this.#clock.now(), 'manual', signal)
  }

  /** What `exportTo` wrote, here or elsewhere. */
  async importFrom(path: string, signal: AbortSignal): Promise<BackupContents> {
    return restoreBackup(path, { state: this.#state, signal, now: this.#clock.now() })
  }

  async #write(path: string, createdAt: EpochMs, reason: BackupReason, signal: AbortSignal) {
    const lane = this.#state.lane(`robo backup ${process.pid}`, { max: 2, statementMs: 0 })
    try {
      return await lane.using((client) =>
        writeBackupFile(path, dump({ database: lane, createdAt, reason }, client), signal),
      )
    } finally {
      await lane.close()
    }
  }

  /** A name from outside must be one of ours: never a path. */
  #pathOf(file: string): string {
    if (readName(file) !== null) return join(this.#folder, file)
    throw new TradingError('NOT_FOUND', `There is no backup named "${file.slice(0, 80)}"`)
  }
}
