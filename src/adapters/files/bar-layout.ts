/** What `--format` may say; `auto` looks at the header. */
export const FORMATS = [
  'auto',
  'bhavcopy',
  'kite',
  'ohlcv',
  'news',
  'earnings',
  'fundamentals',
] as const
export type Format = (typeof FORMATS)[number]

/** Where the parts of a bar stand on a line: cell numbers from 0, −1 where there is none. */
export interface BarCells {
  readonly symbol: number
  readonly series: number
  readonly exchange: number
  readonly kind: number
  readonly date: number
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Where each line says who made the bar, whether it is adjusted, and how long it is. */
  readonly source: number
  readonly basis: number
  readonly interval: number
}

/** How a file of bars is written, and what its prices mean. */
export interface BarLayout {
  /** For a person. */
  readonly name: string
  readonly source: string
  readonly basis: 'raw' | 'adjusted'
  readonly cells: BarCells
  /** Names of the columns; its length is how many cells a whole line has. */
  readonly header: readonly string[]
  /** False when the first line is a bar already. */
  readonly hasHeader: boolean
  readonly isIndex: boolean
  /** Dates are written DDMMYY. */
  readonly hasShortDates: boolean
}

type Names = { readonly [K in keyof BarCells]?: readonly string[] }

interface Known {
  readonly name: string
  readonly format: 'bhavcopy' | 'kite' | 'ohlcv'
  readonly source: string
  readonly basis: 'raw' | 'adjusted'
  /** Columns that only this layout has. */
  readonly marks: readonly string[]
  readonly names: Names
  readonly isIndex?: boolean
}

