import { FileImporter } from '../../../src/adapters/files/file-importer.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { TradingError } from '../../../src/core/errors.ts'
import { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'

/** A program for tests to kill: imports a folder, a few files a commit, and says how many are done. */
const [dataDir = '', folder = ''] = process.argv.slice(2)
const calendar = new MarketCalendar()
const store = new ParquetBarStore({ dataDir, calendar })
const importer = new FileImporter({
  store,
  calendar,
  clock: new VirtualClock(momentOf(tradeDate('2026-11-23'), 600)),
  reference: () => Promise.reject(new TradingError('DATABASE_UNAVAILABLE', 'no database')),
  research: () => Promise.reject(new TradingError('DATABASE_UNAVAILABLE', 'no database')),
  heldRows: 2_000,
})
await importer.import([folder], {
  format: 'auto',
  signal: new AbortController().signal,
  onProgress: ({ filesDone }) => process.stdout.write(`${filesDone}\n`),
})
