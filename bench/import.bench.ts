import { DuckDBInstance } from '@duckdb/node-api'
import { defineBench } from './define-bench.ts'
import { dailyFiles, emptyStore } from './price-files.ts'

const signal = new AbortController().signal
const files = dailyFiles()

/** About this many bars are in one file. */
const BARS_A_FILE = 1_080

/** As many files as hold about `n` bars. */
const some = async (n: number): Promise<readonly string[]> =>
  (await files).slice(0, Math.max(1, Math.round(n / BARS_A_FILE)))

/** The time that exactly `n` bars would have taken. */
const scaled = (start: number, n: number, rows: number): number =>
  ((performance.now() - start) / 1_000) * (n / rows)

async function ours(n: number): Promise<number> {
  const paths = await some(n)
  const { importer, remove } = await emptyStore()
  const start = performance.now()
  const report = await importer.import(paths, { format: 'auto', signal })
  const taken = scaled(start, n, report.new)
  await remove()
  if (report.new === 0 || report.filesRefused > 0) throw new RangeError('the import went wrong')
  return taken
}

/** DuckDB takes the files into a table in memory. */
async function readCsv(n: number, options: (header: readonly string[]) => string): Promise<number> {
  const paths = await some(n)
  const [first = ''] = paths
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')
  const header = (await connection.run(`describe from read_csv('${first}')`)).getColumnsJS()
  const columns = (await header)[0] ?? []
  const start = performance.now()
  await connection.run(
    `create table bars as select * from read_csv([${list}], ${options(columns.map(String))})`,
  )
  const { rowCount } = await connection.run('select close from bars')
  const taken = scaled(start, n, rowCount)
  connection.closeSync()
  instance.closeSync()
  return taken
}

/** Columns that hold no number in every row. */
const TEXTS = ['symbol', 'series', 'instrument', 'interval', 'source', 'basis', 'deliv_per']

const told = (header: readonly string[]): string => {
  const typeOf = (name: string) => {
    if (name === 'date') return 'DATE'
    return TEXTS.includes(name) || name === 'deliv_qty' ? 'VARCHAR' : 'DOUBLE'
  }
  const columns = header.map((name) => `"${name}": '${typeOf(name)}'`).join(', ')
  return `auto_detect = false, header = true, delim = ',', quote = '"', columns = {${columns}}`
}

export default defineBench({
  row: 'P12',
  title: 'Import of daily files: recognised, checked row by row, compared, stored durably',
  unit: 'bars/s',
  goal: { first: 0.5, goal: 1 },
  sizes: [4_000, 40_000, 400_000],
  ours,
  peers: {
    // With the file's name asked for it is several times quicker than without, for whatever reason.
    'DuckDB read_csv into a table': (n) => readCsv(n, () => 'filename = true'),
    'the same, told the columns and their types': (n) => readCsv(n, told),
  },
  notes: [
    'DuckDB reads into memory, checks no row, compares none with what is stored, and keeps nothing.',
  ],
})
