import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConfigurationError } from '../core/errors.ts'
import { writeAtomically } from '../core/state/atomic-file.ts'
import type { BacktestResult } from '../domain/backtest.ts'
import type { BarColumns } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { SweepResult } from '../domain/sweep.ts'
import { renderReport } from './report/report.ts'
import { renderSweep } from './report/sweep-report.ts'

/** The page's script, built beside the program. */
const CLIENT = new URL('./report-page.js', import.meta.url)

/** The built text of the script that every report carries. */
export const readClientScript = (): Promise<string> => readFile(CLIENT, 'utf8')

/** Throws CONFIGURATION_INVALID where a report could not be written, before any work is done for it. */
export async function checkReportPlace(path: string | undefined): Promise<void> {
  if (path === undefined) return
  const folder = dirname(path)
  const found = await stat(folder).catch((error: unknown) => {
    throw new ConfigurationError(
      'report',
      `--report ${path}: there is no folder ${folder}; make it first`,
      {
        cause: error,
      },
    )
  })
  if (!found.isDirectory())
    throw new ConfigurationError('report', `--report ${path}: ${folder} is no folder`)
}

/** Writes the report of a run as one HTML file that needs nothing else; whole or not at all. */
export async function writeBacktestReport(
  path: string,
  result: BacktestResult,
  series: ReadonlyMap<InstrumentId, BarColumns>,
): Promise<void> {
  const clientScript = await readClientScript()
  await writeAtomically(path, renderReport({ result, series, clientScript }))
}

/** Writes the report of a sweep in the same way. */
export async function writeSweepReport(path: string, result: SweepResult): Promise<void> {
  const clientScript = await readClientScript()
  await writeAtomically(path, renderSweep({ result, clientScript }))
}
