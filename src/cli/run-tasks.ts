import type { Format } from '../adapters/files/bar-layout.ts'
import type { ImportReport } from '../adapters/files/import-report.ts'
import type { AskedScreen } from '../core/company-screen.ts'
import type { Config } from '../core/config.ts'
import { type ErrorCode, TradingError } from '../core/errors.ts'
import type { AskedRun, RunPoint } from '../core/run-desk.ts'
import type { RunReport } from '../core/run-reader.ts'
import type { EpochMs } from '../domain/time.ts'
import type { AskedSpec } from './asked-spec.ts'

/** What a thread for runs is started with; `databaseUrl` is where the desk's own database is reached. */
export interface RunThreadData {
  readonly config: Config
}

/** How far a run has come. */
export interface RunProgress {
  /** 0 to 1. */
  readonly part: number
  readonly says: string
  /** Bars a second. */
  readonly rate: number | null
  readonly secondsLeft: number | null
  /** Thinned. */
  readonly equity: readonly RunPoint[]
}

/** Everything that is asked of such a thread, and what it answers. */
export interface RunTasks {
  readonly check: { readonly asked: AskedRun; readonly answer: AskedSpec }
  readonly run: {
    readonly id: string
    readonly createdAt: EpochMs
    readonly asked: AskedSpec
    readonly answer: null
  }
  readonly document: { readonly id: string; readonly answer: Uint8Array }
  readonly report: { readonly id: string; readonly answer: RunReport }
  readonly compare: { readonly ids: readonly string[]; readonly answer: Uint8Array }
  readonly storedSeries: { readonly answer: Uint8Array }
  readonly screen: { readonly asked: AskedScreen; readonly answer: Uint8Array }
  readonly importFile: {
    readonly path: string
    readonly format: Format
    readonly answer: ImportReport
  }
}
export type RunTaskKind = keyof RunTasks

/** A task on its way to a thread. */
export type RunTask = {
  readonly [K in RunTaskKind]: { readonly kind: K } & Omit<RunTasks[K], 'answer'>
}[RunTaskKind]

/** A failure on its way back. */
export interface SentError {
  readonly code: ErrorCode
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

export type RunMessage =
  | { readonly task: number; readonly progress: RunProgress }
  | { readonly task: number; readonly answer: unknown }
  | { readonly task: number; readonly error: SentError }

/** The failure as it was thrown there. */
export const thrownBy = ({ code, message, facts }: SentError): TradingError =>
  new TradingError(code, message, { facts })
