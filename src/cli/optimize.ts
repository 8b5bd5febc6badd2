import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { SystemClock } from '../core/clock.ts'
import { ConfigurationError } from '../core/errors.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { StrategyDefinition } from '../domain/strategy.ts'
import { rangesOf, type StrategyRanges } from '../domain/strategy-values.ts'
import { OBJECTIVES, type Objective, type SweepResult, type SweepSpec } from '../domain/sweep.ts'
import { type BacktestData, loadBacktestData } from '../services/backtest-data.ts'
import { type SweepDeps, sweep } from '../services/sweep-service.ts'
import {
  type BacktestFlags,
  configuredBy,
  specOf,
  withBacktestOptions,
} from './backtest-options.ts'
import { type Context, type GlobalOptions, openContext } from './context.ts'
import { keepSweep, triedOn } from './kept-run.ts'
import { progressLine } from './progress-line.ts'
import { checkReportPlace, writeSweepReport } from './report-file.ts'
import { shareData } from './shared-data.ts'
import { strategyNamed } from './strategy-plans.ts'
import { sweepWords } from './sweep-answer.ts'
import { TrialPool } from './trial-pool.ts'

interface SweepFlags extends BacktestFlags {
  readonly workers?: number
  readonly walkForward?: number | true
  readonly objective: Objective
}

/** Built beside the program. */
const THREAD = new URL('./trial-worker.js', import.meta.url)
const WINDOWS = 5

const count = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= 256) return value
  throw new InvalidArgumentError('Write a whole number from 1 to 256.')
}

/** `optimize`: every combination of the ranges, on every core, and how far the best can be believed. */
export const optimizeCommand = (signal: AbortSignal): Command =>
  withBacktestOptions(
    new Command('optimize').description(
      'try ranges of parameters: --param fast=5..20:5 slow=20,50',
    ),
  )
    .option('--workers <threads>', 'threads; every core when absent', count)
    .option('--walk-forward [windows]', 'choose on the past, try on what follows', count)
    .addOption(
      new Option('--objective <figure>', 'what the best has the most of')
        .choices(OBJECTIVES)
        .default('sharpe'),
    )
    .action(async (_options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions & SweepFlags>()
      await using context = await openContext(flags, configuredBy(flags), signal)
      await optimize(context, flags)
    })

async function optimize(context: Context, flags: SweepFlags): Promise<void> {
  const { config, parts, signal, output } = context
  const definition = strategyNamed(flags.strategy)
  const parameters = checkedRanges(definition, flags.param)
  const base = await specOf(flags, definition, config)
  await checkReportPlace(flags.report)
  const ports = {
    bars: parts.get(ParquetBarStore),
    reference: await parts.get(StateDoor).reference(),
  }
  const data = await loadBacktestData(ports, { ...base, parameters: {} }, signal)
  const spec: SweepSpec = { ...base, parameters, objective: flags.objective }
  const result = await runSweep(context, { spec, definition, data }, flags)
  const runId = await store(context, result)
  if (flags.report !== undefined) {
    await writeSweepReport(flags.report, result)
    output.say(`Report: ${flags.report}`)
  }
  output.answer({ runId, ...result }, () => sweepWords(result, runId))
}

/** The ranges to try. Throws CONFIGURATION_INVALID with the field and the nearest valid choice. */
function checkedRanges(definition: StrategyDefinition, given: SweepFlags['param']): StrategyRanges {
  const outcome = rangesOf(definition, given)
  if (outcome.outcome === 'accepted') return outcome.ranges
  const { problems } = outcome
  const says = problems.map(({ message }) => message).join('; ')
  throw new ConfigurationError(problems[0]?.field ?? 'param', says)
}

interface Asked {
  readonly spec: SweepSpec
  readonly definition: StrategyDefinition
  readonly data: BacktestData
}

/** The sweep on as many threads as were asked for, which are gone when it ends, however it ends. */
async function runSweep(
  context: Context,
  { spec, definition, data }: Asked,
  { workers, walkForward }: SweepFlags,
): Promise<SweepResult> {
  const { config, parts, signal, output } = context
  const triedBefore = await triedOn(await parts.get(StateDoor).runs(), definition.name, data.hash)
  const threads = workers ?? availableParallelism()
  const pool = new TrialPool(THREAD, threads, { config, data: shareData(data) }, signal)
  const bars = data.block.bars.length.toLocaleString('en-IN')
  output.say(`${bars} bars of ${data.universe.size} instruments on ${threads} threads`)
  const line = progressLine(output, parts.get(SystemClock))
  const deps: SweepDeps = {
    definition,
    data,
    triedBefore,
    async runTrial(parameters, { countsFrom, ...range }) {
      const task = { spec: { ...spec, ...range, parameters }, countsFrom, trials: null }
      return (await pool.run(task)).metrics
    },
    runBest: (best, trials) => pool.run({ spec: best, countsFrom: null, trials }),
  }
  try {
    return await sweep(spec, deps, {
      windows: walkForward === true ? WINDOWS : (walkForward ?? null),
      onTrial: (done, all) => line.show(done / all, () => `${done} of ${all} trials`),
    })
  } finally {
    line.end()
    await pool.close()
  }
}

async function store({ parts }: Context, result: SweepResult): Promise<string> {
  const name = { id: randomUUID(), createdAt: parts.get(SystemClock).now() }
  await keepSweep(await parts.get(StateDoor).runs(), name, result)
  return name.id
}
