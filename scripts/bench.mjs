import { fork } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { ensureReady, inRoot, Refusal, say, script } from './setup.mjs'

const SPREAD_MAX = 1.3
const PAGE = inRoot('docs', 'benchmarks.md')
// Within the project, so that the bundles find its packages.
const FOLDER = inRoot('.cache', `bench-${process.pid}`)

/** Bundles every bench as the product is bundled; answers the bundles by file. */
async function bundleAll() {
  const { build } = await import('esbuild')
  const files = (await readdir(inRoot('bench'))).filter((name) => name.endsWith('.bench.ts')).sort()
  await build({
    entryPoints: files.map((name) => inRoot('bench', name)),
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
    target: 'node20',
  })
  return files.map((name) => join(FOLDER, name.replace(/\.ts$/, '.mjs')))
}

const runOne = (file) =>
  new Promise((resolve, reject) => {
    const child = fork(inRoot('scripts', 'bench-runner.mjs'), [file], { execArgv: ['--expose-gc'] })
    let result = null
    child.on('message', (message) => {
      if (message.progress) say(message.progress)
      if (message.result) result = message.result
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (result !== null) resolve(result)
      else reject(new Refusal(`${file} ended with code ${code} and no result.`))
    })
  })

const rate = (value) =>
  value >= 1e6
    ? `${(value / 1e6).toFixed(1)} M`
    : value >= 1e4
      ? `${(value / 1e3).toFixed(0)} k`
      : value.toFixed(value < 10 ? 2 : 0)
const times = (value) => `${value >= 10 ? value.toFixed(0) : value.toFixed(2)}×`

const verdict = (ratio, { first, goal }) => {
  if (ratio >= goal) return 'goal met'
  return ratio >= first ? 'first bar met' : 'not met'
}

/** The first peer is the one that the goal names; others stand there for comparison. */
function rowsOf({ row, title, unit, goal, sizes }) {
  const { rates, ratios } = sizes.at(-1)
  const [ours, ...peers] = rates
  const head = [row, title]
  const bars = [times(goal.first), times(goal.goal)]
  if (peers.length === 0)
    return [[...head, '–', `${rate(ours.rate)} ${unit}`, '–', ...bars, 'no peer']]
  return peers.map((peer, index) => [
    ...(index === 0 ? head : ['', '']),
    `${peer.name}: ${rate(peer.rate)} ${unit}`,
    index === 0 ? `${rate(ours.rate)} ${unit}` : '',
    times(ratios[index].ratio),
    ...(index === 0 ? [...bars, verdict(ratios[index].ratio, goal)] : ['', '', '']),
  ])
}

/** What a unit costs at each size, the smallest being 1. */
function growthOf({ row, sizes }) {
  const cost = (at) => 1 / at.rates[0].rate
  const steps = sizes.map(
    (at) => `${at.size.toLocaleString('en-IN')}: ${(cost(at) / cost(sizes[0])).toFixed(2)}`,
  )
  return `- ${row}: ${steps.join(' → ')}`
}

function remarksOf({ row, notes, sizes }) {
  const noisy = sizes.filter(({ spread }) => spread > SPREAD_MAX)
  const worst = Math.max(...sizes.map(({ spread }) => spread))
  const noise = `Noisy: rounds of ours differed up to ${times(worst)} at ${noisy.length} of ${sizes.length} sizes.`
  return [...notes, ...(noisy.length > 0 ? [noise] : [])].map((note) => `- ${row}: ${note}`)
}

function pageOf(results, load) {
  const head = ['Row', 'Hot path', 'Peer', 'Ours', 'Ratio', 'First bar', 'Goal', 'Met']
  const table = [head, head.map(() => '---'), ...results.flatMap(rowsOf)]
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`
  return `# Benchmarks

Written by \`npm run bench\`: ours and its peers in turn, several rounds, medians. Ratios count; rates are this machine's
(${machine}; load before the run ${load.toFixed(1)}).

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

## How cost grows

What one unit costs at each size, the smallest size being 1.

${results.map(growthOf).join('\n')}

## What to know

${results.flatMap(remarksOf).join('\n')}
`
}

// `npm run bench`: every row beside its peers. `npm run bench -- P7 P12`: some rows, printed only.
await script(async () => {
  await ensureReady()
  const wanted = process.argv.slice(2).map((row) => row.toUpperCase())
  const [load] = loadavg()
  if (load > availableParallelism() / 2)
    say(`The machine is busy (load ${load.toFixed(1)}): figures will be noisy.`)
  await mkdir(FOLDER, { recursive: true })
  try {
    const rows = []
    for (const file of await bundleAll()) {
      const { default: bench } = await import(file)
      if (wanted.length > 0 && !wanted.includes(bench.row)) continue
      rows.push({ row: bench.row, file })
    }
    if (rows.length === 0) throw new Refusal(`No bench is called ${wanted.join(' or ')}.`)
    rows.sort((a, b) => a.row.localeCompare(b.row, 'en', { numeric: true }))
    const results = []
    for (const { file } of rows) results.push(await runOne(file))
    const page = pageOf(results, load)
    console.log(page)
    if (wanted.length > 0) return
    await mkdir(inRoot('docs'), { recursive: true })
    await writeFile(PAGE, page)
  } finally {
    await rm(FOLDER, { recursive: true, force: true })
  }
})
