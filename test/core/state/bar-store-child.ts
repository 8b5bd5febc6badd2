import { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { BarTable } from '../../../src/core/state/bar-store-table.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { DAY_MS } from '../../../src/domain/time.ts'

/** A program for tests to kill: writes two-series files for ever, committing each, and says when one is done. */
const [dataDir = '', mode = 'write'] = process.argv.slice(2)
const store = new ParquetBarStore({ dataDir, calendar: new MarketCalendar() })
const signal = new AbortController().signal
const keys = ['NSE:AAA', 'NSE:BBB'].map((id) => ({
  instrument: instrumentId(id),
  interval: 'day' as const,
  source: 'nse',
  basis: 'raw' as const,
}))

/** Rows of one file: the same hundred days for both series, told apart by the volume, which is the file's number. */
function fileOf(number: number): BarTable {
  const table = new BarTable()
  for (const series of [0, 1]) {
    for (let day = 0; day < 100; day++) {
      const moment = (number * 50 + day) * DAY_MS + 13_500_000
      table.push(series, moment, 100, 110, 90, 105, number, day)
    }
  }
  return table
}

await store.write(async (writer) => {
  process.stdout.write('open\n')
  if (mode === 'hold') await new Promise(() => setInterval(() => undefined, 1_000))
  for (let number = 1; ; number++) {
    writer.add(number, keys, fileOf(number))
    await writer.commit(signal)
    process.stdout.write(`done ${number}\n`)
    if (number % 5 === 0) await writer.compact(signal)
  }
})
