import { rm } from 'node:fs/promises'
import { behavioursIn, RESULTS, readResults, runTests, summaryOf } from './behaviours.mjs'
import { runChecks } from './check.mjs'
import { findChromium } from './chromium.mjs'
import { ensureReady, exists, inRoot, say, script } from './setup.mjs'

/** What some tests need and this machine may lack. */
async function lacks() {
  const { ROBO_TEST_DATA, TEST_DATABASE_URL_15 } = process.env
  const hasData = await exists(ROBO_TEST_DATA ?? inRoot('..', 'shared', 'data'))
  return [
    hasData ? null : 'real market data (ROBO_TEST_DATA names their folder)',
    TEST_DATABASE_URL_15
      ? null
      : 'a second database, PostgreSQL 15 (TEST_DATABASE_URL_15 names it)',
    (await findChromium())
      ? null
      : 'a Chromium for the tests of the dashboard (CHROME_PATH names one)',
  ].filter((lack) => lack !== null)
}

async function tellWhatDidNotRun(results) {
  const skipped = results.filter(({ result }) => result === 'skipped')
  const missing = await lacks()
  if (skipped.length === 0 && missing.length === 0) return
  say(`\n!! NOT RUN HERE: ${skipped.length} tests`)
  for (const lack of missing) say(`!! this machine lacks ${lack}`)
  for (const file of new Set(skipped.map((test) => test.file))) {
    say(`!! ${file}: ${skipped.filter((test) => test.file === file).length}`)
  }
}

// `npm test`: everything a fresh clone lacks, then every check and every test; the last line is the count.
await script(async () => {
  await ensureReady()
  await rm(RESULTS, { force: true })
  // The rules of test/architecture run with the tests.
  const checks = await runChecks(['tidy'])
  const code = await runTests()
  const results = await readResults().catch((error) => {
    say(error.message)
    return []
  })
  const count = (result) => results.filter((test) => test.result === result).length
  const passed = checks.passed + count('passed')
  const failed = checks.failed + count('failed')
  await tellWhatDidNotRun(results)
  say(`\n${summaryOf(behavioursIn(results))}`)
  // A run that ends badly without a failed test, such as by a stray rejection, has failed all the same.
  const isBroken = code !== 0 && count('failed') === 0
  console.log(`${passed} passed, ${failed + (isBroken ? 1 : 0)} failed`)
  process.exitCode = failed === 0 && !isBroken ? 0 : 1
})
