import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Context } from '../../src/cli/context.ts'
import { processOutput } from '../../src/cli/output.ts'
import { readinessChecks } from '../../src/cli/readiness-checks.ts'
import { deskOf, runBook } from '../../src/cli/run-book.ts'
import { wishOf } from '../../src/cli/run-wish.ts'
import { makeWeb } from '../../src/cli/serve.ts'
import { openRuns } from '../../src/cli/serve-runs.ts'
import { installation } from '../../src/container.ts'
import { BarTape } from '../../src/core/bar-tape.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { loadConfig } from '../../src/core/config.ts'
import { BroadcastCoordinator } from '../../src/core/coordinators/broadcast-coordinator.ts'
import type { DependencyContainer } from '../../src/core/di.ts'
import { KernelFactory } from '../../src/core/kernel.ts'
import { LiveBook } from '../../src/core/live-book.ts'
import { createLogger } from '../../src/core/log.ts'
import { LogRing } from '../../src/core/log-ring.ts'
import { Orchestrator } from '../../src/core/orchestrator.ts'
import { identityOf } from '../../src/core/runtime-identity.ts'
import { ProjectionRunner } from '../../src/core/state/projection-runner.ts'
import { StateDoor } from '../../src/core/state/state-door.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { runContainer } from '../../src/run-container.ts'
import { AnalyticsService } from '../../src/services/analytics-service.ts'
import { buildApp } from '../../src/web/app.ts'
import type { Web } from '../../src/web/web.ts'
import { testDatabase } from '../postgres.ts'
import { type StandInAi, standInAi } from './stand-in-ai.ts'

/** A Monday on which the simulated market trades. */
const DAY = tradeDate('2026-11-23')
const NINE = 9 * 60

/** A browser's page with its session, or a program with its token. */
export interface Client {
  readonly headers: Readonly<Record<string, string>>
}

/** A real desk on the simulated market, a few minutes into a session, with its web before it. */
export interface WebDesk extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly web: Web
  /** The model and its desk in memory: the kernel behind its proposals is the real one, and asks a person. */
  readonly ai: StandInAi
  readonly live: LiveBook
  readonly running: DependencyContainer
  readonly dataDir: string
  /** Everything that was logged, as text. */
  logged(): string
  /** A page of this desk. */
  page(): Promise<Client>
  token(scope: 'read' | 'propose' | 'operate'): Promise<Client>
  /** As another process would; returns when this one has heard of it. */
  revoke(id: string): Promise<void>
  ask(options: InjectOptions, client?: Client): Promise<LightMyRequestResponse>
  /** Lets the market go on, minute after minute. */
  advance(minutes: number): Promise<void>
  /** Until what is durable was seen by everybody. */
  settled(): Promise<void>
}

/** Limits that no test reaches by accident. */
const WIDE = Object.fromEntries(
  [
    'DASHBOARD TRADES AGENTS SCHEDULER RESEARCH STRATEGIES CONFIGURATION ACCOUNTS AUTH BACKUPS',
    'TRUST SOCKET DOCS WRITES',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [`RATE_LIMIT_${name}`, '100000/minute']),
)

export const ORIGIN = 'http://localhost'

const NOBODY = {
  kind: 'token',
  name: '',
  scope: 'read',
  csrfToken: null,
  expiresAt: null,
} as const

type Environment = Readonly<Record<string, string>>

