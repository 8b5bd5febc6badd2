import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, open, realpath, rename, rmdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { isCancellation } from '../cancellation.ts'
import { TradingError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { makeSocketFolder, type PreparedFolder, prepareFolder, SERVER_USER } from './data-folder.ts'
import { type Access, clientConfig } from './database.ts'
import { type EmbeddedBinaries, embeddedBinaries, programOf } from './embedded-binaries.ts'
import { disown, type Postmaster, processState, readPostmaster } from './postmaster-file.ts'
import { isSystemError } from './system-error.ts'

export interface SupervisorOptions {
  readonly dataDir: string
  readonly log: Logger
  /** Told what a first start is doing, in words for a person. */
  readonly onProgress?: (step: string) => void
  readonly binaries?: EmbeddedBinaries
}

const START_MS_MAX = 60_000
const STOP_MS_MAX = 10_000
const POLL_MS = 10
/** With growing pauses about seven seconds: as long as orphans of a killed server may take to end. */
const STARTS_MAX = 12
const LOG_BYTES_MAX = 1_000_000
const RESTART_WAIT_MS = 100
const RESTART_WAIT_MS_MAX = 10_000
/** Every process that uses the server holds this lock shared; who gets it alone may stop the server. */
const PRESENCE = 7_626_147

const SETTINGS = {
  max_connections: '64',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  io_method: 'sync',
  jit: 'off',
  log_min_messages: 'warning',
  // Statements hold amounts and names: they stay out of the log.
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const

const run = promisify(execFile)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Goes on in the last log, unless that has grown large; then it is put aside. */
async function openLog(log: string): Promise<FileHandle> {
  const found = await open(log, 'a', 0o600)
  const { size } = await found.stat()
  if (size < LOG_BYTES_MAX) return found
  await found.close()
  await rename(log, `${log}.before`)
  return open(log, 'a', 0o600)
}

/** false when there is nobody to signal. */
function signalled(pid: number, how: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, how)
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return false
    throw error
  }
}

/**
 * Runs the bundled PostgreSQL for a data folder, shared by every process that works on the folder: the first one starts
 * it, later ones adopt it, the last one stops it. A server that dies is started again.
 */
export class PostgresSupervisor implements AsyncDisposable {
  readonly #folder: PreparedFolder
  readonly #log: Logger
  readonly #closing = new AbortController()
  #child: ChildProcess | null = null
  #presence: pg.Client | null = null
  #postmaster: Postmaster | null = null
  #restarting: Promise<void> | null = null

  private constructor(folder: PreparedFolder, log: Logger) {
    this.#folder = folder
    this.#log = log
  }

  /** Returns once the server takes connections. Throws DATABASE_UNAVAILABLE with a next step when it cannot. */
  static async start(options: SupervisorOptions, signal: AbortSignal): Promise<PostgresSupervisor> {
    const binaries = options.binaries ?? (await embeddedBinaries())
    const onProgress = options.onProgress ?? (() => {})
    const folder = await prepareFolder(options.dataDir, binaries, onProgress, signal)
    const supervisor = new PostgresSupervisor(folder, options.log)
    try {
      await supervisor.#ensure(signal)
    } catch (error) {
      supervisor.#child?.kill('SIGINT')
      throw error
    }
    return supervisor
  }

  /** How to reach the server. */
  get access(): Access {
    const { sockets, password } = this.#folder
    return {
      host: sockets ?? '127.0.0.1',
      port: this.#postmaster?.port ?? 0,
      user: SERVER_USER,
      database: 'postgres',
      password,
    }
  }

  /** Process number of the server; null while it is down. */
  get pid(): number | null {
    return this.#restarting === null ? (this.#postmaster?.pid ?? null) : null
  }

