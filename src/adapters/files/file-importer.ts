import { isCancellation } from '../../core/cancellation.ts'
import type { Clock } from '../../core/clock.ts'
import { TradingError } from '../../core/errors.ts'
import type { ReferenceStore } from '../../core/ports.ts'
import type { ParquetBarStore } from '../../core/state/bar-store.ts'
import type { FileTally } from '../../core/state/bar-store-merge.ts'
import { BarTable } from '../../core/state/bar-store-table.ts'
import type { BarWriter } from '../../core/state/bar-store-writer.ts'
import type { SavedCounts } from '../../core/state/upsert.ts'
import type { MarketCalendar } from '../../domain/rulebook/calendar.ts'
import type { BarFile } from './bar-file.ts'
import type { Format } from './bar-layout.ts'
import { CompanyNames } from './company-names.ts'
import { readFile } from './file-reader.ts'
import {
  counted,
  type FileReport,
  type ImportProgress,
  type ImportReport,
  NO_ROWS,
  type Refusals,
  refusedFile,
  summarise,
} from './import-report.ts'
import { type Content, type InputFile, InputFiles } from './input-files.ts'
import type { ReadFile } from './read-file.ts'
import type { OpenTable, ReferenceWriter } from './reference-kinds.ts'
import type { OpenResearch, ResearchWriter } from './research-kinds.ts'
import { TradingDays } from './trading-days.ts'

/** About thirty megabytes of columns. */
const HELD_ROWS = 1 << 19
/** Files that are read ahead of the one whose turn it is. */
const AHEAD = 4

interface FileImporterDeps {
  readonly store: ParquetBarStore
  readonly calendar: MarketCalendar
  readonly clock: Clock
  /** Asked for when the first file of reference data comes, so that bars need no database. */
  readonly reference: () => Promise<ReferenceWriter & Pick<ReferenceStore, 'instruments'>>
  /** Asked for when the first file about companies comes. */
  readonly research: () => Promise<ResearchWriter>
  /** Rows that are held before they are stored, whole files but for larger ones; half a million unless given. */
  readonly heldRows?: number
}

export interface ImportOptions {
  readonly format: Format
  /** Stops after the file at hand; what was stored until then stays, and is reported. */
  readonly signal: AbortSignal
  onProgress?(progress: ImportProgress): void
}

/** A file whose bars wait to be stored. */
interface WaitingFile {
  readonly name: string
  readonly layout: string
  readonly bars: BarFile
}

/** A table that was read to its end. */
interface Table {
  readonly count: number
  readonly refusals: Refusals
  notes(): readonly string[]
  save(): Promise<SavedCounts>
}

type Ahead = { readonly file: InputFile } & (
  | { readonly content: Content }
  | { readonly error: unknown }
)

/** Starts reading the next files while one is worked on; order stays. */
async function* readAhead(
  files: AsyncIterable<InputFile>,
  signal: AbortSignal,
): AsyncGenerator<Ahead> {
  const queue: Promise<Ahead>[] = []
  for await (const file of files) {
    const reading = file.read(signal)
    queue.push(
      reading.then(
        (content) => ({ file, content }),
        (error: unknown) => ({ file, error }),
      ),
    )
    const next = queue.length > AHEAD ? queue.shift() : undefined
    if (next !== undefined) yield await next
  }
  for (const next of queue) yield await next
}

/**
 * Takes files and folders over into the store. A file is taken whole or not at all; what is wrong with single lines costs
 * those lines and is told by line and reason. Importing twice changes nothing.
 */
export class FileImporter {
  readonly #deps: FileImporterDeps

  constructor(deps: FileImporterDeps) {
    this.#deps = deps
  }

  /** Throws STATE_LOCKED while another import runs. */
  async import(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
    const input = new InputFiles()
    const reading = new AbortController()
    const signal = AbortSignal.any([options.signal, reading.signal])
    try {
      return await this.#deps.store.write(async (writer) => {
        const run = new ImportRun(this.#deps, writer, { ...options, signal })
        const isCancelled = await run.all(readAhead(input.list(paths, signal), signal))
        return { ...summarise(run.reports(), input.passedOver), isCancelled }
      })
    } finally {
      reading.abort()
      input.close()
    }
  }
}

/** One import: the files so far and what became of them. */
class ImportRun {
  readonly #deps: FileImporterDeps
  readonly #writer: BarWriter
  readonly #options: ImportOptions
  readonly #days: TradingDays
  readonly #heldRows: number
  readonly #table = new BarTable()
  readonly #reports: (FileReport | null)[] = []
  #waiting = new Map<number, WaitingFile>()
  #rows = 0
  #names: CompanyNames | null = null

  constructor(deps: FileImporterDeps, writer: BarWriter, options: ImportOptions) {
    this.#deps = deps
    this.#writer = writer
    this.#options = options
    this.#days = new TradingDays(deps.calendar, deps.clock.now())
    this.#heldRows = deps.heldRows ?? HELD_ROWS
  }

  /** Files that are done, in their order. */
  reports(): readonly FileReport[] {
    return this.#reports.filter((report) => report !== null)
  }

