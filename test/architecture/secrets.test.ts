import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockProblems } from '../../scripts/checks/lock-file.mjs'
import { findSecrets, secretIn } from '../../scripts/checks/secrets.mjs'
import { ROOT } from './source.ts'

const run = promisify(execFile)

// Each in halves, so that the scan of this very file finds nothing.
const LEAKS = [
  ['sk-ant', '-api03-4f9d8c7b6a5f4e3d'],
  ['pplx-', '4f9d8c7b6a5f4e3d2c1b'],
  ['ghp_', '4f9d8c7b6a5f4e3d2c1b4f9d8c7b6a5f4e3d'],
  ['AKIA', 'Q3EGRXXWPLQ7ZB5N'],
  ['-----BEGIN RSA ', 'PRIVATE KEY-----'],
  ['7123456789:', 'AAF4f9d8c7b6a5f4e3d2c1b4f9d8c7b6a5f'],
  ['postgres://robo:', 's3cretword@db.local/robo'],
  ["const apiSecret = 'k9", "x7m2v4q8r1t5w3y6z'"],
].map((halves) => halves.join(''))

const HARMLESS = [
  "const token = config.get('token')",
  'postgres://user:password@host:5432/database',
  "apiKey: 'canary-4f9d8c7b6a5f4e3d'",
  'https://nseindia.com/all-reports',
]

describe('credentials', () => {
  it.each(LEAKS)('B99 a planted credential is found: %s', (leak) => {
    expect(secretIn(`export const value = ${leak}`)).not.toBeNull()
  })

  it.each(HARMLESS)('B99 what is none is let pass: %s', (line) => {
    expect(secretIn(line)).toBeNull()
  })

  it('B99 every name of the example environment is empty or a default that is no secret', async () => {
    const lines = (await readFile(join(ROOT, '.env.example'), 'utf8')).split('\n')
    const pairs = lines
      .filter((line) => /^#?\s?[A-Z_0-9]+=/.test(line))
      .map((line) => line.replace(/^#\s?/, ''))
    const given = pairs.filter(
      (pair) =>
        /(?:KEY|SECRET|TOKEN|PASSWORD|HASH|DATABASE|CHAT_ID)/.test(pair) && !pair.endsWith('='),
    )
    expect(pairs.length).toBeGreaterThanOrEqual(8)
    expect(given).toEqual([])
    expect(pairs.some((pair) => /ANTHROPIC|CLAUDE/.test(pair))).toBe(false)
  })

  it('B99 the ignore file keeps the environment, the data and the logs out', async () => {
    const ignored = (await readFile(join(ROOT, '.gitignore'), 'utf8')).split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'data/', '*.log', 'node_modules/']))
  })
})

describe('credentials that git remembers', () => {
  let folder = ''
  const git = (...args: readonly string[]) => run('git', ['-C', folder, ...args])

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-secrets-'))
    await git('init', '-q')
    await git('config', 'user.email', 'test@localhost')
    await git('config', 'user.name', 'test')
    await writeFile(join(folder, 'config.ts'), `export const value = ${LEAKS[0]}\n`)
    await git('add', '.')
    await git('commit', '-qm', 'planted')
    await writeFile(join(folder, 'config.ts'), 'export const value = null\n')
    await git('commit', '-qam', 'taken out again')
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('B99 a credential that was committed once is found though the file is clean now', async () => {
    const found = await findSecrets(folder)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('config.ts in commit')
  })

  it('B99 a credential that is not committed yet is found too', async () => {
    await writeFile(join(folder, 'fresh.ts'), `export const value = ${LEAKS[1]}\n`)
    expect((await findSecrets(folder)).some((line) => line.startsWith('fresh.ts:1'))).toBe(true)
  })
})

describe('the lock file', () => {
  const good = { packages: { '': {}, 'node_modules/pg': { integrity: 'sha512-x' } } }

  it('exact versions with checksums and no registry are accepted', () => {
    expect(lockProblems({ dependencies: { pg: '8.23.1' } }, good)).toEqual([])
  })

  it('a range, a registry and a missing checksum are refused', () => {
    const lock = { packages: { 'node_modules/pg': { resolved: 'https://registry.test/pg.tgz' } } }
    expect(lockProblems({ devDependencies: { pg: '^8.23.1' } }, lock)).toHaveLength(3)
  })
})
