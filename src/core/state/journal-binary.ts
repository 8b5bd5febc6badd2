import type { JournalRow } from '../journal.ts'
import { FRAME_BYTES } from './copy-in.ts'

/** Start and end of COPY's binary format (PostgreSQL manual, COPY, binary format). */
const HEAD = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TAIL = Buffer.from([0xff, 0xff])

const FIELDS = 13
/** Everything of a row but its texts: lengths, numbers, ids and hash. */
const FIXED_BYTES = 192
const UTF8_BYTES_MAX = 3
const DASH = 45
const NULL = -1
const TWO_TO_32 = 2 ** 32

const NIBBLES = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) NIBBLES[digit.toString(16).charCodeAt(0)] = digit

/** Rows as COPY takes them with the least work for the server, which is the slower side. */
class RowWriter {
  readonly #bytes: Buffer
  #at = FRAME_BYTES

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
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

/** Some rows of a book as a chunk of a COPY; the first and the last of them carry the format's head and tail. */
export function copyRows(
  book: string,
  rows: readonly JournalRow[],
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): Buffer {
  let size = FRAME_BYTES + HEAD.length + TAIL.length
  for (const { type, source, data } of rows) {
    const letters = book.length + type.length + source.length + data.length
    size += FIXED_BYTES + letters * UTF8_BYTES_MAX
  }
  const writer = new RowWriter(size)
  if (isFirst) writer.bytes(HEAD)
  for (const row of rows) writer.row(book, row)
  if (isLast) writer.bytes(TAIL)
  return writer.written
}
