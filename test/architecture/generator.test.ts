import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLOW } from '../../src/core/flow.ts'
import { flowDifferences, type Row, scanFlow } from './flow-scan.ts'
import { HOUSE_RULES } from './house-rules.ts'
import { listOf } from './literals.ts'
import { ROOT, readSourcesIn, type Source } from './source.ts'
import { isKind, nameOf } from './walk.ts'

const run = promisify(execFile)

/** One piece of each kind, with the files that it must leave. */
const PIECES = [
  ['service', 'planted-alert', 'services/planted-alert-service'],
  ['coordinator', 'planted-watch', 'core/coordinators/planted-watch-coordinator'],
  ['client', 'planted-wire', 'adapters/planted-wire/planted-wire-client'],
  ['task', 'planted-news', 'core/background-scheduler/processors/planted-news'],
  ['strategy', 'planted-fade', 'strategies/planted-fade'],
] as const

const WRITTEN = PIECES.flatMap(([, , path]) => [`src/${path}.ts`, `test/${path}.test.ts`])
const WIRED = [
  'src/container.ts',
  'src/run-container.ts',
  'src/core/flow.ts',
  'src/strategies/registry.ts',
]
const NEEDED = [
  'src',
  'config',
  'templates',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'biome.json',
  '.oxlintrc.json',
  'test/architecture/public-exports.txt',
]

/** Rows of the table as the text of flow.ts has them: the copy cannot be imported beside the original. */
function rowsIn(tree: readonly Source[]): Readonly<Record<string, Row>> {
  const source = tree.find(({ path }) => path === 'src/core/flow.ts')
  const rows: Record<string, Row> = {}
  for (const { key, value } of source?.all('KeyValueProperty') ?? []) {
    if (!isKind(key, 'StringLiteral') || !isKind(value, 'CallExpression') || !source) continue
    const [first, second] = value.arguments.map(({ expression }) => listOf(source, expression))
    const isLater = nameOf(value.callee) === 'later'
    rows[key.value] = {
      from: first ?? [],
      to: second ?? [],
      ...(isLater ? { awaits: 'a part' } : {}),
    }
  }
  return rows
}

const breachesOf = (tree: readonly Source[]): ReadonlySet<string> =>
  new Set(
    Object.values(HOUSE_RULES)
      .flat()
      .flatMap(({ name, check }) =>
        check(tree).map(({ at, what }) => `${name}: ${at} ${what}`.replaceAll(/\d+/g, 'n')),
      ),
  )

const added = (now: Iterable<string>, before: Iterable<string>): readonly string[] => {
  const known = new Set(before)
  return [...now].filter((each) => !known.has(each))
}

describe('what the generator writes', () => {
  let folder = ''
  let before: readonly Source[] = []
  let now: readonly Source[] = []
  const program = (name: string, ...args: readonly string[]) =>
    run(process.execPath, [join(ROOT, 'node_modules', name), ...args], { cwd: folder }).then(
      ({ stdout }) => stdout,
      (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
    )

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-new-'))
    for (const path of NEEDED) await cp(join(ROOT, path), join(folder, path), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    const config = { extends: './tsconfig.json', include: ['src', ...WRITTEN] }
    await writeFile(join(folder, 'tsconfig.new.json'), JSON.stringify(config))
    await writeFile(
      join(folder, 'vitest.config.mjs'),
      "export default { test: { include: ['test/**/*.test.ts'] } }\n",
    )
    before = await readSourcesIn(folder, 'src')
    for (const [kind, name] of PIECES) {
      await run(process.execPath, [join(folder, 'scripts', 'new.mjs'), kind, name])
    }
    now = await readSourcesIn(folder, 'src')
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(PIECES)('B150 a new %s stands where it belongs, with its test', async (_, __, path) => {
    for (const file of [`src/${path}.ts`, `test/${path}.test.ts`]) {
      expect(await readFile(join(folder, file), 'utf8')).not.toMatch(/__\w+__/)
    }
  })

  it('B150 it compiles', async () => {
    const said = await program(
      'typescript/bin/tsc',
      '-p',
      'tsconfig.new.json',
      '--noEmit',
      '--pretty',
      'false',
    )
    const about = [...WRITTEN, ...WIRED]
    expect(said.split('\n').filter((line) => about.some((path) => line.startsWith(path)))).toEqual(
      [],
    )
  })

  it('B150 it breaks no rule of the house', () => {
    expect(added(breachesOf(now), breachesOf(before))).toEqual([])
  })

  it('B150 it has its place in the page of who tells whom', () => {
    const rows = rowsIn(now)
    expect(Object.keys(rows)).toEqual(expect.arrayContaining(Object.keys(FLOW)))
    expect(
      added(
        flowDifferences(rows, scanFlow(now)),
        flowDifferences(rowsIn(before), scanFlow(before)),
      ),
    ).toEqual([])
  })

  it('B150 it is formatted and lint-free', async () => {
    const formatted = await program(
      '@biomejs/biome/bin/biome',
      'check',
      '--linter-enabled=false',
      ...WRITTEN,
    )
    expect(formatted).toMatch(/Checked \d+ files.*No fixes applied/)
    const linted = await program('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', ...WRITTEN)
    expect(linted).toMatch(/Found 0 warnings and 0 errors/)
  })

  it('B150 its own tests pass', async () => {
    const said = await program('vitest/vitest.mjs', 'run', '--reporter=json')
    const { numPassedTests, numFailedTests } = JSON.parse(said.slice(said.indexOf('{')))
    expect(numFailedTests).toBe(0)
    expect(numPassedTests).toBeGreaterThanOrEqual(2 * PIECES.length)
  })

  it('B150 a name that is taken is refused, and so is one that is no name', async () => {
    const refused = (...args: readonly string[]) =>
      run(process.execPath, [join(folder, 'scripts', 'new.mjs'), ...args])
    await expect(refused('service', 'planted-alert')).rejects.toThrow('is there already')
    await expect(refused('service', 'PriceAlert')).rejects.toThrow('Say what')
  })
})
