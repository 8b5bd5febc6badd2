import type { Logger as JobLogger, Runner } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from '../log.ts'
import type { QueueName } from '../tasks.ts'
import { accessOf, clientConfig } from './database.ts'

/** A task that may be tried now. */
export interface Job {
  readonly id: string
  readonly priority: number
}

export interface JobRunnerOptions {
  /** As a DATABASE_URL. */
  readonly url: string
  readonly book: string
  readonly queue: QueueName
  readonly log: Logger
  /** Works one job off; never rejects. */
  readonly work: (taskId: string) => Promise<void>
  /** Told when it ended though nobody stopped it. */
  readonly onEnd: () => void
}

/** The packages' own tables: they hold nothing that the tasks' table does not know better. */
const JOBS_SCHEMA = 'robo_jobs'
const PRIORITY_MAX = 10
/** Wake-ups come by notification; this is for one that was lost. */
const POLL_MS = 30_000
const HOUR_MS = 3_600_000
/** One listens, one works, one is for adding. */
const CONNECTIONS = 3

/**
 * Graphile Worker under our rules: one worker a queue, nothing retried and nothing timed by it. A queue of a book has one
 * runner at a time, so what another left locked is free (upstream frees it after four hours). Its own named queues would
 * hold the next job until the next poll, because it looks before it has let go of the last one.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions
  readonly #pool: pg.Pool
  readonly #log: Logger
  /** What the worker takes: jobs of this queue of this book. */
  readonly #identifier: string
  #runner: Runner | null = null

  constructor(options: JobRunnerOptions) {
    const { url, book, queue, log } = options
    this.#options = options
    this.#log = log
    this.#identifier = `${book} ${queue}`
    const config = clientConfig(accessOf(url), 'public', `robo ${process.pid} ${queue}`)
    this.#pool = new pg.Pool({ ...config, max: CONNECTIONS, idleTimeoutMillis: 0 })
    this.#pool.on('error', (error) =>
      log.warn('an idle connection of the tasks was lost', { error }),
    )
    this.#pool.on('connect', (client) => {
      client.on('error', (error) => log.warn('a connection of the tasks was lost', { error }))
    })
  }

  /** Makes the tables on a first start, frees what a crash left locked, and begins to work. */
  async start(): Promise<void> {
    if (this.#runner !== null) return
    await this.#free()
    const { run } = await import('graphile-worker')
    const { work, onEnd } = this.#options
    const runner = await run({
      ...(await this.#shared()),
      concurrency: 1,
      noHandleSignals: true,
      parsedCronItems: [],
      taskList: { [this.#identifier]: (payload: unknown) => work(taskIdIn(payload)) },
      pollInterval: POLL_MS,
      // Otherwise nobody waits for the end of a job to be kept, and a database that is gone then ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      minResetLockedInterval: HOUR_MS,
      maxResetLockedInterval: HOUR_MS,
    })
    this.#runner = runner
    const ended = (error: unknown) => {
      if (this.#runner !== runner) return
      this.#runner = null
      this.#log.warn('the runner of the tasks ended by itself', { error })
      onEnd()
    }
    runner.promise.then(ended, ended)
  }

  /** The same job again takes its own place. */
  async add({ id, priority }: Job): Promise<void> {
    // There the lowest number is the first.
    const spec = { jobKey: id, priority: PRIORITY_MAX - priority, maxAttempts: 1 }
    await this.#runner?.addJob(this.#identifier, { taskId: id }, spec)
  }

  /** Waits for what is being worked off: stop that first. */
  async stop(): Promise<void> {
    const runner = this.#runner
    this.#runner = null
    await runner?.stop()
  }

  /** Gives up one that does not move, and begins anew: it is ended behind our back. */
  async restart(): Promise<void> {
    const stuck = this.#runner
    this.#runner = null
    stuck?.kill('it does not move').catch((error: unknown) => {
      this.#log.warn('a runner that did not move could not be ended either', { error })
    })
    await this.start()
  }

  async close(): Promise<void> {
    await this.stop()
    await this.#pool.end()
  }

  /** Jobs of this book that somebody holds who is gone: their queues would stand still. */
  async #free(): Promise<void> {
    const { makeWorkerUtils } = await import('graphile-worker')
    const utils = await makeWorkerUtils(await this.#shared())
    try {
      const held = await this.#pool.query<{ locked_by: string }>(
        `select distinct locked_by from ${JOBS_SCHEMA}.jobs
          where task_identifier = $1 and locked_by is not null`,
        [this.#identifier],
      )
      const gone = held.rows.map(({ locked_by: name }) => name)
      if (gone.length > 0) await utils.forceUnlockWorkers(gone)
    } finally {
      await utils.release()
    }
  }

  async #shared() {
    const { Logger: GraphileLogger } = await import('graphile-worker')
    const logger: JobLogger = new GraphileLogger(() => (level, message) => {
      // What goes wrong with a task is told by the task; this is about the machinery.
      if (isError(level)) this.#log.warn(message)
      else this.#log.debug(message)
    })
    return { pgPool: this.#pool, schema: JOBS_SCHEMA, logger }
  }
}

const isError = (level: string): boolean => level === 'error'

const taskIdIn = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'taskId' in payload
    ? String(payload.taskId)
    : ''
