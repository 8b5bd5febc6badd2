import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { Logger } from '../core/log.ts'
import { isSystemError } from '../core/state/system-error.ts'
import type { HealthState } from './contract/system.ts'

export interface GaugeDeps {
  readonly clock: Clock
  readonly log: Logger
  readonly dataDir: string
  /** Epoch ms. */
  readonly startedAt: number
}

const MIB = 1_048_576
const NANOS_A_MS = 1e6
/** The size of a folder of many files changes slowly and costs a walk. */
const DISK_EVERY_MS = 60_000
const RESOLUTION_MS = 10

const tenth = (value: number): number => (Number.isFinite(value) ? Math.round(value * 10) / 10 : 0)

/** What the process and its disk use. Memory and delay are of now; the disk is measured beside, now and then. */
export class ProcessGauge {
  readonly #deps: GaugeDeps
  readonly #delay: IntervalHistogram
  #disk: HealthState['disk'] = { freeMiB: null, dataMiB: null }
  #diskAt = Number.NEGATIVE_INFINITY
  #isMeasuring = false

  constructor(deps: GaugeDeps) {
    this.#deps = deps
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#delay.enable()
  }

  /** The loop's delay is of the time since the last reading. */
  read(): Pick<HealthState, 'process' | 'disk'> {
    const { clock, startedAt } = this.#deps
    const now = clock.now()
    const { rss, heapUsed } = process.memoryUsage()
    const delayOf = (percent: number) =>
      tenth(Math.max(0, this.#delay.percentile(percent) / NANOS_A_MS - RESOLUTION_MS))
    const figures = {
      rssMiB: Math.round(rss / MIB),
      heapMiB: Math.round(heapUsed / MIB),
      loopP50Ms: delayOf(50),
      loopP99Ms: delayOf(99),
      uptimeSeconds: Math.floor((now - startedAt) / 1_000),
    }
    this.#delay.reset()
    if (now - this.#diskAt >= DISK_EVERY_MS && !this.#isMeasuring) {
      this.#diskAt = now
      this.#measure().catch((error: unknown) => {
        this.#disk = { freeMiB: null, dataMiB: null }
        this.#deps.log.warn('the disk could not be measured', { error })
      })
    }
    return { process: figures, disk: this.#disk }
  }

  close(): void {
    this.#delay.disable()
  }

  async #measure(): Promise<void> {
    const { dataDir } = this.#deps
    this.#isMeasuring = true
    try {
      const { bavail, bsize } = await statfs(dataDir)
      const bytes = await sizeOf(dataDir)
      this.#disk = {
        freeMiB: Math.round((bavail * bsize) / MIB),
        dataMiB: Math.round(bytes / MIB),
      }
    } finally {
      this.#isMeasuring = false
    }
  }
}

/** Bytes of all files below a folder; one that goes meanwhile counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    bytes += await stat(join(entry.parentPath, entry.name)).then(({ size }) => size, nothingIfGone)
  }
  return bytes
}

/** A running database removes files at any time. */
function nothingIfGone(error: unknown): 0 {
  if (isSystemError(error, 'ENOENT')) return 0
  throw toTradingError(error)
}
