import { fork } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled, inRoot, Refusal, say, script } from './setup.mjs'

// Within the project, so that the bundle finds its packages.
const FOLDER = inRoot('.cache', `simulate-${process.pid}`)
const BUNDLE = inRoot('.cache', `simulate-${process.pid}`, 'worlds.mjs')
/** Seeds handed to a process at a time: few, so that progress is seen and a fault soon told. */
const BATCH = 20
const FAULTS_MAX = 5
const USAGE = 'npm run simulate -- --seeds N [--from seed] [--days n] [--cores n]'

/** A share of the seeds, in a process of its own: it is handed batches until there are none. */
async function serve(bundle) {
  const { runWorlds } = await import(pathToFileURL(bundle).href)
  process.on('message', (plan) => {
    const before = process.cpuUsage()
    runWorlds(plan).then(
      (outcome) => {
        const { user, system } = process.cpuUsage(before)
        process.send({ outcome, coreSeconds: (user + system) / 1e6 })
      },
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
  process.send({ isReady: true })
}

async function bundleWorlds() {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: inRoot(),
    stdin: {
      contents: "export { reproduce, runWorlds } from './test/simulation/run-worlds.ts'",
      resolveDir: inRoot(),
    },
    outfile: BUNDLE,
    bundle: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
    target: 'node20',
  })
}

/** A whole number from 1 up, or a refusal that names the option. */
function count(name, text) {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new Refusal(`--${name} is a whole number from 1 up, not ${text}: ${USAGE}`)
}

function readPlan() {
  const text = (fallback) => ({ type: 'string', default: fallback })
  const options = {
    seeds: text('100'),
    from: text('1'),
    days: text('5'),
    cores: text(String(availableParallelism())),
  }
  try {
    const { values } = parseArgs({ options })
    const read = (name) => count(name, values[name])
    return { seeds: read('seeds'), from: read('from'), days: read('days'), cores: read('cores') }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${error.message}: ${USAGE}`)
  }
}

/** Hands batches of seeds to as many processes as there are cores, and adds up what they tell. */
async function simulate({ seeds, from, days, cores }) {
  const sums = { worlds: 0, days: 0, intents: 0, orders: 0, unknowns: 0, cuts: 0, events: 0 }
  const faults = []
  let next = from
  let spent = 0
  const start = performance.now()
  const take = ({ worlds, outcome, coreSeconds }) => {
    spent += coreSeconds
    sums.worlds += worlds
    for (const name of Object.keys(sums)) sums[name] += outcome[name] ?? 0
    faults.push(...outcome.faults)
    const rate = sums.days / ((performance.now() - start) / 1_000)
    say(`${sums.worlds} of ${seeds} worlds, ${sums.days} days, ${rate.toFixed(0)} days a second`)
  }
  const work = () =>
    new Promise((resolve, reject) => {
      const execArgv = ['--max-semi-space-size=64', '--enable-source-maps']
      const child = fork(fileURLToPath(import.meta.url), ['--serve', BUNDLE], { execArgv })
      let worlds = 0
      child.on('message', ({ outcome, coreSeconds }) => {
        if (outcome) take({ worlds, outcome, coreSeconds })
        worlds = Math.min(BATCH, from + seeds - next)
        const isOver = worlds < 1 || faults.length >= FAULTS_MAX
        if (isOver) child.disconnect()
        else {
          child.send({ from: next, worlds, days })
          next += worlds
        }
      })
      child.once('error', reject)
      child.once('exit', (code) => {
        if (code === 0) resolve()
        else reject(new Refusal(`A process of the simulator ended with code ${code}: see above.`))
      })
    })
  await Promise.all(Array.from({ length: Math.min(cores, Math.ceil(seeds / BATCH)) }, work))
  return { ...sums, faults, spent, seconds: (performance.now() - start) / 1_000 }
}

/** `npm run simulate`: worlds beyond those of the tests; ends with a sentence, and with 1 when something was found. */
async function main() {
  await ensureInstalled()
  const plan = readPlan()
  await mkdir(FOLDER, { recursive: true })
  try {
    await bundleWorlds()
    const { reproduce } = await import(pathToFileURL(BUNDLE).href)
    const { worlds, days, intents, orders, unknowns, cuts, faults, spent, seconds } =
      await simulate(plan)
    const told = `${worlds} worlds, ${days} trading days, ${intents} wishes, ${orders} orders, ${unknowns} unknown outcomes, ${cuts} power cuts`
    const pace = `${seconds.toFixed(1)} s, ${(days / spent).toFixed(0)} days a second of a core`
    for (const fault of faults) console.log(reproduce(fault))
    const verdict =
      faults.length === 0 ? 'nothing broke that must hold' : `${faults.length} faults, see above`
    console.log(`${told}: ${verdict} (${pace}).`)
    process.exitCode = faults.length === 0 ? 0 : 1
  } finally {
    await rm(FOLDER, { recursive: true, force: true })
  }
}

if (process.argv[2] === '--serve') await serve(process.argv[3])
else await script(main)
