import { type Html, html, type Part } from './html.ts'

/** A column of a table that can be sorted. */
export interface TableColumn {
  readonly key: string
  readonly title: string
  readonly isNumeric: boolean
  /** What rows are sorted by; NaN comes last either way. */
  readonly value: (row: number) => number | string
  readonly cell: (row: number) => Part
}

/** A table over columns in memory, of which a page at a time becomes markup: the same here and in the browser. */
export interface TableSource {
  readonly id: string
  readonly caption: string
  readonly columns: readonly TableColumn[]
  readonly length: number
}

export const ROWS_A_PAGE = 25

/** The rows of one page. */
export const pageRows = ({ columns }: TableSource, rows: Iterable<number>): Html =>
  html`${Array.from(
    rows,
    (row) =>
      html`<tr>${columns.map(({ isNumeric, cell }) =>
        isNumeric ? html`<td class="n">${cell(row)}</td>` : html`<td>${cell(row)}</td>`,
      )}</tr>`,
  )}`

/** The whole table with its first page, before the browser takes it over. */
export function firstPage(source: TableSource): Html {
  const { id, caption, columns, length } = source
  const rows = Array.from({ length: Math.min(length, ROWS_A_PAGE) }, (_, row) => row)
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table id="${id}"><caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>${pageRows(source, rows)}</tbody></table></div>`
}

const headOf = ({ key, title, isNumeric }: TableColumn): Html =>
  html`<th scope="col" data-key="${key}"${isNumeric ? html` class="n"` : null}>${title}</th>`

/** Rows in the order of a column; equals keep the order they had. */
export function orderedRows(
  rows: Uint32Array,
  { isNumeric, value }: TableColumn,
  isDescending: boolean,
): Uint32Array {
  const sign = isDescending ? -1 : 1
  if (!isNumeric) {
    const texts = Array.from(rows, (row) => String(value(row)))
    return permuted(rows, (a, b) => sign * order(texts[a] ?? '', texts[b] ?? ''))
  }
  const numbers = Float64Array.from(rows, (row) => Number(value(row)))
  return permuted(rows, (a, b) => numeric(numbers[a] ?? Number.NaN, numbers[b] ?? Number.NaN, sign))
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function numeric(a: number, b: number, sign: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  return Number.isNaN(b) ? -1 : sign * (a - b)
}

function permuted(rows: Uint32Array, compare: (a: number, b: number) => number): Uint32Array {
  const places = Uint32Array.from(rows, (_, place) => place)
  places.sort((a, b) => compare(a, b) || a - b)
  return places.map((place) => rows[place] ?? 0)
}
