import type { AnnouncedAction } from '../../core/state/reference-store.ts'
import { simpleRatio } from './corporate-actions-file.ts'
import { instrumentNamed } from './instrument-name.ts'
import { decimalOf } from './number-cell.ts'
import { dateIn, type TableRow, type Taken } from './reference-table.ts'

/** Columns of a list of dividends and splits that was cut out of Yahoo's histories. */
export const YAHOO_ACTION_MARKS = ['symbol', 'ex_date', 'dividend_split_adjusted', 'split_ratio']

/** Yahoo prints six decimals: what was paid is whole paise within this, or it was adjusted for more than splits. */
const PAISE_ERROR = 0.01

interface Split {
  readonly symbol: string
  readonly exDate: string
  readonly ratio: number
}

function splitsIn(rows: readonly TableRow[]): readonly Split[] {
  return rows.flatMap((row) => {
    const exDate = dateIn(row.cell('ex_date'))
    const ratio = decimalOf(row.cell('split_ratio'))
    return exDate !== null && ratio > 0 ? [{ symbol: row.cell('symbol'), exDate, ratio }] : []
  })
}

/** What one share of a day has become since: splits of the same day counted. */
const laterSplits = (splits: readonly Split[], symbol: string, exDate: string): number =>
  splits
    .filter((split) => split.symbol === symbol && split.exDate >= exDate)
    .reduce((product, { ratio }) => product * ratio, 1)

/**
 * Reads lines of splits and dividends. Dividends stand there in the shares of the last line's day, so they are restated
 * as they were paid; one that was changed for rights too is kept as an action of unknown size.
 */
export function yahooActions(rows: readonly TableRow[]): (row: TableRow) => Taken<AnnouncedAction> {
  const splits = splitsIn(rows)
  return (row) => {
    const symbol = row.cell('symbol')
    const instrument = instrumentNamed(symbol)
    if (instrument === null) return { refused: `"${symbol}" names no instrument` }
    const exDate = dateIn(row.cell('ex_date'))
    if (exDate === null) return { refused: `"${row.cell('ex_date')}" is no day` }
    const adjusted = decimalOf(row.cell('dividend_split_adjusted'))
    const ratio = decimalOf(row.cell('split_ratio'))
    if (!(adjusted >= 0 && ratio >= 0)) return { refused: 'dividend or ratio is no number' }
    const base = { instrument, exDate, source: 'yahoo' }
    const records: AnnouncedAction[] = []
    if (ratio > 0) {
      const shares = simpleRatio(ratio)
      if (shares === null) return { refused: `"${row.cell('split_ratio')}" is no ratio of shares` }
      const purpose = `split ${row.cell('split_ratio')}`
      records.push({ action: { ...base, kind: 'split', ...shares }, purpose })
    }
    if (adjusted > 0) {
      const purpose = `adjusted dividend ${row.cell('dividend_split_adjusted')}`
      const paise = adjusted * laterSplits(splits, symbol, exDate) * 100
      const dividendPaise = Math.round(paise)
      const isCertain = dividendPaise > 0 && Math.abs(paise - dividendPaise) <= PAISE_ERROR
      records.push(
        isCertain
          ? { action: { ...base, kind: 'dividend', dividendPaise }, purpose }
          : { action: { ...base, kind: 'other', purpose }, purpose },
      )
    }
    return records.length > 0 ? { records } : { leftOut: 'neither dividend nor split' }
  }
}
