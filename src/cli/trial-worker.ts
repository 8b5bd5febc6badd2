import { parentPort, workerData } from 'node:worker_threads'
import { trialContainer } from '../container.ts'
import { readCalendar } from '../core/calendar-file.ts'
import type { Config } from '../core/config.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { BacktestResult, BacktestSpec } from '../domain/backtest.ts'
import type { Trials } from '../domain/performance/significance-metrics.ts'
import { BacktestService } from '../services/backtest-service.ts'
import { dataOf, type SharedData } from './shared-data.ts'

/** What a thread is started with. */
export interface TrialThread {
  readonly config: Config
  readonly data: SharedData
}

/** One trial to run; `trials` deflates its Sharpe ratio. */
export interface TrialTask {
  readonly id: number
  readonly spec: BacktestSpec
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
const never = new AbortController().signal

async function answer({ id, spec, trials }: TrialTask): Promise<void> {
  try {
    const run = await backtests.run(data, spec, never, { isTrial: true, trials })
    const { metrics, assumptions, warnings } = run
    parentPort?.postMessage({ id, result: { metrics, assumptions, warnings } })
  } catch (error) {
    const { code, message } = toTradingError(error)
    parentPort?.postMessage({ id, error: { code, message } })
  }
}

parentPort?.on('message', (task: TrialTask) => {
  void answer(task)
})
