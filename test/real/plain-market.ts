import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unzip = promisify(gunzip)

/** A day of a share as its file has it, prices in paise. It shares no code with the product. */
export interface PlainBar {
  readonly date: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Lines of a CSV, plain or gzipped, without its BOM. */
export async function linesOf(path: string): Promise<readonly string[]> {
  const raw = await readFile(path)
  const text = (path.endsWith('.gz') ? await unzip(raw) : raw).toString()
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
}

/** Rows of a CSV by its trimmed header. */
export async function rowsOf(path: string): Promise<readonly ReadonlyMap<string, string>[]> {
  const [header = '', ...lines] = await linesOf(path)
  const names = header.split(',').map((name) => name.trim())
  return lines.map((line) => {
    const cells = line.split(',')
    return new Map(names.map((name, place) => [name, (cells[place] ?? '').trim()]))
  })
}

const paise = (text: string | undefined): number => Math.round(Number(text) * 100)

/** Every share of NSE's raw daily files by its symbol, oldest day first. */
export async function plainShares(data: string): Promise<ReadonlyMap<string, readonly PlainBar[]>> {
  const folder = join(data, 'bars-daily', 'nse-eq-raw')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.csv.gz')).sort()
  const shares = new Map<string, readonly PlainBar[]>()
  for (const file of files) {
    const rows = await rowsOf(join(folder, file))
    const bars = rows.map((row) => ({
      date: row.get('date') ?? '',
      open: paise(row.get('open')),
      high: paise(row.get('high')),
      low: paise(row.get('low')),
      close: paise(row.get('close')),
    }))
    shares.set(rows[0]?.get('symbol') ?? '', bars)
  }
  return shares
}

/** The five shares of the minute files of 2025 by their symbol, oldest minute first; `date` is the day of each. */
export async function plainMinutes(
  data: string,
): Promise<ReadonlyMap<string, readonly PlainBar[]>> {
  const folder = join(data, 'bars-minute', '1m-2025')
  const shares = new Map<string, readonly PlainBar[]>()
  for (const file of await readdir(folder)) {
    const bars = (await rowsOf(join(folder, file))).map((row) => ({
      date: (row.get('date') ?? '').split('-').reverse().join('-'),
      open: paise(row.get('open')),
      high: paise(row.get('high')),
      low: paise(row.get('low')),
      close: paise(row.get('close')),
    }))
    shares.set(file.replace('.csv.gz', '').toUpperCase(), bars)
  }
  return shares
}

/** Sessions without settlement while the fee of a sale hung on it: an evening of a holiday, or banks were shut. */
const UNSETTLED = new Set(
  `2019-10-27 2020-11-14 2021-11-04 2022-10-24 2023-11-12 2024-11-01
  2021-02-19 2021-04-01 2021-04-13 2021-05-26`.split(/\s+/),
)

/** Days on which bought shares are delivered: weekdays that trade and settle. */
export async function settlementDays(data: string): Promise<readonly string[]> {
  const path = join(data, 'reference', 'nse-trading-days-2019-10-to-2026-08.csv')
  const [, ...lines] = await linesOf(path)
  return lines
    .map((line) => line.slice(0, 10))
    .filter((date) => ![0, 6].includes(new Date(date).getUTCDay()) && !UNSETTLED.has(date))
}