const PLAIN: Names = {
  symbol: ['symbol', 'ticker', 'code', 'tradingsymbol', 'instrument'],
  exchange: ['exchange'],
  date: ['date', 'datetime', 'timestamp', 'time'],
  time: ['time'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume', 'vol', 'shares traded'],
}

/** NSE's daily files, in the order of their years, and what others make of them; the narrowest first. */
const LAYOUTS: readonly Known[] = [
  {
    name: 'NSE daily file (UDiFF, from July 2024)',
    format: 'bhavcopy',
    source: 'nse',
    basis: 'raw',
    marks: ['tckrsymb', 'sctysrs', 'fininstrmtp', 'src'],
    names: {
      symbol: ['tckrsymb'],
      series: ['sctysrs'],
      exchange: ['src'],
      kind: ['fininstrmtp'],
      date: ['traddt'],
      open: ['opnpric'],
      high: ['hghpric'],
      low: ['lwpric'],
      close: ['clspric'],
      volume: ['ttltradgvol'],
    },
  },
  {
    name: 'NSE daily file with deliveries (sec_bhavdata_full)',
    format: 'bhavcopy',
    source: 'nse',
    basis: 'raw',
    marks: ['series', 'date1', 'ttl_trd_qnty'],
    names: {
      symbol: ['symbol'],
      series: ['series'],
      date: ['date1'],
      open: ['open_price'],
      high: ['high_price'],
      low: ['low_price'],
      close: ['close_price'],
      volume: ['ttl_trd_qnty'],
    },
  },
  {
    name: 'NSE daily file (until July 2024)',
    format: 'bhavcopy',
    source: 'nse',
    basis: 'raw',
    marks: ['series', 'tottrdqty', 'timestamp'],
    names: { ...PLAIN, series: ['series'], date: ['timestamp'], volume: ['tottrdqty'] },
  },
  {
    name: 'NSE daily bars by symbol',
    format: 'bhavcopy',
    source: 'nse',
    basis: 'raw',
    marks: ['series', 'prev_close', 'symbol'],
    names: { ...PLAIN, series: ['series'] },
  },
  {
    name: 'Bars exported by this program',
    format: 'ohlcv',
    source: 'ohlcv',
    basis: 'raw',
    marks: ['instrument', 'source', 'basis', 'interval'],
    names: { ...PLAIN, source: ['source'], basis: ['basis'], interval: ['interval'] },
  },
  {
    name: 'NSE index history',
    format: 'ohlcv',
    source: 'nse',
    basis: 'raw',
    marks: ['shares traded'],
    names: PLAIN,
    isIndex: true,
  },
  {
    name: 'Yahoo history with adjusted close',
    format: 'ohlcv',
    source: 'yahoo',
    basis: 'adjusted',
    marks: ['adj close'],
    names: PLAIN,
  },
  {
    // Its close is adjusted for dividends too: another series than Yahoo's split-adjusted one.
    name: 'Yahoo history with dividends and splits',
    format: 'ohlcv',
    source: 'yahoodiv',
    basis: 'adjusted',
    marks: ['dividends', 'stock splits'],
    names: PLAIN,
  },
  {
    name: 'Kite candles',
    format: 'kite',
    source: 'kite',
    basis: 'raw',
    marks: ['code', 'date'],
    names: PLAIN,
  },
  {
    name: 'Bars with open, high, low, close',
    format: 'ohlcv',
    source: 'ohlcv',
    basis: 'raw',
    marks: [],
    names: PLAIN,
  },
]

const KITE_CANDLES = 'Kite candles'
const PRICES = new Set(['open', 'high', 'low', 'close', 'volume'])
const NEEDED = ['date', 'open', 'high', 'low', 'close'] as const

/** A header as it is compared: lower case, without blanks around the names. */
export const columnNames = (header: readonly string[]): readonly string[] =>
  header.map((name) => name.trim().toLowerCase())

function cellsOf(header: readonly string[], names: Names): BarCells {
  const place = (part: keyof BarCells): number =>
    (names[part] ?? []).map((name) => header.indexOf(name)).find((cell) => cell >= 0) ?? -1
  const date = place('date')
  const time = place('time')
  return {
    symbol: place('symbol'),
    series: place('series'),
    exchange: place('exchange'),
    kind: place('kind'),
    date,
    time: time === date ? -1 : time,
    open: place('open'),
    high: place('high'),
    low: place('low'),
    close: place('close'),
    volume: place('volume'),
    source: place('source'),
    basis: place('basis'),
    interval: place('interval'),
  }
}

const mayBe = (known: Known, format: Format): boolean =>
  format === 'auto' ||
  known.format === format ||
  // Candles that a Kite client wrote look like anybody's: only the reader of the file knows.
  (format === 'kite' && known.marks.length === 0)

/** Whether a table has a column of prices by its name, however little else is known of it. */
export const hasPrices = (header: readonly string[]): boolean =>
  columnNames(header).some((name) => /^(open|high|low|close|last|price)([ _]price)?$/.test(name))

/** `close.1`: what tools call a second column of one name. */
const SECOND = /^(open|high|low|close|volume)\.\d+$/

/** Columns of prices beside the first of their name: several companies were written into one file. */
export const secondColumns = (header: readonly string[]): readonly string[] =>
  header.filter(
    (name, cell) => SECOND.test(name) || (PRICES.has(name) && header.indexOf(name) < cell),
  )

/** How a file with this first line is written, or null when it holds no bars that we know. */
export function recogniseBars(firstLine: readonly string[], format: Format): BarLayout | null {
  const header = columnNames(firstLine)
  for (const known of LAYOUTS) {
    if (!mayBe(known, format) || !known.marks.every((mark) => header.includes(mark))) continue
    const cells = cellsOf(header, known.names)
    if (NEEDED.some((part) => cells[part] < 0)) continue
    const isKite = format === 'kite'
    return {
      name: isKite ? KITE_CANDLES : known.name,
      source: isKite ? 'kite' : known.source,
      basis: known.basis,
      cells,
      header,
      hasHeader: true,
      isIndex: known.isIndex ?? false,
      hasShortDates: false,
    }
  }
  return MAY_LACK_HEADER.has(format) ? headerless(firstLine) : null
}

const MAY_LACK_HEADER: ReadonlySet<Format> = new Set(['auto', 'bhavcopy', 'ohlcv'])
const OLD_NSE = ['date', 'open', 'high', 'low', 'close', 'value', 'volume', 'trades']
const SHORT_DATE = /^\d{6}$/
const NUMBER = /^\d+(\.\d+)?$/

/** NSE history without a header: DDMMYY, four prices, traded value, volume, trades. */
function headerless(firstLine: readonly string[]): BarLayout | null {
  const [date = '', ...numbers] = firstLine
  const fits =
    firstLine.length === OLD_NSE.length &&
    SHORT_DATE.test(date) &&
    numbers.every((text) => NUMBER.test(text))
  if (!fits) return null
  return {
    name: 'NSE daily bars without a header',
    source: 'nse',
    basis: 'raw',
    cells: cellsOf(OLD_NSE, PLAIN),
    header: OLD_NSE,
    hasHeader: false,
    isIndex: false,
    hasShortDates: true,
  }
}
