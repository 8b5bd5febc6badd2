import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cancelled } from '../../core/cancellation.ts'
import type { BarQuery, BarStore, SeriesKey } from '../../core/ports.ts'
import { at, type BarColumns } from '../../domain/bar.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { clockTime, dateOf } from '../../domain/time.ts'

/** One file that was written. */
export interface ExportedFile {
  readonly file: string
  readonly series: SeriesKey
  readonly rows: number
}

export interface ExportOptions {
  readonly signal: AbortSignal
  onProgress?(file: ExportedFile, done: number, of: number): void
}

const HEADER = 'instrument,interval,source,basis,date,open,high,low,close,volume\n'
/** Rows that are put together before they are written. */
const ROWS_A_WRITE = 8_192

/** Paise as rupees with two decimals. */
const rupees = (paise: number): string => {
  const text = String(paise).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

function lineOf(key: string, isDaily: boolean, bars: BarColumns, row: number): string {
  const moment = at(bars.at, row)
  const when = isDaily ? dateOf(moment) : `${dateOf(moment)} ${clockTime(moment)}`
  const prices = [bars.open, bars.high, bars.low, bars.close].map((column) =>
    rupees(at(column, row)),
  )
  return `${key},${when},${prices.join(',')},${at(bars.volume, row)}\n`
}

/** `m-and-m-day-nse-raw.csv`: the symbol as our own importer reads it back. */
export const exportName = ({ instrument, interval, source, basis }: SeriesKey): string => {
  const symbol = symbolOf(instrument).toLowerCase().replaceAll('&', '-and-').replaceAll(' ', '-')
  return `${symbol}-${interval}-${source}-${basis}.csv`
}

async function writeSeries(
  path: string,
  series: SeriesKey,
  bars: BarColumns,
  signal: AbortSignal,
): Promise<void> {
  const { instrument, interval, source, basis } = series
  const key = `${instrument},${interval},${source},${basis}`
  const handle = await open(path, 'w')
  try {
    await handle.write(HEADER)
    for (let start = 0; start < bars.length; start += ROWS_A_WRITE) {
      if (signal.aborted) throw cancelled(signal)
      const end = Math.min(bars.length, start + ROWS_A_WRITE)
      let text = ''
      for (let row = start; row < end; row++) text += lineOf(key, interval === 'day', bars, row)
      await handle.write(text)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes bars as CSV, a file a series, in a layout that an import reads back to the same bars. Each file appears whole. */
export async function exportBars(
  store: BarStore,
  query: BarQuery,
  folder: string,
  { signal, onProgress }: ExportOptions,
): Promise<readonly ExportedFile[]> {
  const found = await store.read(query, signal)
  await mkdir(folder, { recursive: true })
  const files: ExportedFile[] = []
  for (const { series, bars } of found.values()) {
    const file = exportName(series)
    const temporary = join(folder, `${file}.part`)
    try {
      await writeSeries(temporary, series, bars, signal)
      await rename(temporary, join(folder, file))
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    const written = { file, series, rows: bars.length }
    files.push(written)
    onProgress?.(written, files.length, found.size)
  }
  return files
}