  /** Lets go of the server, and stops it when nobody else uses it. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort('closing')
    await this.#restarting
    const presence = this.#presence
    this.#presence = null
    if (presence === null) {
      this.#child?.kill('SIGINT')
      return
    }
    const isLast = await this.#isLast(presence).catch((error: unknown) => {
      this.#log.warn('the database could not be asked who else uses it', { error })
      return false
    })
    if (isLast) await this.#stop()
    await presence.end().catch((error: unknown) => this.#log.debug('presence ended', { error }))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Adopts the server of the folder, or starts one, until one answers. */
  async #ensure(signal: AbortSignal): Promise<void> {
    const late = AbortSignal.timeout(START_MS_MAX)
    const either = AbortSignal.any([signal, late])
    try {
      for (let starts = 0; ; ) {
        const postmaster = await readPostmaster(this.#folder.data)
        const state = postmaster === null ? 'gone' : await processState(postmaster.pid)
        if (postmaster !== null && (state === 'zombie' || state === 'stranger')) {
          this.#log.warn('a dead server left its mark, which is taken away', { state })
          await disown(this.#folder.data, postmaster)
        } else if (postmaster !== null && state === 'server') {
          if (postmaster.isReady && (await this.#attach(postmaster))) return
        } else if (this.#child === null) {
          if (starts === STARTS_MAX) throw this.#failed()
          await delay(starts * RESTART_WAIT_MS, undefined, { signal: either })
          starts++
          await this.#spawn()
        }
        await delay(POLL_MS, undefined, { signal: either })
      }
    } catch (error) {
      if (late.aborted && isCancellation(error)) throw this.#failed()
      throw error
    }
  }

  #failed(): TradingError {
    const message =
      'The database does not start. Its own words are in postgres/postgres.log of the data folder. ' +
      'Free the disk if it is full, or set DATABASE_URL'
    return new TradingError('DATABASE_UNAVAILABLE', message)
  }

  async #spawn(): Promise<void> {
    const { binaries, launcher, data, sockets, log, environment } = this.#folder
    await makeSocketFolder(this.#folder)
    const output = await openLog(log)
    const reach =
      sockets === null
        ? [
            '-c',
            'listen_addresses=127.0.0.1',
            '-p',
            String(this.#postmaster?.port ?? (await freePort())),
          ]
        : ['-c', 'listen_addresses=', '-k', sockets, '-c', 'unix_socket_permissions=0700']
    const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`])
    try {
      const options = ['-D', data, ...reach, ...settings]
      const { command, args, identity } = launcher(programOf(binaries, 'postgres'), options)
      const child = spawn(command, args, {
        env: { LC_ALL: 'C', ...environment },
        cwd: data,
        stdio: ['ignore', output.fd, output.fd],
        // A group of its own: Ctrl-C in the terminal is for us, not for the database.
        detached: true,
        ...identity,
      })
      this.#child = child
      const ended = (why: unknown) => {
        if (this.#child === child) this.#child = null
        if (!this.#closing.signal.aborted) this.#log.warn('the database server ended', { why })
      }
      child.once('exit', (code, signal) => ended(signal ?? code))
      child.once('error', (error) => ended(error))
      child.unref()
    } finally {
      await output.close()
    }
  }

  /** Shows our presence on a living server; false when it is about to go. */
  async #attach(postmaster: Postmaster): Promise<boolean> {
    this.#postmaster = postmaster
    const client = new pg.Client({
      ...clientConfig(this.access, 'public', `robo ${process.pid} presence`, 0),
      lock_timeout: 0,
    })
    client.on('error', (error) => {
      if (!this.#closing.signal.aborted) this.#log.debug('the database connection broke', { error })
    })
    try {
      await client.connect()
      const { rows } = await client.query<{ folder: string }>(
        `select current_setting('data_directory') as folder, pg_advisory_lock_shared(${PRESENCE})`,
      )
      const serves = await realpath(rows[0]?.folder ?? '')
      if (serves !== this.#folder.data) {
        await client.end()
        throw this.#failed()
      }
    } catch (error) {
      if (error instanceof TradingError) throw error
      this.#log.debug('the database does not take connections yet', { error })
      await client.end().catch((cause: unknown) => this.#log.debug('attach ended', { cause }))
      return false
    }
    this.#presence = client
    client.once('end', () => this.#lost(client))
    return true
  }

  #lost(client: pg.Client): void {
    if (this.#presence !== client || this.#closing.signal.aborted) return
    this.#presence = null
    this.#log.warn('the database server is gone and is started again')
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = null
    })
  }

  async #restart(): Promise<void> {
    const { signal } = this.#closing
    for (
      let wait = RESTART_WAIT_MS;
      !signal.aborted;
      wait = Math.min(wait * 2, RESTART_WAIT_MS_MAX)
    ) {
      try {
        await this.#ensure(signal)
        return this.#log.info('the database is back')
      } catch (error) {
        if (signal.aborted) return
        this.#log.error('the database could not be started again', { error })
      }
      await delay(wait, undefined, { signal, ref: false }).catch((error: unknown) => {
        if (!isCancellation(error)) throw error
      })
    }
  }

  /** Whether nobody else is present; once it is, whoever comes waits until the server has gone, and starts it anew. */
  async #isLast(presence: pg.Client): Promise<boolean> {
    const { rows } = await presence.query<{ alone: boolean }>(
      `select pg_advisory_unlock_shared(${PRESENCE}), pg_try_advisory_lock(${PRESENCE}) as alone`,
    )
    if (rows[0]?.alone !== true) return false
    // Connections that we have just closed leave the list a moment later.
    for (let tries = 0; tries < 50; tries++) {
      const others = await presence.query(
        `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      if (others.rowCount === 0) return true
      await delay(POLL_MS)
    }
    return false
  }

  async #stop(): Promise<void> {
    await this.#endServer()
    // Whoever came meanwhile has its socket in there, and then it stays.
    await rmdir(this.#folder.sockets ?? '').catch((error: unknown) => {
      this.#log.debug('the socket folder stays', { error })
    })
  }

  async #endServer(): Promise<void> {
    const pid = this.#postmaster?.pid
    if (pid === undefined) return
    const { binaries, data } = this.#folder
    if (process.platform === 'win32') {
      await run(programOf(binaries, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w'])
      return
    }
    for (const how of ['SIGINT', 'SIGQUIT'] as const) {
      if (!signalled(pid, how)) return
      const late = AbortSignal.timeout(STOP_MS_MAX)
      while (!late.aborted) {
        if ((await processState(pid)) !== 'server') return
        await delay(POLL_MS)
      }
      this.#log.warn('the database server does not stop', { how })
    }
  }
}
