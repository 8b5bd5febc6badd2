import { describe, expect, it } from 'vitest'
import { secretIn } from '../../scripts/checks/secrets.mjs'
import { brokenBy } from './house-rules.ts'
import type { Sample } from './rule.ts'
import { parseAll } from './source.ts'

/** A line of the guidelines, a sample that breaks it, and the rule that must say so. */
interface Planted {
  readonly line: string
  readonly sample: Sample
  readonly rule: string
}

const SECRETS = 'secrets'
// In two halves, so that the scan of this very file finds nothing.
const KEY = ['sk-ant', 'api03-4f9d8c7b6a5f4e3d'].join('-')

const planted = (line: string, rule: string, path: string, text: string): Planted => ({
  line,
  rule,
  sample: { [path]: `${text}\n` },
})

const CHECKLIST: readonly Planted[] = [
  planted(
    'all file I/O is asynchronous',
    'no-blocking',
    'src/core/state/settings.ts',
    "import { readFileSync } from 'node:fs'\nexport const settings = () => readFileSync('settings.json')",
  ),
  planted(
    'no I/O in constructors',
    'constructors',
    'src/core/state/state-manager.ts',
    'export class StateManager { constructor(pool: Pool) { pool.connect() } }',
  ),
  planted(
    'all errors are TradingErrors',
    'error-family',
    'src/adapters/kite/kite-broker.ts',
    "export const kiteBroker = () => { throw new Error('API failed') }",
  ),
  planted(
    'significant operations are events',
    'states-events',
    'src/services/execution-service.ts',
    'export class ExecutionService extends KernelHandler<Handled> { place(order: Order) { this.#broker.place(order) } }',
  ),
  planted(
    'services get what they need handed in',
    'made-in-container',
    'src/services/risk-service.ts',
    'export class RiskService extends KernelHandler<Handled> { readonly #state = new StateManager({}) }',
  ),
  planted(
    'no file is longer than 350 lines',
    'file-size',
    'src/core/kernel.ts',
    'export const kernel = 1\n'.repeat(351),
  ),
  planted(
    'nothing blocks',
    'no-blocking',
    'src/core/lifecycle.ts',
    "import { execSync } from 'node:child_process'\nexport const lifecycle = () => execSync('date')",
  ),
  planted(
    'calls to the outside try again, waiting longer each time',
    'http',
    'src/adapters/yahoo/yahoo-client.ts',
    'export const yahooClient = (path: string) => fetch(path)',
  ),
  planted(
    'the state of a stock is asked before a call and updated after it',
    'stock-state',
    'src/core/background-scheduler/processors/earnings.ts',
    'export const earnings = async (c: Context) => c.client.earnings(c.instrument)',
  ),
  planted('no credentials in the source', SECRETS, 'src/core/config.ts', `const key = '${KEY}'`),
  planted(
    'subscriptions are given back',
    'cleanup',
    'src/services/portfolio-service.ts',
    "export class PortfolioService { constructor(bus: EventBus) { bus.subscribe('market.open', this) } }",
  ),
  planted(
    'no service calls another',
    'layers',
    'src/services/risk-service.ts',
    "import { PortfolioService } from './portfolio-service.ts'\nexport const risk = (p: PortfolioService) => p.cash",
  ),
  planted(
    'metrics come from PerformanceCalculator',
    'metrics',
    'src/services/analytics-service.ts',
    'export const analytics = (wins: number, all: number) => { const winRate = wins / all; return winRate }',
  ),
]

