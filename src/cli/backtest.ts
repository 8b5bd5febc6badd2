import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { SystemClock } from '../core/clock.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { BacktestResult, BacktestSpec } from '../domain/backtest.ts'
import { formatRupees } from '../domain/money.ts'
import { loadBacktestData } from '../services/backtest-data.ts'
import { BacktestService, type Progress } from '../services/backtest-service.ts'
import { backtestWords } from './backtest-answer.ts'
import {
  type BacktestFlags,
  configuredBy,
  specOf,
  withBacktestOptions,
} from './backtest-options.ts'
import { type Context, type GlobalOptions, openContext } from './context.ts'
import { keepBacktest } from './kept-run.ts'
import { progressLine } from './progress-line.ts'
import { checkReportPlace, writeBacktestReport } from './report-file.ts'
import { checkedValues, strategyNamed } from './strategy-plans.ts'

/** `backtest`: one run over stored bars through the services that run live. */
export const backtestCommand = (signal: AbortSignal): Command =>
  withBacktestOptions(
    new Command('backtest').description('run a strategy over stored bars'),
  ).action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions & BacktestFlags>()
    await using context = await openContext(flags, configuredBy(flags), signal)
    await backtest(context, flags)
  })

async function backtest(context: Context, flags: BacktestFlags): Promise<void> {
  const { config, parts, signal, output } = context
  const definition = strategyNamed(flags.strategy)
  const parameters = checkedValues(definition, flags.param)
  const spec: BacktestSpec = { ...(await specOf(flags, definition, config)), parameters }
  await checkReportPlace(flags.report)
  const door = parts.get(StateDoor)
  const ports = { bars: parts.get(ParquetBarStore), reference: await door.reference() }
  const data = await loadBacktestData(ports, spec, signal)
  const line = progressLine(output, parts.get(SystemClock))
  const result = await parts.get(BacktestService).run(data, spec, signal, {
    onProgress: (progress) =>
      line.show(progress.bars / progress.barsInAll, () => progressWords(progress)),
  })
  line.end()
  const runId = await store(context, result)
  if (flags.report !== undefined) {
    await writeBacktestReport(flags.report, result, data.series)
    output.say(`Report: ${flags.report}`)
  }
  output.answer({ runId, ...result }, () => backtestWords(result, runId))
}

const progressWords = ({ bars, date, equityPaise }: Progress): string => {
  const equity = equityPaise === null ? '' : ` · equity ${formatRupees(equityPaise)}`
  return `${bars.toLocaleString('en-IN')} bars${date === null ? '' : ` · ${date}`}${equity}`
}

/** Keeps the run and answers its id. */
async function store({ parts }: Context, result: BacktestResult): Promise<string> {
  const name = { id: randomUUID(), createdAt: parts.get(SystemClock).now() }
  await keepBacktest(await parts.get(StateDoor).runs(), name, result)
  return name.id
}
