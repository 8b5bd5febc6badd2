/** Longest line that is read; a longer one is refused by its number and skipped. */
export const LINE_BYTES_MAX = 65_536
/** Most cells of a line whose places are kept; the count goes on. */
const CELLS_MAX = 256

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9
const QUOTE = 34

const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || byte === TAB || byte === CR || byte === QUOTE

/** One line cut into cells: places in `bytes`, valid only during the call that hands it over. */
export class CsvLine {
  bytes: Buffer = Buffer.alloc(0)
  readonly starts = new Int32Array(CELLS_MAX)
  readonly ends = new Int32Array(CELLS_MAX)
  /** Cells on the line, also those beyond what is kept. */
  count = 0
  /** From 1, the header included. */
  number = 0
  /** False for a last line without a line end, which may have been cut. */
  isTerminated = true
  /** Why the line cannot be read, or null. */
  problem: string | null = null

  /** First byte of a cell behind blanks and an opening quote. */
  startOf(cell: number): number {
    let start = this.starts[cell] ?? 0
    const end = this.ends[cell] ?? 0
    while (start < end && isBlank(this.bytes[start])) start++
    return start
  }

  /** End of a cell before blanks and a closing quote. */
  endOf(cell: number, start: number): number {
    let end = this.ends[cell] ?? 0
    while (end > start && isBlank(this.bytes[end - 1])) end--
    return end
  }

  /** The cell as text, without quotes; empty when the line has no such cell. */
  text(cell: number): string {
    if (cell < 0 || cell >= this.count || cell >= CELLS_MAX) return ''
    const start = this.startOf(cell)
    return this.bytes.toString('utf8', start, this.endOf(cell, start)).replaceAll('""', '"')
  }

  /** All cells as text. */
  texts(): readonly string[] {
    return Array.from({ length: Math.min(this.count, CELLS_MAX) }, (_, cell) => this.text(cell))
  }
}

/** Cuts bytes into lines and cells as they come; holds one line at most. Blank lines are passed over. */
export class CsvScanner {
  readonly #onLine: (line: CsvLine) => void
  readonly #line = new CsvLine()
  #delimiter = 0
  #carry = Buffer.alloc(0)
  #isSkipping = false
  #number = 0

  constructor(onLine: (line: CsvLine) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    let start = 0
    if (this.#carry.length > 0 || this.#isSkipping) {
      const lineEnd = chunk.indexOf(LF)
      this.#keep(chunk.subarray(0, lineEnd < 0 ? chunk.length : lineEnd + 1))
      if (lineEnd < 0) return
      this.#finishCarried()
      start = lineEnd + 1
    }
    const end = this.#scan(chunk, start)
    if (end < chunk.length) this.#keep(chunk.subarray(end))
  }

  /** Hands over a last line that has no line end. */
  end(): void {
    if (this.#carry.length === 0 && !this.#isSkipping) return
    this.#line.isTerminated = false
    this.#keep(Buffer.from([LF]))
    this.#finishCarried()
  }

  #keep(bytes: Buffer): void {
    if (this.#isSkipping) return
    if (this.#carry.length + bytes.length > LINE_BYTES_MAX) {
      this.#isSkipping = true
      this.#carry = Buffer.alloc(0)
    } else this.#carry = Buffer.concat([this.#carry, bytes])
  }

  #finishCarried(): void {
    const bytes = this.#carry
    this.#carry = Buffer.alloc(0)
    if (!this.#isSkipping) {
      this.#scan(bytes, 0)
      return
    }
    this.#isSkipping = false
    this.#number++
    this.#emit(bytes, 0, 0, `the line is longer than ${LINE_BYTES_MAX / 1_024} kB`)
  }

  /** Hands over every whole line; answers where the rest begins. */
  #scan(bytes: Buffer, from: number): number {
    let start = from
    if (this.#number === 0 && from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb) start = 3
    while (start < bytes.length) {
      const next = this.#scanLine(bytes, start)
      if (next < 0) return start
      start = next
    }
    return start
  }

  /** Cuts one line; −1 when its end is not there yet. */
  #scanLine(bytes: Buffer, from: number): number {
    if (this.#delimiter === 0) {
      const lineEnd = bytes.indexOf(LF, from)
      if (lineEnd < 0) return -1
      this.#delimiter = delimiterOf(bytes.subarray(from, lineEnd))
    }
    const { starts, ends } = this.#line
    const delimiter = this.#delimiter
    // Nearly every byte is a letter or a digit and lies above all that matter here.
    const highest = Math.max(delimiter, QUOTE)
    let cell = 0
    let start = from
    let problem: string | null = null
    const { length } = bytes
    for (let i = from; i < length; i++) {
      const byte = bytes[i] ?? LF
      if (byte > highest) continue
      if (byte === delimiter) {
        starts[cell] = start
        ends[cell] = i
        cell++
        start = i + 1
      } else if (byte === LF) {
        starts[cell] = start
        ends[cell] = i
        this.#number++
        if (cell > 0 || !isEmpty(bytes, from, i)) this.#emit(bytes, i - from, cell + 1, problem)
        return i + 1
      } else if (byte === QUOTE && isEmpty(bytes, start, i)) {
        const close = closingQuote(bytes, i + 1)
        if (close === bytes.length) return -1
        if (bytes[close] === LF) problem = 'a quote is not closed'
        i = bytes[close] === LF ? close - 1 : close
      }
    }
    return -1
  }

  #emit(bytes: Buffer, length: number, count: number, problem: string | null): void {
    const line = this.#line
    line.bytes = bytes
    line.count = count
    line.number = this.#number
    line.problem =
      length > LINE_BYTES_MAX ? `the line is longer than ${LINE_BYTES_MAX / 1_024} kB` : problem
    this.#onLine(line)
  }
}

function isEmpty(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isBlank(bytes[i])) return false
  return true
}

/** Place of the quote that ends a cell, or of the line end before it, or the length when neither is there. */
function closingQuote(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === LF) return i
    if (bytes[i] !== QUOTE) continue
    if (bytes[i + 1] !== QUOTE) return i
    i++
  }
  return bytes.length
}

/** Comma, unless the first line has more tabs or semicolons. */
function delimiterOf(line: Buffer): number {
  const counts = [',', '\t', ';'].map((text) => {
    const code = text.charCodeAt(0)
    return { code, count: line.reduce((sum, byte) => sum + (byte === code ? 1 : 0), 0) }
  })
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).code
}
