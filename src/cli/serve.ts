import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Access } from '../auth/access.ts'
import type { BarTape } from '../core/bar-tape.ts'
import { SystemClock } from '../core/clock.ts'
import { configSchema } from '../core/config.ts'
import { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import { StatusCoordinator } from '../core/coordinators/status-coordinator.ts'
import type { DependencyContainer } from '../core/di.ts'
import type { LiveBook } from '../core/live-book.ts'
import type { FeedLabel } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { ConfigFile } from '../core/state/config-file.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { MergedBars } from '../domain/merge-bars.ts'
import { Sessions } from '../domain/rulebook/sessions.ts'
import type { StrategyPlan } from '../domain/strategy.ts'
import { AnalyticsService } from '../services/analytics-service.ts'
import { STRATEGIES } from '../strategies/registry.ts'
import { buildApp } from '../web/app.ts'
import { Jobs } from '../web/jobs.ts'
import { LiveDesk } from '../web/live-desk.ts'
import { Metrics } from '../web/metrics.ts'
import { runsView } from '../web/views/runs-view.ts'
import type { Web } from '../web/web.ts'
import type { AiDesk, WebDeps } from '../web/web-deps.ts'
import { webParts } from '../web/web-parts.ts'
import { requireSafeAddress, WebServer } from '../web/web-server.ts'
import { WriteTurns } from '../web/write-turns.ts'
import type { Context } from './context.ts'
import type { ServedRuns } from './serve-runs.ts'

/** What is served. */
export interface Served {
  readonly live: LiveBook
  /** Its observers and coordinators. */
  readonly running: DependencyContainer
  readonly label: FeedLabel
  readonly speed: number
  readonly plans: readonly StrategyPlan[]
  readonly tape: BarTape
  readonly past: MergedBars
  readonly runs: ServedRuns
  readonly ai: AiDesk
}

/** The dashboard of a run. */
export interface ServedWeb {
  readonly url: string
  close(): Promise<void>
}

/** The built dashboard lies beside the program. */
const PAGES = fileURLToPath(new URL('ui', import.meta.url))

/** The web's own parts over a desk, not yet listening. */
export interface MadeWeb {
  readonly web: Web
  /** What is listened on, once it is known. */
  readonly listening: { port: number; isClosing: boolean }
  close(): Promise<void>
}

/** Makes what the routes ask of: sessions, live states, runs, limits and metrics over the parts of a run. */
export async function makeWeb(context: Context, served: Served): Promise<MadeWeb> {
  const { parts, logs } = context
  const listening = { port: 0, isClosing: false }
  const door = parts.get(StateDoor)
  const deps = await webDeps(context, served, () => listening.port)
  const own = webParts(deps, await door.access())
  const requests = await door.requests()
  await requests.forget(deps.clock.now())
  const access = own.get(Access)
  await access.initialize()
  const { runDesk, runReader, imports } = served.runs
  const liveDesk = own.get(LiveDesk)
  liveDesk.initialize()
  liveDesk.showRuns({
    state: () => runsView(runDesk.known),
    listen: (listener) => runDesk.listen(listener),
  })
  liveDesk.showAi(deps.ai)
  const web: Web = {
    ...deps,
    desk: liveDesk,
    runDesk,
    runReader,
    imports,
    access,
    requests,
    logs,
    metrics: own.get(Metrics),
    turns: own.get(WriteTurns),
    jobs: own.get(Jobs),
    configSchema: configSchema(),
    pagesDir: PAGES,
    isClosing: () => listening.isClosing,
  }
  return { web, listening, close: async () => void (await own.close()) }
}

/** Serves a desk's dashboard and API. Throws PORT_TAKEN, and CONFIGURATION_INVALID for an address without a password. */
export async function openWeb(context: Context, served: Served): Promise<ServedWeb> {
  const { config, log } = context
  const { host, passwordHash } = config
  requireSafeAddress(host, passwordHash)
  const made = await makeWeb(context, served)
  const { listening } = made
  const server = new WebServer(await buildApp(made.web), log, () => {
    listening.isClosing = true
  })
  const close = async () => {
    await server.close()
    await made.close()
  }
  try {
    listening.port = await server.listen(config)
  } catch (error) {
    await close()
    throw error
  }
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`
  log.info('the dashboard is served', { host, port: listening.port })
  return { url, close }
}

/** What the web shows and asks of, out of what the run is made of. */
async function webDeps(
  context: Context,
  { live, running, label, speed, plans, tape, past, ai }: Served,
  port: () => number,
): Promise<WebDeps> {
  const { config, effective, reload, calendar, log, parts, identity } = context
  const door = parts.get(StateDoor)
  return {
    identity: () => ({ ...identity, port: port(), book: live.book.name }),
    effective,
    reload,
    configFile: new ConfigFile(config.dataDir),
    clock: parts.get(SystemClock),
    log: log.for('web'),
    calendar,
    sessions: parts.get(Sessions),
    label,
    speed,
    live,
    broadcast: running.get(BroadcastCoordinator),
    status: running.get(StatusCoordinator),
    state: await door.open(),
    bars: parts.get(ParquetBarStore),
    tape,
    past,
    history: await door.history(live.book.name),
    reference: await door.reference(),
    research: await door.research(),
    runs: await door.runs(),
    backups: await door.backups(join(config.dataDir, 'backups'), config.backupsKept),
    performance: () => running.get(AnalyticsService).report,
    strategies: [...STRATEGIES.values()],
    plans,
    ai,
  }
}
