import { Worker } from 'node:worker_threads'
import { cancelled } from '../core/cancellation.ts'
import { type ErrorCode, TradingError } from '../core/errors.ts'
import type { BacktestSpec } from '../domain/backtest.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import type { TrialTask, TrialThread } from './trial-worker.ts'

type Answer = { readonly id: number } & (
  | { readonly metrics: PerformanceReport }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } }
)

interface Waiting extends TrialTask {
  resolve(metrics: PerformanceReport): void
  reject(error: unknown): void
}

/** Threads that run trials, one at a time each, over the same bars. */
export class TrialPool {
  readonly #workers: readonly Worker[]
  readonly #idle: Worker[]
  readonly #queue: Waiting[] = []
  readonly #running = new Map<number, Waiting>()
  #next = 1

  /** `entry` is the built file of the thread. */
  constructor(entry: URL, threads: number, workerData: TrialThread, signal: AbortSignal) {
    this.#workers = Array.from({ length: threads }, () => this.#start(entry, workerData))
    this.#idle = [...this.#workers]
    signal.addEventListener('abort', () => this.#fail(cancelled(signal)), { once: true })
  }

  run(spec: BacktestSpec): Promise<PerformanceReport> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: this.#next++, spec, resolve, reject })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #start(entry: URL, workerData: TrialThread): Worker {
    const worker = new Worker(entry, { workerData })
    worker.on('message', (answer: Answer) => this.#take(worker, answer))
    worker.on('error', (error) => this.#fail(error))
    return worker
  }

  #take(worker: Worker, answer: Answer): void {
    const task = this.#running.get(answer.id)
    this.#running.delete(answer.id)
    this.#idle.push(worker)
    if ('metrics' in answer) task?.resolve(answer.metrics)
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
      worker.postMessage({ id: task.id, spec: task.spec } satisfies TrialTask)
    }
  }

  #fail(error: unknown): void {
    for (const task of [...this.#running.values(), ...this.#queue.splice(0)]) task.reject(error)
    this.#running.clear()
  }
}
