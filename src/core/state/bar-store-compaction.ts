import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Interval } from '../../domain/bar.ts'
import { DAY_MS, dateOf, midnightOf, type TradeDate, tradeDate } from '../../domain/time.ts'
import { type BarEngine, literal, PARQUET_OPTIONS } from './bar-store-engine.ts'
import {
  groupedBy,
  groupName,
  type Manifest,
  type Segment,
  syncFile,
} from './bar-store-manifest.ts'
import { parquetTable, segmentsWithin } from './bar-store-scan.ts'

/** Segments of one period that queries may have to open before they are merged. */
const SEGMENTS_MAX = 8

/** Long bars are kept a year a file, short ones a month: some hundred thousand rows either way. */
const LONG: ReadonlySet<Interval> = new Set<Interval>(['day', '1h', '30m'])

interface Period {
  readonly from: number
  readonly to: number
}

/** The year or month, in India, that a moment lies in. Both ends inclusive. */
function periodOf(interval: Interval, moment: number): Period {
  const isLong = LONG.has(interval)
  const startOf = (date: TradeDate) =>
    midnightOf(tradeDate(isLong ? `${date.slice(0, 4)}-01-01` : `${date.slice(0, 7)}-01`))
  const from = startOf(dateOf(moment))
  return { from, to: startOf(dateOf(from + (isLong ? 366 : 31) * DAY_MS)) - 1 }
}

/** The periods that a cluster of segments spans, in order. */
function periodsOf(interval: Interval, first: number, last: number): readonly Period[] {
  const periods = [periodOf(interval, first)]
  for (let end = periods[0]?.to ?? last; end < last; ) {
    const next = periodOf(interval, end + 1)
    periods.push(next)
    end = next.to
  }
  return periods
}

/** Groups of segments whose periods touch, so that each group can be rewritten by itself. */
function clustersOf(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const clusters: { to: number; members: Segment[] }[] = []
  for (const segment of [...segments].sort((a, b) => a.first - b.first)) {
    const from = periodOf(segment.interval, segment.first).from
    const { to } = periodOf(segment.interval, segment.last)
    const last = clusters.at(-1)
    if (last !== undefined && from <= last.to) {
      last.members.push(segment)
      last.to = Math.max(last.to, to)
    } else clusters.push({ to, members: [segment] })
  }
  return clusters.map(({ members }) => members)
}

const isDue = (cluster: readonly Segment[]): boolean =>
  cluster.length > SEGMENTS_MAX || cluster.some(({ replaces }) => replaces)

/** Writes the newest version of each bar of a period into one file; null when the period is empty. */
async function rewrite(
  engine: BarEngine,
  folder: string,
  cluster: readonly Segment[],
  period: Period,
  file: string,
  signal: AbortSignal,
): Promise<Segment | null> {
  const sources = segmentsWithin(cluster, period.from, period.to)
  const [sample] = sources
  if (sample === undefined) return null
  const parts = sources.map(
    (segment, age) =>
      `SELECT *, ${age} AS age FROM ${parquetTable(folder, [segment])} ` +
      `WHERE "at" BETWEEN ${period.from} AND ${period.to}`,
  )
  const path = join(folder, file)
  await engine.run(
    `COPY (SELECT * EXCLUDE (age) FROM (${parts.join(' UNION ALL ')}) ` +
      'QUALIFY row_number() OVER (PARTITION BY series, "at" ORDER BY age DESC) = 1 ' +
      `ORDER BY series, "at") TO ${literal(path)} ${PARQUET_OPTIONS}`,
    signal,
  )
  const summary = { rows: 0, first: 0, last: 0 }
  const sql = `SELECT count(*)::DOUBLE, min("at")::DOUBLE, max("at")::DOUBLE FROM ${parquetTable(folder, [{ ...sample, file }])}`
  await engine.scan(sql, signal, ([rows, first, last]) => {
    summary.rows = rows?.[0] ?? 0
    summary.first = first?.[0] ?? 0
    summary.last = last?.[0] ?? 0
  })
  if (summary.rows === 0) {
    await rm(path)
    return null
  }
  await syncFile(path)
  const { interval, source, basis } = sample
  return { file, interval, source, basis, ...summary, replaces: false }
}

/**
 * Rewrites what is worth rewriting: clusters where a segment replaces bars of another, or where many small ones lie on
 * top of each other. Answers the manifest to store and the files that it no longer needs, or null when all is well.
 */
export async function compactedManifest(
  engine: BarEngine,
  folder: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<{ readonly manifest: Manifest; readonly obsolete: readonly string[] } | null> {
  const groups = groupedBy(manifest.segments, groupName)
  const due = [...groups.values()].flatMap((segments) => clustersOf(segments).filter(isDue))
  if (due.length === 0) return null
  let generation = manifest.generation
  const written: Segment[] = []
  for (const cluster of due) {
    const [sample] = cluster
    if (sample === undefined) continue
    const age = (segment: Segment) => manifest.segments.indexOf(segment)
    const oldestFirst = [...cluster].sort((a, b) => age(a) - age(b))
    const first = Math.min(...cluster.map((segment) => segment.first))
    const last = Math.max(...cluster.map((segment) => segment.last))
    for (const period of periodsOf(sample.interval, first, last)) {
      const file = `${groupName(sample)}-${String(++generation).padStart(8, '0')}.parquet`
      const segment = await rewrite(engine, folder, oldestFirst, period, file, signal)
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
