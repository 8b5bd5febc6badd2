import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { marketData } from '../market-data.ts'

const unzip = promisify(gunzip)

/** Rows of a gzipped CSV by its header. */
async function rowsOf(...path: readonly string[]): Promise<ReadonlyMap<string, string>[]> {
  const text = (await unzip(await readFile(join(marketData ?? '', ...path)))).toString()
  const [header = '', ...lines] = text.trim().split('\n')
  const names = header.trim().split(',')
  return lines.map((line) => {
    const cells = line.trim().split(',')
    return new Map(names.map((name, place) => [name, cells[place] ?? '']))
  })
}

type Prices = ReadonlyMap<string, string>
function barsOf(rows: readonly Prices[], momentOfRow: (row: Prices) => number): BarColumns {
  const bars = emptyBars(rows.length)
  for (const [place, row] of rows.entries()) {
    const paise = (name: string) => Math.round(Number(row.get(name)) * 100)
    bars.at[place] = momentOfRow(row)
    bars.open[place] = paise('open')
    bars.high[place] = paise('high')
    bars.low[place] = paise('low')
    bars.close[place] = paise('close')
    bars.volume[place] = Number(row.get('volume'))
  }
  return bars
}

/** NSE's raw daily bars of a share, October 2019 to December 2024. */
export const realDays = async (name: string): Promise<BarColumns> =>
  barsOf(await rowsOf('bars-daily', 'nse-eq-raw', `${name}.csv.gz`), (row) =>
    momentOf(tradeDate(row.get('date') ?? ''), 555),
  )

/** Minute bars of a share, January to April 2025. */
export const realMinutes = async (name: string): Promise<BarColumns> =>
  barsOf(await rowsOf('bars-minute', '1m-2025', `${name}.csv.gz`), (row) => {
    const [day, month, year] = (row.get('date') ?? '').split('-')
    const [hour, minute] = (row.get('time') ?? '').split(':')
    return momentOf(tradeDate(`${year}-${month}-${day}`), Number(hour) * 60 + Number(minute))
  })
