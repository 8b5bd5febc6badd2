import { fork } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled, inRoot, Refusal, say, script } from './setup.mjs'

const FOLDER = inRoot('.cache', `adversary-${process.pid}`)
const BUNDLE = inRoot('.cache', `adversary-${process.pid}`, 'attacks.mjs')
const USAGE = 'npm run adversary -- --outputs N [--from seed] [--cores n]'
/** Seeds of one process are this far from those of the next. */
const APART = 1_000_000
const TOLD_EVERY_MS = 5_000

/** One share of the outputs, in a process of its own. */
async function serve(bundle, outputs, from) {
  const { runAttacks } = await import(pathToFileURL(bundle).href)
  const sum = await runAttacks(Number(outputs), Number(from), (so) => process.send({ so }))
  process.send({ sum })
  process.disconnect()
}

/** A whole number from 1 up, or a refusal that names the option. */
function count(name, text) {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new Refusal(`--${name} is a whole number from 1 up, not ${text}: ${USAGE}`)
}

function readPlan() {
  const text = (fallback) => ({ type: 'string', default: fallback })
  const cores = text(String(availableParallelism()))
  try {
    const { values } = parseArgs({ options: { outputs: text('10000'), from: text('1'), cores } })
    const read = (name) => count(name, values[name])
    return { outputs: read('outputs'), from: read('from'), cores: read('cores') }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${error.message}: ${USAGE}`)
  }
}

function attackIn(share, from, onProgress) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--serve', BUNDLE, share, from])
    let found = null
    child.on('message', ({ so, sum }) => {
      if (sum) found = sum
      else onProgress(so.outputs)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0 && found !== null) resolve(found)
      else reject(new Refusal(`A process of the adversary ended with code ${code}: see above.`))
    })
  })
}

/** `npm run adversary`: more outputs than the tests have time for; ends with 1 when a rule was broken. */
async function main() {
  await ensureInstalled()
  const { outputs, from, cores } = readPlan()
  const { build } = await import('esbuild')
  await mkdir(FOLDER, { recursive: true })
  try {
    await build({
      absWorkingDir: inRoot(),
      entryPoints: ['test/adversary/run-attacks.ts'],
      outfile: BUNDLE,
      bundle: true,
      format: 'esm',
      packages: 'external',
      platform: 'node',
      target: 'node20',
    })
    const progress = new Array(cores).fill(0)
    const telling = setInterval(() => {
      say(`${progress.reduce((sum, one) => sum + one, 0)} of ${outputs} outputs`)
    }, TOLD_EVERY_MS)
    const share = String(Math.ceil(outputs / cores))
    const sums = await Promise.all(
      progress.map((_, core) =>
        attackIn(share, String(from + core * APART), (done) => {
          progress[core] = done
        }),
      ),
    ).finally(() => clearInterval(telling))
    const total = (name) => sums.reduce((sum, one) => sum + one[name], 0)
    const violations = sums.flatMap((one) => one.violations)
    for (const violation of violations) console.log(violation)
    const worst = Math.max(...sums.map((one) => one.worstDayBps)) / 100
    const told = `${total('outputs')} outputs, ${total('recommendations')} recommendations, ${total('approved')} approvals, ${total('entries')} entries, worst day ${worst.toFixed(2)} %`
    const verdict =
      violations.length === 0 ? 'no rule was broken' : `${violations.length} violations, see above`
    console.log(`${told}: ${verdict}.`)
    process.exitCode = violations.length === 0 ? 0 : 1
  } finally {
    await rm(FOLDER, { recursive: true, force: true })
  }
}

if (process.argv[2] === '--serve') await serve(...process.argv.slice(3))
else await script(main)
