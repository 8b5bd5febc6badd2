import { Worker } from 'node:worker_threads'
import { TradingError } from '../core/errors.ts'
import {
  type RunMessage,
  type RunProgress,
  type RunTaskKind,
  type RunTasks,
  type RunThreadData,
  thrownBy,
} from './run-tasks.ts'

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
  readonly onProgress: (progress: RunProgress) => void
}

/** What a task of a kind is asked with. */
export type Asked<K extends RunTaskKind> = Omit<RunTasks[K], 'answer'>

/** A thread of its own for runs: whatever it does, and however it ends, the desk's own thread goes on. */
export class RunThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #failure: Error | null = null
  #next = 1

  /** `entry` is the built file of the thread. */
  constructor(entry: URL, workerData: RunThreadData) {
    this.#worker = new Worker(entry, { workerData })
    this.#worker.unref()
    this.#worker.on('message', (message: RunMessage) => this.#take(message))
    this.#worker.on('error', (error) => this.#fail(lost(error)))
    this.#worker.on('exit', () => this.#fail(lost(null)))
  }

  /** Whether it still takes tasks. */
  get isOpen(): boolean {
    return this.#failure === null
  }

  /** Rejects with what the task threw, with INTERNAL when the thread is lost, and with CLOSED when it is closed. */
  ask<K extends RunTaskKind>(
    kind: K,
    asked: Asked<K>,
    onProgress: (progress: RunProgress) => void = () => {},
  ): Promise<RunTasks[K]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure)
        return
      }
      const task = this.#next++
      this.#waiting.set(task, { resolve, reject, onProgress })
      this.#worker.postMessage({ task, kind, ...asked } satisfies Sent<K>)
    })
  }

  /** Ends it at once, whatever it does. */
  async close(): Promise<void> {
    this.#fail(new TradingError('CLOSED', 'The thread of the run is closed'))
    await this.#worker.terminate()
  }

  #take(message: RunMessage): void {
    const waiting = this.#waiting.get(message.task)
    if ('progress' in message) {
      waiting?.onProgress(message.progress)
      return
    }
    this.#waiting.delete(message.task)
    if ('error' in message) waiting?.reject(thrownBy(message.error))
    else waiting?.resolve(message.answer)
  }

  /** The first failure is the one that counts: later ones follow from it. */
  #fail(error: Error): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }
}

type Sent<K extends RunTaskKind> = { readonly task: number; readonly kind: K } & Asked<K>

const lost = (cause: Error | null): TradingError => {
  const isMemory = cause !== null && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
  const says = isMemory
    ? 'There was not enough memory for it: take fewer instruments or a shorter range'
    : 'The thread of the run was lost'
  return new TradingError('INTERNAL', says, { cause })
}
