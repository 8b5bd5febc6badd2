import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Logger, run as runWorker } from 'graphile-worker'
import pg from 'pg'
import { SystemClock } from '../src/core/clock.ts'
import { SilentLogger } from '../src/core/log.ts'
import { CommandQueue } from '../src/core/state/command-queue.ts'
import { clientConfig } from '../src/core/state/database.ts'
import { PostgresSupervisor } from '../src/core/state/postgres-supervisor.ts'
import { StateManager } from '../src/core/state/state-manager.ts'
import { defineBench } from './define-bench.ts'

const log = new SilentLogger()
const clock = new SystemClock()

/** A database of its own for one run, started before and removed after the clock runs. */
async function withServer<R>(work: (dataDir: string) => Promise<R>): Promise<R> {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-jobs-bench-'))
  await chmod(dataDir, 0o755)
  const server = await PostgresSupervisor.start({ dataDir, log }, AbortSignal.timeout(60_000))
  try {
    return await work(dataDir)
  } finally {
    await server.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Resolves when whoever works has begun the job that was just added. */
class Starts {
  #begun: () => void = () => undefined

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#begun = resolve
    })
  }

  begin(): void {
    this.#begun()
  }
}

/** One after the other: added durably, begun by the process that waits for it, and written off. */
async function inTurn(count: number, starts: Starts, add: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  for (let job = 0; job < count; job++) {
    const begun = starts.next()
    await add()
    await begun
  }
  return (performance.now() - start) / 1_000
}

const commands = (count: number): Promise<number> =>
  withServer(async (dataDir) => {
    const state = await StateManager.open(
      { source: { dataDir }, clock, log },
      AbortSignal.timeout(60_000),
    )
    const queue = new CommandQueue({ state, book: 'bench', clock })
    const starts = new Starts()
    const ending = new AbortController()
    const serving = (async () => {
      for await (const { id } of queue.incoming(ending.signal)) {
        starts.begin()
        await queue.settle(id, {})
      }
    })()
    const add = () =>
      queue.submit({ id: randomUUID(), kind: 'bench', payload: {}, createdAt: clock.now() })
    try {
      return await inTurn(count, starts, add)
    } finally {
      ending.abort('over')
      await serving
      await state.close()
    }
  })

const jobs = (count: number): Promise<number> =>
  withServer(async (dataDir) => {
    const server = await PostgresSupervisor.start({ dataDir, log }, AbortSignal.timeout(60_000))
    const pgPool = new pg.Pool(clientConfig(server.access, 'public', 'bench'))
    const unheard = () => undefined
    pgPool.on('error', unheard).on('connect', (client) => client.on('error', unheard))
    const starts = new Starts()
    const quiet = () => () => undefined
    const runner = await runWorker({
      pgPool,
      concurrency: 1,
      logger: new Logger(quiet),
      noHandleSignals: true,
      taskList: { bench: () => starts.begin() },
    })
    try {
      return await inTurn(count, starts, () => runner.addJob('bench', {}))
    } finally {
      await runner.stop()
      await pgPool.end()
      await server.close()
    }
  })

export default defineBench({
  row: 'P14',
  title: 'A durable wish of another process: added until begun',
  unit: 'starts/s',
  goal: { first: 0.8, goal: 1 },
  sizes: [100, 400, 1_600],
  ours: commands,
  peers: { 'graphile-worker': jobs },
  notes: [
    'The base of the row: what carries a command to the desk today. Tasks with their journal come with the scheduler.',
    'One at a time, so the rate is one over the mean time from adding to starting; both on the bundled PostgreSQL, in one process.',
  ],
})
