import { isoDate } from '../times.ts'
import type { CellValue, Column } from './column.ts'

/** A text that a spreadsheet takes for a formula is told to be a text. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

function csvCell(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return /[",\n\r]/.test(value) ? `"${harmless(value).replaceAll('"', '""')}"` : harmless(value)
}

/** Rows as comma-separated values (RFC 4180), a head first. */
export const csvOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  [
    columns.map(({ head }) => csvCell(head)),
    ...rows.map((row) => columns.map(({ value }) => csvCell(value(row)))),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')

/** Hands a text to the reader as a file. */
export function saveFile(name: string, type: 'text/csv' | 'application/json', text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}-${isoDate(Date.now())}.${type === 'text/csv' ? 'csv' : 'json'}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
