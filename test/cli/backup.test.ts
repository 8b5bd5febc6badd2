import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { type Desk, useProgram } from './cli.ts'
import { storeBook } from './stored-book.ts'

interface Shown {
  readonly book: string
  readonly head: number
  readonly hash: string
}

interface Backups {
  readonly backups: readonly { readonly file: string; readonly reason: string }[]
}

describe('backups at the command line', () => {
  const { desk } = useProgram()
  let my: Desk
  let state: StateManager
  beforeEach(async () => {
    my = await desk()
    state = await my.database.open()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  const shown = () => my.json<Shown>(['journal', 'show', '--last', '1'])

  it('B98 a backup is made, listed, verified, restored, and the restore taken back', async () => {
    await storeBook(state, 'paper-one')
    const before = await shown()
    const made = await my.json<{ readonly file: string }>(['backup', 'create'])
    await storeBook(state, 'paper-two', 1)
    expect((await shown()).book).toBe('paper-two')

    const { backups } = await my.json<Backups>(['backup', 'list'])
    expect(backups).toMatchObject([{ file: made.file, reason: 'manual' }])
    expect(await my.json(['backup', 'verify'])).toMatchObject({
      file: made.file,
      isWhole: true,
      heads: [{ book: 'paper-one', seq: before.head, hash: before.hash }],
    })

    const restored = await my.run(['backup', 'restore', made.file])
    expect(restored).toMatchObject({ code: 0 })
    expect(restored.out).toContain('"robo-trader backup revert" takes this back')
    expect(await shown()).toEqual(before)
    expect((await my.run(['journal', 'verify'])).code).toBe(0)

    expect((await my.run(['backup', 'revert'])).code).toBe(0)
    expect((await shown()).book).toBe('paper-two')
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
  })

  it('a backup with one byte changed is refused by verify and by restore, and nothing is lost', async () => {
    await storeBook(state, 'paper-one')
    const before = await shown()
    const { path } = await my.json<{ readonly path: string }>(['backup', 'create'])
    const copy = join(my.dataDir, 'copy.backup')
    await copyFile(path, copy)
    const bytes = await readFile(copy)
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
    await writeFile(copy, bytes)
    for (const command of ['verify', 'restore']) {
      const { code, err } = await my.run(['backup', command, copy])
      expect(code).toBe(1)
      expect(err).not.toBe('')
    }
    expect(await shown()).toEqual(before)
  })

  it('everything moves to another server as one file', async () => {
    await storeBook(state, 'paper-one')
    const before = await shown()
    const file = join(my.dataDir, 'moved.robo')
    expect((await my.run(['db', 'export', file])).code).toBe(0)
    await using other = await desk()
    expect((await other.run(['db', 'import', file])).code).toBe(0)
    expect(await other.json<Shown>(['journal', 'show', '--last', '1'])).toEqual(before)
  })

  it('migrating twice changes nothing', async () => {
    const first = await my.json(['db', 'migrate'])
    expect(first).toMatchObject({ isUpToDate: true })
    expect(await my.json(['db', 'migrate'])).toEqual(first)
  })

  it('B141 without a backup it says so; a name that is none is refused with the nearest', async () => {
    expect((await my.run(['backup', 'list'])).out).toContain('robo-trader backup create')
    expect(await my.run(['backup', 'verify'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('There is no backup yet'),
    })
    const { file } = await my.json<{ readonly file: string }>(['backup', 'create'])
    const { code, err } = await my.run(['backup', 'restore', file.replace('robo', 'rob')])
    expect(code).toBe(2)
    expect(err).toContain(`did you mean ${file}?`)
  })
})
