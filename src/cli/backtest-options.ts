import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Config } from '../core/config.ts'
import { ConfigurationError } from '../core/errors.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import { INTERVALS, type Interval } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { rupees } from '../domain/money.ts'
import type { StrategyDefinition } from '../domain/strategy.ts'
import { tradeDate } from '../domain/time.ts'
import { instrumentOf } from './market-source.ts'

/** Options that a backtest and a sweep have in common. */
export interface BacktestFlags {
  readonly strategy: string
  readonly symbols?: string
  readonly universe?: string
  readonly from: string
  readonly to: string
  readonly interval?: string
  readonly capital?: number
  readonly param: Readonly<Record<string, string>>
  readonly benchmark?: string | false
  readonly report?: string
  readonly seed?: number
  readonly slippage?: 'default' | 'none'
  readonly risk?: 'on' | 'off'
  readonly basis: 'best' | 'raw' | 'adjusted'
  readonly source?: string
}

const number = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Write a number.')
}

/** `fast=9`: collected, the last one of a name counts. */
function parameter(text: string, before: Readonly<Record<string, string>> = {}) {
  const cut = text.indexOf('=')
  if (cut < 1) throw new InvalidArgumentError('Write it like fast=9.')
  return { ...before, [text.slice(0, cut)]: text.slice(cut + 1) }
}

/** Adds the common options. `--param` may stand alone or take several at once. */
export const withBacktestOptions = (command: Command): Command =>
  command
    .requiredOption('--strategy <name>', 'see "robo-trader strategies"')
    .option(
      '--symbols <names>',
      'comma list; absent takes every stored share with data in the range',
    )
    .option('--universe <file>', 'a list of symbols: one a line, or a CSV with a Symbol column')
    .requiredOption('--from <date>', 'first day, like 2020-01-01')
    .requiredOption('--to <date>', 'last day')
    .option('--interval <interval>', 'day, minute, 1m, 5m, 15m, 30m, 1h')
    .option('--capital <rupees>', 'what the account begins with', number)
    .option('--param <name=value...>', 'a parameter of the strategy', parameter, {})
    .option('--benchmark <instrument>', 'compared with, like "NSE:NIFTY 50"')
    .option('--no-benchmark', 'compare with nothing')
    .option('--report <file>', 'writes the report, one HTML file')
    .option('--seed <number>', 'of the bootstrap', number)
    .addOption(new Option('--slippage <model>').choices(['default', 'none']))
    .addOption(
      new Option('--risk <state>', 'off leaves checks of form, session and money').choices([
        'on',
        'off',
      ]),
    )
    .addOption(
      new Option('--basis <prices>', 'which bars')
        .choices(['best', 'raw', 'adjusted'])
        .default('best'),
    )
    .option('--source <name>', 'only bars of this source, like nse')

/** Options that stand in for configured values: the configuration checks them as its own. */
export const configuredBy = ({
  capital,
  seed,
  slippage,
}: BacktestFlags): Readonly<Record<string, unknown>> => ({
  ...(capital === undefined ? {} : { capital }),
  ...(seed === undefined ? {} : { seed }),
  ...(slippage === undefined ? {} : { slippage }),
})

/** The spec that the options and the configuration under them mean. Throws CONFIGURATION_INVALID naming the option and the nearest valid choice. */
export async function specOf(
  flags: BacktestFlags,
  definition: StrategyDefinition,
  config: Config,
): Promise<Omit<BacktestSpec, 'parameters'>> {
  const from = dayOf('from', flags.from)
  const to = dayOf('to', flags.to)
  if (from > to)
    throw new ConfigurationError('from', `--from ${from} is after --to ${to}: swap them`)
  const benchmark = flags.benchmark === false ? null : (flags.benchmark ?? config.benchmark)
  return {
    strategy: definition.name,
    instruments: await instrumentsOf(flags),
    from,
    to,
    interval: flags.interval === undefined ? definition.interval : intervalOf(flags.interval),
    capitalPaise: rupees(config.capital),
    slippage: config.slippage,
    isRiskOn: flags.risk === undefined ? config.limits.isOn : flags.risk === 'on',
    basis: flags.basis,
    source: flags.source ?? null,
    benchmark: benchmark === null ? null : instrumentOf(benchmark),
    seed: config.seed,
  }
}

function dayOf(field: string, text: string): string {
  try {
    return tradeDate(text)
  } catch (error) {
    throw new ConfigurationError(
      field,
      `--${field} ${text} is not a day, write it like 2024-01-31`,
      { cause: error },
    )
  }
}

/** `minute` is another word for `1m`. */
export function intervalOf(text: string): Interval {
  const wished = text === 'minute' ? '1m' : text
  const interval = INTERVALS.find((each) => each === wished)
  if (interval) return interval
  throw new ConfigurationError(
    'interval',
    `--interval ${text} is not known; choose ${INTERVALS.join(', ')} or minute`,
  )
}

async function instrumentsOf({
  symbols,
  universe,
}: BacktestFlags): Promise<readonly InstrumentId[] | null> {
  if (symbols === undefined && universe === undefined) return null
  const named = symbols?.split(',').map((name) => name.trim()) ?? []
  const listed = universe === undefined ? [] : await readUniverse(universe)
  return [...new Set([...named, ...listed].filter((name) => name !== '').map(instrumentOf))]
}

/** Symbols of a file: a column named Symbol, else the first field of each line. */
async function readUniverse(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError('universe', `--universe ${path} cannot be read`, { cause: error })
  })
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const column = (lines[0] ?? []).findIndex((name) => name.toLowerCase() === 'symbol')
  const rows = column < 0 ? lines : lines.slice(1)
  return rows
    .map((cells) => cells[Math.max(0, column)] ?? '')
    .filter((name) => name !== '' && !name.startsWith('DUMMY'))
}