  /** Imports every file; answers whether it was cancelled on the way. */
  async all(files: AsyncIterable<Ahead>): Promise<boolean> {
    try {
      for await (const next of files) {
        await this.#one(next)
        if (this.#writer.rows >= this.#heldRows) await this.#commit()
      }
      await this.#commit()
      await this.#writer.compact(this.#options.signal)
      return false
    } catch (error) {
      if (isCancellation(error)) return true
      throw error
    }
  }

  async #one(next: Ahead): Promise<void> {
    const number = this.#reports.push(null) - 1
    const { name } = next.file
    this.#table.clear()
    const report = await this.#read(number, next).catch(async (error: unknown) => {
      if (!(error instanceof TradingError) || error.code !== 'FILE_REFUSED') throw error
      if (!this.#waiting.has(number)) return refusedFile(name, null, error.message)
      const { layout } = this.#waiting.get(number) ?? { layout: null }
      this.#waiting.delete(number)
      await this.#writer.discard()
      return refusedFile(name, layout, error.message)
    })
    this.#reports[number] = report
    this.#tell(name)
  }

  /** Answers the file's report, or null when it has to wait for the commit. */
  async #read(number: number, next: Ahead): Promise<FileReport | null> {
    if ('error' in next) throw next.error
    const { file, content } = next
    const { name } = file
    const facts = { name, modifiedAt: content.modifiedAt }
    const found = await readFile(facts, content.chunks, {
      format: this.#options.format,
      days: this.#days,
      table: this.#table,
      partRows: this.#heldRows,
      onPart: (bars, layout) => this.#part(number, { name, layout, bars }),
    })
    switch (found.kind) {
      case 'bars':
        return this.#keepBars(number, file.name, found)
      case 'reference':
        return this.#saveReference(file.name, found.layout, found.table)
      case 'research':
        return this.#saveTable(file.name, found.layout, await this.#opened(found.table))
      case 'other':
        return file.wasNamed
          ? refusedFile(file.name, null, found.reason)
          : leftOut(file.name, null, found.reason, [])
      default:
        return refusedFile(file.name, null, found.reason)
    }
  }

  /** A part of a large file: what waited before is stored first, so that the file stands or falls alone. */
  async #part(number: number, file: WaitingFile): Promise<void> {
    if (!this.#waiting.has(number)) await this.#commit()
    this.#waiting.set(number, file)
    this.#add(number, file.bars)
    await this.#writer.stage(number, this.#options.signal)
    this.#tell(file.name)
  }

  #keepBars(
    number: number,
    name: string,
    { bars, layout }: Extract<ReadFile, { kind: 'bars' }>,
  ): FileReport | null {
    const isPart = this.#waiting.has(number)
    const rows = this.#add(number, bars)
    if (rows > 0 || isPart) {
      this.#waiting.set(number, { name, layout, bars })
      return null
    }
    const { refusals } = bars
    if (refusals.count === 0) return leftOut(name, layout, 'it has no rows for us', bars.notes())
    return refusedFile(
      name,
      layout,
      `none of its ${counted(refusals.count, 'row')} is a bar`,
      refusals,
    )
  }

  /** Hands the bars read so far to the writer. Throws FILE_REFUSED when the file as a whole makes no sense. */
  #add(number: number, bars: BarFile): number {
    const drained = bars.drain()
    if ('problem' in drained) throw new TradingError('FILE_REFUSED', drained.problem)
    const { keys, table } = drained
    this.#writer.add(number, keys, table)
    const { length } = table
    table.clear()
    this.#rows += length
    return length
  }

  async #saveReference(name: string, layout: string, table: OpenTable): Promise<FileReport> {
    const { count, save } = table.finish()
    const { refusals } = table
    // What the next file may name is another now.
    this.#names = null
    const notes = () => table.notes()
    const saveAll = async () => save(await this.#deps.reference())
    return this.#saveTable(name, layout, { count, refusals, notes, save: saveAll })
  }

  /** A file about companies as a table whose names are known. */
  async #opened(table: OpenResearch): Promise<Table> {
    this.#names ??= new CompanyNames(await (await this.#deps.reference()).instruments())
    const { count, save } = table.finish(this.#names)
    const { refusals } = table
    const notes = () => table.notes()
    return { count, refusals, notes, save: async () => save(await this.#deps.research()) }
  }

  async #saveTable(name: string, layout: string, table: Table): Promise<FileReport> {
    const { count, refusals } = table
    if (count === 0) {
      if (refusals.count === 0) return leftOut(name, layout, 'it has no rows for us', table.notes())
      const reason = `none of its ${counted(refusals.count, 'row')} can be used`
      return refusedFile(name, layout, reason, refusals)
    }
    const saved = await table.save()
    this.#rows += count
    return {
      ...saved,
      file: name,
      outcome: 'imported',
      layout,
      reason: null,
      refused: refusals.count,
      refusals: refusals.named(),
      notes: table.notes(),
    }
  }

  async #commit(): Promise<void> {
    const tallies = await this.#writer.commit(this.#options.signal)
    for (const [number, file] of this.#waiting) {
      this.#reports[number] = reportOf(file, tallies.get(number))
    }
    this.#waiting = new Map()
  }

  #tell(file: string): void {
    this.#options.onProgress?.({ file, filesDone: this.#reports.length, rows: this.#rows })
  }
}

const leftOut = (
  file: string,
  layout: string | null,
  reason: string,
  notes: readonly string[],
): FileReport => ({ ...NO_ROWS, file, outcome: 'left out', layout, reason, refusals: [], notes })

function reportOf({ name, layout, bars }: WaitingFile, tally: FileTally | undefined): FileReport {
  const { refusals } = bars
  const notes = [...bars.notes()]
  if (tally !== undefined) {
    const reason = 'it contradicts an earlier line for the same moment'
    refusals.addMany(tally.conflicts, tally.conflictLines, reason)
    const { repeated } = tally
    if (repeated > 0) notes.push(`${counted(repeated, 'row')} repeated an earlier one: kept once`)
  }
  return {
    file: name,
    outcome: 'imported',
    layout,
    reason: null,
    new: tally?.added ?? 0,
    same: tally?.same ?? 0,
    changed: tally?.changed ?? 0,
    refused: refusals.count,
    refusals: refusals.named(),
    notes,
  }
}
