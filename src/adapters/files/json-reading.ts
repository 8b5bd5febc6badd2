import type { Format } from './bar-layout.ts'
import { type JsonItem, JsonItems, unwrapped } from './json-items.ts'
import type { ReadFile } from './read-file.ts'
import { type FileFacts, rowOfObject } from './reference-table.ts'
import { type OpenResearch, openResearch, recogniseResearch } from './research-kinds.ts'

const SHOWN_MAX = 60

/** Looks at a JSON file's first object, then gives every one to whoever reads such files. */
export class JsonReading {
  readonly #file: FileFacts
  readonly #format: Format
  readonly #items = new JsonItems((item) => this.#take(item))
  #found: ReadFile | null = null
  #table: OpenResearch | null = null
  readonly #early: { readonly line: number; readonly problem: string }[] = []

  constructor(file: FileFacts, format: Format) {
    this.#file = file
    this.#format = format
  }

  get found(): ReadFile | null {
    return this.#found
  }

  push(bytes: Buffer): void {
    this.#items.push(bytes)
  }

  /** Called when no byte is left. */
  end(): ReadFile {
    this.#items.end()
    if (this.#found !== null) return this.#found
    const [first] = this.#early
    if (first === undefined) return { kind: 'other', reason: 'an empty list: nothing to import' }
    return { kind: 'unknown', reason: `line ${first.line}: ${first.problem}` }
  }

  #take(item: JsonItem): void {
    if (this.#found !== null && this.#table === null) return
    if ('problem' in item) {
      if (this.#table === null) this.#early.push(item)
      else this.#table.refusals.add(item.line, item.problem)
      return
    }
    const { line, value } = item
    for (const object of unwrapped(value)) this.#takeObject(line, object)
  }

  #takeObject(line: number, object: Readonly<Record<string, unknown>>): void {
    const row = rowOfObject(line, object)
    const table = this.#table ?? this.#begin(row.columns)
    table?.takeRow(row)
  }

  #begin(columns: readonly string[]): OpenResearch | null {
    if (this.#found !== null) return null
    const kind = recogniseResearch(columns, this.#format)
    if (kind === null) {
      const names = columns.join(', ')
      const shown = names.length > SHOWN_MAX ? `${names.slice(0, SHOWN_MAX)}…` : names
      const reason = `a list of objects that is not imported, with "${shown}"`
      this.#found = { kind: this.#format === 'auto' ? 'other' : 'unknown', reason }
      return null
    }
    const table = openResearch(kind, columns, this.#file)
    for (const { line, problem } of this.#early.splice(0)) table.refusals.add(line, problem)
    this.#table = table
    this.#found = { kind: 'research', layout: kind.name, table }
    return table
  }
}
