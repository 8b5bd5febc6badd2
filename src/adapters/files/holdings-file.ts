import { readFile, stat } from 'node:fs/promises'
import { cancelled } from '../../core/cancellation.ts'
import { TradingError } from '../../core/errors.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { TradeDate } from '../../domain/time.ts'
import { columnNames } from './bar-layout.ts'
import { CsvScanner } from './csv-lines.ts'
import { type Refusal, Refusals } from './import-report.ts'
import { instrumentNamed } from './instrument-name.ts'
import { decimalOf } from './number-cell.ts'
import { dateOfFile } from './reference-table.ts'

/** One line of a holdings file. */
export interface FiledHolding {
  readonly instrument: InstrumentId
  readonly quantity: number
  /** What was paid for all of them. */
  readonly costPaise: number
  /** Last price as the file has it; null where it has none. */
  readonly lastPaise: number | null
  readonly sector: string | null
}

/** Holdings as a broker wrote them down on a day. */
export interface HoldingsFile {
  /** What kind of file it was taken for, for a person. */
  readonly layout: string
  /** The day in the file's name, else the day it was written. */
  readonly date: TradeDate
  readonly holdings: readonly FiledHolding[]
  readonly refusals: readonly Refusal[]
}

interface Layout {
  readonly name: string
  readonly symbol: string
  /** Shares in each of these columns are added up. */
  readonly quantity: readonly string[]
  readonly average: string
  readonly last: string | null
  readonly sector: string | null
}

/** Columns as Kite, Zerodha Console and people write them; the narrowest first. */
const LAYOUTS: readonly Layout[] = [
  {
    name: 'Zerodha Console holdings',
    symbol: 'symbol',
    quantity: ['quantity available', 'quantity pledged (margin)', 'quantity pledged (loan)'],
    average: 'average price',
    last: 'previous closing price',
    sector: 'sector',
  },
  {
    name: 'Kite holdings',
    symbol: 'instrument',
    quantity: ['qty.'],
    average: 'avg. cost',
    last: 'ltp',
    sector: null,
  },
]

/** Names under which a plain table has its three columns. */
const PLAIN = {
  symbol: ['symbol', 'instrument', 'tradingsymbol', 'ticker'],
  quantity: ['quantity', 'qty', 'qty.', 'shares'],
  average: ['average', 'average price', 'average_price', 'avg. cost', 'avg cost', 'avg', 'price'],
  last: ['last', 'last price', 'last_price', 'ltp'],
  sector: ['sector', 'industry'],
} as const

const BYTES_MAX = 10 << 20

/** Reads a holdings file. Throws FILE_REFUSED with the reason when it is none. */
export async function readHoldings(path: string, signal: AbortSignal): Promise<HoldingsFile> {
  const { bytes, modifiedAt } = await contentOf(path, signal)
  const reading = new HoldingsReading()
  const scanner = new CsvScanner((line) => reading.take(line.number, line.texts(), line.problem))
  scanner.push(bytes)
  scanner.end()
  const { layout, holdings, refusals } = reading
  if (layout === null) throw refused(path, NO_HEADER)
  const date = dateOfFile({ name: path, modifiedAt })
  return { layout: layout.name, date, holdings, refusals: refusals.named() }
}

const NO_HEADER =
  'none of its lines names the columns of a holdings list: Kite’s (Instrument, Qty., Avg. cost, LTP), Console’s (Symbol, Quantity Available, Average Price) or plain ones (symbol, quantity, average)'

const refused = (path: string, reason: string, cause?: unknown): TradingError =>
  new TradingError('FILE_REFUSED', `${path}: ${reason}`, { cause })

async function contentOf(path: string, signal: AbortSignal) {
  try {
    const { size, mtimeMs } = await stat(path)
    if (size > BYTES_MAX) throw refused(path, 'it is too large for a list of holdings')
    const bytes = await readFile(path, { signal })
    if (bytes.subarray(0, 2).toString() === 'PK') throw refused(path, WORKBOOK)
    return { bytes, modifiedAt: mtimeMs }
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (error instanceof TradingError) throw error
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw refused(path, isMissing ? 'there is no such file' : 'it cannot be read', error)
  }
}

const WORKBOOK = 'it is a workbook or an archive: save the sheet as CSV'

/** Looks for the line with the columns, then takes every line below it. */
class HoldingsReading {
  readonly refusals = new Refusals()
  readonly #holdings = new Map<InstrumentId, FiledHolding>()
  #layout: Layout | null = null
  #header: readonly string[] = []

  get layout(): Layout | null {
    return this.#layout
  }

  get holdings(): readonly FiledHolding[] {
    return [...this.#holdings.values()]
  }

  take(number: number, cells: readonly string[], problem: string | null): void {
    if (this.#layout === null) {
      this.#header = columnNames(cells)
      this.#layout = layoutOf(this.#header)
      return
    }
    const cell = (name: string | null) =>
      name === null ? '' : (cells[this.#header.indexOf(name)] ?? '')
    const { symbol } = this.#layout
    // Totals stand below the list, without a name or with that one.
    if (problem === null && /^(total)?$/i.test(cell(symbol).trim())) return
    const holding = problem ?? holdingOf(this.#layout, cell)
    if (typeof holding === 'string') return this.refusals.add(number, holding)
    const known = this.#holdings.get(holding.instrument)
    this.#holdings.set(holding.instrument, known === undefined ? holding : together(known, holding))
  }
}

/** One share on two lines, as of two demat accounts. */
const together = (one: FiledHolding, other: FiledHolding): FiledHolding => ({
  ...one,
  quantity: one.quantity + other.quantity,
  costPaise: one.costPaise + other.costPaise,
})

function layoutOf(header: readonly string[]): Layout | null {
  const known = LAYOUTS.find(
    ({ symbol, quantity, average }) =>
      header.includes(symbol) && header.includes(quantity[0] ?? '') && header.includes(average),
  )
  if (known !== undefined) return known
  const named = (names: readonly string[]) => names.find((name) => header.includes(name)) ?? null
  const symbol = named(PLAIN.symbol)
  const quantity = named(PLAIN.quantity)
  const average = named(PLAIN.average)
  if (symbol === null || quantity === null || average === null) return null
  const plain = { last: named(PLAIN.last), sector: named(PLAIN.sector) }
  return { name: 'plain holdings', symbol, quantity: [quantity], average, ...plain }
}

/** The holding of a line, or why it is none. */
function holdingOf(
  { symbol, quantity, average, last, sector }: Layout,
  cell: (name: string | null) => string,
): FiledHolding | string {
  const instrument = instrumentNamed(cell(symbol))
  if (instrument === null) return `"${cell(symbol)}" names no instrument`
  const counts = quantity.map((name) => (cell(name) === '' ? 0 : decimalOf(cell(name))))
  const shares = counts.reduce((sum, count) => sum + count, 0)
  if (!Number.isSafeInteger(shares))
    return `"${cell(quantity[0] ?? null)}" is no whole number of shares`
  if (shares === 0) return 'it holds no shares'
  const price = decimalOf(cell(average))
  if (!(price >= 0)) return `"${cell(average)}" is no average price`
  const now = decimalOf(cell(last))
  return {
    instrument,
    quantity: shares,
    costPaise: Math.round(price * 100 * shares),
    lastPaise: now > 0 ? Math.round(now * 100) : null,
    sector: /^-?$/.test(cell(sector)) ? null : cell(sector),
  }
}
