import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { checkLayers } from './checks/layers.mjs'
import { checkLockFile } from './checks/lock-file.mjs'
import { findSecrets } from './checks/secrets.mjs'
import { capture, ensureInstalled, packageBin, ROOT, say, script } from './setup.mjs'

/** A check by a package's own command: what it says is shown when it refuses. */
const command =
  (name, bin, ...args) =>
  async () => {
    const { code, text } = await capture(process.execPath, [await packageBin(name, bin), ...args])
    return code === 0 ? [] : [text.trim()]
  }

/** Types of the program, of the pages in a browser, and of the pages' tests: each has its own globals. */
async function checkTypes() {
  const projects = ['.', 'ui', 'test/ui'].map((folder) =>
    command('typescript', 'tsc', '--noEmit', '--project', folder)(),
  )
  return (await Promise.all(projects)).flat()
}

/** Every check, the quickest to mend first; each answers its problems. */
const STEPS = [
  { name: 'types', check: checkTypes },
  {
    name: 'lint',
    check: command('oxlint', 'oxlint', '--type-aware', '--deny-warnings', '--format=unix'),
  },
  {
    name: 'format',
    check: command(
      '@biomejs/biome',
      'biome',
      'check',
      '--linter-enabled=false',
      '--max-diagnostics=30',
      '--reporter=summary',
    ),
  },
  { name: 'layers', check: checkLayers },
  {
    name: 'tidy',
    check: command('vitest', 'vitest', 'run', 'test/architecture', '--reporter=dot'),
  },
  { name: 'dead code', check: command('knip', 'knip') },
  { name: 'lock file', check: () => checkLockFile(ROOT) },
  { name: 'secrets', check: () => findSecrets(ROOT) },
]

/** Runs the checks one after the other, a line each, and answers how many held. */
export async function runChecks(except = []) {
  const count = { passed: 0, failed: 0 }
  for (const { name, check } of STEPS.filter((step) => !except.includes(step.name))) {
    const start = performance.now()
    const problems = await check()
    const seconds = ((performance.now() - start) / 1_000).toFixed(1)
    count[problems.length === 0 ? 'passed' : 'failed']++
    say(`${problems.length === 0 ? '✓' : '✗'} ${name.padEnd(10)} ${seconds.padStart(6)} s`)
    for (const problem of problems) say(problem.replaceAll(/^/gm, '    '))
  }
  return count
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await script(async () => {
    await ensureInstalled()
    const { failed } = await runChecks()
    process.exitCode = failed === 0 ? 0 : 1
  })
}
