import { join } from 'node:path'
import { type BarColumns, sliceBars } from '../../domain/bar.ts'
import { type BarEngine, literal } from './bar-store-engine.ts'
import type { Segment } from './bar-store-manifest.ts'
import { BarRows } from './bar-store-rows.ts'

/** Which rows of the segments are wanted. Moments are inclusive. */
export interface ScanRange {
  /** null wants every series. */
  readonly ids: readonly number[] | null
  readonly from: number
  readonly to: number
}

/** Segments that may hold bars of the range, oldest first. */
export const segmentsWithin = (
  segments: readonly Segment[],
  from: number,
  to: number,
): readonly Segment[] => segments.filter(({ first, last }) => first <= to && last >= from)

/** The files as a table of SQL. */
export const parquetTable = (folder: string, segments: readonly Segment[]): string =>
  `read_parquet([${segments.map(({ file }) => literal(join(folder, file))).join(', ')}])`

const conditionOf = ({ ids, from, to }: ScanRange): string =>
  `"at" BETWEEN ${from} AND ${to}${ids === null ? '' : ` AND series IN (${ids.join(', ')})`}`

const barsOf = (columns: readonly Float64Array[], length: number): BarColumns => {
  const column = (index: number) => columns[index] ?? new Float64Array(length)
  return {
    length,
    at: column(1),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    volume: column(6),
  }
}

/** Cuts a chunk into runs of one series. */
function takeRuns(
  columns: readonly Float64Array[],
  length: number,
  rowsOf: (series: number) => BarRows,
): void {
  const series = columns[0] ?? new Float64Array(length)
  const bars = barsOf(columns, length)
  for (let from = 0; from < length; ) {
    const id = series[from]
    let to = from + 1
    while (to < length && series[to] === id) to++
    rowsOf(id ?? -1).append(sliceBars(bars, from, to))
    from = to
  }
}

/**
 * Reads segments of one group into columns by series, in time order, the newest version of each bar. `countOf` says how many
 * rows of a series to expect.
 */
export async function scanSegments(
  engine: BarEngine,
  folder: string,
  segments: readonly Segment[],
  range: ScanRange,
  countOf: (series: number) => number,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, BarColumns>> {
  const found = new Map<number, BarRows>()
  const rowsOf = (series: number) => {
    const known = found.get(series)
    if (known !== undefined) return known
    const rows = new BarRows(countOf(series))
    found.set(series, rows)
    return rows
  }
  const wanted = segmentsWithin(segments, range.from, range.to)
  if (wanted.length === 0 || range.ids?.length === 0) return new Map()
  const replaces = wanted.some((segment) => segment.replaces)
  for (const batch of replaces ? wanted.map((segment) => [segment]) : [wanted]) {
    const sql =
      'SELECT series::DOUBLE, "at"::DOUBLE, open::DOUBLE, high::DOUBLE, low::DOUBLE, close::DOUBLE, ' +
      `volume::DOUBLE FROM ${parquetTable(folder, batch)} WHERE ${conditionOf(range)}`
    await engine.scan(sql, signal, (columns, length) => takeRuns(columns, length, rowsOf))
  }
  return new Map([...found].map(([id, rows]) => [id, rows.finish()]))
}
