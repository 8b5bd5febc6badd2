import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { linesOf } from './plain-market.ts'

/** How a folder of price files writes its rows: enough to count them without the product. */
export interface PlainFolder {
  readonly path: string
  /** Interval, basis and source under which its bars are listed. */
  readonly series: string
  /** Where one company's files lie together, its symbol; else files are named after it. */
  readonly symbol?: string
  readonly hasHeader: boolean
  /** The moment of a row, in whatever words: equal moments are one bar. */
  readonly moment: (cells: readonly string[]) => string
  /** Whether a row contradicts itself, and must be refused. */
  readonly isBroken?: (cells: readonly string[]) => boolean
}

const first = ([cell = '']: readonly string[]): string => cell
/** `020117` as 2017-01-02. */
const packed = ([cell = '']: readonly string[]): string =>
  `20${cell.slice(4, 6)}-${cell.slice(2, 4)}-${cell.slice(0, 2)}`
/** Before 2003 adjusting and rounding left bars whose low is above their open or close by more than a paisa, or the mirror of it. */
const isBroken = ([, ...cells]: readonly string[]): boolean => {
  const [open = 0, high = 0, low = 0, close = 0] = cells.map((cell) =>
    Math.round(Number(cell) * 100),
  )
  return low - Math.min(open, close) > 1 || Math.max(open, close) - high > 1
}

export const DAILY: readonly PlainFolder[] = [
  {
    path: 'nse-eq-raw',
    series: 'day raw nse',
    hasHeader: true,
    moment: ([, , date = '']) => date,
  },
  { path: 'nse-eq-raw-2017-2022', series: 'day raw nse', hasHeader: false, moment: packed },
  {
    path: 'yahoo-adjusted-2020-2024',
    series: 'day adjusted yahoo',
    hasHeader: true,
    moment: first,
  },
  {
    path: 'yahoo-with-actions-1996-2024',
    series: 'day adjusted yahoodiv',
    hasHeader: true,
    moment: first,
    isBroken,
  },
  {
    path: 'nifty50-index',
    series: 'day raw nse',
    symbol: 'NIFTY 50',
    hasHeader: true,
    moment: first,
  },
]

const dayAndTime = ([day = '', time = '']: readonly string[]): string => `${day} ${time}`
/** Where the first cell is the symbol, the second is the moment. */
const firstWithDigits = (cells: readonly string[]): string =>
  cells.slice(0, 2).find((cell) => /^\d/.test(cell)) ?? ''

export const MINUTE: readonly PlainFolder[] = [
  { path: '1m-2025', series: '1m raw ohlcv', hasHeader: true, moment: dayAndTime },
  { path: '1m-2016', series: '1m raw kite', hasHeader: true, moment: firstWithDigits },
  { path: '30m-2016', series: '30m raw kite', hasHeader: true, moment: firstWithDigits },
  { path: '5m-2024', series: '5m adjusted yahoodiv', hasHeader: true, moment: first },
  { path: '1h-2022-2024', series: '1h adjusted yahoodiv', hasHeader: true, moment: first },
]

/** What was counted in the files of some folders. */
export interface PlainCount {
  /** Bars of each series: `INFY day raw nse`. */
  readonly bars: ReadonlyMap<string, number>
  readonly rows: number
  /** Rows that contradict themselves: `infy.csv.gz:55`. */
  readonly broken: readonly string[]
}

/** `m-and-m.csv.gz` tells of M&M. */
const symbolOf = (file: string): string =>
  file.replace('.csv.gz', '').replaceAll('-and-', '&').toUpperCase()

/** Counts every row of every price file, each moment of a series once. */
export async function countOf(data: string, folders: readonly PlainFolder[]): Promise<PlainCount> {
  const moments = new Map<string, Set<string>>()
  const broken: string[] = []
  let rows = 0
  for (const folder of folders) {
    const names = await readdir(join(data, folder.path))
    for (const file of names.filter(
      (name) => name.endsWith('.gz') || folder.symbol !== undefined,
    )) {
      const lines = await linesOf(join(data, folder.path, file))
      const key = `${folder.symbol ?? symbolOf(file)} ${folder.series}`
      const known = moments.get(key) ?? new Set()
      moments.set(key, known)
      for (const [index, line] of lines.entries()) {
        if (index === 0 && folder.hasHeader) continue
        const cells = line.replaceAll('"', '').split(',')
        rows += 1
        if (folder.isBroken?.(cells) === true) broken.push(`${file}:${index + 1}`)
        else known.add(folder.moment(cells))
      }
    }
  }
  return { bars: new Map([...moments].map(([key, { size }]) => [key, size])), rows, broken }
}
