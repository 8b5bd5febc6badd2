import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { findChromium } from '../../scripts/chromium.mjs'
import { uiFolder } from '../../scripts/ui-folder.mjs'
import { type Environment, type Running, useProgram } from '../cli/cli.ts'

/** Where pictures of what was tested are left to be looked at; git ignores it. */
const PICTURES = fileURLToPath(new URL('../../screenshots', import.meta.url))
const SHOWN_MS = 30_000

const path = await findChromium()
if (path === null) {
  console.warn('No Chromium was found (CHROME_PATH names one): tests of the dashboard do not run.')
}

/** Light and dark, both designed. */
export const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]
/** Phone, tablet, desk. */
export const WIDTHS = [390, 768, 1440] as const

interface Look {
  readonly width?: number
  readonly scheme?: Scheme
}

/** A page, and whatever it complained about. */
export interface Looked {
  readonly page: Page
  /** Errors of the page itself and of its policy; answers of the desk that refuse are none. */
  readonly complaints: readonly string[]
}

/** Opens pages of a browser that the tests of a file share. */
export interface Browsing {
  open(url: string, look?: Look): Promise<Looked>
}

/** Tests that need a browser; without one they are listed as not run. */
export function describeInBrowser(name: string, tests: (browsing: Browsing) => void): void {
  describe.skipIf(path === null)(name, () => {
    let browser: Browser | null = null
    const contexts: BrowserContext[] = []
    beforeAll(async () => {
      await uiFolder()
      browser = await chromium.launch({
        executablePath: path ?? '',
        args: ['--no-sandbox', '--disable-background-networking'],
      })
    }, 120_000)
    afterAll(async () => {
      await browser?.close()
    })
    tests({
      async open(url, { width = 1440, scheme = 'light' } = {}) {
        if (!browser) throw new RangeError('the browser is not open yet')
        for (const context of contexts.splice(0)) await context.close()
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme: scheme,
          acceptDownloads: true,
          permissions: ['clipboard-read', 'clipboard-write'],
        })
        contexts.push(context)
        context.setDefaultTimeout(SHOWN_MS)
        const page = await context.newPage()
        const complaints: string[] = []
        page.on('pageerror', ({ message }) => complaints.push(message))
        page.on('console', (message) => {
          const isOfNetwork = /Failed to load resource|WebSocket connection/.test(message.text())
          if (message.type() === 'error' && !isOfNetwork) complaints.push(message.text())
        })
        await page.goto(url)
        return { page, complaints }
      },
    })
  })
}

/** What axe finds wrong on a page, one line a finding. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, impact, nodes }) =>
      `${impact}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  )
}

/** No part of a page stands beside it. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(beyond).toBeLessThanOrEqual(0)
}

/** On phone, tablet and desk nothing stands beside the page and axe finds nothing; a picture of each is left. */
export async function expectFitsEveryWidth(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectNoOverflow(page)
    expect(await faultsOf(page)).toEqual([])
    await picture(page, `${name}-${width}`)
  }
}

/** Leaves a picture to be looked at. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

/** The program under way with its dashboard. */
export interface Served extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Takes bars over as the command line does. */
  take(name: string, csv: string): Promise<void>
  /** Kills the process and starts it again on the same book and port. */
  kill(): Promise<void>
  restart(): Promise<void>
}

/** Enough for a browser that looks at everything within a minute. */
const PLENTY = '6000/minute'
const RATES = Object.fromEntries(
  [
    'DASHBOARD',
    'AGENTS',
    'RESEARCH',
    'TRADES',
    'STRATEGIES',
    'CONFIGURATION',
    'AUTH',
    'BACKUPS',
    'SOCKET',
    'WRITES',
  ].map((group) => [`RATE_LIMIT_${group}`, PLENTY]),
)

/** What a program is started with beside its words. */
interface Around {
  readonly environment?: Environment
  /** What its config.json holds. */
  readonly config?: unknown
}

/** Builds the program and its pages once for the tests of a file; answers how to start it. */
export function useServed(): {
  start(args: readonly string[], around?: Around): Promise<Served>
} {
  const program = useProgram(async (folder) => {
    await symlink(await uiFolder(), join(folder, 'ui'), 'junction')
  })
  return {
    async start(args, { environment = {}, config } = {}) {
      const desk = await program.desk()
      if (config !== undefined) {
        await mkdir(desk.dataDir, { recursive: true })
        await writeFile(join(desk.dataDir, 'config.json'), JSON.stringify(config))
      }
      const begin = async (port: string): Promise<[Running, string]> => {
        const around = { ...RATES, ...environment }
        const running = desk.start(['run', ...args, '--port', port], around)
        return [running, await addressOf(running)]
      }
      const first = await begin('0')
      const [, url] = first
      let [running] = first
      return {
        url,
        get pid() {
          return running.pid ?? 0
        },
        async take(name, csv) {
          const file = await desk.file(name, csv)
          await desk.json(['data', 'import', file, '--format', 'ohlcv'])
        },
        async kill() {
          running.signal('SIGKILL')
          await running.ended
        },
        async restart() {
          ;[running] = await begin(new URL(url).port)
        },
        [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
      }
    },
  }
}

async function addressOf(running: Running): Promise<string> {
  const [, url = ''] = await running.said(/Dashboard: (http:\S+)/)
  return url
}
