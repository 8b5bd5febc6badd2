import type { AnnouncedAction } from '../../core/state/reference-store.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { TradeDate } from '../../domain/time.ts'
import { instrumentNamed } from './instrument-name.ts'
import { decimalOf } from './number-cell.ts'
import { readPurpose } from './purpose.ts'
import { dateIn, type TableRow, type Taken } from './reference-table.ts'

/** Columns of NSE's answer to a query for corporate actions. */
export const NSE_ACTION_MARKS = ['exdate', 'subject', 'symbol']
/** Columns of NSE's daily file of book closures. */
export const BOOK_CLOSURE_MARKS = ['symbol', 'ex_dt', 'purpose']
/** Columns of a list of price factors, found by comparing raw with adjusted prices. */
export const PRICE_FACTOR_MARKS = ['symbol', 'ex_date', 'price_factor']

export const actionKey = ({ action, purpose }: AnnouncedAction): string =>
  `${action.instrument} ${action.exDate} ${action.kind} ${action.source} ${purpose}`

const SHARE_SERIES = new Set(['EQ', 'BE', 'BZ', 'SM', 'ST', ''])
/** Splits and bonuses have small numbers; a factor between them is something else. */
const OLD_SHARES_MAX = 10
/** Factors are printed with four decimals. */
const FACTOR_ERROR = 1e-4

interface Event {
  readonly instrument: InstrumentId
  readonly exDate: TradeDate
}

/** Whose action it is and from when, or why that cannot be told. */
function eventOf(symbol: string, date: string): Event | { readonly refused: string } {
  const instrument = instrumentNamed(symbol)
  if (instrument === null) return { refused: `"${symbol}" names no instrument` }
  if (date === '') return { refused: 'it has no ex-date' }
  const exDate = dateIn(date)
  return exDate === null ? { refused: `"${date}" is no day` } : { instrument, exDate }
}

/** What a purpose means, as one record for each thing that it does. */
function announced(event: Event, purpose: string): Taken<AnnouncedAction> {
  const { ratios, dividendPaise, isUncertain } = readPurpose(purpose)
  const base = { ...event, source: 'nse' }
  const records: AnnouncedAction[] = ratios.map((ratio) => ({
    action: { ...base, ...ratio },
    purpose,
  }))
  if (dividendPaise !== null) {
    records.push({ action: { ...base, kind: 'dividend', dividendPaise }, purpose })
  }
  if (isUncertain) records.push({ action: { ...base, kind: 'other', purpose }, purpose })
  if (records.length > 0) return { records }
  return { leftOut: 'meetings, interest and buy-backs, which move no price by themselves' }
}

/** Reads a line of NSE's list of corporate actions, of today or of the daily file. */
export function takeNseAction(row: TableRow): Taken<AnnouncedAction> {
  if (!SHARE_SERIES.has(row.cell('series'))) return { leftOut: 'actions on bonds and the like' }
  const event = eventOf(row.cell('symbol'), row.cell('exdate', 'ex_dt'))
  if ('refused' in event) return event
  return announced(event, row.cell('subject', 'purpose'))
}

/** A price factor as a ratio of small whole numbers, or null: 1.3333 is 4 for 3. */
export function simpleRatio(
  factor: number,
): { readonly newShares: number; readonly oldShares: number } | null {
  for (let oldShares = 1; oldShares <= OLD_SHARES_MAX; oldShares++) {
    const newShares = Math.round(factor * oldShares)
    const isClose = Math.abs(newShares / oldShares - factor) <= FACTOR_ERROR
    if (newShares > 0 && newShares !== oldShares && isClose) return { newShares, oldShares }
  }
  return null
}

/** Reads a step between raw and adjusted prices; one that no small ratio explains is no split. */
export function takePriceFactor(row: TableRow): Taken<AnnouncedAction> {
  const event = eventOf(row.cell('symbol'), row.cell('ex_date'))
  if ('refused' in event) return event
  const text = row.cell('price_factor')
  const factor = decimalOf(text)
  if (!(factor > 0)) return { refused: `"${text}" is no price factor` }
  const purpose = `price factor ${text}`
  const ratio = simpleRatio(factor)
  const base = { ...event, source: 'derived' }
  if (ratio === null) return { records: [{ action: { ...base, kind: 'other', purpose }, purpose }] }
  return { records: [{ action: { ...base, kind: 'split', ...ratio }, purpose }] }
}
