import { hostname } from 'node:os'
import { runContainer } from '../container.ts'
import { SystemClock } from '../core/clock.ts'
import { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import { KernelFactory } from '../core/kernel.ts'
import { type BookPlan, bookOf, LiveBook } from '../core/live-book.ts'
import { Orchestrator } from '../core/orchestrator.ts'
import type { Book } from '../core/state/book-store.ts'
import { ProjectionRunner } from '../core/state/projection-runner.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { nextPlan } from '../domain/day-plan.ts'
import { DEFAULT_FILLS, EXACT_FILLS } from '../domain/fill-model.ts'
import { rupees } from '../domain/money.ts'
import { Sessions } from '../domain/rulebook/sessions.ts'
import { addDays, dateOf, type EpochMs, type TradeDate, tradeDate } from '../domain/time.ts'
import { AnalyticsService } from '../services/analytics-service.ts'
import type { SessionSummary } from '../services/session-fold.ts'
import { openCommandDesk } from './command-desk.ts'
import type { Context } from './context.ts'
import { type MarketSource, replayMarket, simMarket } from './market-source.ts'
import { readinessChecks } from './readiness-checks.ts'
import { plansOf } from './strategy-plans.ts'
import { summaryWords } from './summary-words.ts'
import { openView } from './terminal-view.ts'

export interface RunOptions {
  readonly from?: string
  readonly to?: string
  readonly until?: string
  readonly strategies?: string
  readonly symbols?: string
  readonly interval?: 'day' | '1m' | '5m' | '15m' | '30m' | '1h'
  readonly speed: number
}

/** Runs the desk on a market until it is told to stop or the range is over, and tells what became of it. */
export async function run(context: Context, options: RunOptions): Promise<SessionSummary> {
  const { config, parts, output, signal, log } = context
  if (config.mode === 'live')
    throw notYet('live', 'Live trading needs a broker; run with --mode paper')
  const state = await parts.get(StateDoor).open()
  const clock = parts.get(SystemClock)
  const book = await bookOf(state, planOf(context, options), clock)
  const market = await openMarket(context, options, book)
  const plans = plansOf(config, options.strategies?.split(',') ?? null, market.brings)
  const desk = {
    mode: config.mode,
    capital: rupees(config.capital),
    startsAt: market.startsAt,
    universe: market.universe,
    calendar: context.calendar,
    actions: market.actions,
    plans,
    feed: market.brings,
    past: market.past,
    limits: config.limits,
    terms: config.charges,
    fills: config.slippage === 'none' ? EXACT_FILLS : DEFAULT_FILLS,
  }
  const kernels = parts.get(KernelFactory)
  const holder = { pid: process.pid, host: hostname() }
  const live = await LiveBook.open(book, desk, { state, kernels, clock, log, holder })
  const until = lastSession(context, options, live.kernel.clock.now())
  const checks = readinessChecks(context)
  const feed = market.feed
  const { speed } = options
  const running = runContainer(parts, {
    state,
    book: live,
    feed,
    speed,
    until,
    checks,
    config,
    beginning: { capitalPaise: desk.capital, startsAt: market.startsAt },
  })
  const ending = new AbortController()
  const view = openView({
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
    await orchestrator.initialize(signal)
    const commands = await openCommandDesk({ state, live, clock, log })
    try {
      await orchestrator.run(AbortSignal.any([signal, ending.signal]))
    } finally {
      await commands.close()
    }
    return await running.get(AnalyticsService).summary({
      book: book.name,
      market: `${feed.label.source}: ${feed.label.detail}`,
      contractNote: live.kernel.note,
      seed: config.seed,
    })
  } finally {
    view.close()
    await running.get(Orchestrator).close()
    await running.get(AnalyticsService).close()
    await running.get(ProjectionRunner).close()
    await live.close()
    await running.close()
  }
}

/** The run command: runs, then answers with the summary. */
export async function runCommand(context: Context, options: RunOptions): Promise<void> {
  const summary = await run(context, options)
  context.output.answer(summary, () => summaryWords(summary))
}

/** What makes this run another book: everything from which its journal follows. */
function planOf({ config, parts }: Context, options: RunOptions): BookPlan {
  const { market, mode, seed, capital, limits, charges, slippage } = config
  const names = options.strategies?.split(',') ?? null
  const strategies = names ?? config.strategies
  const key = { market, mode, seed, capital, limits, charges, slippage, strategies }
  if (market === 'sim') {
    const today = nextPlan(parts.get(Sessions), dateOf(parts.get(SystemClock).now())).date
    const chosen = options.from === undefined ? {} : { from: tradeDate(options.from) }
    return {
      kind: `${mode}-sim`,
      key: { ...key, ...chosen },
      beginning: { from: options.from ?? today },
    }
  }
  if (market === 'replay') {
    const { from, to, symbols = null, interval = null } = options
    if (from === undefined || to === undefined) throw needsRange()
    if (from > to)
      throw new ConfigurationError('from', `--from ${from} is after --to ${to}: swap them`)
    return { kind: `${mode}-replay`, key: { ...key, from, to, symbols, interval }, beginning: {} }
  }
  throw notYet('market', `The market "${market}" is not there yet; use sim or replay`)
}

async function openMarket(
  context: Context,
  options: RunOptions,
  book: Book,
): Promise<MarketSource> {
  if (context.config.market === 'sim') {
    const { from } = book.identity as { readonly from: string }
    const to = options.to === undefined ? null : tradeDate(options.to)
    return simMarket(context, tradeDate(from), to)
  }
  const { from = '', to = '', symbols, interval = null } = options
  return replayMarket(context, { from, to, interval, symbols: symbols?.split(',') ?? null })
}

/** The session after which the run ends: the one of `--until`, the next to close with `end`, or none. */
function lastSession(
  { calendar, parts, config }: Context,
  { until, to }: RunOptions,
  now: EpochMs,
): TradeDate | null {
  if (until === undefined) return null
  if (until !== 'end') {
    const date = tradeDate(until)
    return calendar.isSession(date) ? date : calendar.previousSession(date)
  }
  if (config.market === 'replay' || to !== undefined) return null
  const plan = nextPlan(parts.get(Sessions), dateOf(now))
  return now < plan.closesAt ? plan.date : nextPlan(parts.get(Sessions), addDays(plan.date, 1)).date
}

const needsRange = (): ConfigurationError =>
  new ConfigurationError(
    'from',
    'A replay needs --from and --to, for example --from 2024-01-01 --to 2024-03-31',
  )

const notYet = (field: string, says: string): TradingError =>
  new TradingError('NOT_AVAILABLE', says, { facts: { field } })
