import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './source.ts'

const run = promisify(execFile)
const SOURCE = 'test/architecture/type-tests/must-not-compile.ts'
/** As deep in the project as the source, so that its imports hold. */
const FOLDER = join(ROOT, '.cache', 'type-tests', String(process.pid))
const DIRECTIVE = /\/\/ @ts-expect-error (B\d+) (.*)/

const lines = (await readFile(join(ROOT, SOURCE), 'utf8')).split('\n')
const cases = lines.flatMap((line, index) => {
  const [, number = '', what = ''] = DIRECTIVE.exec(line) ?? []
  return number === '' ? [] : [{ number, what, line: index + 2 }]
})

const isFailure = (error: unknown): error is { readonly stdout: string } =>
  typeof error === 'object' && error !== null && 'stdout' in error

describe('what must not compile', () => {
  const refused = new Map<number, string>()

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true })
    const bare = lines.map((line) => line.replace(DIRECTIVE, '//')).join('\n')
    const config = { extends: '../../../tsconfig.json', include: [], files: ['bare.ts'] }
    await writeFile(join(FOLDER, 'bare.ts'), bare)
    await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const said = await run(process.execPath, [compiler, '-p', FOLDER, '--pretty', 'false'])
      .then(({ stdout }) => stdout)
      .catch((error: unknown) => {
        if (isFailure(error)) return error.stdout
        throw error
      })
    for (const [, line, message] of said.matchAll(/bare\.ts\((\d+),\d+\): error (.*)/g)) {
      refused.set(Number(line), message ?? '')
    }
  })

  afterAll(() => rm(FOLDER, { recursive: true, force: true }))

  it.each(cases)('$number $what is a compile error', ({ line }) => {
    expect(refused.get(line)).toMatch(/^TS\d+/)
  })

  it('nothing else in the samples is wrong', () => {
    expect([...refused.keys()].toSorted((a, b) => a - b)).toEqual(cases.map(({ line }) => line))
  })
})
