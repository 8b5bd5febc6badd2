import { randomUUID } from 'node:crypto'
import { ignoreCancellation } from '../core/cancellation.ts'
import type { Clock } from '../core/clock.ts'
import { toTradingError } from '../core/error-handler.ts'
import { TradingError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'
import { type AskedRun, RunDesk, type RunLine } from '../core/run-desk.ts'
import type { RunStore } from '../core/state/run-store.ts'
import { epochMs } from '../domain/time.ts'
import type { AskedSpec } from './asked-spec.ts'
import { keptLine, titleOf } from './run-figures.ts'
import type { RunNotes } from './run-notes.ts'
import type { RunProgress } from './run-tasks.ts'
import type { RunThread } from './run-thread.ts'

export interface ThreadedRunDeskDeps {
  readonly clock: Clock
  readonly log: Logger
  readonly store: Pick<RunStore, 'newest' | 'heads' | 'delete'>
  readonly notes: RunNotes
  readonly openThread: () => RunThread
  /** What a run is made of. Throws INPUT_INVALID. */
  readonly check: (asked: AskedRun) => Promise<AskedSpec>
}

interface UnderWay {
  readonly id: string
  readonly asked: AskedSpec
}

/** Runs that wait for their turn, beside the one that runs. */
const WAITING_MAX = 20
const KEPT_SHOWN = 200
const STOP_MS_MAX = 900
const QUEUED = { state: 'queued', progress: 0, says: 'It waits for its turn' } as const
const STANDING = { rate: null, secondsLeft: null } as const
const TAKEN_BACK = 'It was cancelled, and nothing of it is kept'
const DELETED = 'It was done, and somebody has deleted it since'
const CLOSED = 'The desk was stopped before it was done, and nothing of it is kept: start it again'

/** Runs in a thread of its own each, one after the other; kept as the commands keep theirs. */
export class ThreadedRunDesk extends RunDesk {
  readonly #deps: ThreadedRunDeskDeps
  /** Of this process, and what an earlier one left; by id. */
  readonly #own = new Map<string, RunLine>()
  #kept: ReadonlyMap<string, RunLine> = new Map()
  readonly #queue: UnderWay[] = []
  readonly #listeners = new Set<() => void>()
  #running: { readonly id: string; readonly thread: RunThread } | null = null
  #checking = 0
  #isClosed = false

  constructor(deps: ThreadedRunDeskDeps) {
    super()
    this.#deps = deps
  }

  /** Looks what there is: kept runs, and those that came to nothing. */
  async initialize(): Promise<void> {
    for (const note of await this.#deps.notes.left()) {
      const line = { ...note, ...STANDING, progress: 0, equity: [], headline: null }
      this.#own.set(note.id, line)
    }
    await this.list()
  }

  override get known(): readonly RunLine[] {
    const lines = new Map([...this.#own, ...this.#kept])
    return [...lines.values()].sort((a, b) => b.createdAt - a.createdAt)
  }

  override async start(asked: AskedRun): Promise<RunLine> {
    if (this.#isClosed) throw new TradingError('CLOSED', 'The desk is closing')
    if (this.#queue.length + this.#checking >= WAITING_MAX) throw queueFull()
    this.#checking += 1
    try {
      return await this.#enqueue(await this.#deps.check(asked))
    } finally {
      this.#checking -= 1
    }
  }

  override async cancel(id: string): Promise<RunLine> {
    const line = await this.get(id)
    if (line.state !== 'queued' && line.state !== 'running') {
      throw new TradingError('CONFLICT', `The run "${line.title}" has ended: ${WORDS[line.state]}`)
    }
    return this.#stop(id, TAKEN_BACK)
  }

  override async remove(id: string): Promise<void> {
    const { state, title } = await this.get(id)
    if (state === 'queued' || state === 'running') {
      throw new TradingError('CONFLICT', `The run "${title}" is under way: cancel it first`)
    }
    if (state === 'done') await this.#deps.store.delete(id)
    else await this.#deps.notes.forget(id)
    this.#own.delete(id)
    this.#kept = new Map([...this.#kept].filter(([known]) => known !== id))
    this.#tell()
  }

  override async list(): Promise<readonly RunLine[]> {
    const { store } = this.#deps
    const ids = await store.newest(KEPT_SHOWN)
    // A kept run never changes, so each is read once.
    const heads = await store.heads(ids.filter((id) => !this.#kept.has(id)))
    const read = new Map(heads.map((head) => [head.id, keptLine(head)]))
    this.#kept = new Map(
      ids.flatMap((id) => {
        const line = this.#kept.get(id) ?? read.get(id)
        return line === undefined ? [] : [[id, line] as const]
      }),
    )
    this.#tell()
    return this.known
  }

  override async get(id: string): Promise<RunLine> {
    const line = this.#own.get(id) ?? this.#kept.get(id) ?? (await this.#keptAs(id, []))
    if (line === null) throw new TradingError('NOT_FOUND', `There is no run ${id}`)
    return line
  }

  override listen(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** What is under way ends, and says so. */
  async close(): Promise<void> {
    this.#isClosed = true
    const ids = [...this.#queue.map(({ id }) => id), ...(this.#running ? [this.#running.id] : [])]
    for (const id of ids) await this.#stop(id, CLOSED)
    this.#listeners.clear()
  }

  async #enqueue(asked: AskedSpec): Promise<RunLine> {
    const { clock, notes } = this.#deps
    const { strategy, from, to, interval } = asked.spec
    const line: RunLine = {
      id: randomUUID(),
      kind: asked.kind,
      title: titleOf(strategy, from, to, interval),
      createdAt: clock.now(),
      ...QUEUED,
      ...STANDING,
      equity: [],
      error: null,
      headline: null,
    }
    await notes.keep(line)
    this.#put(line)
    this.#queue.push({ id: line.id, asked })
    this.#next()
    return this.#own.get(line.id) ?? line
  }

  #next(): void {
    if (this.#running !== null || this.#isClosed) return
    const next = this.#queue.shift()
    if (next === undefined) return
    const thread = this.#deps.openThread()
    this.#running = { id: next.id, thread }
    this.#change(next.id, { state: 'running', says: 'It reads the bars' })
    void this.#work(next, thread)
  }

  async #work({ id, asked }: UnderWay, thread: RunThread): Promise<void> {
    const { log } = this.#deps
    const createdAt = this.#own.get(id)?.createdAt ?? this.#deps.clock.now()
    try {
      await thread.ask('run', { id, createdAt, asked }, (progress) => this.#progress(id, progress))
      const isKept = await this.#end(id)
      if (!isKept) await this.#settle(id, { state: 'cancelled', says: DELETED })
    } catch (error) {
      // Who stopped it has said what became of it.
      if (this.#own.get(id)?.state !== 'running') return
      const { code, message } = toTradingError(error)
      log.warn('a run failed', { run: id, code, error })
      await this.#settle(id, { state: 'failed', says: message, error: { code, message } })
    } finally {
      await thread.close()
      if (this.#running?.id === id) this.#running = null
      this.#next()
    }
  }

  #progress(id: string, { part, says, rate, secondsLeft, equity }: RunProgress): void {
    if (this.#own.get(id)?.state !== 'running') return
    this.#change(id, { progress: part, says, rate, secondsLeft, equity })
  }

  /** It is kept: from now on the store tells of it. */
  async #end(id: string): Promise<boolean> {
    const line = await this.#keptAs(id, this.#own.get(id)?.equity ?? [])
    if (line === null) return false
    this.#own.delete(id)
    this.#kept = new Map([[id, line], ...this.#kept])
    this.#tell()
    await this.#deps.notes.forget(id)
    return true
  }

  async #keptAs(id: string, equity: RunLine['equity']): Promise<RunLine | null> {
    const [head] = await this.#deps.store.heads([id])
    return head === undefined ? null : { ...keptLine(head), equity }
  }

  /** The thread ends whatever it does; a result that was kept just before is one all the same. */
  async #stop(id: string, says: string): Promise<RunLine> {
    const place = this.#queue.findIndex((waiting) => waiting.id === id)
    if (place >= 0) this.#queue.splice(place, 1)
    this.#change(id, { state: 'cancelled', says })
    const running = this.#running
    if (running?.id === id) {
      await this.#closed(running.thread)
      if (await this.#end(id)) return this.get(id)
    }
    await this.#settle(id, { state: 'cancelled', says })
    return this.get(id)
  }

  /** A thread that reads files ends when they are read: nobody waits for that longer than a person does. */
  async #closed(thread: RunThread): Promise<void> {
    const { clock } = this.#deps
    const limit = new AbortController()
    const late = clock.until(epochMs(clock.now() + STOP_MS_MAX), limit.signal)
    await Promise.race([thread.close(), late.catch(ignoreCancellation)])
    limit.abort('it has ended')
  }

  async #settle(id: string, change: Partial<RunLine>): Promise<void> {
    this.#change(id, change)
    const line = this.#own.get(id)
    if (line === undefined) return
    const { notes, log } = this.#deps
    try {
      await notes.keep(line)
    } catch (error) {
      log.warn('what became of a run is not written down', { run: id, error })
    }
  }

  #change(id: string, change: Partial<RunLine>): void {
    const line = this.#own.get(id)
    if (line !== undefined) this.#put({ ...line, ...STANDING, ...change })
  }

  #put(line: RunLine): void {
    this.#own.set(line.id, line)
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

const WORDS = {
  done: 'it is kept',
  failed: 'it failed',
  cancelled: 'it was cancelled',
} as const

const queueFull = (): TradingError =>
  new TradingError(
    'QUEUE_FULL',
    `${WAITING_MAX} runs wait already: cancel one, or ask again when one is done`,
    { retryAfterMs: 10_000 },
  )
