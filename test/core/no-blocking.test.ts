import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputFiles } from '../../src/adapters/files/input-files.ts'

const MEGABYTE = 1 << 20
const SIZE = 50 * MEGABYTE
/** No single stretch of work may be longer than the handling of this much. */
const PIECE_MAX = MEGABYTE

const { signal } = new AbortController()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robo-large-'))
  const line = Buffer.from('INFY,2026-11-23,152340,152900,151800,152500,1234567\n')
  const block = Buffer.alloc(MEGABYTE, line)
  const file = await open(join(folder, 'large.csv'), 'w')
  for (let written = 0; written < SIZE; written += MEGABYTE) await file.write(block)
  await file.close()
  const packed = await promisify(gzip)(Buffer.alloc(SIZE, line), { level: 1 })
  const archive = await open(join(folder, 'large.csv.gz'), 'w')
  await archive.write(packed)
  await archive.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Reads a file as the importer does; counts how often others had their turn meanwhile. */
async function readThrough(name: string) {
  const files = new InputFiles()
  const pieces: number[] = []
  let turns = 0
  let isReading = true
  const others = (async () => {
    while (isReading) {
      await new Promise(setImmediate)
      turns += 1
    }
  })()
  try {
    for await (const file of files.list([join(folder, name)], signal)) {
      const { chunks } = await file.read(signal)
      for await (const chunk of chunks) pieces.push(chunk.length)
    }
  } finally {
    isReading = false
    files.close()
  }
  await others
  return { pieces, turns }
}

describe('a file of fifty megabytes', () => {
  it.each(['large.csv', 'large.csv.gz'])(
    'B58 %s comes in small pieces, and others have their turn in between',
    async (name) => {
      const { pieces, turns } = await readThrough(name)
      expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(SIZE)
      expect(Math.max(...pieces)).toBeLessThanOrEqual(PIECE_MAX)
      expect(turns).toBeGreaterThan(SIZE / PIECE_MAX)
    },
  )

  it('B54 B58 its reading ends with the abort, in the middle', async () => {
    const stopping = new AbortController()
    const files = new InputFiles()
    let read = 0
    const reading = (async () => {
      for await (const file of files.list([join(folder, 'large.csv')], stopping.signal)) {
        const { chunks } = await file.read(stopping.signal)
        for await (const chunk of chunks) {
          read += chunk.length
          stopping.abort(new DOMException('stopped by SIGINT', 'AbortError'))
        }
      }
    })()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(read).toBeLessThan(SIZE)
    files.close()
  })
})
