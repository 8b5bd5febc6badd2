import type { Kysely, Transaction } from 'kysely'
import type { EpochMs } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import { TradingError } from '../errors.ts'
import type { Health } from '../events/operations-events.ts'
import type { Logger } from '../log.ts'
import { accessOf, Database, type LaneOptions, SCHEMA, STATEMENT_MS_MAX } from './database.ts'
import { migrate } from './migrate.ts'
import { Notifications } from './notifications.ts'
import { PostgresSupervisor } from './postgres-supervisor.ts'
import type { Tables } from './tables.ts'

export interface StateOptions {
  /** A server that somebody runs, or the folder on which the bundled one is run. */
  readonly source: { readonly databaseUrl: string } | { readonly dataDir: string }
  readonly clock: Clock
  readonly log: Logger
  /** Told what a first start is doing, in words for a person. */
  readonly onProgress?: (step: string) => void
  /** Where the tables are, when it is not the usual schema. */
  readonly schema?: string
}

/** How the database stands, and when that was found. */
export interface StateHealth {
  readonly health: Health
  readonly reason: string
  readonly checkedAt: EpochMs
}

const CONNECTIONS_MAX = 8
const VERSION_MIN = 15
const SLOW_MS = 1_000
const TOO_OLD =
  'The server of DATABASE_URL is older than PostgreSQL 15. Upgrade it, or leave DATABASE_URL out to use the bundled one'

/** The only door to the database: everything that is kept goes through what this hands out. */
export class StateManager implements AsyncDisposable {
  readonly #clock: Clock
  readonly #database: Database
  readonly #supervisor: PostgresSupervisor | null
  readonly #notifications: Notifications
  #lanes: readonly Database[] = []
  #isClosed = false

  private constructor(
    options: StateOptions,
    database: Database,
    notifications: Notifications,
    supervisor: PostgresSupervisor | null,
  ) {
    this.#clock = options.clock
    this.#database = database
    this.#notifications = notifications
    this.#supervisor = supervisor
  }

  /** Starts or finds the server and brings its tables up to date. Throws DATABASE_UNAVAILABLE with a next step. */
  static async open(options: StateOptions, signal: AbortSignal): Promise<StateManager> {
    const { source, log, onProgress = () => {}, schema = SCHEMA } = options
    const supervisor =
      'dataDir' in source
        ? await PostgresSupervisor.start({ dataDir: source.dataDir, log, onProgress }, signal)
        : null
    const access = 'databaseUrl' in source ? accessOf(source.databaseUrl) : supervisor?.access
    if (access === undefined) throw new TradingError('INTERNAL', 'There is no database to open')
    const name = `robo ${process.pid}`
    const database = new Database({
      access,
      schema,
      name,
      max: CONNECTIONS_MAX,
      statementMs: STATEMENT_MS_MAX,
      log,
    })
    const state = new StateManager(options, database, new Notifications(access, log), supervisor)
    try {
      if (supervisor === null) await requireVersion(database)
      const made = await migrate(database)
      if (made.length > 0) log.info('the database is brought up to date', { changes: made })
    } catch (error) {
      await state.close()
      throw error
    }
    return state
  }

  /** Typed queries. */
  get db(): Kysely<Tables> {
    return this.#database.db
  }

  /** By which other threads of this program reach the same database, as a DATABASE_URL. It may hold a password. */
  get url(): string {
    return this.#database.url
  }

  /** All of it, or nothing of it. Keep it short: no waiting for anything but the database inside. */
  transaction<R>(work: (tx: Transaction<Tables>) => Promise<R>): Promise<R> {
    return this.db.transaction().execute(work)
  }

  /** Connections set apart for one use, so that others cannot make it wait; closed with the rest. */
  lane(name: string, options: Partial<LaneOptions> = {}): Database {
    const lane = this.#database.sibling({ name, max: 1, ...options })
    this.#lanes = [...this.#lanes.filter(({ isClosed }) => !isClosed), lane]
    return lane
  }

  /** Calls back after somebody notified the channel, and whenever that may have been missed. */
  listen(channel: string, listener: () => void): Promise<Disposable> {
    return this.#notifications.listen(channel, listener)
  }

  /** Asks the database now: nothing is healthy by default. */
  async health(): Promise<StateHealth> {
    const before = this.#clock.now()
    try {
      if (this.#supervisor !== null && this.#supervisor.pid === null) {
        return { health: 'blocked', reason: 'The database starts again', checkedAt: before }
      }
      await this.#database.query({ text: 'select 1' })
    } catch (error) {
      const { message } = toTradingError(error)
      return { health: 'blocked', reason: message, checkedAt: this.#clock.now() }
    }
    const checkedAt = this.#clock.now()
    const tookMs = checkedAt - before
    return tookMs > SLOW_MS
      ? { health: 'degraded', reason: `The database took ${tookMs} ms to answer`, checkedAt }
      : { health: 'ready', reason: 'The database answers', checkedAt }
  }

  /** Last opened, first closed; the bundled server stops with its last user. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#notifications.close()
    for (const lane of [...this.#lanes].reverse()) await lane.close()
    await this.#database.close()
    await this.#supervisor?.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

async function requireVersion(database: Database): Promise<void> {
  const text = `select current_setting('server_version_num')::int / 10000 as major`
  const { rows } = await database.query<{ major: number }>({ text })
  const major = rows[0]?.major ?? 0
  if (major < VERSION_MIN) throw new TradingError('CONFIGURATION_INVALID', TOO_OLD)
}
