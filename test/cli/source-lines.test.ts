import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { build } from 'esbuild'
import { afterEach, describe, expect, it } from 'vitest'
import { tellsSources } from '../../src/cli/source-lines.ts'

/** The throw stands in the third line of its source, and in the first of what is built of it. */
const SOURCE = `// a line that is not built
function fall(): never {
  throw new RangeError('deep')
}
fall()
`

const told = Error.prepareStackTrace
const folders: string[] = []

afterEach(async () => {
  Error.prepareStackTrace = told
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

/** The stack of what a built script throws. */
async function stackOf(hasMap = true): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'robo-lines-'))
  folders.push(folder)
  await writeFile(join(folder, 'origin.ts'), SOURCE)
  const program = join(folder, 'built.js')
  await build({
    entryPoints: [join(folder, 'origin.ts')],
    outfile: program,
    format: 'iife',
    minifyWhitespace: true,
    sourcemap: hasMap,
  })
  Error.prepareStackTrace = tellsSources(program)
  try {
    new Script(await readFile(program, 'utf8'), { filename: program }).runInThisContext({
      displayErrors: false,
    })
  } catch (error) {
    if (error instanceof RangeError) return error.stack ?? ''
    throw error
  }
  throw new RangeError('nothing was thrown')
}

describe('the places of a stack', () => {
  it('are those of the sources', async () => {
    const stack = await stackOf()
    expect(stack).toMatch(/^RangeError: deep\n\s+at fall \(origin\.ts:3:\d+\)\n/)
  })

  it('are those of the built file when its map is gone', async () => {
    expect(await stackOf(false)).toMatch(/at fall \(.*built\.js:1:\d+\)/)
  })

  it('leave what is not the program’s as Node tells it', async () => {
    expect(await stackOf()).toMatch(/source-lines\.test\.ts/)
  })
})
