import { readFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import type { BacktestResult } from '../domain/backtest.ts'
import type { BarColumns } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { renderReport } from './report/report.ts'

/** The page's script, built beside the program. */
const CLIENT = new URL('./report-page.js', import.meta.url)

/** Writes the report of a run as one HTML file that needs nothing else; whole or not at all. */
export async function writeBacktestReport(
  path: string,
  result: BacktestResult,
  series: ReadonlyMap<InstrumentId, BarColumns>,
): Promise<void> {
  const clientScript = await readFile(CLIENT, 'utf8')
  await writeFileAtomic(path, renderReport({ result, series, clientScript }))
}
