import type { Connection, PoolClient, Submittable } from 'pg'
import type { JournalRow } from '../journal.ts'
import { databaseError } from './database-error.ts'
import { type Fence, insertMessages, STATEMENTS } from './journal-binary.ts'

/**
 * Prepared statements run as one exchange, so in one transaction (manual, "Pipelining"). The server says nothing before
 * the last of them is committed: neither side is woken in between, which costs more than the work itself.
 */
class Exchange implements Submittable {
  readonly done: Promise<void>
  readonly #messages: Buffer
  readonly #isPrepared: boolean
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(messages: Buffer, isPrepared: boolean) {
    this.#messages = messages
    this.#isPrepared = isPrepared
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: Connection): void {
    const { stream } = connection
    if (this.#isPrepared) {
      stream.write(this.#messages)
      return
    }
    stream.cork()
    for (const [name, text] of Object.entries(STATEMENTS)) {
      connection.parse({ name, text, types: [] }, true)
    }
    stream.write(this.#messages)
    stream.uncork()
  }

  /** The driver wraps it to stop its timer. */
  callback(): void {}

  handleParseComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
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

/** Stores a few rows of a book behind the fence: faster than COPY, as long as there are few. */
export class JournalInsert {
  readonly #prepared = new WeakSet<PoolClient>()

  /** Returns once they are committed. Throws as queries do; the connection must not be used any more then. */
  async run(client: PoolClient, fence: Fence, rows: readonly JournalRow[]): Promise<void> {
    const messages = insertMessages(fence, rows)
    try {
      await client.query(new Exchange(messages, this.#prepared.has(client))).done
    } catch (error) {
      throw databaseError(error)
    }
    this.#prepared.add(client)
  }
}
