import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ParquetBarStore } from '../../../src/core/state/bar-store.ts'
import { importDesk } from './import-fixture.ts'

const signal = new AbortController().signal
const ROWS = 60

/** A daily file of one symbol. */
const textOf = (symbol: string): string =>
  `symbol,date,open,high,low,close,volume\n${Array.from({ length: ROWS }, (_, i) => {
    const day = new Date(Date.UTC(2010, 0, 1) + i * 86_400_000).toISOString().slice(0, 10)
    return `${symbol},${day},100,110,90,105,${i}`
  }).join('\n')}\n`

/** Every stored series is whole: a file is in the store with all of its rows, or not at all. */
async function expectWholeFiles(store: ParquetBarStore): Promise<readonly string[]> {
  const list = await store.list(signal)
  for (const { count } of list) expect(count).toBe(ROWS)
  return list.map(({ instrument }) => instrument)
}

describe('an import that is stopped', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-import-kill-'))
    await mkdir(join(folder, 'files'))
    for (let i = 0; i < 400; i++) {
      const symbol = `S${String(i).padStart(3, '0')}`
      await writeFile(join(folder, 'files', `${symbol}.csv`), textOf(symbol))
    }
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const program = fileURLToPath(new URL('./import-child.ts', import.meta.url))

  it.each([1, 60, 150, 399])(
    'D1 killed after %i files leaves a store that opens and holds whole files, and goes on where it stopped',
    async (files) => {
      const dataDir = join(folder, 'data')
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', program, dataDir, join(folder, 'files')],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      for await (const line of createInterface({ input: child.stdout })) {
        if (Number(line) >= files) child.kill('SIGKILL')
      }
      await using desk = await importDesk({ heldRows: 2_000, dataDir })
      const before = await expectWholeFiles(desk.store)
      expect(before.length).toBeLessThanOrEqual(400)
      const rest = await desk.import([join(folder, 'files')])
      expect(rest).toMatchObject({
        same: before.length * ROWS,
        new: (400 - before.length) * ROWS,
        filesRefused: 0,
      })
      expect(await expectWholeFiles(desk.store)).toHaveLength(400)
    },
  )

  it('Ctrl-C stops after the file at hand: what is reported is stored, the rest is not', async () => {
    await using desk = await importDesk({ heldRows: 1_000 })
    const stop = new AbortController()
    const report = await desk.importer.import([join(folder, 'files')], {
      format: 'auto',
      signal: stop.signal,
      onProgress: ({ filesDone }) => {
        if (filesDone === 100) stop.abort('Ctrl-C')
      },
    })
    expect(report.isCancelled).toBe(true)
    expect(report.files.length).toBeGreaterThan(0)
    expect(report.files.length).toBeLessThan(101)
    const stored = await expectWholeFiles(desk.store)
    expect(stored).toHaveLength(report.files.length)
    expect(report.new).toBe(stored.length * ROWS)
    const rest = await desk.import([join(folder, 'files')])
    expect(rest).toMatchObject({
      isCancelled: false,
      same: report.new,
      new: 400 * ROWS - report.new,
    })
    expect(await expectWholeFiles(desk.store)).toHaveLength(400)
  })

  it('stopped in the middle of a large file, nothing of that file is there', async () => {
    await using desk = await importDesk({ heldRows: 1_000 })
    const rows = Array.from({ length: 30_000 }, (_, i) => {
      const day = new Date(Date.UTC(1995, 0, 1) + Math.floor(i / 6) * 86_400_000)
      return `S${i % 6},${day.toISOString().slice(0, 10)},100,110,90,105,${i}`
    })
    const large = await desk.file(
      'large.csv',
      `symbol,date,open,high,low,close,volume\n${rows.join('\n')}\n`,
    )
    const small = await desk.file('small.csv', textOf('SMALL'))
    const stop = new AbortController()
    let parts = 0
    const report = await desk.importer.import([small, large], {
      format: 'auto',
      signal: stop.signal,
      onProgress: ({ file }) => {
        if (file === large && ++parts === 2) stop.abort('Ctrl-C')
      },
    })
    expect(parts).toBe(2)
    expect(report).toMatchObject({ isCancelled: true, new: ROWS })
    expect(await expectWholeFiles(desk.store)).toEqual(['NSE:SMALL'])
    expect(await desk.import([small, large])).toMatchObject({ new: 30_000, same: ROWS })
  })

  it('a large file that turns out to be damaged is taken back, those before it stay', async () => {
    await using desk = await importDesk({ heldRows: 1_000 })
    const rows = Array.from({ length: 30_000 }, (_, i) => {
      const day = new Date(Date.UTC(1995, 0, 1) + Math.floor(i / 6) * 86_400_000)
      return `S${i % 6},${day.toISOString().slice(0, 10)},100,110,90,105,${i}`
    })
    rows.push('S1,12/31/2010,100,110,90,105,1')
    const large = await desk.file(
      'large.csv',
      `symbol,date,open,high,low,close,volume\n${rows.join('\n')}\n`,
    )
    const small = await desk.file('small.csv', textOf('SMALL'))
    const report = await desk.import([small, large])
    expect(report).toMatchObject({ new: ROWS, filesRefused: 1 })
    expect(report.files[1]?.reason).toMatch(/month came first/)
    expect(await expectWholeFiles(desk.store)).toEqual(['NSE:SMALL'])
  })
})
