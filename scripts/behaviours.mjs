import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import {
  ensureInstalled,
  exists,
  inRoot,
  named,
  packageBin,
  Refusal,
  runNode,
  say,
  script,
} from './setup.mjs'

/** Behaviours of the specification, numbered from 1. */
const BEHAVIOURS = 150
/** Where a run of the tests leaves its results. */
export const RESULTS = inRoot('.cache', 'tests.json')

/** Runs the tests; resolves with their exit code. */
export const runTests = async (paths = []) =>
  runNode(await packageBin('vitest'), [
    'run',
    ...paths,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULTS}`,
  ])

/** Every test of the last run with its file, full name and result; a file that did not load is one failed test. */
export async function readResults() {
  if (!(await exists(RESULTS)))
    throw new Refusal(`No test has left a result: ${named(RESULTS)} is not there.`)
  const { testResults } = JSON.parse(await readFile(RESULTS, 'utf8'))
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = named(name)
    if (assertionResults.length === 0 && status === 'failed') {
      return [
        { file, titles: [message.split('\n')[0] || 'the file does not load'], result: 'failed' },
      ]
    }
    return assertionResults.map(({ ancestorTitles, title, status: said }) => ({
      file,
      titles: [...ancestorTitles, title],
      result: said === 'passed' || said === 'failed' ? said : 'skipped',
    }))
  })
}

/** Numbers that a title begins with: `B12 B13 …`. */
const numbersOf = (title) => {
  const [labels] = /^(?:B\d+[,:]?\s+)*/.exec(title)
  return (labels.match(/\d+/g) ?? []).map(Number)
}

const WORST_FIRST = ['failed', 'skipped', 'passed']

/** What the tests show of each behaviour: its result is that of its worst test. */
export function behavioursIn(results) {
  const shown = new Map()
  for (const { titles, result } of results) {
    for (const number of new Set(titles.flatMap(numbersOf))) {
      shown.set(number, [...(shown.get(number) ?? []), { title: titles.at(-1), result }])
    }
  }
  const rows = Array.from({ length: BEHAVIOURS }, (_, index) => {
    const tests = shown.get(index + 1) ?? []
    const result = WORST_FIRST.find((worst) => tests.some((test) => test.result === worst))
    return { number: index + 1, result: result ?? 'untested', tests }
  })
  const unknown = [...shown.keys()].filter((number) => number < 1 || number > BEHAVIOURS)
  return { rows, unknown }
}

/** One line for the end of a run. */
export function summaryOf({ rows }) {
  const count = (result) => rows.filter((row) => row.result === result).length
  return (
    `behaviours: ${count('passed')} of ${BEHAVIOURS} shown, ${count('failed')} failed, ` +
    `${count('skipped')} not run here, ${count('untested')} without a test`
  )
}

function print({ rows, unknown }) {
  for (const { number, result, tests } of rows) {
    if (result === 'untested') continue
    const [first, ...others] = tests.map(({ title, result: own }) =>
      own === result ? title : `${title} (${own})`,
    )
    console.log(`${`B${number}`.padEnd(5)} ${result.padEnd(8)} ${first}`)
    for (const title of others) console.log(`${' '.repeat(15)}${title}`)
  }
  const untested = rows
    .filter(({ result }) => result === 'untested')
    .map(({ number }) => `B${number}`)
  if (untested.length > 0) console.log(`\nwithout a test: ${untested.join(' ')}`)
  if (unknown.length > 0)
    console.log(`unknown numbers: ${unknown.map((number) => `B${number}`).join(' ')}`)
  console.log(`\n${summaryOf({ rows })}`)
}

async function main() {
  await ensureInstalled()
  if (!(await exists(RESULTS))) {
    say('No test has run yet: running them all first.')
    const start = performance.now()
    await runTests()
    say(`The tests took ${Math.round((performance.now() - start) / 1_000)} s.`)
  }
  print(behavioursIn(await readResults()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await script(main)
