import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BarColumns, emptyBars } from '../../../src/domain/bar.ts'
import { rupees } from '../../../src/domain/money.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { STUDIES, type Study } from './studies.ts'
import { barsOf, walk } from './walk.ts'

/** Outputs appear together: where one is not defined yet, none is. */
function together(columns: Readonly<Record<string, readonly number[]>>, names: readonly string[]) {
  const rows = columns[names[0] ?? '']?.length ?? 0
  return Array.from({ length: rows }, (_, row) => {
    const values = names.map((name) => columns[name]?.[row] ?? Number.NaN)
    return values.some(Number.isNaN) ? values.map(() => Number.NaN) : values
  })
}

function expectTextbook(study: Study, bars: BarColumns): void {
  const run = study.start()
  const wanted = together(study.textbook(bars), study.outputs)
  for (let row = 0; row < bars.length; row++) {
    run.next(bars, row)
    for (const [output, value] of run.now().entries()) {
      const book = wanted[row]?.[output] ?? Number.NaN
      const isSame =
        Number.isNaN(book) === Number.isNaN(value) &&
        !(Math.abs(value - book) > 1e-9 * Math.max(1, Math.abs(book)))
      if (!isSame) {
        expect.fail(`${study.name}.${study.outputs[output]} at row ${row} is ${value}, not ${book}`)
      }
    }
  }
}

describe.each(STUDIES)('$name', (study) => {
  it('B66 is what the textbook says of lively, still and barely moving markets', () => {
    for (const seed of [1, 2, 3]) {
      expectTextbook(study, walk(300, seed))
      expectTextbook(study, walk(300, seed, 0))
      expectTextbook(study, walk(300, seed, 0.9, 1))
    }
  })

  it('B66 is what the textbook says of rising, falling and flat series', () => {
    const rows = Array.from({ length: 120 }, (_, row) => row)
    expectTextbook(study, barsOf(rows.map((row) => 1_000 + row)))
    expectTextbook(study, barsOf(rows.map((row) => 1_000 - row)))
    expectTextbook(study, barsOf(rows.map(() => 1_000)))
  })

  it('is defined at some bar, so that the comparison compares', () => {
    const run = study.start()
    const bars = walk(300, 4)
    for (let row = 0; row < bars.length; row++) run.next(bars, row)
    expect(run.isReady()).toBe(true)
    expect(run.now().every(Number.isFinite)).toBe(true)
  })
})

const TESTS = 'indicators against the textbook on real daily and minute bars'
warnWithoutData(TESTS)

/** The first bars of a file: `moment` makes a date out of a row's fields. */
async function realBars(path: string, length: number, moment: (row: Row) => string) {
  const text = gunzipSync(await readFile(join(marketData ?? '', path))).toString('utf8')
  const [header = '', ...lines] = text
    .trim()
    .split('\n')
    .slice(0, length + 1)
  const names = header.split(',')
  const bars = emptyBars(lines.length)
  for (const [index, line] of lines.entries()) {
    const row = Object.fromEntries(line.split(',').map((field, i) => [names[i], field]))
    bars.at[index] = Date.parse(`${moment(row)}+05:30`)
    for (const name of ['open', 'high', 'low', 'close'] as const) {
      bars[name][index] = rupees(Number(row[name]))
    }
    bars.volume[index] = Number(row['volume'])
  }
  return bars
}
type Row = Readonly<Record<string, string>>

describe.skipIf(marketData === null)(TESTS, () => {
  const markets: BarColumns[] = []
  beforeAll(async () => {
    const daily = ({ date }: Row) => `${date}T09:15:00`
    const minutes = ({ date = '', time }: Row) => `${date.split('-').reverse().join('-')}T${time}`
    markets.push(await realBars('bars-daily/nse-eq-raw/reliance.csv.gz', 1_500, daily))
    markets.push(await realBars('bars-minute/1m-2025/bajaj-auto.csv.gz', 1_500, minutes))
  })

  it.each(STUDIES)('B66 $name, splits and all', (study) => {
    for (const bars of markets) {
      expect(bars.length).toBeGreaterThan(1_000)
      expect(Number.isFinite(bars.at[0])).toBe(true)
      expectTextbook(study, bars)
    }
  })
})
