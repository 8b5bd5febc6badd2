import type { Objective } from '../domain/sweep.ts'
import type { EpochMs } from '../domain/time.ts'
import type { ErrorCode } from './errors.ts'

/** What a person asks of a run, in rupees and days as they are written; nothing of it is checked yet. */
export interface AskedRun {
  readonly strategy: string
  /** None takes every stored share with bars in the range. */
  readonly instruments: readonly string[]
  /** Both inclusive, `2024-01-01`. */
  readonly from: string
  readonly to: string
  readonly interval: string
  /** Rupees. */
  readonly capital: number
  /** null leaves a parameter at its default. */
  readonly parameters: Readonly<Record<string, number | null>>
  readonly benchmark: string | null
  readonly seed: number
  readonly slippage: 'default' | 'none'
  readonly risk: 'on' | 'off'
  /** With ranges it is a sweep: every combination is tried and counted. */
  readonly ranges?: Readonly<Record<string, readonly (number | null)[]>> | undefined
  /** What the best of a sweep has the most of. */
  readonly objective: Objective
  /** Windows of a sweep's walk-forward; null leaves it out. */
  readonly walkForward: number | null
}

/** Equity of a run at a close. */
export interface RunPoint {
  readonly at: EpochMs
  readonly equityPaise: number
}

/** A run as a list shows it, under way or ended. Lines are never changed in place. */
export interface RunLine {
  readonly id: string
  readonly kind: 'backtest' | 'sweep'
  readonly title: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly createdAt: EpochMs
  /** 0 to 1. */
  readonly progress: number
  /** How it stands, in words. */
  readonly says: string
  /** Bars a second so far; null when it does not run. */
  readonly rate: number | null
  readonly secondsLeft: number | null
  /** Thinned; none for runs of another process. */
  readonly equity: readonly RunPoint[]
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
  /** Figures that are read first; null where there are none. */
  readonly headline: Readonly<Record<string, number | null>> | null
}

/** Backtests and sweeps beside a trading desk: one at a time, the others in turn, none on the desk's own thread. */
export abstract class RunDesk {
  /** Throws INPUT_INVALID with each field that is refused, QUEUE_FULL, CLOSED. */
  abstract start(asked: AskedRun): Promise<RunLine>
  /** Throws NOT_FOUND, and CONFLICT for one that has ended. */
  abstract cancel(id: string): Promise<RunLine>
  /** Forgets a run that has ended; what was tried in it still counts. Throws NOT_FOUND, and CONFLICT while it is under way. */
  abstract remove(id: string): Promise<void>
  /** The newest first, those of other processes among them. */
  abstract list(): Promise<readonly RunLine[]>
  /** Throws NOT_FOUND. */
  abstract get(id: string): Promise<RunLine>
  /** What is known without asking anybody, the newest first. */
  abstract get known(): readonly RunLine[]
  /** Told that a run has moved. */
  abstract listen(listener: () => void): Disposable
}
