import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import * as z from 'zod'
import { findChromium } from '../scripts/chromium.mjs'
import { positions } from '../test/ui/desk-states.ts'
import { StandInDesk } from '../test/ui/stand-in-desk.ts'
import { defineBench } from './define-bench.ts'
import { Held } from './running-desk.ts'

const INTERACTIVE_S = 1.5
const ROWS = 100
/** A hundred quotes each time: three thousand a second. */
const PATCHES_A_SECOND = 30
const WATCHED_MS = 8_000
const LOOK_MS = 50
const LOAD_MS_MAX = 30_000

/** Runs in the page: when the first positions stood and the page had drawn twice since, and whatever held it up. */
const WATCH = `
const watched = { readyAt: null, tasks: [], frames: 0 }
window.watched = watched
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) watched.tasks.push({ startTime, duration })
}).observe({ type: 'longtask', buffered: true })
const look = () => {
  watched.frames += 1
  if (watched.readyAt === null && document.body?.textContent.includes('INFY')) {
    watched.readyAt = -1
    requestAnimationFrame(() => requestAnimationFrame(() => { watched.readyAt = performance.now() }))
  }
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
`

const watched = z.object({
  /** Milliseconds since the navigation began; null or negative until then. */
  readyAt: z.number().nullable(),
  /** Longer than 50 ms. */
  tasks: z.array(z.object({ startTime: z.number(), duration: z.number() })),
  frames: z.number(),
})

interface Stage {
  readonly browser: Browser
  readonly desk: StandInDesk
  readonly url: string
}

const held = new Held()
let opening: Promise<Stage> | null = null

/** A browser, and a server in the desk's place that can send as much as is wanted. */
async function open(executablePath: string): Promise<Stage> {
  const desk = new StandInDesk()
  desk.topics['dashboard'] = { ...Object(desk.topics['dashboard']), positions: positions(ROWS) }
  const url = await desk.listen()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  held.keep({
    async [Symbol.asyncDispose]() {
      await browser.close()
      await desk.close()
    },
  })
  return { browser, desk, url }
}

const lookAt = async (page: Page) => watched.parse(await page.evaluate('window.watched'))

/** A page as somebody opens it who has never been there. */
async function loaded({ browser, url }: Stage): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(WATCH)
  await page.goto(url)
  // The policy of the page forbids what would wait inside it.
  for (let waited = 0; waited < LOAD_MS_MAX; waited += LOOK_MS) {
    if (((await lookAt(page)).readyAt ?? -1) > 0) return page
    await delay(LOOK_MS)
  }
  throw new RangeError('the dashboard does not come to stand')
}

/** Moves the price of every position, and what follows from it. */
function move(desk: StandInDesk, rows: readonly { readonly id: string }[], turn: number): void {
  const ops = rows.flatMap(({ id }, index) => {
    const price = 100_000 + ((turn * 7 + index * 13) % 400) * 5
    const at = `/positions/${id}`
    return [
      { op: 'replace', path: `${at}/lastPaise`, value: price },
      { op: 'replace', path: `${at}/valuePaise`, value: price * 3 },
      { op: 'replace', path: `${at}/resultPaise`, value: price * 3 - 300_000 },
    ] as const
  })
  desk.patch('dashboard', ops)
}

const said: string[] = []

/** What a page is held up while three thousand quotes a second come. */
async function watchQuotes(stage: Stage): Promise<void> {
  const page = await loaded(stage)
  const rows = Object.values(positions(ROWS))
  const before = await lookAt(page)
  const begun = performance.now()
  let sent = 0
  while (performance.now() - begun < WATCHED_MS) {
    const due = ((performance.now() - begun) * PATCHES_A_SECOND) / 1_000
    for (; sent < due; sent++) move(stage.desk, rows, sent)
    await delay(1_000 / PATCHES_A_SECOND)
  }
  const seconds = (performance.now() - begun) / 1_000
  const after = await lookAt(page)
  const tasks = after.tasks.slice(before.tasks.length).map(({ duration }) => duration)
  const quotes = Math.round((sent * ROWS) / seconds)
  const frames = Math.round((after.frames - before.frames) / seconds)
  said.push(
    `While ${quotes.toLocaleString('en-IN')} quotes a second came for ${ROWS} positions: ${tasks.length} tasks longer than 50 ms, the longest ${Math.round(Math.max(0, ...tasks))} ms (the goal is 100), ${frames} frames a second.`,
  )
  await page.context().close()
}

async function ours(loads: number): Promise<number> {
  const path = await findChromium()
  if (path === null) {
    said.splice(0, said.length, 'No Chromium was found (CHROME_PATH names one): not measured.')
    return Number.NaN
  }
  opening ??= open(path)
  const stage = await opening
  if (said.length === 0) await watchQuotes(stage)
  let seconds = 0
  for (let load = 0; load < loads; load++) {
    const page = await loaded(stage)
    seconds += ((await lookAt(page)).readyAt ?? Number.NaN) / 1_000
    await page.context().close()
  }
  return seconds
}

export default defineBench({
  row: 'UI',
  title: 'The dashboard opened by a new browser until its positions stand',
  unit: 'loads/s',
  goal: { first: 1, goal: 1 },
  sizes: [1, 4],
  ours,
  peers: { 'interactive in 1.5 s': async (loads) => loads * INTERACTIVE_S },
  close: () => held[Symbol.asyncDispose](),
  get notes() {
    return [
      'On loopback, nothing cached, headless Chromium without a graphics card; the peer is the bar itself.',
      ...said,
    ]
  },
})
