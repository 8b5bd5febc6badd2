import { Worker } from 'node:worker_threads'
import { cancelled } from '../core/cancellation.ts'
import { type ErrorCode, TradingError } from '../core/errors.ts'
import type { TrialResult, TrialTask, TrialThread } from './trial-worker.ts'

type Answer = { readonly id: number } & (
  | { readonly result: TrialResult }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } }
)

interface Waiting extends TrialTask {
  resolve(result: TrialResult): void
  reject(error: Error): void
}

/** Threads that run trials, one at a time each, over the same bars. */
export class TrialPool {
  readonly #workers: readonly Worker[]
  readonly #idle: Worker[]
  readonly #queue: Waiting[] = []
  readonly #running = new Map<number, Waiting>()
  readonly #signal: AbortSignal
  readonly #cancel = () => this.#fail(cancelled(this.#signal))
  #failure: Error | null = null
  #next = 1

  /** `entry` is the built file of the thread. */
  constructor(entry: URL, threads: number, workerData: TrialThread, signal: AbortSignal) {
    this.#signal = signal
    this.#workers = Array.from({ length: threads }, () => this.#start(entry, workerData))
    this.#idle = [...this.#workers]
    if (signal.aborted) this.#cancel()
    signal.addEventListener('abort', this.#cancel, { once: true })
  }

  /** Waits for its turn. Rejects with what the trial threw, and once a thread is lost or all is cancelled, with that. */
  run(task: Omit<TrialTask, 'id'>): Promise<TrialResult> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure)
        return
      }
      this.#queue.push({ id: this.#next++, ...task, resolve, reject })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#cancel)
    this.#fail(new TradingError('CLOSED', 'The threads of the sweep are closed'))
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #start(entry: URL, workerData: TrialThread): Worker {
    const worker = new Worker(entry, { workerData })
    worker.on('message', (answer: Answer) => this.#take(worker, answer))
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', (code) =>
      this.#fail(new TradingError('INTERNAL', `A thread of the sweep ended with ${code}`)),
    )
    return worker
  }

  #take(worker: Worker, answer: Answer): void {
    const task = this.#running.get(answer.id)
    this.#running.delete(answer.id)
    this.#idle.push(worker)
    if ('result' in answer) task?.resolve(answer.result)
    else task?.reject(new TradingError(answer.error.code, answer.error.message))
    this.#dispatch()
  }

  #dispatch(): void {
    for (;;) {
      const worker = this.#idle[0]
      const task = this.#queue[0]
      if (!worker || !task) return
      this.#idle.shift()
      this.#queue.shift()
      this.#running.set(task.id, task)
      const { id, spec, countsFrom, trials } = task
      worker.postMessage({ id, spec, countsFrom, trials } satisfies TrialTask)
    }
  }

  /** The first failure is the one that counts: later ones follow from it. */
  #fail(error: Error): void {
    this.#failure ??= error
    for (const task of [...this.#running.values(), ...this.#queue.splice(0)]) task.reject(error)
    this.#running.clear()
  }
}
