import type { ResearchStore } from '../../core/ai/research.ts'
import type { SavedCounts } from '../../core/state/upsert.ts'
import type { Format } from './bar-layout.ts'
import type { CompanyNames } from './company-names.ts'
import type { CsvLine } from './csv-lines.ts'
import { EARNINGS_KINDS } from './earnings-file.ts'
import { FUNDAMENTALS_KINDS } from './fundamentals-file.ts'
import type { Refusals } from './import-report.ts'
import { NEWS_KINDS } from './news-file.ts'
import { type FileFacts, ReferenceTable, type TableRow } from './reference-table.ts'
import { batchOf, type ResearchKind, type ResearchRecord, recordKey } from './research-record.ts'

/** Where what was published of companies is kept: each file at once. */
export type ResearchWriter = Pick<ResearchStore, 'keep'>

const KINDS: readonly ResearchKind[] = [...NEWS_KINDS, ...EARNINGS_KINDS, ...FUNDAMENTALS_KINDS]

/** A file about companies while it is read. */
export interface OpenResearch {
  readonly refusals: Refusals
  takeLine(line: CsvLine): void
  takeRow(row: TableRow): void
  /** Number of records, once all lines are in, and a way to keep them. */
  finish(names: CompanyNames): {
    readonly count: number
    save(store: ResearchWriter): Promise<SavedCounts>
  }
  notes(): readonly string[]
}

/** What is known about companies by a table with these columns, or null. */
export function recogniseResearch(columns: readonly string[], format: Format): ResearchKind | null {
  const isWanted = (kind: ResearchKind) => format === 'auto' || kind.format === format
  return KINDS.find((kind) => isWanted(kind) && kind.isIn(columns)) ?? null
}

/** Begins to read a file of a kind. */
export function openResearch(
  kind: ResearchKind,
  header: readonly string[],
  facts: FileFacts,
): OpenResearch {
  const table = new ReferenceTable<ResearchRecord>(header, recordKey)
  return {
    refusals: table.refusals,
    takeLine: (line) => table.takeLine(line),
    takeRow: (row) => table.takeRow(row),
    finish(names) {
      const records = table.records(() => (row) => kind.take(row, { names, facts }))
      const save = async (store: ResearchWriter) => {
        const { added, same, changed } = await store.keep(batchOf(records))
        return { new: added, same, changed }
      }
      return { count: records.length, save }
    },
    notes: () => table.notes(),
  }
}
