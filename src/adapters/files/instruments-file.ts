import type { ListedInstrument, Underlying } from '../../core/state/reference-store.ts'
import type { InstrumentKind } from '../../domain/instrument.ts'
import { instrumentNamed } from './instrument-name.ts'
import { decimalOf } from './number-cell.ts'
import { dateOfFile, type FileFacts, type TableRow, type Taken } from './reference-table.ts'

/** Columns that a broker's list of instruments has (Kite Connect v3, `GET /instruments`). */
export const INSTRUMENT_MARKS = ['instrument_token', 'tradingsymbol', 'tick_size', 'segment']

/** A listed instrument, or a share that derivatives exist on. */
export type InstrumentRecord =
  | { readonly kind: 'listed'; readonly listed: ListedInstrument }
  | { readonly kind: 'underlying'; readonly underlying: Underlying }

export const instrumentKey = (record: InstrumentRecord): string =>
  record.kind === 'listed' ? record.listed.id : `underlying ${record.underlying.instrument}`

/** NSE appends the series to the symbol unless it is the ordinary one: `-BE`, `-SM`, `-SG`, `-N1`. */
const SERIES = /-([A-Z0-9]{2})$/
/** Series in which the company's own shares trade: trade to trade, under scrutiny, small companies. */
const SHARES = new Set(['BE', 'BZ', 'SM', 'ST', 'SZ'])
/** Fund houses name their listed funds so; the list itself has no mark for them. */
const FUND = /ETF|BEES|AMC ?-/
/** `INFY25JULFUT`, `M&M25JULFUT`, a weekly `INDIAVIX17JANFUTW3`: the share, the year, the month. */
const FUTURE = /^(.+?)\d{2}[A-Z]{3}FUT(?:W\d)?$/

function kindOf(
  symbol: string,
  name: string,
  segment: string,
  series: string | null,
): InstrumentKind | 'other' {
  if (segment === 'INDICES') return 'index'
  if (series !== null && !SHARES.has(series)) return 'other'
  return FUND.test(name.toUpperCase()) || FUND.test(symbol) ? 'etf' : 'equity'
}

/** Rupees as whole paise above zero, or null. */
function paiseIn(text: string): number | null {
  const paise = Math.round(decimalOf(text) * 100)
  return paise > 0 ? paise : null
}

const wholeIn = (text: string): number | null => {
  const value = decimalOf(text)
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}

function underlyingOf(row: TableRow, facts: FileFacts): Taken<InstrumentRecord> {
  if (row.cell('instrument_type') !== 'FUT') return { leftOut: 'options' }
  const [, share] = FUTURE.exec(row.cell('tradingsymbol')) ?? []
  const name = row.cell('name') || share
  const instrument = name === undefined ? null : instrumentNamed(name)
  if (instrument === null) return { refused: `"${row.cell('tradingsymbol')}" names no share` }
  return {
    records: [{ kind: 'underlying', underlying: { instrument, asOf: dateOfFile(facts) } }],
  }
}

/** Reads a line of the list. Futures only tell which shares have derivatives; other segments are not traded here. */
export function takeInstrument(row: TableRow, facts: FileFacts): Taken<InstrumentRecord> {
  const segment = row.cell('segment')
  if (segment === 'NFO-FUT' || segment === 'NFO-OPT') return underlyingOf(row, facts)
  const exchange = row.cell('exchange')
  if (exchange !== 'NSE' && exchange !== 'BSE') return { leftOut: `exchange ${exchange}` }
  const symbol = row.cell('tradingsymbol')
  const id = instrumentNamed(`${exchange}:${symbol}`)
  if (id === null) return { refused: `"${symbol}" names no instrument` }
  const lot = wholeIn(row.cell('lot_size'))
  if (lot === null) return { refused: `"${row.cell('lot_size')}" is no lot size` }
  const tick = row.cell('tick_size')
  if (Number.isNaN(decimalOf(tick))) return { refused: `"${tick}" is no tick size` }
  const token = wholeIn(row.cell('instrument_token'))
  if (token === null) return { refused: `"${row.cell('instrument_token')}" is no instrument token` }
  const series = exchange === 'NSE' ? (SERIES.exec(symbol)?.[1] ?? null) : null
  const name = row.cell('name')
  const listed = {
    id,
    exchange: exchange === 'BSE' ? ('BSE' as const) : ('NSE' as const),
    symbol: id.slice(4),
    name: name === '' ? id.slice(4) : name,
    kind: kindOf(symbol, name, segment, series),
    series,
    // Indices have no lot; whatever is traded here comes in ones at least.
    lotSize: Math.max(1, lot),
    tickPaise: paiseIn(tick),
    brokerToken: token,
  }
  return { records: [{ kind: 'listed', listed }] }
}
