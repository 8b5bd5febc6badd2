import { parentPort, workerData } from 'node:worker_threads'
import { trialContainer } from '../container.ts'
import { readCalendar } from '../core/calendar-file.ts'
import type { Config } from '../core/config.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { BacktestResult, BacktestSpec } from '../domain/backtest.ts'
import type { Trials } from '../domain/performance/significance-metrics.ts'
import { reportSince } from '../domain/report-since.ts'
import { BacktestService } from '../services/backtest-service.ts'
import { dataOf, type SharedData } from './shared-data.ts'

/** What a thread is started with. */
export interface TrialThread {
  readonly config: Config
  readonly data: SharedData
}

/** One trial to run. */
export interface TrialTask {
  readonly id: number
  readonly spec: BacktestSpec
  /** The first day whose figures count; null counts all. */
  readonly countsFrom: string | null
  /** What deflates its Sharpe ratio. */
  readonly trials: Trials | null
}

/** What a sweep needs of a trial. */
export type TrialResult = Pick<BacktestResult, 'metrics' | 'assumptions' | 'warnings'>

/** Whether a thread was started by the pool of trials, the only one who sends this; its shape is then ours. */
const isTrialThread = (value: unknown): value is TrialThread =>
  typeof value === 'object' && value !== null && 'config' in value && 'data' in value

const started: unknown = workerData
if (!isTrialThread(started)) {
  throw new TradingError('INTERNAL', 'A thread for trials was started without any data')
}
const calendar = await readCalendar(started.config.dataDir)
const backtests = trialContainer({ config: started.config, calendar }).get(BacktestService)
const data = dataOf(started.data)
const { performance: settings } = started.config
const never = new AbortController().signal

async function resultOf({ spec, countsFrom, trials }: Omit<TrialTask, 'id'>): Promise<TrialResult> {
  // What counts from a later day on is reckoned from the days and trades, which a mere trial does not keep.
  const isTrial = countsFrom === null
  const run = await backtests.run(data, spec, never, { isTrial, trials })
  const { assumptions, warnings } = run
  const metrics = isTrial ? run.metrics : reportSince(run, countsFrom, settings)
  return { metrics, assumptions, warnings }
}

async function answer({ id, ...task }: TrialTask): Promise<void> {
  try {
    parentPort?.postMessage({ id, result: await resultOf(task) })
  } catch (error) {
    const { code, message } = toTradingError(error)
    parentPort?.postMessage({ id, error: { code, message } })
  }
}

parentPort?.on('message', (task: TrialTask) => {
  void answer(task)
})
