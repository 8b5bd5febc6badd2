/** Longest single item that is read; a longer one is refused by its line and skipped. */
export const ITEM_BYTES_MAX = 1 << 20

const LF = 10
const QUOTE = 34
const COMMA = 44
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN = 123
const CLOSE = 125

/** One object of a file, or why something in its place is none. */
export type JsonItem =
  | { readonly line: number; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string }

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13 || byte === LF

/** Whether a file that begins so is JSON: a list or an object. */
export function looksLikeJson(bytes: Buffer): boolean {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0
  while (start < bytes.length && isBlank(bytes[start] ?? 0)) start++
  return bytes[start] === OPEN_LIST || bytes[start] === OPEN
}

/** Finds the objects of a list, or of a file with one on each line, as bytes come; holds one object at most. */
export class JsonItems {
  readonly #onItem: (item: JsonItem) => void
  #parts: Buffer[] = []
  #held = 0
  #line = 1
  #itemLine = 0
  #depth = 0
  #isText = false
  #isEscaped = false
  #isJunk = false
  #lists = 0

  constructor(onItem: (item: JsonItem) => void) {
    this.#onItem = onItem
  }

  push(chunk: Buffer): void {
    let start = this.#depth > 0 ? 0 : -1
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? LF
      if (byte === LF) this.#line++
      if (this.#depth === 0) {
        if (byte !== OPEN) this.#between(byte)
        else {
          start = index
          this.#begin()
        }
      } else if (this.#isOver(byte)) {
        this.#hold(chunk.subarray(start, index + 1))
        this.#finish()
        start = -1
      }
    }
    if (start >= 0) this.#hold(chunk.subarray(start))
  }

  end(): void {
    if (this.#depth > 0) this.#refuse('it ends in the middle: the file is cut')
    else if (this.#lists !== 0)
      this.#onItem({ line: this.#line, problem: 'the list does not end: the file is cut' })
  }

  #begin(): void {
    this.#itemLine = this.#line
    this.#depth = 1
    this.#held = 0
    this.#isText = false
    this.#isEscaped = false
    this.#isJunk = false
  }

  /** Whether a byte ends the object at hand. */
  #isOver(byte: number): boolean {
    if (this.#isText) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === BACKSLASH) this.#isEscaped = true
      else if (byte === QUOTE) this.#isText = false
      return false
    }
    if (byte === QUOTE) this.#isText = true
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth++
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--
    return this.#depth === 0
  }

  /** What stands between objects: once told, not for each byte. */
  #between(byte: number): void {
    if (byte === OPEN_LIST) this.#lists++
    else if (byte === CLOSE_LIST && this.#lists > 0) this.#lists--
    else if (byte === COMMA || isBlank(byte) || byte === 0xef || byte === 0xbb || byte === 0xbf) {
      if (byte === COMMA || byte === LF) this.#isJunk = false
    } else if (!this.#isJunk) {
      this.#isJunk = true
      this.#onItem({ line: this.#line, problem: 'it is no object' })
    }
  }

  #hold(bytes: Buffer): void {
    this.#held += bytes.length
    if (this.#held <= ITEM_BYTES_MAX) this.#parts.push(Buffer.from(bytes))
    else this.#parts = []
  }

  #finish(): void {
    const parts = this.#parts
    this.#parts = []
    if (this.#held > ITEM_BYTES_MAX) {
      this.#refuse(`it is longer than ${ITEM_BYTES_MAX / 1_024} kB`)
      return
    }
    const value = parsed(Buffer.concat(parts).toString('utf8'))
    if (value === null) this.#refuse('it is no JSON')
    else this.#onItem({ line: this.#itemLine, value })
  }

  #refuse(problem: string): void {
    this.#parts = []
    this.#onItem({ line: this.#itemLine, problem })
  }
}

/** null for what is no JSON. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Whether a value has names and values of its own. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names under which an answer of a news service holds its list. */
const LISTS = ['articles', 'news', 'data', 'items', 'results']

/** The objects inside an answer that wraps them; the object itself when it wraps none. */
export function unwrapped(
  value: Readonly<Record<string, unknown>>,
): readonly Readonly<Record<string, unknown>>[] {
  for (const name of LISTS) {
    const list = value[name]
    if (Array.isArray(list) && list.length > 0 && list.every(isObject)) return list
  }
  return [value]
}
