import { setTimeout as delay } from 'node:timers/promises'
import { Kysely } from 'kysely'
import pg from 'pg'
import { isCancellation } from '../cancellation.ts'
import { ConfigurationError, TradingError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { databaseError } from './database-error.ts'
import { GuardedDialect } from './guarded-dialect.ts'
import type { Tables } from './tables.ts'

/** Everything of ours lives in this schema, so that a shared server stays tidy and a restore can be swapped in. */
export const SCHEMA = 'robo'

/** How a server is reached: our own by its socket, somebody else's by the words of DATABASE_URL. */
export type Access =
  | { readonly connectionString: string }
  | {
      readonly host: string
      readonly port: number
      readonly user: string
      readonly database: string
      readonly password: string | undefined
    }

/** What one use of a database may want otherwise than the rest. */
export interface LaneOptions {
  readonly schema: string
  /** Most connections at once. */
  readonly max: number
  /** Longest a statement may take; 0 lets it take its time. */
  readonly statementMs: number
}

export interface DatabaseOptions extends LaneOptions {
  readonly access: Access
  /** Shown in `pg_stat_activity`: who holds a connection. */
  readonly name: string
  readonly log: Logger
}

const CONNECT_MS_MAX = 10_000
/** Longest a statement may take where nothing else is said. */
export const STATEMENT_MS_MAX = 30_000
/** So much longer than the server's own limit we wait: for a server that does not answer at all. */
const ANSWER_MS = 15_000
const IDLE_IN_TRANSACTION_MS_MAX = 60_000
const LOCK_MS_MAX = 15_000
const CLOSE_MS_MAX = 3_000

/** Throws rather than rounds: every whole number here is exact. */
function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new TradingError('INTERNAL', 'A stored number is larger than can be held exactly')
}

/** The driver's own; what it returns depends on the type, so it is unknown here. */
const parserOf: (oid: number, format?: 'text' | 'binary') => (text: string) => unknown =
  pg.types.getTypeParser

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? wholeNumber : parserOf(oid, format),
}

/** Reads DATABASE_URL; its own `options` would override the schema, so they are dropped. */
export function accessOf(databaseUrl: string): Access {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    const example = 'postgres://user:password@host:5432/database'
    throw new ConfigurationError('DATABASE_URL', `DATABASE_URL is not written like ${example}`)
  }
  url.searchParams.delete('options')
  return { connectionString: url.href }
}

/** The same way in as a DATABASE_URL, for another thread of this program. It may hold a password: it is shown nowhere. */
function urlOf(access: Access): string {
  if ('connectionString' in access) return access.connectionString
  const { host, port, user, database, password } = access
  const query = new URLSearchParams({ host, port: String(port), user })
  if (password !== undefined) query.set('password', password)
  return `postgres:///${encodeURIComponent(database)}?${query.toString()}`
}

/** Settings of one connection; `schema` is where unqualified names live. */
export const clientConfig = (
  access: Access,
  schema: string,
  name: string,
  statementMs: number = STATEMENT_MS_MAX,
): pg.ClientConfig => ({
  ...access,
  options: `-c search_path=${schema}`,
  application_name: name,
  connectionTimeoutMillis: CONNECT_MS_MAX,
  statement_timeout: statementMs,
  query_timeout: statementMs === 0 ? 0 : statementMs + ANSWER_MS,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
  lock_timeout: LOCK_MS_MAX,
  keepAlive: true,
  types,
})

/** A few connections to one schema: typed queries by Kysely, and raw ones where microseconds count. */
export class Database {
  readonly db: Kysely<Tables>
  readonly schema: string
  readonly #pool: pg.Pool
  readonly #options: DatabaseOptions

  constructor(options: DatabaseOptions) {
    const { access, schema, name, max, statementMs, log } = options
    const config = clientConfig(access, schema, name, statementMs)
    this.#options = options
    this.schema = schema
    this.#pool = new pg.Pool({ ...config, max, idleTimeoutMillis: 0 })
    this.#pool.on('error', (error) => log.warn('an idle database connection was lost', { error }))
    this.#pool.on('connect', (client) => {
      // The pool listens only while a client is idle; a socket that breaks in between would end the process.
      client.on('error', (error) => log.warn('a database connection was lost', { error }))
    })
    this.db = new Kysely<Tables>({ dialect: new GuardedDialect(this.#pool) })
  }

  /** Where others reach it, as a DATABASE_URL. */
  get url(): string {
    return urlOf(this.#options.access)
  }

  /** The same server, for another use. */
  sibling(other: Partial<LaneOptions> & { readonly name: string }): Database {
    return new Database({ ...this.#options, ...other })
  }

  /** One raw statement; with a name it is prepared once a connection. */
  async query<R extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<R>> {
    try {
      return await this.#pool.query<R>(config)
    } catch (error) {
      throw databaseError(error)
    }
  }

  /** Lends one connection; after a failure it is closed rather than lent again. */
  async using<R>(work: (client: pg.PoolClient) => Promise<R>): Promise<R> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw databaseError(error)
    })
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw isCancellation(error) ? error : databaseError(error)
    }
  }

  get isClosed(): boolean {
    return this.#pool.ending
  }

  /** Waits for what is under way, but not for ever. */
  async close(): Promise<void> {
    if (this.isClosed) return
    const tooLong = delay(CLOSE_MS_MAX, undefined, { ref: false })
    await Promise.race([this.#pool.end(), tooLong])
  }
}
