import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBVector,
} from '@duckdb/node-api'
import { at, type BarColumns, emptyBars } from '../../domain/bar.ts'
import { cancelled } from '../cancellation.ts'
import { TradingError } from '../errors.ts'

/** What DuckDB may use of the machine. */
export interface EngineLimits {
  readonly threads: number
  readonly memoryMb: number
}

export const ENGINE_LIMITS: EngineLimits = { threads: 2, memoryMb: 512 }

/** A database that is on no disk. */
export const MEMORY = ':memory:'

/** Rows that travel between DuckDB and us at once: its vector size. */
const CHUNK = 2_048

/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

type Items = Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array

/**
 * The memory behind a vector. The binding keeps it private and offers one call a value instead, which costs more than
 * the query; the version is pinned, and a change of it fails here, loudly.
 */
function itemsOf(vector: object): Items {
  const items: unknown = Reflect.get(vector, 'items')
  if (
    items instanceof Float64Array ||
    items instanceof Int32Array ||
    items instanceof Uint8Array ||
    items instanceof Uint16Array ||
    items instanceof Uint32Array
  ) {
    return items
  }
  throw new TradingError('INTERNAL', 'The vectors of DuckDB are not laid out as expected')
}

/** DuckDB inside the process, behind the few calls that the store needs. */
export class BarEngine {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  /** `path`: a database file, which is locked against other processes until `close`, or `MEMORY`. */
  static async open(path: string, limits: EngineLimits): Promise<BarEngine> {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(path, {
      threads: String(limits.threads),
      memory_limit: `${limits.memoryMb}MB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Reading needs no room on disk; the default would be a folder wherever the program was started.
      ...(path === MEMORY ? { temp_directory: '' } : {}),
    })
    return new BarEngine(instance, await instance.connect())
  }

  async run(sql: string, signal: AbortSignal): Promise<void> {
    await guarded(this.#connection, signal, () => this.#connection.run(sql))
  }

  /** Runs a query whose columns are all DOUBLE and hands its rows over in chunks, which are valid during the call. */
  async scan(
    sql: string,
    signal: AbortSignal,
    onRows: (columns: readonly Float64Array[], length: number) => void,
  ): Promise<void> {
    const connection = await this.#instance.connect()
    try {
      await guarded(connection, signal, async () => {
        for await (const chunk of await connection.stream(sql)) {
          const columns: Float64Array[] = []
          for (let column = 0; column < chunk.columnCount; column++) {
            const items = itemsOf(chunk.getColumnVector(column))
            if (items instanceof Float64Array) columns.push(items)
          }
          onRows(columns, chunk.rowCount)
        }
      })
    } finally {
      connection.closeSync()
    }
  }

  /** A way to fill a table of `BAR_TABLE`'s columns. */
  async appender(table: string): Promise<BarAppender> {
    const { DuckDBDataChunk } = await import('@duckdb/node-api')
    const appender = await this.#connection.createAppender(table)
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i))
    return new BarAppender(appender, (rows) => DuckDBDataChunk.create(types, rows))
  }

  /** Lets go of the database and its lock. */
  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

/** Runs a query that the signal interrupts, and gives its failure a place in the table of errors. */
async function guarded<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelled(signal)
  const interrupt = () => connection.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (error instanceof TradingError) throw error
    const message = 'Stored bars could not be read or written'
    throw new TradingError('RESOURCE_HIGH', message, { cause: error })
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}

/** How segments are written: small, quick to read, in the order of the rows. */
export const PARQUET_OPTIONS = '(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)'

/** Columns of a table that a `BarAppender` fills, behind one that names the instruments. */
export const BAR_TABLE =
  'series INTEGER, "at" DOUBLE, open INTEGER, high INTEGER, low INTEGER, close INTEGER, volume DOUBLE'

/** A chunk of DuckDB and the memory behind its columns. */
interface Frame {
  readonly chunk: DuckDBDataChunk
  readonly vectors: readonly DuckDBVector[]
  readonly items: readonly Items[]
}

/** Collects bars and hands them to DuckDB a vector at a time. */
export class BarAppender {
  readonly #appender: DuckDBAppender
  readonly #chunkOf: (rows: number) => DuckDBDataChunk
  readonly #full: Frame
  readonly #names = new Float64Array(CHUNK)
  readonly #series = new Float64Array(CHUNK)
  readonly #bars = emptyBars(CHUNK)
  #length = 0
  #count = 0

  constructor(appender: DuckDBAppender, chunkOf: (rows: number) => DuckDBDataChunk) {
    this.#appender = appender
    this.#chunkOf = chunkOf
    this.#full = this.#frameOf(CHUNK)
  }

  /** Bars taken so far. */
  get count(): number {
    return this.#count
  }

  /** Takes one bar. `name`: place of the instrument in the table's enumeration. */
  push(name: number, series: number, bars: BarColumns, row: number): void {
    if (this.#length === CHUNK) this.#flush(this.#full)
    const next = this.#length++
    const own = this.#bars
    this.#names[next] = name
    this.#series[next] = series
    own.at[next] = at(bars.at, row)
    own.open[next] = at(bars.open, row)
    own.high[next] = at(bars.high, row)
    own.low[next] = at(bars.low, row)
    own.close[next] = at(bars.close, row)
    own.volume[next] = at(bars.volume, row)
    this.#count++
  }

  close(): void {
    if (this.#length > 0) this.#flush(this.#frameOf(this.#length))
    this.#appender.closeSync()
  }

  #frameOf(rows: number): Frame {
    const chunk = this.#chunkOf(rows)
    const vectors = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i))
    return { chunk, vectors, items: vectors.map(itemsOf) }
  }

  #flush({ chunk, vectors, items }: Frame): void {
    const { at: times, open, high, low, close, volume } = this.#bars
    const columns = [this.#names, this.#series, times, open, high, low, close, volume]
    for (const [column, values] of columns.entries()) {
      items[column]?.set(values.subarray(0, this.#length))
      vectors[column]?.flush()
    }
    this.#appender.appendDataChunk(chunk)
    this.#length = 0
  }
}
