import type { Constituent } from '../../core/state/reference-store.ts'
import { instrumentNamed } from './instrument-name.ts'
import {
  dateOfFile,
  type FileFacts,
  listNameOf,
  type TableRow,
  type Taken,
} from './reference-table.ts'

/** Columns of NSE's index lists. */
export const CONSTITUENT_MARKS = ['company name', 'industry', 'symbol', 'series', 'isin code']

export const constituentKey = ({ list, asOf, instrument }: Constituent): string =>
  `${list} ${asOf} ${instrument}`

const ISIN = /^[A-Z]{2}[A-Z0-9]{9}\d$/

/** Whether the last digit fits the others (ISO 6166: letters as two digits, then Luhn). */
export function isIsin(text: string): boolean {
  if (!ISIN.test(text)) return false
  const digits = [...text].flatMap((sign) => [...String(Number.parseInt(sign, 36))].map(Number))
  const sum = digits.reverse().reduce((total, digit, place) => {
    const weighed = place % 2 === 0 ? digit : digit * 2
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return sum % 10 === 0
}

/** Reads a member of an index. NSE puts dummies in during demergers: they cannot be bought, so they are refused. */
export function takeConstituent(row: TableRow, facts: FileFacts): Taken<Constituent> {
  const symbol = row.cell('symbol')
  const isin = row.cell('isin code')
  if (symbol.startsWith('DUMMY')) {
    return { refused: `"${symbol}" is a stand-in during a demerger, not a share` }
  }
  const instrument = instrumentNamed(symbol)
  if (instrument === null) return { refused: `"${symbol}" names no instrument` }
  if (!isIsin(isin)) return { refused: `"${isin}" is no ISIN` }
  return {
    records: [
      {
        list: listNameOf(facts.name),
        asOf: dateOfFile(facts),
        instrument,
        name: row.cell('company name'),
        sector: row.cell('industry'),
        series: row.cell('series'),
        isin,
      },
    ],
  }
}
