import { DuckDBInstance } from '@duckdb/node-api'
import { DAY_MS, dateOf, epochMs, midnightOf } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'
import { emptyStore, minuteFiles } from './price-files.ts'

const signal = new AbortController().signal
const TWO_MONTHS_MS = 61 * DAY_MS

async function prepared() {
  const paths = await minuteFiles()
  const { store, importer } = await emptyStore()
  await importer.import(paths, { format: 'auto', signal })
  const [series] = await store.list(signal)
  const [path] = paths
  if (series === undefined || path === undefined) throw new RangeError('there are no minutes')
  const from = midnightOf(dateOf(series.first + DAY_MS))
  return { store, path, series, from, to: epochMs(from + TWO_MONTHS_MS - 1) }
}

const ready = prepared()

async function ours(n: number): Promise<number> {
  const { store, series, from, to } = await ready
  const { instrument, interval, basis, source } = series
  const query = { instruments: [instrument], interval, basis, source, from, to }
  let rows = 0
  const start = performance.now()
  for (let i = 0; i < n; i++) {
    rows += (await store.read(query, signal)).get(instrument)?.bars.length ?? 0
  }
  const taken = (performance.now() - start) / 1_000
  if (rows < n * 10_000)
    throw new RangeError(`two months of minutes are more than ${rows / n} bars`)
  return taken
}

async function duckdb(n: number): Promise<number> {
  const { path, from, to } = await ready
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const day = `try_cast(coalesce(try_strptime("date"::varchar, '%d-%m-%Y'), try_cast("date" as timestamp)) as date)`
  const sql =
    `select * from read_csv('${path.replaceAll("'", "''")}') ` +
    `where ${day} between date '${dateOf(from)}' and date '${dateOf(to)}'`
  let rows = 0
  const start = performance.now()
  for (let i = 0; i < n; i++) rows += (await connection.run(sql)).rowCount
  const taken = (performance.now() - start) / 1_000
  connection.closeSync()
  instance.closeSync()
  if (rows < n * 10_000)
    throw new RangeError(`two months of minutes are more than ${rows / n} bars`)
  return taken
}

export default defineBench({
  row: 'P12',
  title: 'Two months of minutes of one symbol, out of all that is stored, as columns',
  unit: 'queries/s',
  goal: { first: 0.5, goal: 1 },
  sizes: [1, 10],
  ours,
  peers: { 'DuckDB read_csv of the one file': duckdb },
})
