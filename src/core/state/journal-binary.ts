import type { JournalRow } from '../journal.ts'
import { FRAME_BYTES } from './copy-in.ts'
import { COLUMNS } from './journal-text.ts'

/** Start and end of COPY's binary format (PostgreSQL manual, COPY, binary format). */
const HEAD = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TAIL = Buffer.from([0xff, 0xff])

const FIELDS = 13
/** Book, epoch, and the place behind which the rows come. */
const FENCE_PARAMETERS = 3
/** Everything of a row but its texts: lengths, numbers, ids and hash. */
const FIXED_BYTES = 192
/** Everything of an insert's messages but the rows and the book's name. */
const MESSAGE_BYTES = 128
const UTF8_BYTES_MAX = 3
const DASH = 45
const NULL = -1
const TWO_TO_32 = 2 ** 32

const BIND = 'B'.charCodeAt(0)
const LENGTH_BYTES = 4
/** All rows of the unnamed portal, and the end of the exchange. */
const EXECUTE_AND_SYNC = Buffer.from('E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04', 'latin1')
/** One format code for all parameters: binary. */
const ALL_BINARY = 0x0001_0001

/** Who may write, and what the rows must follow. */
export interface Fence {
  readonly book: string
  readonly epoch: number
  /** Place of the last row that is stored. */
  readonly behind: number
}

/** How an insert of so many rows is named where it is prepared. */
export const insertName = (count: number): string => `journal_insert_${count}`

/**
 * Stores so many rows. The fence, which answers nothing, stands in the first value of the first row: it is asked once,
 * before anything is written, at no further statement's cost.
 */
export function insertText(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const book = index === 0 ? '$1::text || journal_fence($1, $2, $3)::text' : '$1'
    const first = FENCE_PARAMETERS + index * (FIELDS - 1) + 1
    const others = Array.from({ length: FIELDS - 1 }, (__, column) => `$${first + column}`)
    return `(${[book, ...others].join(', ')})`
  })
  return `insert into journal (${COLUMNS}) values ${rows.join(', ')}`
}

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
    this.#fields(row)
  }

  /** A row's fields but the book. */
  #fields(row: JournalRow): void {
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

  /** Bind of the unnamed portal, Execute and Sync; what is bound is known to be as long at the end. */
  insert({ book, epoch, behind }: Fence, rows: readonly JournalRow[]): void {
    const bytes = this.#bytes
    const start = this.#at
    this.#at = bytes.writeUInt8(BIND, start) + LENGTH_BYTES
    this.#at += bytes.write(`\0${insertName(rows.length)}\0`, this.#at, 'latin1')
    this.#at = bytes.writeInt32BE(ALL_BINARY, this.#at)
    this.#at = bytes.writeInt16BE(FENCE_PARAMETERS + rows.length * (FIELDS - 1), this.#at)
    this.#text(book)
    this.#int8(epoch)
    this.#int8(behind)
    for (const row of rows) this.#fields(row)
    this.#at = bytes.writeInt16BE(0, this.#at)
    bytes.writeInt32BE(this.#at - start - 1, start + 1)
    this.bytes(EXECUTE_AND_SYNC)
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

/** What the server is sent to store rows behind the fence by a prepared insert (manual, "Message Formats"). */
export function insertMessages(fence: Fence, rows: readonly JournalRow[]): Buffer {
  const { book } = fence
  const size = MESSAGE_BYTES + book.length * UTF8_BYTES_MAX + bytesMax(book, rows)
  const writer = new RowWriter(size, 0)
  writer.insert(fence, rows)
  return writer.written
}
