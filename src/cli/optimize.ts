import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { SystemClock } from '../core/clock.ts'
import { ConfigurationError } from '../core/errors.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { RunStore } from '../core/state/run-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import type { Trials } from '../domain/performance/significance-metrics.ts'
import { rangesOf } from '../domain/strategy-values.ts'
import { OBJECTIVES, type Objective, type SweepResult, type SweepSpec } from '../domain/sweep.ts'
import { loadBacktestData } from '../services/backtest-data.ts'
import { BacktestService } from '../services/backtest-service.ts'
import { sweep } from '../services/sweep-service.ts'
import { type BacktestFlags, specOf, withBacktestOptions } from './backtest-options.ts'
import { type Context, type GlobalOptions, openContext } from './context.ts'
import { progressLine } from './progress-line.ts'
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
  withBacktestOptions(new Command('optimize').description('try ranges of parameters: --param fast=5..20:5 slow=20,50'))
    .option('--workers <threads>', 'threads; every core when absent', count)
    .option('--walk-forward [windows]', 'choose on the past, try on what follows', count)
    .addOption(new Option('--objective <figure>', 'what the best has the most of').choices(OBJECTIVES).default('sharpe'))
    .action(async (_options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions & SweepFlags>()
      await using context = await openContext(flags, {}, signal)
      await optimize(context, flags)
    })

async function optimize(context: Context, flags: SweepFlags): Promise<void> {
  const { config, parts, signal, output } = context
  const definition = strategyNamed(flags.strategy)
  const outcome = rangesOf(definition, flags.param)
  if (outcome.outcome === 'refused') {
    const says = outcome.problems.map(({ message }) => message).join('; ')
    throw new ConfigurationError(outcome.problems[0]?.field ?? 'param', says)
  }
  const base = await specOf(flags, definition, config)
  const spec: SweepSpec = { ...base, parameters: outcome.ranges, objective: flags.objective }
  const door = parts.get(StateDoor)
  const ports = { bars: parts.get(ParquetBarStore), reference: await door.reference() }
  const data = await loadBacktestData(ports, { ...base, parameters: {} }, signal)
  const threads = flags.workers ?? availableParallelism()
  const pool = new TrialPool(THREAD, threads, { config, data: shareData(data) }, signal)
  const line = progressLine(output, parts.get(SystemClock))
  const backtests = parts.get(BacktestService)
  const runBest = (best: BacktestSpec, trials: Trials) => backtests.run(data, best, signal, { trials })
  try {
    const triedBefore = await sharpesBefore(context, definition.name, data.hash)
    const runTrial = (parameters: BacktestSpec['parameters'], range: { readonly from: string; readonly to: string }) =>
      pool.run({ ...base, ...range, parameters })
    const result = await sweep(spec, { definition, data, runTrial, runBest, triedBefore }, {
      windows: flags.walkForward === true ? WINDOWS : (flags.walkForward ?? null),
      onTrial: (done, all) => line.show(done / all, () => `${done} of ${all} trials`),
    })
    line.end()
    const runId = await store(context, result)
    output.answer({ runId, ...result }, () => sweepWords(result, runId))
  } finally {
    await pool.close()
  }
}

/** Sharpe ratios of everything that was tried with a strategy on these very bars. */
async function sharpesBefore({ parts }: Context, strategy: string, dataHash: string): Promise<readonly number[]> {
  const state = await parts.get(StateDoor).open()
  const trials = await new RunStore(state).trials(strategy)
  return trials.flatMap((trial) => {
    const { sharpe } = trial.metrics as { readonly sharpe?: number | null }
    return trial.dataHash === dataHash && typeof sharpe === 'number' ? [sharpe] : []
  })
}

async function store({ parts }: Context, result: SweepResult): Promise<string> {
  const id = randomUUID()
  const at = parts.get(SystemClock).now()
  const { spec, dataHash } = result
  const { strategy } = spec
  const trials = result.trials.map(({ parameters, figures }) => {
    return { runId: id, strategy, at, dataHash, parameters, metrics: figures }
  })
  const state = await parts.get(StateDoor).open()
  const run = { id, kind: 'sweep', createdAt: at, spec, result, journalHash: null, dataHash }
  await new RunStore(state).insert(run, trials)
  return id
}
