import { once } from 'node:events'
import type { Duplex } from 'node:stream'
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
 * `COPY … FROM STDIN` as the driver's queue takes it. Rows follow the statement at once, without waiting for leave: one
 * exchange, and a server that refuses the statement passes over them (manual, "Message Flow", COPY). Statements in front
 * of it in the same text share its exchange and its transaction.
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
    const { stream } = connection
    stream.cork()
    connection.query(this.#text)
    this.#send(stream).catch((error: unknown) => {
      this.#reject(error)
      if (!this.#isOver) stream.write(COPY_FAIL)
    })
  }

  /** The driver wraps it to stop its timer. */
  callback(): void {}

  handleCopyInResponse(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}

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

  async #send(stream: Duplex): Promise<void> {
    try {
      let isFirst = true
      for await (const chunk of this.#chunks) {
        if (!isFirst) await this.#breathe(stream)
        if (this.#isOver) return
        isFirst = false
        chunk[0] = COPY_DATA
        chunk.writeInt32BE(chunk.length - 1, 1)
        stream.write(chunk)
      }
      stream.write(COPY_DONE)
    } finally {
      // What was held back goes out as one packet.
      stream.uncork()
    }
  }

  /** Lets others run, and the socket take what it was given. */
  async #breathe(stream: Duplex): Promise<void> {
    stream.uncork()
    if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), this.done])
    await nextTurn()
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
