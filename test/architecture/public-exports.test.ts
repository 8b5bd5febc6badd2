import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Exports, exportChanges, exportsByFile, readBack, written } from './exports.ts'
import { parseAll, ROOT, readSources } from './source.ts'

const NOTED = join(ROOT, 'test', 'architecture', 'public-exports.txt')

const noted = async (): Promise<Exports> =>
  readBack(
    await readFile(NOTED, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    }),
  )

describe('what others may import', () => {
  it('B147 domain and core export what is noted down, no less and no more', async () => {
    const now = exportsByFile(await readSources('src/domain', 'src/core'))
    const changes = exportChanges(await noted(), now)
    await expect(written(now), changes.join('\n')).toMatchFileSnapshot(NOTED)
  })

  it('B147 a removed export and a new one are told in a sentence', async () => {
    const before = exportsByFile(
      await parseAll({ 'src/core/a.ts': 'export const a = 1\nexport class B {}\n' }),
    )
    const now = exportsByFile(
      await parseAll({ 'src/core/a.ts': 'export class B {}\nexport type C = 1\n' }),
    )
    const [removed, added, ...others] = exportChanges(before, now)
    expect(removed).toMatch(/^src\/core\/a\.ts no longer exports a: keep a wrapper/)
    expect(added).toMatch(/^src\/core\/a\.ts newly exports C: /)
    expect(others).toEqual([])
  })
})
