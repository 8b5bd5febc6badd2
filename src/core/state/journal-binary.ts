import type { JournalRow } from '../journal.ts'
import { FRAME_BYTES } from './copy-in.ts'
import { COLUMNS } from './journal-text.ts'

/** Start and end of COPY's binary format (PostgreSQL manual, COPY, binary format). */
const HEAD = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TAIL = Buffer.from([0xff, 0xff])

const FIELDS = 13
/** Everything of a row but its texts: lengths, numbers, ids and hash. */
const FIXED_BYTES = 192
/** Everything of a statement's messages but its parameters; the fence's own are less than a row's. */
const MESSAGE_BYTES = 64
const UTF8_BYTES_MAX = 3
const DASH = 45
const NULL = -1
const TWO_TO_32 = 2 ** 32

const BIND = 'B'.charCodeAt(0)
const EXECUTE = 'E'.charCodeAt(0)
const SYNC = 'S'.charCodeAt(0)
/** One format code for all parameters: binary. */
const ALL_BINARY = 0x0001_0001

/** Who may write, and what the rows must follow. */
export interface Fence {
  readonly book: string
  readonly epoch: number
  /** Place of the last row that is stored. */
  readonly behind: number
}

/** What `insertMessages` runs, by the names under which it must have been prepared. */
export const STATEMENTS = {
  journal_fence: 'select journal_fence($1, $2, $3)',
  journal_insert: `insert into journal (${COLUMNS})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
} as const

const NIBBLES = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) NIBBLES[digit.toString(16).charCodeAt(0)] = digit

/** Rows with the least work for the server, which is the slower side: COPY and Bind write fields alike. */
class RowWriter {
  readonly #bytes: Buffer
  #at: number

  constructor(size: number, from: number) {
    this.#bytes = Buffer.allocUnsafe(size)
    this.#at = from
  }

  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  bytes(bytes: Buffer): void {
    this.#at += bytes.copy(this.#bytes, this.#at)
  }

  row(book: string, row: JournalRow): void {
    this.#at = this.#bytes.writeInt16BE(FIELDS, this.#at)
    this.#text(book)
    this.#int8(row.seq)
    this.#uuid(row.id)
    this.#text(row.type)
    this.#int4(row.version)
    this.#int8(row.at)
    this.#text(row.source)
    this.#uuid(row.correlationId)
    this.#int8(row.cause)
    if (row.causationId === null) this.#at = this.#bytes.writeInt32BE(NULL, this.#at)
    else this.#uuid(row.causationId)
    this.#boolean(row.isInput)
    this.#text(row.data)
    this.#hex(row.hash, 32)
  }

  fence({ book, epoch, behind }: Fence): void {
    const start = this.#bind('journal_fence')
    this.#at = this.#bytes.writeInt16BE(3, this.#at)
    this.#text(book)
    this.#int8(epoch)
    this.#int8(behind)
    this.#execute(start)
  }

  insert(book: string, row: JournalRow): void {
    const start = this.#bind('journal_insert')
    this.row(book, row)
    this.#execute(start)
  }

  sync(): void {
    this.#at = this.#bytes.writeUInt8(SYNC, this.#at)
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
  }

  /** The unnamed portal from a statement; its length is known at the end. */
  #bind(statement: keyof typeof STATEMENTS): number {
    const start = this.#at
    this.#at = this.#bytes.writeUInt8(BIND, start) + 4
    this.#at += this.#bytes.write(`\0${statement}\0`, this.#at, 'latin1')
    this.#at = this.#bytes.writeInt32BE(ALL_BINARY, this.#at)
    return start
  }

  #execute(start: number): void {
    const end = this.#bytes.writeInt16BE(0, this.#at)
    this.#bytes.writeInt32BE(end - start - 1, start + 1)
    this.#at = this.#bytes.writeUInt8(EXECUTE, end)
    this.#at = this.#bytes.writeInt32BE(9, this.#at)
    this.#at = this.#bytes.writeUInt8(0, this.#at)
    this.#at = this.#bytes.writeInt32BE(0, this.#at)
  }

  #int4(value: number): void {
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
    this.#at = this.#bytes.writeInt32BE(value, this.#at)
  }

  #int8(value: number): void {
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    this.#at = this.#bytes.writeInt32BE(Math.floor(value / TWO_TO_32), this.#at)
    this.#at = this.#bytes.writeUInt32BE(value >>> 0, this.#at)
  }

  #boolean(value: boolean): void {
    this.#at = this.#bytes.writeInt32BE(1, this.#at)
    this.#at = this.#bytes.writeInt8(value ? 1 : 0, this.#at)
  }

  #text(value: string): void {
    const length = this.#bytes.write(value, this.#at + 4)
    this.#bytes.writeInt32BE(length, this.#at)
    this.#at += 4 + length
  }

  #uuid(value: string): void {
    this.#hex(value, 16)
  }

  /** Two digits a byte; dashes are passed over. */
  #hex(digits: string, length: number): void {
    const bytes = this.#bytes
    let at = bytes.writeInt32BE(length, this.#at)
    for (let index = 0; index < digits.length; index += 2) {
      if (digits.charCodeAt(index) === DASH) index++
      const high = NIBBLES[digits.charCodeAt(index)] ?? 0
      bytes[at++] = (high << 4) | (NIBBLES[digits.charCodeAt(index + 1)] ?? 0)
    }
    this.#at = at
  }
}

/** Most bytes that the fields of rows take. */
function bytesMax(book: string, rows: readonly JournalRow[]): number {
  let size = 0
  for (const { type, source, data } of rows) {
    const letters = book.length + type.length + source.length + data.length
    size += FIXED_BYTES + letters * UTF8_BYTES_MAX
  }
  return size
}

/** Some rows of a book as a chunk of a COPY; the first and the last of them carry the format's head and tail. */
export function copyRows(
  book: string,
  rows: readonly JournalRow[],
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): Buffer {
  const size = FRAME_BYTES + HEAD.length + TAIL.length + bytesMax(book, rows)
  const writer = new RowWriter(size, FRAME_BYTES)
  if (isFirst) writer.bytes(HEAD)
  for (const row of rows) writer.row(book, row)
  if (isLast) writer.bytes(TAIL)
  return writer.written
}

/** What the server is sent to store rows behind the fence by prepared statements (manual, "Message Formats"). */
export function insertMessages(fence: Fence, rows: readonly JournalRow[]): Buffer {
  const { book } = fence
  const own = (rows.length + 2) * MESSAGE_BYTES + book.length * UTF8_BYTES_MAX
  const writer = new RowWriter(own + bytesMax(book, rows), 0)
  writer.fence(fence)
  for (const row of rows) writer.insert(book, row)
  writer.sync()
  return writer.written
}
