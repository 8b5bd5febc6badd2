import { resolve } from 'node:path'
import { exportBars } from '../adapters/files/data-export.ts'
import { counted } from '../adapters/files/import-report.ts'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { intervalOf } from './backtest-options.ts'
import type { Context } from './context.ts'
import { momentsBetween } from './date-range.ts'
import { liveLine } from './live-line.ts'
import { requireStored, symbolsOf } from './symbol-list.ts'

export interface ExportFlags {
  readonly symbols?: string
  readonly interval: string
  readonly from?: string
  readonly to?: string
  readonly basis: 'raw' | 'adjusted'
  readonly source?: string
}

/** Writes bars to a folder. Throws DATA_MISSING when none fit. */
export async function dataExport(
  { parts, output, signal }: Context,
  flags: ExportFlags,
  [folder = './export']: readonly string[],
): Promise<void> {
  const store = parts.get(ParquetBarStore)
  const wanted = symbolsOf(flags.symbols)
  requireStored(wanted, await store.list(signal))
  const { from, to } = momentsBetween(flags)
  const query = {
    instruments: wanted === null ? ('all' as const) : [...wanted],
    interval: intervalOf(flags.interval),
    basis: flags.basis,
    source: flags.source ?? null,
    from,
    to,
  }
  const line = liveLine(output, parts.get(SystemClock))
  const onProgress = ({ file }: { readonly file: string }, done: number, of: number) =>
    line.show(() => `${done} of ${of} files · ${file}`)
  const files = await exportBars(store, query, folder, { signal, onProgress })
  line.end()
  if (files.length === 0) throw nothingFits(flags)
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const document = { folder: resolve(folder), files, rows }
  output.answer(
    document,
    () =>
      `${counted(files.length, 'file')} with ${counted(rows, 'bar')} written to ${resolve(folder)}.`,
  )
}

const nothingFits = ({ interval, basis, from, to }: ExportFlags): TradingError =>
  new TradingError(
    'DATA_MISSING',
    `There are no stored ${basis} ${interval} bars${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}: ` +
      'see what is there with "robo-trader data list"',
  )
