import { dateOf, epochMs, type TradeDate, tradeDate } from '../../domain/time.ts'
import type { CsvLine } from './csv-lines.ts'
import { counted, Refusals } from './import-report.ts'
import { stemOf } from './instrument-name.ts'
import { civilDate } from './moment-cell.ts'

/** A line of a table by the names of its columns, lower case. */
export interface TableRow {
  readonly line: number
  /** The cell of the first of these columns that the table has, `-` read as empty. */
  cell(...columns: string[]): string
  /** The same as it stands, where a table can hold more than text. */
  value(column: string): unknown
}

/** What a file is called and when it was written. */
export interface FileFacts {
  readonly name: string
  readonly modifiedAt: number
}

/** What a line became: records to keep, a reason against it, or nothing because it is of another kind. */
export type Taken<T> =
  /** `notes` are told once, with the number of lines they are true of. */
  | { readonly records: readonly T[]; readonly notes?: readonly string[] }
  | { readonly refused: string }
  | { readonly leftOut: string }

const FULL_DATE = /(20\d{2})[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)/
const MONTH = /(20\d{2})[-_](0[1-9]|1[0-2])(?!\d)/

/** The day that a file's name carries (a month stands for its first day), else the day it was written. */
export function dateOfFile({ name, modifiedAt }: FileFacts): TradeDate {
  const stem = stemOf(name)
  const [, year, month, day] = FULL_DATE.exec(stem) ?? MONTH.exec(stem) ?? []
  if (year !== undefined) return tradeDate(`${year}-${month}-${day ?? '01'}`)
  return dateOf(epochMs(Math.floor(modifiedAt)))
}

/** A file's name without its date: `nifty-50-2025-08.csv` is `nifty-50`, `ind_nifty50list.csv` stays. */
export const listNameOf = (name: string): string =>
  stemOf(name)
    .replace(FULL_DATE, '')
    .replace(MONTH, '')
    .replaceAll(/^[-_ ]+|[-_ ]+$/g, '')
    .toLowerCase()

/** A day in any of the ways in which the exchanges write it, or null. */
export function dateIn(text: string): TradeDate | null {
  const date = civilDate(text)
  return date === null ? null : tradeDate(date)
}

/** Longest table of reference data: several times the longest list there is. */
const ROWS_MAX = 500_000

/** Reads a small table into records that have a key, each kept once. */
export class ReferenceTable<T> {
  readonly refusals = new Refusals()
  readonly #header: readonly string[]
  readonly #keyOf: (record: T) => string
  readonly #rows: TableRow[] = []
  readonly #records = new Map<string, { readonly line: number; readonly record: T }>()
  readonly #leftOut = new Map<string, number>()
  readonly #notes = new Map<string, number>()
  #repeated = 0

  constructor(header: readonly string[], keyOf: (record: T) => string) {
    this.#header = header
    this.#keyOf = keyOf
  }

  takeLine(line: CsvLine): void {
    const problem = this.#problemOf(line)
    if (problem !== null) this.refusals.add(line.number, problem)
    else this.takeRow(rowOf(this.#header, line))
  }

  takeRow(row: TableRow): void {
    if (this.#rows.length < ROWS_MAX) this.#rows.push(row)
    else this.refusals.add(row.line, 'the table is too long')
  }

  /** The records of all lines. `reader` sees all rows before it takes the first one: some mean something only beside others. */
  records(reader: (rows: readonly TableRow[]) => (row: TableRow) => Taken<T>): readonly T[] {
    const take = reader(this.#rows)
    for (const row of this.#rows.splice(0)) {
      const taken = take(row)
      if ('refused' in taken) this.refusals.add(row.line, taken.refused)
      else if ('leftOut' in taken) {
        count(this.#leftOut, taken.leftOut)
      } else {
        for (const note of taken.notes ?? []) count(this.#notes, note)
        for (const record of taken.records) this.#keep(row.line, record)
      }
    }
    return [...this.#records.values()].map(({ record }) => record)
  }

  /** What was left out, a sentence each; known once the records are. */
  notes(): readonly string[] {
    const notes = [
      ...[...this.#leftOut].map(([why, rows]) => `${counted(rows, 'row')} left out: ${why}`),
      ...[...this.#notes].map(([what, rows]) => `${counted(rows, 'row')}: ${what}`),
    ]
    if (this.#repeated === 0) return notes
    return [...notes, `${counted(this.#repeated, 'row')} repeated an earlier one: kept once`]
  }

  #problemOf(line: CsvLine): string | null {
    if (line.problem !== null) return line.problem
    const expected = this.#header.length
    if (line.count < expected) return `the line is cut: it has ${line.count} of ${expected} cells`
    if (line.count > expected) return `the line has ${line.count} cells, the header ${expected}`
    return null
  }

  #keep(line: number, record: T): void {
    const key = this.#keyOf(record)
    const known = this.#records.get(key)
    if (known === undefined) this.#records.set(key, { line, record })
    else if (JSON.stringify(known.record) === JSON.stringify(record)) this.#repeated++
    else this.refusals.add(line, `it contradicts line ${known.line}`)
  }
}

const count = (of: Map<string, number>, what: string): void => {
  of.set(what, (of.get(what) ?? 0) + 1)
}

function rowOf(header: readonly string[], line: CsvLine): TableRow {
  const cells = line.texts()
  const cell = (...columns: string[]) => {
    const place = columns.map((name) => header.indexOf(name)).find((found) => found >= 0)
    const text = cells[place ?? -1] ?? ''
    return text === '-' ? '' : text
  }
  return { line: line.number, cell, value: cell }
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value.trim() === '-' ? '' : value.trim()
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? value.map(textOf).join(',') : ''
}

/** An object of a JSON file as a row: its names are the columns. */
export function rowOfObject(
  line: number,
  object: Readonly<Record<string, unknown>>,
): TableRow & { readonly columns: readonly string[] } {
  const values = new Map(
    Object.entries(object).map(([name, value]) => [name.trim().toLowerCase(), value]),
  )
  return {
    line,
    columns: [...values.keys()],
    cell: (...columns) => textOf(values.get(columns.find((name) => values.has(name)) ?? '')),
    value: (column) => values.get(column),
  }
}
