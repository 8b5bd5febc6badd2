import type { SymbolChange } from '../../domain/corporate-action.ts'
import { instrumentNamed } from './instrument-name.ts'
import { dateIn, type TableRow, type Taken } from './reference-table.ts'

/** Columns of a list of changed symbols. */
export const SYMBOL_CHANGE_MARKS = ['old_symbol', 'new_symbol', 'first_date_new']

export const symbolChangeKey = ({ before, after, from }: SymbolChange): string =>
  `${before} ${after} ${from}`

/** Reads a changed symbol: from which day on the shares trade under the new one. */
export function takeSymbolChange(row: TableRow): Taken<SymbolChange> {
  const before = instrumentNamed(row.cell('old_symbol'))
  const after = instrumentNamed(row.cell('new_symbol'))
  const from = dateIn(row.cell('first_date_new'))
  if (before === null) return { refused: `"${row.cell('old_symbol')}" names no instrument` }
  if (after === null) return { refused: `"${row.cell('new_symbol')}" names no instrument` }
  if (from === null) return { refused: `"${row.cell('first_date_new')}" is no day` }
  if (before === after) return { refused: `${before} does not change` }
  return { records: [{ before, after, from }] }
}
