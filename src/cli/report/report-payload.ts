import type { PackedBars } from './embedded-bars.ts'
import type { PackedResult } from './packed-result.ts'
import type { PackedSweep } from './packed-sweep.ts'

/** What the script of a backtest's report draws from. */
export interface ReportPayload {
  readonly kind: 'backtest'
  readonly result: PackedResult
  readonly bars: readonly PackedBars[]
}

/** What the script of a sweep's report draws from. */
export interface SweepPayload {
  readonly kind: 'sweep'
  readonly sweep: PackedSweep
}

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null

/** Whether what stands in a page was written for a backtest; its shape is then ours. */
export const isReportPayload = (value: unknown): value is ReportPayload =>
  kindOf(value) === 'backtest'

/** Whether what stands in a page was written for a sweep; its shape is then ours. */
export const isSweepPayload = (value: unknown): value is SweepPayload => kindOf(value) === 'sweep'
