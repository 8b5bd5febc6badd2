import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileReport, ImportReport } from '../../../src/adapters/files/import-report.ts'
import type { SeriesInfo } from '../../../src/core/ports.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { type ImportDesk, importDesk } from './import-fixture.ts'

warnWithoutData('imports of real price files')

const signal = new AbortController().signal

/** What one folder of the data holds, as its description states it and as was counted once. */
interface Expected {
  readonly folder: string
  readonly files: number
  readonly series: number
  readonly new: number
  /** Rows that another file of the folder has too. */
  readonly same?: number
  readonly refused?: number
  readonly sources: readonly string[]
  /** How often each kind of note is made, by a word of it. */
  readonly notes?: Readonly<Record<string, number>>
}

const FOLDERS: readonly Expected[] = [
  {
    folder: 'bars-daily/nse-eq-raw',
    files: 367,
    series: 367,
    new: 396_150,
    sources: ['day raw nse'],
  },
  {
    folder: 'bars-daily/nse-eq-raw-2017-2022',
    files: 46,
    series: 46,
    new: 58_338,
    sources: ['day raw nse'],
  },
  {
    folder: 'bars-daily/yahoo-adjusted-2020-2024',
    files: 67,
    series: 67,
    new: 80_567,
    sources: ['day adjusted yahoo'],
    notes: { 'fractions of a paisa': 20, 'without volume': 5, 'columns of another company': 5 },
  },
  {
    folder: 'bars-daily/yahoo-with-actions-1996-2024',
    files: 7,
    series: 7,
    new: 44_612,
    refused: 39,
    sources: ['day adjusted yahoodiv'],
    notes: { 'fractions of a paisa': 7, 'without volume': 7, 'put right': 3 },
  },
  {
    folder: 'bars-daily/nifty50-index',
    files: 4,
    series: 1,
    new: 994,
    same: 3,
    sources: ['day raw nse'],
    notes: { 'out of time order': 4 },
  },
  {
    folder: 'bars-minute/1m-2025',
    files: 5,
    series: 5,
    new: 150_000,
    sources: ['1m raw ohlcv'],
  },
  {
    folder: 'bars-minute/1m-2016',
    files: 63,
    series: 63,
    new: 425_250,
    sources: ['1m raw kite', '1m raw ohlcv'],
    notes: { 'out of time order': 62 },
  },
  {
    folder: 'bars-minute/30m-2016',
    files: 28,
    series: 28,
    new: 44_044,
    sources: ['30m raw kite'],
    notes: { 'out of time order': 27 },
  },
  {
    folder: 'bars-minute/5m-2024',
    files: 7,
    series: 7,
    new: 9_975,
    sources: ['5m adjusted yahoodiv'],
    notes: { 'without volume': 7 },
  },
  {
    folder: 'bars-minute/1h-2022-2024',
    files: 7,
    series: 7,
    new: 24_115,
    sources: ['1h adjusted yahoodiv'],
    notes: { 'without volume': 7 },
  },
]

const withNote = (files: readonly FileReport[], word: string): number =>
  files.filter(({ notes }) => notes.some((note) => note.includes(word))).length

