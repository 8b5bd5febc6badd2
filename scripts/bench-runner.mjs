import { pathToFileURL } from 'node:url'

// Started by bench.mjs, one process a bench, so that no bench lives in another's heap or compiled code.

const ROUNDS_MAX = 7
const ROUNDS_MIN = 3
const BUDGET_S = 15
const WARM_S = 2
const WARM_WALL_S = 20

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** One round: everybody once, in an order that turns from round to round. */
async function round(runners, size, turn) {
  const times = new Map()
  for (let index = 0; index < runners.length; index++) {
    const [name, work] = runners[(index + turn) % runners.length]
    // A full collection would also throw away what the compiler has learnt, which no running desk does.
    globalThis.gc?.({ type: 'minor' })
    times.set(name, await work(size))
  }
  return times
}

/** As many rounds as the time allows; figures are medians, ratios are medians of the rounds' own. */
async function measure(runners, size) {
  const rounds = [await round(runners, size, 0)]
  const seconds = [...rounds[0].values()].reduce((total, taken) => total + taken, 0)
  const count = Math.max(
    ROUNDS_MIN,
    Math.min(ROUNDS_MAX, Math.floor(BUDGET_S / Math.max(seconds, 0.001))),
  )
  while (rounds.length < count) rounds.push(await round(runners, size, rounds.length))
  const ours = rounds.map((times) => times.get('ours'))
  return {
    size,
    rounds: rounds.length,
    spread: Math.max(...ours) / Math.min(...ours),
    rates: runners.map(([name]) => ({
      name,
      rate: size / median(rounds.map((times) => times.get(name))),
    })),
    ratios: runners
      .filter(([name]) => name !== 'ours')
      .map(([name]) => ({
        name,
        ratio: median(rounds.map((times) => times.get(name) / times.get('ours'))),
      })),
  }
}

const { default: bench } = await import(pathToFileURL(process.argv[2]).href)
const runners = [['ours', (size) => bench.ours(size)], ...Object.entries(bench.peers)]

/** Small work first, until the compiler has seen enough of everybody's: a sweep or a desk is warm. */
async function warm() {
  const worked = new Map(runners.map(([name]) => [name, 0]))
  const begun = performance.now()
  for (let turn = 0; Math.min(...worked.values()) < WARM_S; turn++) {
    for (const [name, taken] of await round(runners, bench.sizes[0], turn))
      worked.set(name, worked.get(name) + taken)
    if (performance.now() - begun > WARM_WALL_S * 1_000) break
  }
}

const sizes = []
try {
  await warm()
  for (const size of bench.sizes) {
    process.send({ progress: `${bench.row} ${bench.title}: ${size.toLocaleString('en-IN')}` })
    sizes.push(await measure(runners, size))
  }
} finally {
  await bench.close?.()
}
const { row, title, unit, goal, notes = [] } = bench
process.send({ result: { row, title, unit, goal, notes: [...notes], sizes } }, () =>
  process.disconnect(),
)
