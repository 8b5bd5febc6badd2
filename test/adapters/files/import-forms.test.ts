import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ImportDesk, importDesk } from './import-fixture.ts'

const TEXT = Buffer.from(
  `symbol,date,open,high,low,close,volume\n${Array.from({ length: 500 }, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, '0')
    const year = 1994 + Math.floor(i / 24)
    return `S${i % 2},${year}-${month}-${String(10 + (Math.floor(i / 12) % 2)).padStart(2, '0')},${100 + i},${110 + i},${90 + i},${105 + i}.25,${i}`
  }).join('\n')}\n`,
)

describe('the forms in which a file may come', () => {
  let desk: ImportDesk
  beforeEach(async () => {
    desk = await importDesk()
  })
  afterEach(() => desk[Symbol.asyncDispose]())

  it('plain, gzip and zip give the same rows', async () => {
    const plain = await desk.file('bars.csv', TEXT)
    const gzip = await desk.file('bars.csv.gz', gzipSync(TEXT))
    const zip = await desk.file(
      'bars.zip',
      Buffer.from(zipSync({ 'deeper/bars.csv': TEXT, 'README.md': Buffer.from('x') })),
    )
    const packed = await desk.file(
      'packed.zip',
      Buffer.from(zipSync({ 'bars.csv.gz': gzipSync(TEXT) })),
    )
    const first = await desk.import([plain])
    expect(first).toMatchObject({ new: 500, refused: 0 })
    for (const [path, name] of [
      [gzip, gzip],
      [zip, `${zip}!deeper/bars.csv`],
      [packed, `${packed}!bars.csv.gz`],
    ] as const) {
      const again = await desk.import([path])
      expect(again).toMatchObject({ new: 0, same: 500, changed: 0, refused: 0 })
      expect(again.files.map(({ file }) => file)).toEqual([name])
    }
  })

  it('a file is known as compressed by its bytes, not by its name', async () => {
    expect(await desk.importText('bars.csv', gzipSync(TEXT))).toMatchObject({ new: 500 })
  })

  it('several compressed pieces in one file are one text', async () => {
    const pieces = Buffer.concat([
      gzipSync(TEXT.subarray(0, 3_000)),
      gzipSync(TEXT.subarray(3_000)),
    ])
    expect(await desk.importText('bars.csv.gz', pieces)).toMatchObject({ new: 500, refused: 0 })
  })

  it('an archive without a table, or damaged, is refused by its name', async () => {
    const none = await desk.file('none.zip', Buffer.from(zipSync({ 'a.png': Buffer.from('x') })))
    const whole = Buffer.from(zipSync({ 'bars.csv': TEXT }))
    const cut = await desk.file('cut.zip', whole.subarray(0, 900))
    const bytes = Buffer.from(whole)
    bytes.fill(0xff, 60, 200)
    const damaged = await desk.file('damaged.zip', bytes)
    const report = await desk.import([none, cut, damaged])
    expect(report).toMatchObject({ filesRefused: 3, new: 0 })
    expect(report.files.map(({ file, reason }) => [file, reason])).toEqual([
      [none, 'it holds no table'],
      [cut, 'it cannot be read or unpacked'],
      [`${damaged}!bars.csv`, 'its compressed data are damaged'],
    ])
  })

  it('a file larger than what is held at once gives the same, and is one transaction', async () => {
    const row = (i: number) => {
      const at = new Date(Date.UTC(1995, 0, 1) + Math.floor(i / 4) * 86_400_000)
      return `S${i % 4},${at.toISOString().slice(0, 10)},100,110,90,${100 + (i % 10)}.05,${i}`
    }
    const rows = Array.from({ length: 20_000 }, (_, i) => row(i))
    const text = `symbol,date,open,high,low,close,volume\n${rows.join('\n')}\n`
    await using small = await importDesk({ heldRows: 500 })
    expect(Buffer.byteLength(text)).toBeGreaterThan(2 * 256 * 1_024)
    const whole = await desk.importText('many.csv', text)
    const parts = await small.importText('many.csv', text)
    expect(parts).toEqual({ ...whole, file: parts.file })
    for (const symbol of ['S0', 'S3']) {
      expect(await small.rows(symbol)).toEqual(await desk.rows(symbol))
    }
    expect(whole.new).toBe(20_000)
    const again = await small.importText('many.csv', text)
    expect(again).toMatchObject({ new: 0, same: whole.new })
  })
})
