import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { env } from 'node:process'
import { exportBars } from '../src/adapters/files/data-export.ts'
import { FileImporter } from '../src/adapters/files/file-importer.ts'
import { SystemClock } from '../src/core/clock.ts'
import { TradingError } from '../src/core/errors.ts'
import { ParquetBarStore } from '../src/core/state/bar-store.ts'
import { BarTable } from '../src/core/state/bar-store-table.ts'
import type { Interval } from '../src/domain/bar.ts'
import { instrumentId } from '../src/domain/brand.ts'
import { MarketCalendar } from '../src/domain/rulebook/calendar.ts'
import { epochMs, momentOf, tradeDate } from '../src/domain/time.ts'

const signal = new AbortController().signal
const calendar = new MarketCalendar()

/** The real files: where the environment says, or beside the project, from whose folder benchmarks are run. */
const realData = async (path: string): Promise<string | null> => {
  const folder = join(env['ROBO_TEST_DATA'] ?? resolve('..', 'shared', 'data'), path)
  return (await stat(folder).catch(() => null)) === null ? null : folder
}

/** A store in a folder of its own, for one run. */
export async function emptyStore(): Promise<{
  readonly store: ParquetBarStore
  readonly importer: FileImporter
  remove(): Promise<void>
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-bench-bars-'))
  const store = new ParquetBarStore({ dataDir, calendar })
  const database = () =>
    Promise.reject(new TradingError('DATABASE_UNAVAILABLE', 'a benchmark has no database'))
  const deps = {
    store,
    calendar,
    clock: new SystemClock(),
    reference: database,
    research: database,
  }
  const importer = new FileImporter(deps)
  return {
    store,
    importer,
    remove: async () => {
      await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Made bars written out as CSV, for machines without the real files. */
async function madeFiles(interval: Interval, symbols: number, last: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-bench-files-'))
  const days = calendar.sessionsBetween(tradeDate('2019-10-01'), tradeDate(last))
  const { store, remove } = await emptyStore()
  await store.write(async (writer) => {
    for (let symbol = 0; symbol < symbols; symbol++) {
      const table = new BarTable()
      for (const [i, day] of days.entries()) {
        for (let minute = 555; minute < (interval === 'day' ? 556 : 930); minute++) {
          const price = 100_000 + ((symbol * 31 + i * 7 + minute) % 500) * 5
          table.push(
            0,
            momentOf(day, minute),
            price,
            price + 900,
            price - 900,
            price,
            minute * 97,
            0,
          )
        }
      }
      const instrument = instrumentId(`NSE:MADE${symbol}`)
      writer.add(symbol, [{ instrument, interval, source: 'ohlcv', basis: 'raw' }], table)
    }
    await writer.commit(signal)
  })
  const all = { instruments: 'all', interval, basis: 'raw', source: null } as const
  await exportBars(store, { ...all, from: epochMs(0), to: epochMs(4e12) }, folder, { signal })
  await remove()
  return folder
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /\.csv(\.gz)?$/.test(name))
  return names
    .filter((name) => name !== 'index.csv')
    .sort()
    .map((name) => join(folder, name))
}

/** Paths of daily files, one a symbol, of about five years: the real ones where they are. */
export const dailyFiles = async (): Promise<readonly string[]> =>
  filesIn((await realData('bars-daily/nse-eq-raw')) ?? (await madeFiles('day', 300, '2024-12-31')))

/** Paths of files of minutes, one a symbol, of four months or more. */
export const minuteFiles = async (): Promise<readonly string[]> =>
  filesIn((await realData('bars-minute/1m-2025')) ?? (await madeFiles('1m', 5, '2020-01-31')))
