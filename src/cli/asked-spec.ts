import type { Config } from '../core/config.ts'
import { toTradingError } from '../core/error-handler.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { SeriesInfo } from '../core/ports.ts'
import type { AskedRun } from '../core/run-desk.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import type { StrategyDefinition } from '../domain/strategy.ts'
import { rangesOf, type ValueProblem, valuesOf } from '../domain/strategy-values.ts'
import type { SweepSpec } from '../domain/sweep.ts'
import { addDays, dateOf, midnightOf, tradeDate } from '../domain/time.ts'
import { combinations } from '../services/sweep-service.ts'
import { type BacktestFlags, specOf } from './backtest-options.ts'
import { strategyNamed } from './strategy-plans.ts'
import { requireStored } from './symbol-list.ts'

/** What a run is made of, once nothing of it can be refused any more. */
export type AskedSpec =
  | { readonly kind: 'backtest'; readonly spec: BacktestSpec }
  | { readonly kind: 'sweep'; readonly spec: SweepSpec; readonly windows: number | null }

/** The very spec that the command would make of the same wish. Throws INPUT_INVALID with each refused field in `fields`. */
export async function specOfAsked(
  asked: AskedRun,
  config: Config,
  stored: readonly SeriesInfo[],
): Promise<AskedSpec> {
  const definition = refusing('strategy', () => strategyNamed(asked.strategy))
  const { capital, seed, slippage } = asked
  const base = await specOf(flagsOf(asked), definition, {
    ...config,
    capital,
    seed,
    slippage,
  }).catch((error: unknown) => {
    throw asInput(error)
  })
  requireBars(base, stored)
  if (asked.ranges === undefined) {
    return { kind: 'backtest', spec: { ...base, parameters: valuesFor(definition, asked) } }
  }
  const parameters = rangesFor(definition, asked, asked.ranges)
  refusing('ranges', () => combinations(definition, parameters))
  const { objective, walkForward } = asked
  return { kind: 'sweep', spec: { ...base, parameters, objective }, windows: walkForward }
}

function flagsOf({ strategy, instruments, from, to, interval, risk, benchmark }: AskedRun) {
  const flags: BacktestFlags = {
    strategy,
    ...(instruments.length === 0 ? {} : { symbols: instruments.join(',') }),
    from,
    to,
    interval,
    param: {},
    benchmark: benchmark ?? false,
    risk,
    basis: 'best',
  }
  return flags
}

const given = (parameters: AskedRun['parameters']): readonly (readonly [string, number])[] =>
  Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))

function valuesFor(definition: StrategyDefinition, { parameters }: AskedRun) {
  const outcome = valuesOf(definition, Object.fromEntries(given(parameters)))
  if (outcome.outcome === 'accepted') return outcome.values
  throw refusalOf(outcome.problems, 'parameters')
}

/** A value that is not varied is a range of one. */
function rangesFor(
  definition: StrategyDefinition,
  { parameters }: AskedRun,
  ranges: NonNullable<AskedRun['ranges']>,
) {
  const varied = Object.entries(ranges).map(
    ([name, values]) => [name, values.filter((value) => value !== null).join(',')] as const,
  )
  const fixed = given(parameters).map(([name, value]) => [name, String(value)] as const)
  const texts = [...fixed, ...varied].filter(([, text]) => text !== '')
  const outcome = rangesOf(definition, Object.fromEntries(texts))
  if (outcome.outcome === 'accepted') return outcome.ranges
  throw refusalOf(outcome.problems, 'ranges')
}

/** Throws INPUT_INVALID where no bar could be found in the range. */
function requireBars(
  { instruments, interval, from, to }: Omit<BacktestSpec, 'parameters'>,
  stored: readonly SeriesInfo[],
): void {
  if (stored.length === 0) {
    throw refused({
      instruments: 'No bars are stored yet: take files over with "robo-trader data import FILE…"',
    })
  }
  if (instruments !== null)
    refusing('instruments', () => requireStored(new Set(instruments), stored))
  const wanted = instruments === null ? null : new Set<string>(instruments)
  const own = stored.filter(({ instrument }) => wanted === null || wanted.has(instrument))
  const fitting = own.filter((series) => series.interval === interval)
  if (fitting.length === 0) {
    const others = [...new Set(own.map((series) => series.interval))].join(', ')
    throw refused({ interval: `There are no ${interval} bars of these; stored are ${others}` })
  }
  const [begins, ends] = [midnightOf(tradeDate(from)), midnightOf(addDays(tradeDate(to), 1))]
  if (fitting.some(({ first, last }) => last >= begins && first < ends)) return
  const first = fitting.reduce((low, series) => Math.min(low, series.first), Number.MAX_VALUE)
  const last = fitting.reduce((high, series) => Math.max(high, series.last), 0)
  const span = `the stored ${interval} bars go from ${dateOf(first)} to ${dateOf(last)}`
  throw refused({
    [begins > last ? 'from' : 'to']: `There are no bars from ${from} to ${to}; ${span}`,
  })
}

const refusalOf = (problems: readonly ValueProblem[], where: string): TradingError =>
  refused(Object.fromEntries(problems.map(({ field, message }) => [`${where}.${field}`, message])))

/** One sentence for a person, and each field for a form. */
const refused = (fields: Readonly<Record<string, string>>, cause?: unknown): TradingError =>
  new TradingError('INPUT_INVALID', Object.values(fields).join('; '), { facts: { fields }, cause })

/** What a command refuses, in the words of a form: an option is a field there. */
function asInput(error: unknown, otherwise = 'body'): TradingError {
  if (!(error instanceof TradingError)) return toTradingError(error)
  const field =
    error instanceof ConfigurationError ? (FIELDS[error.field] ?? error.field) : otherwise
  return refused({ [field]: error.message.replaceAll(/--(?=[a-z])/g, '') }, error)
}

const FIELDS: Readonly<Record<string, string>> = { symbols: 'instruments' }

function refusing<T>(field: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asInput(error, field)
  }
}
