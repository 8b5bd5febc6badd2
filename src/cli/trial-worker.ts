import { parentPort, workerData } from 'node:worker_threads'
import { trialContainer } from '../container.ts'
import { readCalendar } from '../core/calendar-file.ts'
import type { Config } from '../core/config.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
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
}

const { config, data: received }: TrialThread = workerData
const calendar = await readCalendar(config.dataDir)
const backtests = trialContainer({ config, calendar }).get(BacktestService)
const data = dataOf(received)
const never = new AbortController().signal

parentPort?.on('message', async ({ id, spec }: TrialTask) => {
  try {
    const { metrics } = await backtests.run(data, spec, never, { isTrial: true })
    parentPort?.postMessage({ id, metrics })
  } catch (error) {
    const { code, message } = toTradingError(error)
    parentPort?.postMessage({ id, error: { code, message } })
  }
})
