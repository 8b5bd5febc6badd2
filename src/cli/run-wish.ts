import type { Config } from '../core/config.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { TradeDate } from '../domain/time.ts'
import { intervalOf } from './backtest-options.ts'
import { dayOption } from './date-range.ts'
import { strategyNamed } from './strategy-plans.ts'
import { symbolsOf } from './symbol-list.ts'

/** What was written after `run`, beside what the configuration holds. */
export interface RunFlags {
  readonly from?: string
  readonly to?: string
  readonly until?: string
  readonly strategies?: string
  readonly symbols?: string
  readonly interval?: string
  readonly speed?: number
}

/** The same, understood. */
export interface RunWish {
  readonly from: TradeDate | null
  readonly to: TradeDate | null
  /** The session after which the run ends; `end` is the next one to close. */
  readonly until: TradeDate | 'end' | null
  /** null takes those of the configuration. */
  readonly strategies: readonly string[] | null
  readonly symbols: readonly InstrumentId[] | null
  readonly interval: Interval | null
  /** Market time over wall time. */
  readonly speed: number
}

const dayOf = (field: string, text: string | undefined): TradeDate | null =>
  text === undefined ? null : dayOption(field, text)

const untilOf = (text: string | undefined): RunWish['until'] =>
  text === 'end' ? text : dayOf('until', text)

/** Understands the options before anything is opened or begun. Throws CONFIGURATION_INVALID naming the option, NOT_AVAILABLE. */
export function wishOf(config: Config, flags: RunFlags): RunWish {
  const { mode, market } = config
  if (mode === 'live') throw notYet('mode', 'Live trading needs a broker; run with --mode paper')
  if (market !== 'sim' && market !== 'replay') {
    throw notYet('market', `The market "${market}" is not there yet; use sim or replay`)
  }
  const from = dayOf('from', flags.from)
  const to = dayOf('to', flags.to)
  if (from !== null && to !== null && from > to) {
    throw new ConfigurationError('from', `--from ${from} is after --to ${to}: swap them`)
  }
  const wish = {
    from,
    to,
    until: untilOf(flags.until),
    strategies: namesOf(flags.strategies),
    symbols: flags.symbols === undefined ? null : [...(symbolsOf(flags.symbols) ?? [])],
    interval: flags.interval === undefined ? null : intervalOf(flags.interval),
    speed: flags.speed ?? config.speed,
  }
  for (const field of ['symbols', 'interval'] as const) {
    if (market === 'sim' && wish[field] !== null) throw onlyReplay(field)
  }
  return wish
}

/** Throws CONFIGURATION_INVALID with the nearest one for a strategy that does not exist. */
function namesOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))].map((name) => strategyNamed(name).name)
}

const onlyReplay = (field: string): ConfigurationError =>
  new ConfigurationError(
    field,
    `--${field} chooses among stored bars: use it with --market replay, or leave it out`,
  )

const notYet = (field: string, says: string): TradingError =>
  new TradingError('NOT_AVAILABLE', says, { facts: { field } })
