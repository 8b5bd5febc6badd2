import type { PostgresReferenceStore } from '../../core/state/reference-store.ts'
import type { SavedCounts } from '../../core/state/upsert.ts'
import { CONSTITUENT_MARKS, constituentKey, takeConstituent } from './constituents-file.ts'
import {
  actionKey,
  BOOK_CLOSURE_MARKS,
  NSE_ACTION_MARKS,
  PRICE_FACTOR_MARKS,
  takeNseAction,
  takePriceFactor,
} from './corporate-actions-file.ts'
import type { CsvLine } from './csv-lines.ts'
import type { Refusals } from './import-report.ts'
import { INSTRUMENT_MARKS, instrumentKey, takeInstrument } from './instruments-file.ts'
import { type FileFacts, ReferenceTable, type TableRow, type Taken } from './reference-table.ts'
import { SYMBOL_CHANGE_MARKS, symbolChangeKey, takeSymbolChange } from './symbol-changes-file.ts'
import { YAHOO_ACTION_MARKS, yahooActions } from './yahoo-actions-file.ts'

/** Where reference data are saved: each call is one transaction. */
export type ReferenceWriter = Pick<
  PostgresReferenceStore,
  'saveInstruments' | 'saveConstituents' | 'saveCorporateActions' | 'saveSymbolChanges'
>

/** A table of reference data while it is read. */
export interface OpenTable {
  readonly refusals: Refusals
  takeLine(line: CsvLine): void
  /** Number of records, once all lines are in, and a way to save them. */
  finish(): { readonly count: number; save(store: ReferenceWriter): Promise<SavedCounts> }
  notes(): readonly string[]
}

interface ReferenceKind {
  readonly name: string
  /** Columns by which the table is known. */
  readonly marks: readonly string[]
  open(header: readonly string[], facts: FileFacts): OpenTable
}

type Reader<T> = (rows: readonly TableRow[]) => (row: TableRow) => Taken<T>

function opened<T>(
  table: ReferenceTable<T>,
  reader: Reader<T>,
  save: (store: ReferenceWriter, records: readonly T[]) => Promise<SavedCounts>,
): OpenTable {
  return {
    refusals: table.refusals,
    takeLine: (line) => table.takeLine(line),
    finish: () => {
      const records = table.records(reader)
      return { count: records.length, save: (store) => save(store, records) }
    },
    notes: () => table.notes(),
  }
}

const nseActions = (name: string, marks: readonly string[]): ReferenceKind => ({
  name,
  marks,
  open: (header) =>
    opened(
      new ReferenceTable(header, actionKey),
      () => takeNseAction,
      (store, records) => store.saveCorporateActions(records),
    ),
})

const KINDS: readonly ReferenceKind[] = [
  {
    name: 'list of instruments (Kite)',
    marks: INSTRUMENT_MARKS,
    open: (header, facts) =>
      opened(
        new ReferenceTable(header, instrumentKey),
        () => (row) => takeInstrument(row, facts),
        (store, records) =>
          store.saveInstruments(
            records.flatMap((record) => (record.kind === 'listed' ? [record.listed] : [])),
            records.flatMap((record) => (record.kind === 'underlying' ? [record.underlying] : [])),
          ),
      ),
  },
  {
    name: 'index members (NSE)',
    marks: CONSTITUENT_MARKS,
    open: (header, facts) =>
      opened(
        new ReferenceTable(header, constituentKey),
        () => (row) => takeConstituent(row, facts),
        (store, records) => store.saveConstituents(records),
      ),
  },
  nseActions('corporate actions (NSE)', NSE_ACTION_MARKS),
  nseActions('corporate actions (NSE daily file)', BOOK_CLOSURE_MARKS),
  {
    name: 'corporate actions (Yahoo)',
    marks: YAHOO_ACTION_MARKS,
    open: (header) =>
      opened(new ReferenceTable(header, actionKey), yahooActions, (store, records) =>
        store.saveCorporateActions(records),
      ),
  },
  {
    name: 'corporate actions (price factors)',
    marks: PRICE_FACTOR_MARKS,
    open: (header) =>
      opened(
        new ReferenceTable(header, actionKey),
        () => takePriceFactor,
        (store, records) => store.saveCorporateActions(records),
      ),
  },
  {
    name: 'changed symbols',
    marks: SYMBOL_CHANGE_MARKS,
    open: (header) =>
      opened(
        new ReferenceTable(header, symbolChangeKey),
        () => takeSymbolChange,
        (store, records) => store.saveSymbolChanges(records),
      ),
  },
]

/** What kind of reference data a table with these column names holds, or null. */
export function recogniseReference(header: readonly string[]): ReferenceKind | null {
  return KINDS.find(({ marks }) => marks.every((mark) => header.includes(mark))) ?? null
}
