import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AskedSpec } from '../../src/cli/asked-spec.ts'
import { RunNotes } from '../../src/cli/run-notes.ts'
import { RunThread } from '../../src/cli/run-thread.ts'
import { ThreadedRunDesk } from '../../src/cli/threaded-run-desk.ts'
import { ThreadedRunReader } from '../../src/cli/threaded-run-reader.ts'
import { SystemClock, VirtualClock } from '../../src/core/clock.ts'
import { type Config, loadConfig } from '../../src/core/config.ts'
import { SilentLogger } from '../../src/core/log.ts'
import type { AskedRun } from '../../src/core/run-desk.ts'
import { RunStore } from '../../src/core/state/run-store.ts'
import { epochMs } from '../../src/domain/time.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { sampleBacktest } from '../services/sample-backtest.ts'

/** A thread that does with each task what a line says. */
const thread = (line: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort } from 'node:worker_threads'
       const send = (message) => parentPort.postMessage(message)
       parentPort.on('message', ({ task, kind, id }) => { ${line} })`,
    )}`,
  )

const NEVER = 'return'
const REFUSES = `send({ task, error: { code: 'DATA_MISSING', message: 'no bars of it', facts: {} } })`
const TELLS = `send({ task, progress: { part: 0.5, says: 'half', rate: 7, secondsLeft: 3, equity: [] } })`

const ASKED: AskedRun = {
  strategy: 'ema-cross',
  instruments: [],
  from: '2022-01-03',
  to: '2023-12-29',
  interval: 'day',
  capital: 100_000,
  parameters: {},
  benchmark: null,
  seed: 1,
  slippage: 'default',
  risk: 'on',
  objective: 'sharpe',
  walkForward: null,
}