/** Opens one; `environment` as the program would read it, `runThread` the built file of its runs' threads. */
export async function openWebDesk(
  environment: Environment = {},
  runThread?: URL,
): Promise<WebDesk> {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-web-'))
  const database = await testDatabase()
  const env = { DATABASE_URL: database.url, ...WIDE, ...environment }
  const lines: string[] = []
  const stopping = new AbortController()
  const context = await contextOf(dataDir, env, lines, stopping.signal)
  const wish = wishOf(context.config, { from: DAY })
  const chosen = await runBook(context, wish)
  const { parts, log } = context
  const state = await parts.get(StateDoor).open()
  const clock = parts.get(SystemClock)
  const settings = { ...deskOf(context, chosen), approvals: 'manual' } as const
  const holder = { pid: process.pid, host: 'test' }
  const kernels = parts.get(KernelFactory)
  const live = await LiveBook.open(chosen.book, settings, { state, kernels, clock, log, holder })
  const running = runContainer(parts, {
    state,
    book: live,
    feed: chosen.market.feed,
    speed: 1,
    until: null,
    checks: readinessChecks(context),
    config: context.config,
    beginning: { capitalPaise: settings.capital, startsAt: chosen.market.startsAt },
    ai: null,
  })
  running.get(ProjectionRunner).initialize()
  await running.get(AnalyticsService).initialize(stopping.signal)
  await running.get(Orchestrator).initialize(stopping.signal)
  const tape = new BarTape(chosen.market.universe.size)
  const ai = standInAi()
  const runs = await openRuns(context, runThread)
  const made = await makeWeb(context, {
    live,
    running,
    label: chosen.market.feed.label,
    speed: 1,
    plans: settings.plans,
    tape,
    past: settings.past,
    runs,
    ai,
  })
  made.listening.port = 80
  const { web } = made
  const app = await buildApp(web)
  const brought = chosen.market.feed.blocks(live.kernel.clock.now(), stopping.signal)
  const blocks = brought[Symbol.asyncIterator]()
  const deliverTo = async (moment: number) => {
    while (live.kernel.clock.now() < moment) {
      const { value, done } = await blocks.next()
      if (done) return
      live.intake.admit()
      live.kernel.deliver(value)
      tape.take(value)
    }
  }
  await deliverTo(momentOf(DAY, NINE + 25))
  live.kernel.connect(live.intake)
  // The pump's part between two moments.
  const admitting = setInterval(() => live.intake.admit(), 2)
  const desk: WebDesk = {
    app,
    web,
    ai,
    live,
    running,
    dataDir,
    logged: () => lines.join(''),
    async page() {
      const { statusCode, body, cookies } = await app.inject({
        method: 'POST',
        url: '/api/auth/session',
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
        payload: environment['TEST_PASSWORD'] ? { password: environment['TEST_PASSWORD'] } : {},
      })
      if (statusCode !== 200) throw new RangeError(`no session: ${body}`)
      const [cookie] = cookies
      const { csrfToken } = JSON.parse(body)
      return {
        headers: {
          cookie: `${cookie?.name}=${cookie?.value}`,
          'x-csrf-token': csrfToken,
          origin: ORIGIN,
        },
      }
    },
    async token(scope) {
      const { secret } = await made.web.access.issue(`token for ${scope}`, scope)
      await made.web.access.initialize()
      const known = () => made.web.access.tokenOf(secret) !== null
      while (!known()) await new Promise((resolve) => setImmediate(resolve))
      return { headers: { authorization: `Bearer ${secret}` } }
    },
    async revoke(id) {
      const { access } = made.web
      const isIn = () => access.isStillIn({ ...NOBODY, id })
      await (await parts.get(StateDoor).access()).revoke(id, clock.now())
      while (isIn()) await new Promise((resolve) => setImmediate(resolve))
    },
    ask: (options, client) =>
      app.inject({ ...options, headers: { ...client?.headers, ...options.headers } }),
    advance: (minutes) => deliverTo(live.kernel.clock.now() + minutes * 60_000),
    async settled() {
      const { journal } = live.kernel
      await journal.durable(journal.head)
      await running.get(BroadcastCoordinator).idle()
    },
    async [Symbol.asyncDispose]() {
      clearInterval(admitting)
      await app.close()
      await made.close()
      await runs.close()
      stopping.abort('the test is over')
      await blocks.return?.(undefined)
      await running.get(Orchestrator).close()
      await running.get(AnalyticsService).close()
      await running.get(ProjectionRunner).close()
      await live.close()
      await running.close()
      await parts.close()
      await database[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return desk
}

async function contextOf(
  dataDir: string,
  env: Environment,
  lines: string[],
  signal: AbortSignal,
): Promise<Context> {
  const reload = async (ownFile: Readonly<Record<string, unknown>> | null) => {
    if (ownFile !== null) await loadConfig({ dataDir }, {}, ownFile)
    return loadConfig({ dataDir, speed: 1 }, env, ownFile)
  }
  const effective = await reload(null)
  const { config } = effective
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const logs = new LogRing(stream)
  const log = createLogger('debug', logs)
  const calendar = new MarketCalendar()
  const parts = installation({ config, calendar, log, signal, onProgress: () => undefined })
  const startedAt = parts.get(SystemClock).now()
  return {
    identity: identityOf(config, { pid: process.pid, startedAt }),
    config,
    effective,
    reload,
    calendar,
    parts,
    log,
    logs,
    output: processOutput(true),
    signal,
    async [Symbol.asyncDispose]() {},
  }
}
