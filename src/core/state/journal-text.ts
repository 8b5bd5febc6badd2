import type { JournalRow } from '../journal.ts'

/** Columns of the journal in the order in which rows are copied in and out. */
export const COLUMNS =
  'book, seq, id, type, version, at, source, correlation_id, cause, causation_id, is_input, data, hash'

const UNESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(.)/g, (_, character: string) => UNESCAPES[character] ?? character)
    : text

/** A line of COPY's text format (PostgreSQL manual, COPY) as the row it is of; null when it is none. */
export function readCopyLine(
  line: string,
): { readonly book: string; readonly row: JournalRow } | null {
  const fields = line.split('\t')
  const [book = '', seq = '', id = '', type = '', version = '', at = '', source = ''] = fields
  const [correlationId, cause = '', causationId = '', isInput, data, hash] = fields.slice(7)
  if (correlationId === undefined || data === undefined || hash === undefined) return null
  const row = {
    seq: Number(seq),
    id,
    type: unescaped(type),
    version: Number(version),
    at: Number(at),
    source: unescaped(source),
    correlationId,
    cause: Number(cause),
    causationId: causationId === '\\N' ? null : causationId,
    isInput: isInput === 't',
    data: unescaped(data),
    hash: unescaped(hash).slice(2),
  }
  return { book: unescaped(book), row }
}
