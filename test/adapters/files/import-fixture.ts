import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Format } from '../../../src/adapters/files/bar-layout.ts'
import { FileImporter } from '../../../src/adapters/files/file-importer.ts'
import type { FileReport, ImportReport } from '../../../src/adapters/files/import-report.ts'
import type { ReferenceWriter } from '../../../src/adapters/files/reference-kinds.ts'
import type { ResearchWriter } from '../../../src/adapters/files/research-kinds.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { TradingError } from '../../../src/core/errors.ts'
import type { BarQuery, ReferenceStore } from '../../../src/core/ports.ts'
import { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { at, type BarColumns } from '../../../src/domain/bar.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { epochMs, isoTime, momentOf, tradeDate } from '../../../src/domain/time.ts'

/** The day on which the tests import: nothing traded after it. */
const TODAY = momentOf(tradeDate('2026-11-23'), 600)

/** An empty store with an importer, in a folder of its own. */
export interface ImportDesk extends AsyncDisposable {
  readonly folder: string
  readonly store: ParquetBarStore
  readonly importer: FileImporter
  /** Writes a file into the folder; answers its path. */
  file(name: string, content: string | Buffer): Promise<string>
  import(paths: readonly string[], format?: Format, signal?: AbortSignal): Promise<ImportReport>
  /** Writes one file and imports it; its report. */
  importText(name: string, content: string | Buffer, format?: Format): Promise<FileReport>
  read(symbol: string, query?: Partial<BarQuery>): Promise<BarColumns | undefined>
  /** Bars of a daily raw series unless told otherwise: `2024-01-01T09:15 open high low close volume`, in paise. */
  rows(symbol: string, query?: Partial<BarQuery>): Promise<readonly string[]>
}

export async function importDesk(
  options: {
    readonly heldRows?: number
    readonly reference?: ReferenceWriter & Pick<ReferenceStore, 'instruments'>
    readonly research?: ResearchWriter
    /** A store that exists already, and stays. */
    readonly dataDir?: string
  } = {},
): Promise<ImportDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-import-'))
  const calendar = new MarketCalendar()
  const { heldRows, reference, research, dataDir = join(folder, 'data') } = options
  const store = new ParquetBarStore({ dataDir, calendar })
  const importer = new FileImporter({
    store,
    calendar,
    clock: new VirtualClock(TODAY),
    reference: async () => reference ?? noDatabase(),
    research: async () => research ?? noDatabase(),
    ...(heldRows === undefined ? {} : { heldRows }),
  })
  const desk: ImportDesk = {
    folder,
    store,
    importer,
    async file(name, content) {
      const path = join(folder, 'files', name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
      return path
    },
    import: (paths, format = 'auto', signal = new AbortController().signal) =>
      importer.import(paths, { format, signal }),
    async importText(name, content, format) {
      const { files } = await desk.import([await desk.file(name, content)], format)
      const [report] = files
      if (report === undefined) throw new RangeError('the import reported no file')
      return report
    },
    async read(symbol, query = {}) {
      const found = await store.read(
        {
          instruments: [instrumentId(`NSE:${symbol}`)],
          interval: 'day',
          basis: 'raw',
          source: null,
          from: epochMs(0),
          to: epochMs(4e12),
          ...query,
        },
        new AbortController().signal,
      )
      return found.get(instrumentId(`NSE:${symbol}`))?.bars
    },
    async rows(symbol, query) {
      const bars = await desk.read(symbol, query)
      return Array.from({ length: bars?.length ?? 0 }, (_, row) =>
        bars === undefined ? '' : rowOf(bars, row),
      )
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return desk
}

const noDatabase = (): never => {
  throw new TradingError('DATABASE_UNAVAILABLE', 'this test has no database')
}

const rowOf = (bars: BarColumns, row: number): string => {
  const { open, high, low, close, volume } = bars
  const numbers = [open, high, low, close, volume].map((column) => at(column, row))
  return `${isoTime(at(bars.at, row)).slice(0, 16)} ${numbers.join(' ')}`
}
