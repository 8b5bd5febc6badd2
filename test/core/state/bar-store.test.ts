import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BarQuery, SeriesKey } from '../../../src/core/ports.ts'
import { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { BarTable } from '../../../src/core/state/bar-store-table.ts'
import type { BarWriter } from '../../../src/core/state/bar-store-writer.ts'
import { at, type BarColumns } from '../../../src/domain/bar.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { DAY_MS, epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'

const signal = new AbortController().signal
const calendar = new MarketCalendar()

const key = (symbol: string, more: Partial<SeriesKey> = {}): SeriesKey => ({
  instrument: instrumentId(`NSE:${symbol}`),
  interval: 'day',
  source: 'nse',
  basis: 'raw',
  ...more,
})

const query = (more: Partial<BarQuery> = {}): BarQuery => ({
  instruments: 'all',
  interval: 'day',
  basis: 'raw',
  source: null,
  from: epochMs(0),
  to: epochMs(4e12),
  ...more,
})

const day = (text: string): number => momentOf(tradeDate(text), 555)

/** One series: moments with their close; the other columns follow from it. */
function tableOf(rows: readonly (readonly [number, number])[]): BarTable {
  const table = new BarTable()
  for (const [line, [moment, close]] of rows.entries()) {
    table.push(0, moment, close, close + 10, close - 10, close, close * 2, line + 1)
  }
  return table
}

const closes = (bars: BarColumns | undefined): readonly (readonly [number, number])[] =>
  Array.from({ length: bars?.length ?? 0 }, (_, row) => [
    bars === undefined ? 0 : at(bars.at, row),
    bars === undefined ? 0 : at(bars.close, row),
  ])

describe('ParquetBarStore', () => {
  let dataDir: string
  let store: ParquetBarStore

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'robo-bars-'))
    store = new ParquetBarStore({ dataDir, calendar })
  })
  afterEach(async () => {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const put = (rows: readonly (readonly [number, number])[], of: SeriesKey = key('INFY')) =>
    store.write(async (writer) => {
      writer.add(1, [of], tableOf(rows))
      const tallies = await writer.commit(signal)
      await writer.compact(signal)
      return tallies.get(1)
    })
  const closesOf = async (symbol = 'INFY', more: Partial<BarQuery> = {}) =>
    closes((await store.read(query(more), signal)).get(instrumentId(`NSE:${symbol}`))?.bars)
  const files = () => readdir(join(dataDir, 'bars'))

  it('an empty store lists nothing and reads nothing', async () => {
    expect(await store.list(signal)).toEqual([])
    expect((await store.read(query(), signal)).size).toBe(0)
  })

  it('what was put in any order comes back in the order of time, exactly', async () => {
    const table = new BarTable()
    table.push(0, day('2024-01-03'), 101, 111, 91, 105, 7, 1)
    table.push(0, day('2024-01-01'), 2_147_483_647, 2_147_483_647, 1, 3, 9e12, 2)
    await store.write(async (writer) => {
      writer.add(1, [key('INFY')], table)
      await writer.commit(signal)
    })
    const bars = (await store.read(query(), signal)).get(instrumentId('NSE:INFY'))?.bars
    expect(bars).toEqual({
      length: 2,
      at: Float64Array.of(day('2024-01-01'), day('2024-01-03')),
      open: Float64Array.of(2_147_483_647, 101),
      high: Float64Array.of(2_147_483_647, 111),
      low: Float64Array.of(1, 91),
      close: Float64Array.of(3, 105),
      volume: Float64Array.of(9e12, 7),
    })
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'a price of %d is refused, whoever brings it',
    async (price) => {
      await expect(put([[day('2024-01-01'), price]])).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
      expect(await store.list(signal)).toEqual([])
    },
  )

  it('putting the same bars twice finds all of them the same and writes nothing', async () => {
    const rows = [
      [day('2024-01-01'), 100],
      [day('2024-01-02'), 101],
    ] as const
    expect(await put(rows)).toMatchObject({ added: 2, same: 0, changed: 0 })
    const before = await files()
    const manifest = await readFile(join(dataDir, 'bars/manifest.json'), 'utf8')
    expect(await put(rows)).toMatchObject({ added: 0, same: 2, changed: 0 })
    expect(await files()).toEqual(before)
    expect(await readFile(join(dataDir, 'bars/manifest.json'), 'utf8')).toBe(manifest)
  })

  it('a changed bar replaces the old one and leaves one clean file', async () => {
    await put([
      [day('2023-12-29'), 100],
      [day('2024-01-01'), 101],
    ])
    expect(await put([[day('2024-01-01'), 102]])).toMatchObject({ added: 0, changed: 1 })
    expect(await closesOf()).toEqual([
      [day('2023-12-29'), 100],
      [day('2024-01-01'), 102],
    ])
    const segments = (await files()).filter((file) => file.endsWith('.parquet'))
    expect(segments).toHaveLength(1)
  })

  it('large files are cut by month when they are merged, small ones put together', async () => {
    const days = calendar.sessionsBetween(tradeDate('2024-01-01'), tradeDate('2024-02-29'))
    const table = new BarTable()
    const keys = Array.from({ length: 10 }, (_, i) => key(`S${i}`, { interval: '1m' }))
    for (const series of keys.keys()) {
      for (const date of days) {
        for (let minute = 555; minute < 930; minute++) {
          table.push(series, momentOf(date, minute), 100, 110, 90, 105, minute, 0)
        }
      }
    }
    expect(table.length).toBeGreaterThan(2 * 65_536)
    const segments = async () => (await files()).filter((file) => file.endsWith('.parquet'))
    await store.write(async (writer) => {
      writer.add(1, keys, table)
      await writer.commit(signal)
      await writer.compact(signal)
      expect(await segments()).toHaveLength(1)
      writer.add(2, keys, tableOf([[momentOf(tradeDate('2024-02-29'), 929), 999]]))
      expect((await writer.commit(signal)).get(2)).toMatchObject({ changed: 1 })
      await writer.compact(signal)
      expect(await segments()).toHaveLength(2)
      // Nine little files of the days after, one commit each.
      for (let i = 1; i <= 9; i++) {
        const moment = momentOf(tradeDate(`2024-03-0${i}`), 555)
        writer.add(2 + i, keys, tableOf([[moment, 100 + i]]))
        await writer.commit(signal)
        await writer.compact(signal)
        expect(await segments()).toHaveLength(i === 9 ? 3 : 2 + i)
      }
    })
    const [first] = await store.list(signal)
    expect(first).toMatchObject({ instrument: 'NSE:S0', count: days.length * 375 + 9 })
    const minutes = await closesOf('S0', { interval: '1m' })
    expect(minutes).toHaveLength(days.length * 375 + 9)
    expect(minutes[days.length * 375 - 1]?.[1]).toBe(999)
    expect(await closesOf('S9', { interval: '1m' })).toHaveLength(days.length * 375)
  })

  it('bars between two moments are read, both ends included', async () => {
    await put(
      ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'].map((d, i) => [day(d), i + 50]),
    )
    const range = { from: epochMs(day('2024-01-02')), to: epochMs(day('2024-01-03')) }
    expect(await closesOf('INFY', range)).toEqual([
      [day('2024-01-02'), 51],
      [day('2024-01-03'), 52],
    ])
  })

  it('raw and adjusted, sources and intervals are kept apart; without a source the best one answers', async () => {
    const moment = day('2024-01-01')
    await put([[moment, 100]], key('INFY', { source: 'yahoo' }))
    await put([[moment, 200]], key('INFY', { source: 'nse' }))
    await put([[moment, 300]], key('INFY', { source: 'yahoo', basis: 'adjusted' }))
    await put([[moment, 400]], key('INFY', { interval: '1m' }))
    expect(await closesOf()).toEqual([[moment, 200]])
    expect(await closesOf('INFY', { source: 'yahoo' })).toEqual([[moment, 100]])
    expect(await closesOf('INFY', { basis: 'adjusted' })).toEqual([[moment, 300]])
    expect(await closesOf('INFY', { interval: '1m' })).toEqual([[moment, 400]])
    expect(await store.list(signal)).toHaveLength(4)
  })

  it('the best source is chosen among those that have bars in the range', async () => {
    await put([[day('2020-01-01'), 100]], key('INFY', { source: 'nse' }))
    await put([[day('2024-01-01'), 200]], key('INFY', { source: 'ohlcv' }))
    const range = { from: epochMs(day('2023-01-02')), to: epochMs(day('2024-12-31')) }
    expect(await closesOf('INFY', range)).toEqual([[day('2024-01-01'), 200]])
  })

  it('a series tells its first and last bar, its count and the trading days it lacks', async () => {
    // 26 January 2024 was a holiday and 20 January a Saturday with a session.
    await put(['2024-01-19', '2024-01-25', '2024-01-29'].map((d, i) => [day(d), i + 50]))
    const [info] = await store.list(signal)
    expect(info).toEqual({
      ...key('INFY'),
      first: day('2024-01-19'),
      last: day('2024-01-29'),
      count: 3,
      gaps: 3,
    })
    expect(await store.gaps([key('INFY')])).toEqual([['2024-01-20', '2024-01-23', '2024-01-24']])
  })

  it('minutes of one day are one day of the catalogue', async () => {
    const open = day('2024-01-25')
    await put(
      [0, 1, 2].map((i) => [open + i * 60_000, 100 + i]),
      key('INFY', { interval: '1m' }),
    )
    await put([[day('2024-01-29'), 99]], key('INFY', { interval: '1m' }))
    expect(await store.list(signal)).toMatchObject([{ count: 4, gaps: 0 }])
  })

  it('within a file equal lines count once and the first of contradicting lines stands', async () => {
    const moment = day('2024-01-01')
    const tally = await put([
      [moment, 100],
      [moment, 100],
      [moment, 101],
    ])
    expect(tally).toMatchObject({ added: 1, repeated: 1, conflicts: 1, conflictLines: [3] })
    expect(await closesOf()).toEqual([[moment, 100]])
  })

  it('a later file of the same commit changes what an earlier one said', async () => {
    const moment = day('2024-01-01')
    const tallies = await store.write(async (writer) => {
      writer.add(1, [key('INFY')], tableOf([[moment, 100]]))
      writer.add(2, [key('INFY')], tableOf([[moment, 101]]))
      writer.add(3, [key('INFY')], tableOf([[moment, 101]]))
      return writer.commit(signal)
    })
    expect([1, 2, 3].map((file) => tallies.get(file))).toMatchObject([
      { added: 1 },
      { changed: 1 },
      { same: 1 },
    ])
    expect(await closesOf()).toEqual([[moment, 101]])
  })

  it('parts of a large file are invisible until the commit and are compared as one file', async () => {
    const moment = day('2024-01-01')
    await store.write(async (writer) => {
      writer.add(1, [key('INFY')], tableOf([[moment, 100]]))
      await writer.stage(1, signal)
      expect(await closesOf()).toEqual([])
      writer.add(
        1,
        [key('INFY')],
        tableOf([
          [moment, 101],
          [day('2024-01-02'), 102],
        ]),
      )
      await writer.stage(1, signal)
      const tallies = await writer.commit(signal)
      expect(tallies.get(1)).toMatchObject({ added: 2, conflicts: 1, conflictLines: [1] })
    })
    expect(await closesOf()).toEqual([
      [moment, 100],
      [day('2024-01-02'), 102],
    ])
  })

  it('what was not committed is gone when the writer closes', async () => {
    await store.write(async (writer) => {
      writer.add(1, [key('INFY')], tableOf([[day('2024-01-01'), 100]]))
      await writer.stage(1, signal)
    })
    expect(await closesOf()).toEqual([])
    expect((await files()).filter((file) => file.endsWith('.parquet'))).toEqual([])
  })

  it('an aborted commit leaves the store as it was', async () => {
    await put([[day('2024-01-01'), 100]])
    const work = store.write(async (writer) => {
      writer.add(1, [key('INFY')], tableOf([[day('2024-01-02'), 101]]))
      await writer.commit(AbortSignal.abort('stop'))
    })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(await closesOf()).toEqual([[day('2024-01-01'), 100]])
    expect(await put([[day('2024-01-02'), 101]])).toMatchObject({ added: 1 })
  })

  it('only one may write at a time, in one process too', async () => {
    await store.write(async () => {
      await expect(put([[day('2024-01-01'), 100]])).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    })
    expect(await put([[day('2024-01-01'), 100]])).toMatchObject({ added: 1 })
  })

  it('a reader is not disturbed by files that are replaced under it', async () => {
    const days = Array.from({ length: 12 }, (_, i) =>
      day(`2024-01-${String(i + 1).padStart(2, '0')}`),
    )
    const reader = new ParquetBarStore({ dataDir, calendar })
    const turns = days.map(async (moment, i) => {
      const bars = await reader.read(query(), signal)
      const seen = closes(bars.get(instrumentId('NSE:INFY'))?.bars)
      expect(seen.every(([, close], row) => row === 0 || close >= 100)).toBe(true)
      return [moment, i] as const
    })
    for (const [i, moment] of days.entries()) {
      await put([
        [moment, 100 + i],
        [days[0] ?? 0, 200 + i],
      ])
    }
    await Promise.all(turns)
    expect(
      closes((await reader.read(query(), signal)).get(instrumentId('NSE:INFY'))?.bars),
    ).toHaveLength(12)
    await reader.close()
  })

  it('any sequence of files, parts and compactions gives what a plain map gives', async () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 50, max: 53 }))
    const file = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 25 }),
      symbol: fc.constantFrom('AAA', 'BBB'),
      parts: fc.boolean(),
      commits: fc.boolean(),
      compacts: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 8 }), async (all) => {
        await rm(join(dataDir, 'bars'), { recursive: true, force: true })
        const model = new Map<string, number>()
        const own = new ParquetBarStore({ dataDir, calendar })
        const counts = { added: 0, same: 0, changed: 0, repeated: 0, conflicts: 0 }
        const expected = { added: 0, same: 0, changed: 0, repeated: 0, conflicts: 0 }
        await own.write(async (writer) => {
          const commit = async () => {
            for (const tally of (await writer.commit(signal)).values()) {
              for (const name of ['added', 'same', 'changed', 'repeated', 'conflicts'] as const) {
                counts[name] += tally[name]
              }
            }
          }
          for (const [number, one] of all.entries()) {
            const given = one.rows.map(([d, close]) => [d * 40 * DAY_MS, close] as const)
            const rows = one.parts ? [...new Map(given)] : given
            const spoken = new Set<number>()
            for (const [moment, close] of rows) {
              const name = `${one.symbol} ${moment}`
              const known = model.get(name)
              const isOwn = spoken.has(moment)
              if (known === undefined) expected.added++
              else if (known === close) expected[isOwn ? 'repeated' : 'same']++
              else expected[isOwn ? 'conflicts' : 'changed']++
              if (known === undefined || !isOwn) model.set(name, close)
              spoken.add(moment)
            }
            const half = one.parts ? Math.floor(rows.length / 2) : 0
            if (half > 0) {
              await commit()
              writer.add(number, [key(one.symbol)], tableOf(rows.slice(0, half)))
              await writer.stage(number, signal)
            }
            writer.add(number, [key(one.symbol)], tableOf(rows.slice(half)))
            if (half > 0 || one.commits) await commit()
            if (one.compacts) {
              await commit()
              await writer.compact(signal)
            }
          }
          await commit()
        })
        const found = new Map<string, number>()
        for (const [id, { bars }] of await own.read(query(), signal)) {
          for (const [moment, close] of closes(bars)) found.set(`${id.slice(4)} ${moment}`, close)
        }
        const listed = await own.list(signal)
        await own.close()
        expect(counts).toEqual(expected)
        expect(found).toEqual(model)
        expect(listed.reduce((sum, { count }) => sum + count, 0)).toBe(model.size)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a store whose writer dies', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'robo-kill-'))
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  const program = fileURLToPath(new URL('./bar-store-child.ts', import.meta.url))
  const start = (mode: string) =>
    spawn(process.execPath, ['--import', 'tsx', program, dataDir, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })

  it.each([1, 2, 4, 5, 7, 11])(
    'D1 killed some time after %i commits holds whole files only, all that were acknowledged',
    async (commits) => {
      const child = start('write')
      let acknowledged = 0
      for await (const line of createInterface({ input: child.stdout })) {
        if (line.startsWith('done')) acknowledged = Number(line.slice(5))
        if (acknowledged === commits) child.kill('SIGKILL')
      }
      const store = new ParquetBarStore({ dataDir, calendar })
      const series = [...(await store.read(query(), signal)).values()]
      const last = Math.max(...series.map(({ bars }) => at(bars.volume, bars.length - 1)))
      expect(last).toBeGreaterThanOrEqual(acknowledged)
      // File n has the days from 50 n to 50 n + 99 and replaces half of the file before it.
      for (const { bars } of series) {
        expect(bars.length).toBe(50 * (last - 1) + 100)
        for (let row = 0; row < bars.length; row++) {
          expect(at(bars.volume, row)).toBe(Math.min(last, 1 + Math.floor(row / 50)))
        }
      }
      const list = await store.list(signal)
      expect(list.map(({ count }) => count)).toEqual([50 * (last + 1), 50 * (last + 1)])
      // The next writer is let in and clears what the dead one left.
      await store.write(async (writer: BarWriter) => writer.compact(signal))
      const manifest = await readFile(join(dataDir, 'bars/manifest.json'), 'utf8')
      const lying = (await readdir(join(dataDir, 'bars'))).filter((f) => f.endsWith('.parquet'))
      for (const file of lying) expect(manifest).toContain(file)
      await store.close()
    },
  )

  it('another process that writes is told from one that died', async () => {
    const child = start('hold')
    await once(createInterface({ input: child.stdout }), 'line')
    const store = new ParquetBarStore({ dataDir, calendar })
    const attempt = () => store.write(async () => 'written')
    await expect(attempt()).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect(attempt()).resolves.toBe('written')
  })

  it('a lock that a crash left unreadable is made anew', async () => {
    const store = new ParquetBarStore({ dataDir, calendar })
    await store.write(async () => 0)
    await writeFile(join(dataDir, 'bars/writing.lock'), 'rubbish'.repeat(1_000))
    await expect(store.write(async () => 'written')).resolves.toBe('written')
  })

  it('a list of bars that cannot be understood is an error, never an empty store', async () => {
    const store = new ParquetBarStore({ dataDir, calendar })
    await store.write(async (writer) => {
      writer.add(1, [key('INFY')], tableOf([[day('2024-01-01'), 100]]))
      await writer.commit(signal)
    })
    const manifest = join(dataDir, 'bars/manifest.json')
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.slice(0, text.length / 2))
    await expect(store.list(signal)).rejects.toMatchObject({ code: 'DATA_MISSING' })
    await expect(store.write(async () => 0)).rejects.toMatchObject({ code: 'DATA_MISSING' })
    await rm(manifest)
    await expect(store.write(async () => 0)).rejects.toMatchObject({ code: 'DATA_MISSING' })
    await writeFile(manifest, text)
    expect(await store.list(signal)).toHaveLength(1)
    await store.close()
  })
})
