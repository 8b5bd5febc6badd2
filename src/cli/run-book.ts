import * as z from 'zod'
import { SystemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import { ConfigurationError } from '../core/errors.ts'
import { type BookPlan, bookOf, type DeskSettings } from '../core/live-book.ts'
import type { Book } from '../core/state/book-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { instrumentId } from '../domain/brand.ts'
import { nextPlan } from '../domain/day-plan.ts'
import { DEFAULT_FILLS, EXACT_FILLS } from '../domain/fill-model.ts'
import { rupees } from '../domain/money.ts'
import { Sessions } from '../domain/rulebook/sessions.ts'
import type { StrategyPlan } from '../domain/strategy.ts'
import { addDays, dateOf, type EpochMs, type TradeDate, tradeDate } from '../domain/time.ts'
import type { Context } from './context.ts'
import { type MarketSource, replayMarket, simMarket } from './market-source.ts'
import type { RunWish } from './run-wish.ts'
import { plansOf } from './strategy-plans.ts'

/** A book and what it is run on. */
export interface RunBook {
  readonly book: Book
  readonly market: MarketSource
  readonly plans: readonly StrategyPlan[]
}

/** What a simulated book says of its beginning. */
const begun = z.object({ from: z.string().transform((text) => tradeDate(text)) })

/** The book that this run goes on with, or begins. Nothing is begun before everything that can be refused was looked at. */
export async function runBook(context: Context, wish: RunWish): Promise<RunBook> {
  const { config, parts } = context
  const stored = config.market === 'replay' ? await replayOf(context, wish) : null
  const plans = plansOf(config, wish.strategies, stored?.brings ?? 'ticks')
  const state = await parts.get(StateDoor).open()
  const book = await bookOf(state, planOf(context, wish), parts.get(SystemClock))
  const market = stored ?? simMarket(context, begun.parse(book.identity).from, wish.to)
  return { book, market, plans }
}

function replayOf(context: Context, { from, to, symbols, interval }: RunWish) {
  if (from === null || to === null) throw needsRange(from === null ? 'from' : 'to')
  return replayMarket(context, { from, to, symbols, interval })
}

/** What makes this run another book: everything from which its journal follows. */
export function planOf(
  { config, parts }: Pick<Context, 'config' | 'parts'>,
  wish: RunWish,
): BookPlan {
  const { market, mode, seed, capital, limits, charges, slippage } = config
  const { from, to, symbols, interval } = wish
  const strategies = wish.strategies ?? config.strategies
  const key = {
    market,
    mode,
    seed,
    capital,
    limits,
    charges,
    slippage,
    strategies,
    // Absent is never: books that were begun before there were resets keep their name.
    ...(resetsOf(config) === 'monthly' ? { resets: 'monthly' } : {}),
  }
  if (market === 'replay') {
    return {
      kind: `${mode}-replay`,
      key: { ...key, from, to, symbols, interval },
      beginning: {},
    }
  }
  const today = nextPlan(parts.get(Sessions), dateOf(parts.get(SystemClock).now())).date
  const chosen = from === null ? {} : { from }
  return {
    kind: `${mode}-sim`,
    key: { ...key, ...chosen },
    beginning: { from: from ?? today },
  }
}

/** Whether this run's account begins anew each month: a replay is a test of a range, and only paper can be thrown away. */
const resetsOf = ({ mode, market, resets }: Config): Config['resets'] =>
  mode === 'paper' && market !== 'replay' ? resets : 'never'

/** What the kernel is made of, but its journal. */
export const deskOf = (
  { config, calendar }: Pick<Context, 'config' | 'calendar'>,
  { market, plans }: Pick<RunBook, 'market' | 'plans'>,
): DeskSettings => ({
  mode: config.mode,
  capital: rupees(config.capital),
  startsAt: market.startsAt,
  universe: market.universe,
  calendar,
  actions: market.actions,
  plans,
  feed: market.brings,
  past: market.past,
  limits: config.limits,
  terms: config.charges,
  resets: resetsOf(config),
  approvals: config.ai.approvals,
  ...(config.benchmark === null ? {} : { benchmark: instrumentId(config.benchmark) }),
  fills: config.slippage === 'none' ? EXACT_FILLS : DEFAULT_FILLS,
})

/** The session after which the run ends: the one of `--until`, the next to close with `end`, or none. */
export function lastSession(
  { calendar, parts, config }: Context,
  { until, to }: RunWish,
  now: EpochMs,
): TradeDate | null {
  if (until === null) return null
  if (until !== 'end') return calendar.isSession(until) ? until : calendar.previousSession(until)
  if (config.market === 'replay' || to !== null) return null
  const sessions = parts.get(Sessions)
  const plan = nextPlan(sessions, dateOf(now))
  return now < plan.closesAt ? plan.date : nextPlan(sessions, addDays(plan.date, 1)).date
}

const needsRange = (field: string): ConfigurationError =>
  new ConfigurationError(
    field,
    'A replay needs --from and --to, for example --from 2024-01-01 --to 2024-03-31',
  )