describe.skipIf(marketData === null)('the real folder', () => {
  const data = marketData ?? ''

  it.each(FOLDERS)(
    '$folder is imported row by row, and again without a change',
    async (expected) => {
      await using desk = await importDesk()
      const folder = join(data, expected.folder)
      const counts = {
        new: expected.new,
        same: expected.same ?? 0,
        changed: 0,
        refused: expected.refused ?? 0,
      }
      const first = await desk.import([folder])
      expect(first).toMatchObject({ ...counts, filesRefused: 0, isCancelled: false })
      const imported = first.files.filter(({ outcome }) => outcome === 'imported')
      expect(imported).toHaveLength(expected.files)
      for (const [word, files] of Object.entries(expected.notes ?? {})) {
        expect([word, withNote(imported, word)]).toEqual([word, files])
      }
      const list = await desk.store.list(signal)
      expect(list).toHaveLength(expected.series)
      expect(list.reduce((sum, { count }) => sum + count, 0)).toBe(expected.new)
      const kinds = new Set(
        list.map(({ interval, basis, source }) => `${interval} ${basis} ${source}`),
      )
      expect([...kinds].sort()).toEqual(expected.sources)
      const again = await desk.import([folder])
      const same = counts.new + counts.same
      expect(again).toMatchObject({ new: 0, same, changed: 0, refused: counts.refused })
      expect(again.isUnchanged).toBe(true)
      expect(await desk.store.list(signal)).toEqual(list)
    },
  )

  it('every refused line of the histories with actions is named with a reason', async () => {
    await using desk = await importDesk()
    const report = await desk.import([join(data, 'bars-daily/yahoo-with-actions-1996-2024')])
    const refusals = report.files.flatMap((file) => file.refusals)
    expect(refusals).toHaveLength(39)
    for (const { line, reason } of refusals) {
      expect(line).toBeGreaterThan(1)
      expect(reason).toMatch(/^(low|high) ₹[\d.,]+ is (above|below) (open|close) ₹[\d.,]+$/)
    }
  })
})

describe.skipIf(marketData === null)('the daily files of NSE', () => {
  const folder = join(marketData ?? '', 'bhavcopy')
  let desk: ImportDesk
  let report: ImportReport
  let list: readonly SeriesInfo[]

  beforeAll(async () => {
    desk = await importDesk()
    report = await desk.import([folder])
    list = await desk.store.list(signal)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  it('all three layouts are read, and where two files tell of one day they agree', async () => {
    expect(report).toMatchObject({ changed: 0, refused: 0, filesRefused: 0 })
    expect(report.files).toHaveLength(27)
    expect(report.new + report.same).toBe(45_197)
    expect(new Set(report.files.map(({ layout }) => layout)).size).toBe(3)
    expect(await desk.import([folder])).toMatchObject({ new: 0, same: 45_197, changed: 0 })
  })

  it('the folder of daily bars by symbol agrees with them to the paisa', async () => {
    const before = list.reduce((sum, { count }) => sum + count, 0)
    const bars = await desk.import([join(marketData ?? '', 'bars-daily/nse-eq-raw')])
    expect(bars).toMatchObject({ changed: 0, refused: 0 })
    expect(bars.new + bars.same).toBe(396_150)
    expect(bars.same).toBeGreaterThan(5_000)
    expect(before).toBe(report.new)
  })

  it('Muhurat and weekend sessions are days like others', async () => {
    const rows = await desk.rows('RELIANCE', { source: 'nse' })
    for (const date of ['2019-10-27', '2020-02-01', '2024-03-02', '2024-11-01']) {
      expect(rows.some((row) => row.startsWith(`${date}T09:15 `))).toBe(true)
    }
  })
})

describe.skipIf(marketData === null)('the series of real daily bars', () => {
  it('the two known missing sessions are the gaps of a share that always traded', async () => {
    await using desk = await importDesk()
    const folder = join(marketData ?? '', 'bars-daily/nse-eq-raw')
    expect((await readdir(folder)).length).toBe(368)
    await desk.import([join(folder, 'reliance.csv.gz')])
    const [info] = await desk.store.list(signal)
    expect(info).toMatchObject({ instrument: 'NSE:RELIANCE', count: 1_302, gaps: 2 })
    expect(await desk.store.gaps(info === undefined ? [] : [info])).toEqual([
      ['2021-11-04', '2022-08-08'],
    ])
  })

  it('two sources of the same exchange agree over their common years, to the paisa', async () => {
    await using desk = await importDesk()
    const daily = join(marketData ?? '', 'bars-daily')
    await desk.import([join(daily, 'nse-eq-raw')])
    const older = await desk.import([join(daily, 'nse-eq-raw-2017-2022')])
    expect(older).toMatchObject({ new: 31_485, same: 26_853, changed: 0 })
  })
})
