import { hostname } from 'node:os'
import type { AiSettings } from '../ai-container.ts'
import { BarTape, TapedFeed } from '../core/bar-tape.ts'
import { ignoreCancellation } from '../core/cancellation.ts'
import { SystemClock } from '../core/clock.ts'
import { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import { StatusCoordinator } from '../core/coordinators/status-coordinator.ts'
import type { DependencyContainer } from '../core/di.ts'
import { KernelFactory } from '../core/kernel.ts'
import { LiveBook } from '../core/live-book.ts'
import { Orchestrator } from '../core/orchestrator.ts'
import type { MarketFeed } from '../core/ports.ts'
import { ProjectionRunner } from '../core/state/projection-runner.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { Learnings } from '../domain/learning/insights.ts'
import type { MergedBars } from '../domain/merge-bars.ts'
import { Sessions } from '../domain/rulebook/sessions.ts'
import type { StrategyPlan } from '../domain/strategy.ts'
import { epochMs } from '../domain/time.ts'
import { runContainer } from '../run-container.ts'
import { AnalyticsService } from '../services/analytics-service.ts'
import { LearningService } from '../services/learning-service.ts'
import type { SessionSummary } from '../services/session-fold.ts'
import { aiDesk, aiSettings, LOOK_AFTER_MS, modelOf } from './ai-settings.ts'
import { openCommandDesk } from './command-desk.ts'
import type { Context } from './context.ts'
import { HashedFeed } from './hashed-feed.ts'
import { learningWords } from './learning-words.ts'
import { readinessChecks } from './readiness-checks.ts'
import { deskOf, lastSession, runBook } from './run-book.ts'
import { type RunFlags, type RunWish, wishOf } from './run-wish.ts'
import { openWeb, type ServedWeb } from './serve.ts'
import { openRuns, type ServedRuns } from './serve-runs.ts'
import { summaryWords } from './summary-words.ts'
import { openView } from './terminal-view.ts'

/** The run command: runs the desk on a market until it is told to stop or the range is over, then tells what became of it. */
export async function runCommand(context: Context, flags: RunFlags): Promise<void> {
  const summary = await run(context, wishOf(context.config, flags))
  context.output.answer(summary, () =>
    [summaryWords(summary), ...learningWords(summary.learnings)].join('\n'),
  )
}

/** What became of the book and what it teaches, and the hash of what the market brought in this run. */
interface RunSummary extends SessionSummary {
  readonly dataHash: string
  readonly learnings: Learnings
}

async function run(context: Context, wish: RunWish): Promise<RunSummary> {
  const { config, parts, log } = context
  const chosen = await runBook(context, wish)
  const { book, market } = chosen
  const desk = deskOf(context, chosen)
  const state = await parts.get(StateDoor).open()
  const clock = parts.get(SystemClock)
  const kernels = parts.get(KernelFactory)
  const holder = { pid: process.pid, host: hostname() }
  const tape = new BarTape(market.universe.size)
  const feed = new HashedFeed(new TapedFeed(market.feed, tape))
  const runs = config.web ? await openRuns(context) : null
  const live = await LiveBook.open(book, desk, { state, kernels, clock, log, holder })
  const ai = await aiSettings(context, { live, market, tape, runs })
  const running: DependencyContainer = runContainer(parts, {
    state,
    book: live,
    feed,
    speed: wish.speed,
    until: lastSession(context, wish, live.kernel.clock.now()),
    checks: readinessChecks(
      context,
      modelOf(() => running, clock),
    ),
    config,
    beginning: { capitalPaise: desk.capital, startsAt: market.startsAt },
    ai,
  })
  try {
    await work(context, wish, {
      feed,
      live,
      running,
      tape,
      past: desk.past,
      plans: desk.plans,
      runs,
      ai,
    })
    const summary = await running.get(AnalyticsService).summary({
      book: book.name,
      market: `${feed.label.source}: ${feed.label.detail}`,
      contractNote: live.kernel.note,
      seed: config.seed,
    })
    const learnings = await running.get(LearningService).learnings()
    return { ...summary, dataHash: feed.digest, learnings }
  } finally {
    await running.get(Orchestrator).close()
    await running.get(LearningService).close()
    await running.get(AnalyticsService).close()
    await running.get(ProjectionRunner).close()
    await live.close()
    await running.close()
    await runs?.close()
  }
}

interface Desk {
  readonly feed: MarketFeed
  readonly live: LiveBook
  readonly running: DependencyContainer
  readonly plans: readonly StrategyPlan[]
  readonly tape: BarTape
  readonly past: MergedBars
  /** null for a run without a dashboard. */
  readonly runs: ServedRuns | null
  readonly ai: AiSettings
}

/** Trades until the end, in sight of whoever looks and within reach of other processes. */
async function work(context: Context, { speed }: RunWish, desk: Desk): Promise<void> {
  const { identity, parts, output, signal, log } = context
  const { feed, live, running } = desk
  const clock = parts.get(SystemClock)
  const ending = new AbortController()
  let web: ServedWeb | null = null
  const view = openView({
    identity,
    url: () => web?.url ?? null,
    live,
    broadcast: running.get(BroadcastCoordinator),
    label: feed.label,
    output,
    clock,
    sessions: parts.get(Sessions),
    log,
    speed,
    onEnd: () => ending.abort('asked for at the terminal'),
  })
  try {
    const orchestrator = running.get(Orchestrator)
    running.get(ProjectionRunner).initialize()
    await running.get(AnalyticsService).initialize(signal)
    await running.get(LearningService).initialize(signal)
    await orchestrator.initialize(signal)
    const state = await parts.get(StateDoor).open()
    const commands = await openCommandDesk({ state, live, clock, log })
    try {
      if (desk.runs !== null) {
        const { runs } = desk
        web = await openWeb(context, {
          ...desk,
          runs,
          ai: aiDesk(running, desk.ai),
          label: feed.label,
          speed,
        })
        if (!view.isScreen) output.say(`Dashboard: ${web.url}`)
      }
      const status = running.get(StatusCoordinator)
      using _ = clock.wakeAt(epochMs(clock.now() + LOOK_AFTER_MS), () => {
        status.ask(signal).catch(ignoreCancellation)
      })
      await orchestrator.run(AbortSignal.any([signal, ending.signal]))
      // Whoever watches sees the end too, unless told to stop.
      if (!signal.aborted) await running.get(BroadcastCoordinator).idle()
    } finally {
      await web?.close()
      await commands.close()
    }
  } finally {
    view.close()
  }
}
