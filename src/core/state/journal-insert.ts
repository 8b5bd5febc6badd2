import type { Connection, PoolClient, QueryParse, Submittable } from 'pg'
import type { JournalRow } from '../journal.ts'
import { databaseError } from './database-error.ts'
import { type Fence, insertMessages, insertName, insertText } from './journal-binary.ts'

/**
 * A prepared statement as one exchange and one transaction. The server says nothing before it is committed: neither side
 * is woken in between, which costs more than the work itself.
 */
class Exchange implements Submittable {
  readonly done: Promise<void>
  readonly #prepare: QueryParse | null
  readonly #messages: Buffer
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(prepare: QueryParse | null, messages: Buffer) {
    this.#prepare = prepare
    this.#messages = messages
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: Connection): void {
    if (this.#prepare !== null) connection.parse(this.#prepare, true)
    connection.stream.write(this.#messages)
  }

  /** The driver wraps it to stop its timer. */
  callback(): void {}

  handleParseComplete(): void {}
  handleCommandComplete(): void {}

  handleError(error: unknown): void {
    this.callback()
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    this.callback()
    this.#resolve()
  }
}

/** Stores a few rows of a book behind the fence: sooner than COPY, as long as they are few. */
export class JournalInsert {
  /** For how many rows it is prepared, by connection. */
  readonly #prepared = new WeakMap<PoolClient, Set<number>>()

  /** Returns once they are committed. Throws as queries do; the connection must not be used any more then. */
  async run(client: PoolClient, fence: Fence, rows: readonly JournalRow[]): Promise<void> {
    const count = rows.length
    const prepared = this.#prepared.get(client) ?? new Set()
    const prepare = prepared.has(count)
      ? null
      : { name: insertName(count), text: insertText(count), types: [] }
    try {
      await client.query(new Exchange(prepare, insertMessages(fence, rows))).done
    } catch (error) {
      throw databaseError(error)
    }
    if (prepare !== null) this.#prepared.set(client, prepared.add(count))
  }
}
