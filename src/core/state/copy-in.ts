import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Connection, PoolClient, Submittable } from 'pg'
import { databaseError } from './database-error.ts'

/** Bytes that a chunk must leave free in front: the frame that carries it (PostgreSQL manual, CopyData). */
export const FRAME_BYTES = 5

const COPY_DATA = 'd'.charCodeAt(0)
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4])
const COPY_FAIL = Buffer.from([0x66, 0, 0, 0, 5, 0])

/** Chunks of a COPY, each with `FRAME_BYTES` in front. Asked for one a turn of the event loop. */
export type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>

/**
 * `COPY … FROM STDIN` as the driver's queue takes it. Statements in front of it in the same text share its exchange and
 * its transaction. Unlike a stream it is done, whatever happens, when it says so: nothing is written after a failure.
 */
class CopyIn implements Submittable {
  readonly done: Promise<void>
  readonly #text: string
  readonly #chunks: Chunks
  #resolve: () => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #isOver = false

  constructor(text: string, chunks: Chunks) {
    this.#text = text
    this.#chunks = chunks
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: Connection): void {
    connection.query(this.#text)
  }

  /** The driver wraps it to stop its timer. */
  callback(): void {}

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}

  handleCopyInResponse(connection: Connection): void {
    this.#send(connection).catch((error: unknown) => {
      this.#reject(error)
      if (!this.#isOver) connection.stream.write(COPY_FAIL)
    })
  }

  handleError(error: unknown): void {
    this.#isOver = true
    this.callback()
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    this.#isOver = true
    this.callback()
    this.#resolve()
  }

  async #send({ stream }: Connection): Promise<void> {
    for await (const chunk of this.#chunks) {
      if (this.#isOver) return
      chunk[0] = COPY_DATA
      chunk.writeInt32BE(chunk.length - 1, 1)
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), this.done])
      await nextTurn()
    }
    if (!this.#isOver) stream.write(COPY_DONE)
  }
}

/** Runs `text`, whose last statement is a COPY from us, and returns once it is committed. Throws as queries do. */
export async function copyIn(client: PoolClient, text: string, chunks: Chunks): Promise<void> {
  try {
    await client.query(new CopyIn(text, chunks)).done
  } catch (error) {
    throw databaseError(error)
  }
}