const ANTI_PATTERNS: readonly Planted[] = [
  planted(
    'anti-pattern 1: a service that is no EventHandler',
    'services-handle',
    'src/services/some-service.ts',
    'export class SomeService { constructor(bus: EventBus) { this.bus = bus } }',
  ),
  planted(
    'anti-pattern 2: subscriptions without cleanup',
    'cleanup',
    'src/services/some-service.ts',
    "export class SomeService extends EventHandler { constructor(bus: EventBus) { super(); bus.subscribe('market.open', this) } }",
  ),
  planted(
    'anti-pattern 3: a bare except',
    'no-swallowing',
    'src/services/some-service.ts',
    'export async function data() { try { return await fetchData() } catch {} }',
  ),
  planted(
    'anti-pattern 4: the general error before the specific one',
    'specific-first',
    'src/services/some-service.ts',
    'export const what = (e: unknown) => { if (e instanceof Error) return 1; if (e instanceof TradingError) return 2 }',
  ),
  planted(
    'anti-pattern 5: a stack for the client',
    'no-stacks',
    'src/web/error-handler.ts',
    'export const errorHandler = (e: Error) => ({ error: e.message, traceback: e.stack })',
  ),
  planted(
    'anti-pattern 6: a rate limit in the source',
    'rate-limits',
    'src/web/rate-limits.ts',
    "export const DASHBOARD_LIMIT = '30/minute'",
  ),
  planted(
    'anti-pattern 7: waiting for what was cancelled',
    'bounded-waits',
    'src/core/lifecycle.ts',
    "export async function end(task: Promise<void>, late: AbortController) { late.abort('timeout'); await task }",
  ),
  planted(
    'anti-pattern 8: a service made outside the container',
    'no-singletons',
    'src/core/lifecycle.ts',
    'const scheduler = new BackgroundScheduler()\nexport const getScheduler = () => scheduler',
  ),
  {
    line: 'mistake 1: the same API called from two places',
    rule: 'one-client',
    sample: {
      'src/adapters/yahoo/yahoo-client.ts':
        "export const quotes = 'https://finance.yahoo.test/quotes'\n",
      'src/adapters/yahoo/yahoo-feed.ts': "export const bars = 'https://finance.yahoo.test/bars'\n",
    },
  },
  planted(
    'mistake 2: initialize without cleanup',
    'cleanup',
    'src/core/state/bar-store.ts',
    'export class BarStore { async initialize() { this.#connection = await open() } }',
  ),
  planted(
    'mistake 3: awaiting cancelled tasks',
    'bounded-waits',
    'src/core/background-scheduler/background-scheduler.ts',
    "export class BackgroundScheduler { async cancel() { this.#stop.abort('cancelled'); await this.#task } }",
  ),
  planted(
    'mistake 4: silencing errors',
    'no-swallowing',
    'src/services/some-service.ts',
    'export const data = (client: Client) => client.fetch().catch(() => null)',
  ),
  planted(
    'mistake 5: hard-coded credentials',
    SECRETS,
    'src/adapters/kite/kite-client.ts',
    `const apiKey = '${KEY}'`,
  ),
  planted(
    'mistake 6: parsing without a fallback',
    'three-levels',
    'src/core/background-scheduler/clients/perplexity-client.ts',
    'export const perplexity = (reply: string) => JSON.parse(reply)',
  ),
]

async function rejections(sample: Sample): Promise<readonly string[]> {
  const lines = Object.values(sample).flatMap((text) => text.split('\n'))
  const secrets = lines.some((line) => secretIn(line) !== null) ? [SECRETS] : []
  return [...brokenBy(await parseAll(sample)), ...secrets]
}

describe('the guidelines, executable', () => {
  it('the checklist has 13 lines, the anti-patterns and mistakes are 14', () => {
    expect(CHECKLIST).toHaveLength(13)
    expect(ANTI_PATTERNS).toHaveLength(14)
  })

  it.each(CHECKLIST)(
    'B148 $line: a planted breach is rejected by the rule $rule',
    async ({ sample, rule }) => {
      expect(await rejections(sample)).toContain(rule)
    },
  )

  it.each(ANTI_PATTERNS)('B149 $line is rejected by the rule $rule', async ({ sample, rule }) => {
    expect(await rejections(sample)).toContain(rule)
  })
})
