import type {
  EarningsReport,
  ExpectedEarnings,
  Fundamentals,
  NewsItem,
  ResearchBatch,
} from '../../core/ai/research.ts'
import type { CompanyNames } from './company-names.ts'
import type { FileFacts, TableRow, Taken } from './reference-table.ts'

/** One thing that a line of a file about companies says. */
export type ResearchRecord =
  | { readonly kind: 'news'; readonly news: NewsItem }
  | { readonly kind: 'earnings'; readonly report: EarningsReport }
  | { readonly kind: 'expected'; readonly day: ExpectedEarnings }
  | { readonly kind: 'fundamentals'; readonly line: Fundamentals }

/** What a line is read with. */
export interface ResearchContext {
  readonly names: CompanyNames
  readonly facts: FileFacts
}

/** A way in which such files are written. */
export interface ResearchKind {
  /** For a person. */
  readonly name: string
  readonly format: 'news' | 'earnings' | 'fundamentals'
  /** Whether a table with these columns, in small letters, is one. */
  isIn(columns: readonly string[]): boolean
  take(row: TableRow, context: ResearchContext): Taken<ResearchRecord>
}

/** Whether all of them are among the columns. */
export const hasAll =
  (...marks: readonly string[]) =>
  (columns: readonly string[]): boolean =>
    marks.every((mark) => columns.includes(mark))

/** What may stand only once in a file. */
export function recordKey(record: ResearchRecord): string {
  switch (record.kind) {
    case 'news':
      // One story may stand under several companies: it is put together, not refused.
      return JSON.stringify(record.news)
    case 'earnings': {
      const { instrument, periodEnd, isConsolidated, announcedAt, source } = record.report
      return `e ${instrument} ${periodEnd} ${isConsolidated} ${announcedAt} ${source}`
    }
    case 'expected':
      return `x ${record.day.instrument} ${record.day.expectedOn} ${record.day.source}`
    default:
      return `f ${record.line.instrument} ${record.line.asOf} ${record.line.source}`
  }
}

/** Stories by their ids: of one that stands there several times every company counts, and the longest summary. */
function storiesOf(records: readonly ResearchRecord[]): readonly NewsItem[] {
  const stories = new Map<string, NewsItem>()
  for (const record of records) {
    if (record.kind !== 'news') continue
    const { news } = record
    const known = stories.get(news.id) ?? news
    const instruments = [...new Set([...known.instruments, ...news.instruments])]
    const { summary } = news.summary.length > known.summary.length ? news : known
    stories.set(news.id, { ...known, instruments, summary })
  }
  return [...stories.values()]
}

/** Records as the store takes them. */
export const batchOf = (records: readonly ResearchRecord[]): ResearchBatch => ({
  news: storiesOf(records),
  earnings: records.flatMap((record) => (record.kind === 'earnings' ? [record.report] : [])),
  expected: records.flatMap((record) => (record.kind === 'expected' ? [record.day] : [])),
  fundamentals: records.flatMap((record) => (record.kind === 'fundamentals' ? [record.line] : [])),
})
