import { DuckDBInstance } from '@duckdb/node-api'
import { epochMs } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'
import { dailyFiles, emptyStore } from './price-files.ts'

const signal = new AbortController().signal
const SYMBOLS = 50

async function prepared() {
  const paths = await dailyFiles()
  const { store, importer } = await emptyStore()
  await importer.import(paths, { format: 'auto', signal })
  const list = await store.list(signal)
  const instruments = list.slice(0, SYMBOLS).map(({ instrument }) => instrument)
  const rows = list.slice(0, SYMBOLS).reduce((sum, { count }) => sum + count, 0)
  return { store, paths: paths.slice(0, SYMBOLS), instruments, rows }
}

const ready = prepared()

async function ours(n: number): Promise<number> {
  const { store, instruments, rows } = await ready
  const query = {
    instruments,
    interval: 'day',
    basis: 'raw',
    source: null,
    from: epochMs(0),
    to: epochMs(4e12),
  } as const
  let found = 0
  const start = performance.now()
  for (let i = 0; i < n; i++) {
    for (const { bars } of (await store.read(query, signal)).values()) found += bars.close.length
  }
  const taken = (performance.now() - start) / 1_000
  if (found !== n * rows) throw new RangeError(`${found} closes were read, not ${n * rows}`)
  return taken
}

async function duckdb(n: number): Promise<number> {
  const { paths } = await ready
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')
  const sql = `select "date", close, filename from read_csv([${list}], filename = true)`
  let found = 0
  const start = performance.now()
  for (let i = 0; i < n; i++) {
    found += (await connection.run(sql)).rowCount
  }
  const taken = (performance.now() - start) / 1_000
  connection.closeSync()
  instance.closeSync()
  if (found === 0) throw new RangeError('no closes were read')
  return taken
}

export default defineBench({
  row: 'P12',
  title: 'Daily closes of 50 symbols over five years, as columns',
  unit: 'queries/s',
  goal: { first: 0.5, goal: 1 },
  sizes: [1, 10],
  ours,
  peers: { 'DuckDB read_csv of the 50 files': duckdb },
})
