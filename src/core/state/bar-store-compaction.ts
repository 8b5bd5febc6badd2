import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS, dateOf, midnightOf, type TradeDate, tradeDate } from '../../domain/time.ts'
import { type BarEngine, literal, PARQUET_OPTIONS } from './bar-store-engine.ts'
import {
  groupedBy,
  groupName,
  type Manifest,
  type Segment,
  segmentName,
  syncFile,
} from './bar-store-manifest.ts'
import { parquetTable, segmentsWithin } from './bar-store-scan.ts'

/** Small segments that queries may have to open before they are put together. */
const SMALL_MAX = 8
/** A segment with fewer rows is small; time is cut so that files have more. */
const SMALL_ROWS = 1 << 16

interface Period {
  readonly from: number
  readonly to: number
}

type Length = 'month' | 'year'

/** The year or month, in India, that a moment lies in. Both ends inclusive. */
function periodOf(length: Length, moment: number): Period {
  const startOf = (date: TradeDate) =>
    midnightOf(
      tradeDate(length === 'year' ? `${date.slice(0, 4)}-01-01` : `${date.slice(0, 7)}-01`),
    )
  const from = startOf(dateOf(moment))
  return { from, to: startOf(dateOf(from + (length === 'year' ? 366 : 31) * DAY_MS)) - 1 }
}

function periodsOf(length: Length, first: number, last: number): readonly Period[] {
  const periods = [periodOf(length, first)]
  for (let end = periods[0]?.to ?? last; end < last; ) {
    const next = periodOf(length, end + 1)
    periods.push(next)
    end = next.to
  }
  return periods
}

/** How the time of merged segments is cut: months, else years, else not, so that no file is small without need. */
function cuts(segments: readonly Segment[]): readonly Period[] {
  const first = Math.min(...segments.map((segment) => segment.first))
  const last = Math.max(...segments.map((segment) => segment.last))
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0)
  for (const length of ['month', 'year'] as const) {
    const periods = periodsOf(length, first, last)
    if (rows >= periods.length * SMALL_ROWS) return periods
  }
  return [{ from: first, to: last }]
}

const mayShareBars = (a: Segment, b: Segment): boolean =>
  a.first <= b.last &&
  b.first <= a.last &&
  a.firstSeries <= b.lastSeries &&
  b.firstSeries <= a.lastSeries

/** Segments of one group, oldest first, that hang together because a newer one replaces bars of an older one. */
function replacedClusters(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const clusterOf = new Map<Segment, Set<Segment>>(segments.map((one) => [one, new Set([one])]))
  for (const [age, newer] of segments.entries()) {
    if (!newer.replaces) continue
    for (const older of segments.slice(0, age)) {
      if (!mayShareBars(older, newer)) continue
      const joined = new Set([...(clusterOf.get(older) ?? []), ...(clusterOf.get(newer) ?? [])])
      for (const member of joined) clusterOf.set(member, joined)
    }
  }
  const clusters = new Set([...clusterOf.values()].filter(({ size }) => size > 1))
  return [...clusters].map((cluster) => segments.filter((segment) => cluster.has(segment)))
}

/** Segments of one group to rewrite together: where bars are replaced, and small ones when there are many. */
function dueIn(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const replaced = replacedClusters(segments)
  const taken = new Set(replaced.flat())
  const small = segments.filter((segment) => segment.rows < SMALL_ROWS && !taken.has(segment))
  return small.length > SMALL_MAX ? [...replaced, small] : replaced
}

/** Writes the newest version of each bar of a period into one file; null when the period is empty. */
async function rewrite(
  engine: BarEngine,
  folder: string,
  sources: readonly Segment[],
  { from, to }: Period,
  file: string,
  signal: AbortSignal,
): Promise<Segment | null> {
  const [sample] = sources
  if (sample === undefined) return null
  const parts = sources.map(
    (segment, age) =>
      `SELECT *, ${age} AS age FROM ${parquetTable(folder, [segment])} ` +
      `WHERE "at" BETWEEN ${from} AND ${to}`,
  )
  const path = join(folder, file)
  await engine.run(
    `COPY (SELECT * EXCLUDE (age) FROM (${parts.join(' UNION ALL ')}) ` +
      'QUALIFY row_number() OVER (PARTITION BY series, "at" ORDER BY age DESC) = 1 ' +
      `ORDER BY series, "at") TO ${literal(path)} ${PARQUET_OPTIONS}`,
    signal,
  )
  const written = { ...sample, file, replaces: false }
  const summary: number[] = []
  const sql =
    'SELECT count(*)::DOUBLE, min("at")::DOUBLE, max("at")::DOUBLE, min(series)::DOUBLE, ' +
    `max(series)::DOUBLE FROM ${parquetTable(folder, [written])}`
  await engine.scan(sql, signal, (columns) => {
    summary.push(...columns.map((column) => column[0] ?? 0))
  })
  const [rows = 0, first = 0, last = 0, firstSeries = 0, lastSeries = 0] = summary
  if (rows === 0) {
    await rm(path)
    return null
  }
  await syncFile(path)
  return { ...written, rows, first, last, firstSeries, lastSeries }
}

/**
 * Rewrites what is worth rewriting. Answers the manifest to store and the files that it no longer needs, or null when all is
 * well.
 */
export async function compactedManifest(
  engine: BarEngine,
  folder: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<{ readonly manifest: Manifest; readonly obsolete: readonly string[] } | null> {
  const groups = groupedBy(manifest.segments, groupName)
  const due = [...groups.values()].flatMap(dueIn)
  if (due.length === 0) return null
  let generation = manifest.generation
  const written: Segment[] = []
  for (const cluster of due) {
    for (const period of cuts(cluster)) {
      const sources = segmentsWithin(cluster, period.from, period.to)
      const [sample] = sources
      if (sample === undefined) continue
      const file = segmentName(sample, ++generation)
      const segment = await rewrite(engine, folder, sources, period, file, signal)
      if (segment !== null) written.push(segment)
    }
  }
  const obsolete = new Set(due.flat())
  const kept = manifest.segments.filter((segment) => !obsolete.has(segment))
  return {
    manifest: { ...manifest, generation, segments: [...kept, ...written] },
    obsolete: [...obsolete].map(({ file }) => file),
  }
}
