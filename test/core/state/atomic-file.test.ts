import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  OWNER_ONLY,
  readIfThere,
  updateFile,
  updateJson,
  writeAtomically,
} from '../../../src/core/state/atomic-file.ts'

const KILLS = 100
const FILL = 1_000_000
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url))
const WRITER = fileURLToPath(new URL('./atomic-writer.ts', import.meta.url))

describe('writing files', () => {
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-file-'))
    file = join(folder, 'config.json')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const temporaries = async () =>
    (await readdir(folder)).filter((name) => name.startsWith('config.json.'))

  it('writes what it is given and leaves nothing beside it', async () => {
    await writeAtomically(file, 'one')
    await writeAtomically(file, Buffer.from('two'))
    expect(await readIfThere(file)).toBe('two')
    expect(await readdir(folder)).toEqual(['config.json'])
    expect(await readIfThere(join(folder, 'none'))).toBeNull()
  })

  it('a secret is readable by its owner alone, also when it replaces an open file', async () => {
    await writeFile(file, 'open', { mode: 0o644 })
    await writeAtomically(file, 'secret', { mode: OWNER_ONLY })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await writeAtomically(file, 'another secret')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('a write that fails leaves the old file and no other', async () => {
    await writeAtomically(file, 'old')
    const failing = updateFile(file, () => Promise.reject(new RangeError('no')))
    await expect(failing).rejects.toThrow('no')
    const nowhere = writeAtomically(join(folder, 'missing', 'file'), 'new')
    await expect(nowhere).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await readFile(file, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['config.json'])
  })

  it.skipIf(process.getuid?.() === 0)(
    'a closed folder refuses the write and keeps the file',
    async () => {
      await writeAtomically(file, 'old')
      await chmod(folder, 0o500)
      await expect(writeAtomically(file, 'new')).rejects.toMatchObject({ code: 'EACCES' })
      await chmod(folder, 0o700)
      expect(await readFile(file, 'utf8')).toBe('old')
    },
  )

  it('B95 of fifty updates at once none is lost', async () => {
    const updates = Array.from({ length: 50 }, (_, index) =>
      updateJson(file, (value) => ({ ...(Object(value) as object), [`key${index}`]: index })),
    )
    await Promise.all(updates)
    const written: unknown = JSON.parse(await readFile(file, 'utf8'))
    expect(Object.keys(Object(written))).toHaveLength(50)
  })

  it('an update that fails does not keep the next one from its turn', async () => {
    const failing = updateFile(file, () => Promise.reject(new RangeError('no')))
    const next = updateFile(file, (text) => `${text ?? 'none'}, then this`)
    await expect(failing).rejects.toThrow('no')
    await next
    expect(await readFile(file, 'utf8')).toBe('none, then this')
  })

  it('B94 killed a hundred times while it writes, the file is always whole', async () => {
    // Within the project, so that the program finds its packages.
    await mkdir(CACHE, { recursive: true })
    const program = join(await mkdtemp(join(CACHE, 'robo-writer-')), 'writer.mjs')
    await build({
      entryPoints: [WRITER],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
    await writeAtomically(file, JSON.stringify({ round: 0, fill: '' }))
    let newest = 0
    let cutOff = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = spawn(process.execPath, [program, file], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      await once(writer, 'message')
      // Into the middle of the next write, a little later each time.
      while ((await temporaries()).length === 0) await new Promise(setImmediate)
      for (let turn = 0; turn < kill; turn++) await new Promise(setImmediate)
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      const written: unknown = JSON.parse(await readFile(file, 'utf8'))
      const { round, fill } = written as { readonly round: number; readonly fill: string }
      expect(fill).toBe((round % 2 === 0 ? 'x' : 'y').repeat(FILL))
      expect(round).toBeGreaterThanOrEqual(newest)
      newest = round
      for (const left of await temporaries()) {
        cutOff++
        await rm(join(folder, left))
      }
    }
    await rm(dirname(program), { recursive: true })
    // Or the kills would have missed what they are for.
    expect(cutOff).toBeGreaterThan(KILLS / 4)
  }, 120_000)
})
