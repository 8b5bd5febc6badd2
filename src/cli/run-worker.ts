import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { FileImporter } from '../adapters/files/file-importer.ts'
import { installation } from '../container.ts'
import { readCalendar } from '../core/calendar-file.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import { SilentLogger } from '../core/log.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { specOfAsked } from './asked-spec.ts'
import { screenCompanies } from './company-screening.ts'
import { comparisonBytes, documentOf, reportOf, seriesBytes } from './run-reading.ts'
import type { RunMessage, RunProgress, RunTask, RunThreadData } from './run-tasks.ts'
import { workOff } from './run-work.ts'

/** Whether a thread was started by the desk of runs, the only one who sends this; its shape is then ours. */
const isRunThread = (value: unknown): value is RunThreadData =>
  typeof value === 'object' && value !== null && 'config' in value

const started: unknown = workerData
if (!isRunThread(started)) {
  throw new TradingError('INTERNAL', 'A thread for runs was started without any configuration')
}
// On Linux 0 is the calling thread alone (setpriority(2)): whoever trades goes before whoever looks back.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

const { config } = started
/** The thread itself is ended when nobody wants its answer any more. */
const signal = new AbortController().signal
const calendar = await readCalendar(config.dataDir)
const log = new SilentLogger()
const parts = installation({ config, calendar, log, signal, onProgress: () => {} })

const send = (message: RunMessage): void => parentPort?.postMessage(message)

async function answerOf(number: number, task: RunTask): Promise<unknown> {
  switch (task.kind) {
    case 'check':
      return specOfAsked(task.asked, config, await parts.get(ParquetBarStore).list(signal))
    case 'run': {
      const onProgress = (progress: RunProgress) => send({ task: number, progress })
      await workOff(task, task.asked, { config, parts, signal, onProgress })
      return null
    }
    case 'document':
      return documentOf(parts, task.id)
    case 'report':
      return reportOf(parts, task.id, signal)
    case 'compare':
      return comparisonBytes(parts, task.ids)
    case 'storedSeries':
      return seriesBytes({ parts, config }, signal)
    case 'screen':
      return screenCompanies(parts, task.asked, signal)
    case 'importFile':
      return parts.get(FileImporter).import([task.path], { format: task.format, signal })
    default:
      return task satisfies never
  }
}

async function answer(number: number, task: RunTask): Promise<void> {
  try {
    send({ task: number, answer: await answerOf(number, task) })
  } catch (error) {
    const { code, message, details } = toTradingError(error)
    send({ task: number, error: { code, message, facts: details.facts ?? {} } })
  }
}

parentPort?.on('message', ({ task, ...asked }: RunTask & { readonly task: number }) => {
  void answer(task, asked)
})
