import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { destination } from 'pino'
import { installation } from '../container.ts'
import { readCalendar } from '../core/calendar-file.ts'
import { SystemClock } from '../core/clock.ts'
import { type Config, type Effective, loadConfig } from '../core/config.ts'
import type { DependencyContainer } from '../core/di.ts'
import { createLogger, type Logger } from '../core/log.ts'
import { LogRing } from '../core/log-ring.ts'
import { identityOf, type RuntimeIdentity } from '../core/runtime-identity.ts'
import type { MarketCalendar } from '../domain/rulebook/calendar.ts'
import { type Output, processOutput } from './output.ts'

/** Options that every command knows. */
export interface GlobalOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/** What a command works with. Closing it closes everything that was opened on the way. */
export interface Context extends AsyncDisposable {
  readonly identity: RuntimeIdentity
  readonly config: Config
  readonly effective: Effective
  /** The configuration anew, with the same words of the command line; `ownFile` stands in for the data folder's file. */
  readonly reload: (ownFile: Readonly<Record<string, unknown>> | null) => Promise<Effective>
  readonly calendar: MarketCalendar
  readonly parts: DependencyContainer
  readonly log: Logger
  /** The newest lines of the log. */
  readonly logs: LogRing
  readonly output: Output
  readonly signal: AbortSignal
}

/** Loads the configuration and opens what every command needs; the database only when somebody asks for it. */
export async function openContext(
  options: GlobalOptions,
  commandLine: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Context> {
  const given = options.dataDir === undefined ? {} : { dataDir: options.dataDir }
  const reload = async (ownFile: Readonly<Record<string, unknown>> | null) => {
    // A value that another layer hides must be one that can come to light.
    if (ownFile !== null) await loadConfig(given, {}, ownFile)
    return loadConfig({ ...given, ...commandLine }, undefined, ownFile)
  }
  const loaded = await reload(null)
  const dataDir = resolve(loaded.config.dataDir)
  const config = { ...loaded.config, dataDir }
  const effective = { config, origins: loaded.origins }
  const output = processOutput(options.json ?? false)
  await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 })
  const stream = destination({ dest: join(dataDir, 'logs', 'robo-trader.log'), sync: false })
  const logs = new LogRing(stream)
  const log = createLogger(config.logLevel, logs)
  const calendar = await readCalendar(dataDir)
  const onProgress = (step: string) => output.say(step)
  const parts = installation({ config, calendar, log, signal, onProgress })
  const startedAt = parts.get(SystemClock).now()
  const identity = identityOf(config, { pid: process.pid, startedAt })
  const close = async () => {
    await parts.close()
    // A command that ends at once may do so before its file is open: the stream waits for that by itself.
    const closed = once(stream, 'close')
    stream.end()
    await closed
  }
  const opened = { identity, config, effective, reload, calendar, parts, log, logs, output, signal }
  return { ...opened, [Symbol.asyncDispose]: close }
}
