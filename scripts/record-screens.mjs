import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { findChromium } from './chromium.mjs'
import { startScript } from './scripted-model.mjs'
import { ensureReady, inRoot, named, Refusal, say, script } from './setup.mjs'

const FOLDER = inRoot('docs', 'screens')
const SIZE = { width: 1440, height: 900 }
/** An hour a minute until the morning has seen some trades, and its curve has a shape. */
const SPEED = 240
const FILLS_MIN = 12
const WAIT_MS_MAX = 300_000
const SETTLED_MS = 4_000
/** A person is asked, so that there is something to be seen. */
const CONFIG = { ai: { approvals: 'manual', watch: ['NSE:INFY', 'NSE:ITC', 'NSE:SBIN'] } }

/** What the README shows: the screen, its colours, and what is done on it first. */
const SCREENS = [
  { name: 'desk', path: '/', scheme: 'light' },
  { name: 'chart', path: '/chart', scheme: 'dark' },
  { name: 'trade', path: '/trade', scheme: 'light', write: 'INFY' },
  { name: 'approvals', path: '/approvals', scheme: 'light', analyse: true },
  { name: 'phone', path: '/', scheme: 'light', size: { width: 390, height: 844 } },
]

/** A desk of its own on the simulated market, begun afresh; answers its address. */
async function openDesk(folder, model, signal) {
  await writeFile(join(folder, 'config.json'), JSON.stringify(CONFIG))
  const words = ['run', '--data-dir', folder, '--port', '0', '--speed', String(SPEED)]
  const desk = spawn(process.execPath, [inRoot('dist', 'main.js'), ...words], {
    signal,
    env: { ...process.env, ROBO_SCRIPTED_MODEL_URL: model.url },
  })
  desk.on('error', () => undefined)
  desk.stdout.resume()
  let told = ''
  const address = new Promise((resolve, reject) => {
    desk.stderr.on('data', (chunk) => {
      told += chunk
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? []
      if (found !== undefined) resolve(found)
    })
    desk.once('close', () => reject(new Refusal(`The desk ended before it listened: ${told}`)))
  })
  return { desk, address: await address }
}

/** Waits until the desk has traded so much that there is something to see. */
async function traded(address) {
  for (let waited = 0; waited < WAIT_MS_MAX; waited += 2_000) {
    const answer = await fetch(`${address}/api/dashboard`)
    const { today } = await answer.json()
    if (today.fills >= FILLS_MIN) return
    await wait(2_000)
  }
  throw new Refusal(`Fewer than ${FILLS_MIN} fills in ${WAIT_MS_MAX / 1_000} s: nothing to show.`)
}

async function picture(browser, address, { name, path, scheme, size = SIZE, write, analyse }) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme })
  const page = await context.newPage()
  if (analyse) {
    await page.goto(`${address}/ai`)
    await page.getByRole('button', { name: 'Run now' }).click()
    await page.getByText('✓ done').first().waitFor()
  }
  await page.goto(`${address}${path}`)
  if (write !== undefined) {
    await page.getByRole('combobox').first().fill(write)
    await page.getByRole('option').first().click()
  }
  await page.waitForTimeout(SETTLED_MS)
  const file = join(FOLDER, `${name}.png`)
  await page.screenshot({ path: file })
  say(named(file))
  await context.close()
}

/** Pictures of the dashboard for the README, of the program itself on the simulated market. */
await script(async () => {
  await ensureReady()
  const executablePath = await findChromium()
  if (executablePath === null) throw new Refusal('There is no Chromium: CHROME_PATH names one.')
  await mkdir(FOLDER, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'robo-screens-'))
  const ending = new AbortController()
  const model = await startScript()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const { desk, address } = await openDesk(folder, model, ending.signal)
    await traded(address)
    for (const screen of SCREENS) await picture(browser, address, screen)
    desk.kill('SIGINT')
    await once(desk, 'close')
  } finally {
    ending.abort()
    await browser.close()
    await model.close()
    await rm(folder, { recursive: true, force: true })
  }
})