describe('the desk of runs', () => {
  let database: TestDatabase
  let store: RunStore
  let folder: string
  let config: Config
  let spec: AskedSpec
  const opened: { close(): Promise<void> }[] = []
  beforeEach(async () => {
    database = await testDatabase()
    store = new RunStore(await database.open())
    folder = await mkdtemp(join(tmpdir(), 'robo-runs-'))
    config = (await loadConfig({}, {})).config
    spec = { kind: 'backtest', spec: (await sampleBacktest(['ALPHA'])).spec }
  })
  afterEach(async () => {
    for (const part of opened.splice(0)) await part.close()
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const log = new SilentLogger()
  const notesOf = (pid = process.pid) => new RunNotes({ folder: join(folder, 'runs'), pid, log })
  const deskOf = async (line: string) => {
    const desk = new ThreadedRunDesk({
      clock: new SystemClock(),
      log,
      store,
      notes: notesOf(),
      openThread: () => new RunThread(thread(line), { config }),
      check: async () => spec,
    })
    opened.push(desk)
    await desk.initialize()
    return desk
  }
  const stateOf = async (desk: ThreadedRunDesk, id: string) => (await desk.get(id)).state

  it('a run that fails keeps its coded error, also over a restart, and the next one goes', async () => {
    const desk = await deskOf(REFUSES)
    const [one, two] = [await desk.start(ASKED), await desk.start(ASKED)]
    await vi.waitFor(async () => expect(await stateOf(desk, two.id)).toBe('failed'))
    const failed = { state: 'failed', error: { code: 'DATA_MISSING', message: 'no bars of it' } }
    expect(await desk.get(one.id)).toMatchObject(failed)
    await desk.close()
    expect(await (await deskOf(NEVER)).get(one.id)).toMatchObject(failed)
  })

  it('a thread that is lost fails its run alone', async () => {
    const desk = await deskOf('process.exit(3)')
    const { id } = await desk.start(ASKED)
    await vi.waitFor(async () => expect(await stateOf(desk, id)).toBe('failed'))
    expect(await desk.get(id)).toMatchObject({
      error: { code: 'INTERNAL', message: 'The thread of the run was lost' },
    })
  })

  it('nothing of a run is worked on the thread of the desk: where its own does nothing, nothing comes', async () => {
    const desk = await deskOf(NEVER)
    const { id } = await desk.start(ASKED)
    for (let turn = 0; turn < 200; turn++) await nextTurn()
    expect(await desk.get(id)).toMatchObject({ state: 'running', progress: 0, equity: [] })
    expect(await store.newest(10)).toEqual([])
    expect(await store.trials(ASKED.strategy)).toEqual([])
  })

  it('one runs, twenty wait, and more are refused until there is room', async () => {
    const desk = await deskOf(NEVER)
    const first = await desk.start(ASKED)
    for (let waiting = 0; waiting < 20; waiting++) await desk.start(ASKED)
    const states = desk.known.map(({ state }) => state)
    expect(states.filter((state) => state === 'running')).toHaveLength(1)
    expect(states.filter((state) => state === 'queued')).toHaveLength(20)
    await expect(desk.start(ASKED)).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    await desk.cancel(first.id)
    await vi.waitFor(() =>
      expect(desk.known.filter(({ state }) => state === 'queued')).toHaveLength(19),
    )
    await desk.start(ASKED)
    await expect(desk.start(ASKED)).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  })

  it('twenty-two that come at the same moment find no more room than that', async () => {
    const desk = await deskOf(NEVER)
    const all = await Promise.allSettled(Array.from({ length: 22 }, () => desk.start(ASKED)))
    expect(all.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
    expect(desk.known.filter(({ state }) => state === 'queued').length).toBeLessThanOrEqual(20)
  })

  it('one that waits is cancelled without ever having run', async () => {
    const desk = await deskOf(NEVER)
    await desk.start(ASKED)
    const { id } = await desk.start(ASKED)
    expect(await desk.cancel(id)).toMatchObject({ state: 'cancelled', progress: 0 })
    await expect(desk.cancel(id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(desk.cancel('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('what a thread tells of its progress is told to whoever listens', async () => {
    const desk = await deskOf(TELLS)
    let told = 0
    using _listening = desk.listen(() => {
      told += 1
    })
    const { id } = await desk.start(ASKED)
    const half = { progress: 0.5, says: 'half', rate: 7, secondsLeft: 3 }
    await vi.waitFor(async () => expect(await desk.get(id)).toMatchObject(half))
    expect(told).toBeGreaterThan(1)
  })

  it('a desk that is stopped says of what was under way that it is lost, and why', async () => {
    const desk = await deskOf(NEVER)
    const ids = [(await desk.start(ASKED)).id, (await desk.start(ASKED)).id]
    await desk.close()
    await expect(desk.start(ASKED)).rejects.toMatchObject({ code: 'CLOSED' })
    const next = await deskOf(NEVER)
    for (const id of ids) {
      expect(await next.get(id)).toMatchObject({
        state: 'cancelled',
        says: expect.stringContaining('The desk was stopped before it was done'),
      })
    }
  })

  it('so does the next start after a crash, but not of what another desk has under way', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'close')
    const line = await (await deskOf(NEVER)).start(ASKED)
    const lost = line.id
    const [gone, alive] = [crypto.randomUUID(), crypto.randomUUID()]
    await notesOf(child.pid).keep({ ...line, id: gone, state: 'running' })
    await notesOf(process.ppid).keep({ ...line, id: alive, state: 'running' })
    await writeFile(join(folder, 'runs', 'torn.json'), '{"pid":')
    const next = await deskOf(NEVER)
    for (const id of [lost, gone]) {
      expect(await next.get(id)).toMatchObject({
        state: 'cancelled',
        title: 'ema-cross, 2022-01-03 to 2023-12-29, day bars',
        says: expect.stringContaining('start it again'),
      })
    }
    await expect(next.get(alive)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of runs that came to nothing the newest fifty are remembered', async () => {
    const desk = await deskOf(NEVER)
    const line = await desk.start(ASKED)
    await desk.close()
    for (let place = 1; place <= 60; place++) {
      const createdAt = epochMs(line.createdAt + place)
      await notesOf().keep({ ...line, id: crypto.randomUUID(), state: 'failed', createdAt })
    }
    const next = await deskOf(NEVER)
    expect(next.known).toHaveLength(50)
    expect(next.known[0]?.createdAt).toBe(line.createdAt + 60)
    expect(await readdir(join(folder, 'runs'))).toHaveLength(50)
  })

  it('what was taken note of is forgotten when it is deleted', async () => {
    const desk = await deskOf(NEVER)
    const { id } = await desk.start(ASKED)
    await expect(desk.remove(id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await desk.cancel(id)
    await desk.remove(id)
    await expect(desk.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await readdir(join(folder, 'runs'))).toEqual([])
  })
})

describe('the reader of runs', () => {
  const ANSWERS = 'send({ task, answer: new TextEncoder().encode(kind + " " + id) })'
  const readerOf = async (line: string, clock = new VirtualClock(epochMs(0))) => {
    const { config } = await loadConfig({}, {})
    const threads: RunThread[] = []
    const openThread = () => {
      const made = new RunThread(thread(line), { config })
      threads.push(made)
      return made
    }
    return { reader: new ThreadedRunReader({ clock, openThread }), threads, clock }
  }

  it('keeps its thread while somebody asks, and lets it go after a minute without a question', async () => {
    const { reader, threads, clock } = await readerOf(ANSWERS)
    expect(new TextDecoder().decode(await reader.document('a'))).toBe('document a')
    await reader.document('b')
    expect(threads).toHaveLength(1)
    clock.advance(epochMs(60_001))
    await vi.waitFor(() => expect(threads[0]?.isOpen).toBe(false))
    await reader.document('c')
    expect(threads).toHaveLength(2)
    await reader.close()
    await expect(reader.document('d')).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('that loses its thread says so, and asks another one next', async () => {
    const { reader, threads } = await readerOf(`if (id === 'x') process.exit(1); ${ANSWERS}`)
    await expect(reader.report('x')).rejects.toMatchObject({ code: 'INTERNAL' })
    await expect(reader.document('y')).resolves.toBeInstanceOf(Uint8Array)
    expect(threads).toHaveLength(2)
    await reader.close()
  })

  it('refuses more questions than it can hold', async () => {
    const { reader } = await readerOf(NEVER)
    const asked = Array.from({ length: 33 }, () => reader.document('a'))
    await expect(asked.at(-1)).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    const all = Promise.allSettled(asked)
    await reader.close()
    expect(await all).toHaveLength(33)
  })
})
