import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { TradingError } from '../errors.ts'
import { databaseError } from './database-error.ts'

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** A connection whose failures are ours, so that no query needs a `catch` of its own. */
class GuardedConnection implements DatabaseConnection {
  readonly #client: PoolClient
  #failure: Error | undefined

  constructor(client: PoolClient) {
    this.#client = client
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const result = await this.#client.query<R & QueryResultRow>(sql, [...parameters])
      const { command, rowCount, rows } = result
      return WRITES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
    } catch (error) {
      throw databaseError(error)
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new TradingError('INTERNAL', 'Rows are read in pages here, not as a stream')
  }

  /** A connection on which even `rollback` failed is not used again. */
  async rollback(): Promise<void> {
    try {
      await this.#client.query('rollback')
    } catch (error) {
      const failure = databaseError(error)
      this.#failure = failure
      throw failure
    }
  }

  release(): void {
    this.#client.release(this.#failure)
  }
}

const foreign = () => new TradingError('INTERNAL', 'A connection of another pool was handed in')

class GuardedDriver implements Driver {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new GuardedConnection(await this.#pool.connect())
    } catch (error) {
      throw databaseError(error)
    }
  }

  async beginTransaction(to: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel, accessMode } = settings
    const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`
    const mode = accessMode === undefined ? '' : ` ${accessMode}`
    await to.executeQuery(CompiledQuery.raw(`begin${level}${mode}`))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (!(connection instanceof GuardedConnection)) throw foreign()
    await connection.rollback()
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (!(connection instanceof GuardedConnection)) throw foreign()
    connection.release()
  }

  /** The pool is closed by whoever opened it. */
  async destroy(): Promise<void> {}
}

/** PostgreSQL by Kysely, every failure mapped where it happens. */
export class GuardedDialect extends PostgresDialect {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): Driver {
    return new GuardedDriver(this.#pool)
  }
}
