import type { InstrumentId } from '../../domain/brand.ts'
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS } from '../../domain/time.ts'
import type { CompanyNames } from './company-names.ts'
import { MomentCell } from './moment-cell.ts'
import { decimalOf } from './number-cell.ts'
import type { TableRow } from './reference-table.ts'

/** A reason against a line, thrown out of the depth of its cells and caught where the line is taken. */
export type Refused = { readonly refused: string }

const EPOCH = /^\d{10}(?:\d{3})?$/
const WEEKDAY = /^[A-Za-z]{3},\s*/

/**
 * When something became public, in any usual way of writing it; null for what is no moment. Naive times are India's. A
 * day without a time counts from its end and a minute without seconds from its own: nothing may be known before it was.
 */
export function publicAt(text: string): EpochMs | null {
  const plain = text.trim().replace(WEEKDAY, '').replace(/GMT$/, 'Z')
  const at = new MomentCell(false).ofText(plain)
  if (Number.isNaN(at)) return null
  if (/:\d{2}:\d{2}/.test(plain) || EPOCH.test(plain)) return epochMs(at)
  return epochMs(plain.includes(':') ? at + MINUTE_MS : at + DAY_MS - 1)
}

/** The instrument that a cell names, or why it names none. */
export function instrumentIn(
  row: TableRow,
  names: CompanyNames,
  ...columns: readonly string[]
): InstrumentId | Refused {
  const text = row.cell(...columns)
  return names.symbol(text) ?? { refused: `"${text}" names no instrument` }
}

/** Beyond the quarter of any company in India, in rupees: what is more is a filer's unit. */
const RUPEES_MAX = 50e12
const CRORE = 10_000_000
const SIGNED = /^\((.*)\)$/

/** A number with its sign, `(12.5)` below zero; null where the cell is empty, NaN where it holds none. */
export function figureIn(text: string): number | null {
  const plain = text.trim().replace(/%$/, '').trim()
  if (plain === '' || /^(?:na|n\/a|null|none|nan|nil)$/i.test(plain)) return null
  const [, negative] = SIGNED.exec(plain) ?? []
  if (negative !== undefined || plain.startsWith('-')) return -decimalOf(negative ?? plain.slice(1))
  return decimalOf(plain.replace(/^\+/, ''))
}

/** Rupees of a column, or of the same in crore, as paise: null where unknown, NaN for what is no amount. */
export function rupeesIn(row: TableRow, column: string): number | null {
  const inCrore = figureIn(row.cell(`${column}_crore`, `${column}_cr`))
  const rupees = inCrore === null ? figureIn(row.cell(column)) : inCrore * CRORE
  if (rupees === null) return null
  return Math.abs(rupees) <= RUPEES_MAX ? Math.round(rupees * 100) : Number.NaN
}
