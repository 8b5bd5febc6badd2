import { setImmediate } from 'node:timers/promises'
import type { BarTable } from '../../core/state/bar-store-table.ts'
import { BarFile } from './bar-file.ts'
import { columnNames, type Format, hasPrices, recogniseBars } from './bar-layout.ts'
import { type CsvLine, CsvScanner } from './csv-lines.ts'
import type { Chunks } from './input-files.ts'
import { looksLikeJson } from './json-items.ts'
import { JsonReading } from './json-reading.ts'
import type { ReadFile } from './read-file.ts'
import { recogniseReference } from './reference-kinds.ts'
import type { FileFacts } from './reference-table.ts'
import { openResearch, recogniseResearch } from './research-kinds.ts'
import type { TradingDays } from './trading-days.ts'

/** Bytes that are scanned without a pause: one or two milliseconds of work. */
const PIECE_BYTES = 256 << 10
const SHOWN_MAX = 60

const COLUMN = /^[A-Za-z][\w .%()/-]{0,39}$/

/** How files are read. */
export interface ReadingOptions {
  readonly format: Format
  readonly days: TradingDays
  /** An empty table that bars are put into. */
  readonly table: BarTable
  /** A file with more rows than this is handed over in parts. */
  readonly partRows: number
  onPart(bars: BarFile, layout: string): Promise<void>
}

/** Looks at a file's first line, then gives every line to whoever reads such files. */
class Reading {
  readonly #file: FileFacts
  readonly #options: ReadingOptions
  #found: ReadFile | null = null
  #header: readonly string[] | null = null

  constructor(file: FileFacts, options: ReadingOptions) {
    this.#file = file
    this.#options = options
  }

  get found(): ReadFile | null {
    return this.#found
  }

  takeLine(line: CsvLine): void {
    const found = this.#found
    if (found === null) this.#begin(line)
    else if (found.kind === 'bars') found.bars.takeLine(line)
    else if ('table' in found) found.table.takeLine(line)
  }

  /** Called when no line is left. */
  end(): ReadFile {
    if (this.#found !== null) return this.#found
    if (this.#header !== null) return unknown(this.#header)
    return { kind: 'unknown', reason: 'the file is empty' }
  }

  #begin(line: CsvLine): void {
    const texts = line.texts()
    if (this.#header !== null) {
      this.#found =
        line.count === this.#header.length
          ? { kind: 'other', reason: 'a table without prices: nothing to import' }
          : unknown(this.#header)
      return
    }
    const problem = line.problem ?? (texts.some(isNoText) ? 'the file is no text' : null)
    if (problem !== null) {
      this.#found = { kind: 'unknown', reason: problem }
      return
    }
    const { name } = this.#file
    const { format, days, table } = this.#options
    const layout = recogniseBars(texts, format)
    if (layout !== null) {
      const bars = new BarFile(layout, name, days, table)
      this.#found = { kind: 'bars', layout: layout.name, bars }
      if (!layout.hasHeader) bars.takeLine(line)
      return
    }
    const header = columnNames(texts)
    const reference = format === 'auto' ? recogniseReference(header) : null
    const research = recogniseResearch(header, format)
    if (reference !== null) {
      const opened = reference.open(header, this.#file)
      this.#found = { kind: 'reference', layout: reference.name, table: opened }
    } else if (research !== null) {
      const opened = openResearch(research, header, this.#file)
      this.#found = { kind: 'research', layout: research.name, table: opened }
    } else if (isForeignTable(texts)) this.#header = texts
    else this.#found = unknown(texts)
  }
}

const isNoText = (text: string): boolean => /[\0\uFFFD]/.test(text)

/** Names of columns, and no prices among them. */
const isForeignTable = (texts: readonly string[]): boolean =>
  texts.every((text) => COLUMN.test(text)) && !hasPrices(texts)

const unknown = (firstLine: readonly string[]): ReadFile => {
  const text = firstLine.join(',')
  const shown = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
  return { kind: 'unknown', reason: `its first line is of no layout that is known: "${shown}"` }
}

/** A long chunk in pieces, so that nobody has to wait for all of it. */
function* piecesOf(chunk: Buffer): Iterable<Buffer> {
  for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
    yield chunk.subarray(start, start + PIECE_BYTES)
  }
}

/** Whatever reads a file piece by piece. */
interface Reader {
  readonly found: ReadFile | null
  push(bytes: Buffer): void
  end(): ReadFile
}

function tableReader(file: FileFacts, options: ReadingOptions): Reader {
  const reading = new Reading(file, options)
  const scanner = new CsvScanner((line) => reading.takeLine(line))
  return {
    get found() {
      return reading.found
    },
    push: (bytes) => scanner.push(bytes),
    end() {
      scanner.end()
      return reading.end()
    },
  }
}

/** Reads a file to its end, or until it is clear that it holds nothing for us. */
export async function readFile(
  file: FileFacts,
  chunks: Chunks,
  options: ReadingOptions,
): Promise<ReadFile> {
  let reader: Reader | null = null
  for await (const chunk of chunks) {
    for (const piece of piecesOf(chunk)) {
      reader ??= looksLikeJson(piece)
        ? new JsonReading(file, options.format)
        : tableReader(file, options)
      reader.push(piece)
      const { found } = reader
      if (found?.kind === 'other' || found?.kind === 'unknown') return found
      if (found?.kind === 'bars' && found.bars.pending >= options.partRows) {
        await options.onPart(found.bars, found.layout)
      }
      if (chunk.length > PIECE_BYTES) await setImmediate()
    }
  }
  return (reader ?? tableReader(file, options)).end()
}
