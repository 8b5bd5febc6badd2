/** A figure, or why there is none. */
export interface Reported {
  readonly value: number | null
  readonly reason: string | null
}
/** Bounds within which it lies nineteen times of twenty. */
interface Interval {
  readonly low: number | null
  readonly high: number | null
  readonly reason: string | null
}

export interface RunTrade {
  readonly instrument: string
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly openedAt: string
  readonly closedAt: string
  readonly entryPricePaise: number
  readonly exitPricePaise: number
  readonly entryPaise: number
  readonly netPaise: number
  readonly chargesPaise: number
  readonly returnBps: number
  readonly maePaise: number
  readonly mfePaise: number
  readonly holdingDays: number
  readonly openReason: string
  readonly closeReason: string
}

export interface RunMetrics {
  readonly profitPaise: number
  readonly equityPaise: number
  readonly years: readonly {
    readonly year: number
    readonly totalBps: number
    /** January first; null where it was not run. */
    readonly monthsBps: readonly (number | null)[]
  }[]
  readonly returns: {
    readonly totalReturnBps: Reported
    readonly cagrBps: Reported
    readonly sharpe: Reported
    readonly sortino: Reported
    readonly volatilityBps: Reported
  }
  readonly trades: {
    readonly trades: number
    readonly winRateBps: Reported
    readonly profitFactor: Reported
    readonly expectancyPaise: Reported
  }
  readonly activity: { readonly costDragBps: Reported; readonly exposureBps: Reported }
  readonly benchmark: { readonly alphaBps: Reported; readonly totalReturnBps: Reported }
  readonly significance: {
    readonly deflatedSharpe: Reported
    readonly probabilisticSharpe: Reported
  }
  readonly drawdown: {
    readonly maxBps: number
    readonly longestDays: number
    readonly deepest: readonly {
      readonly peakOn: string
      readonly troughOn: string
      readonly recoveredOn: string | null
      readonly depthBps: number
      readonly days: number
    }[]
  }
}

interface Assumptions {
  readonly data: readonly string[]
  readonly [name: string]: string | readonly string[]
}

/** What of a backtest's result the screen shows. */
export interface BacktestResult {
  readonly spec: { readonly capitalPaise: number; readonly benchmark: string | null }
  readonly metrics: RunMetrics
  readonly intervals: {
    readonly sharpe: Interval
    readonly cagrBps: Interval
    readonly maxDrawdownBps: Interval
  }
  readonly equity: readonly {
    readonly date: string
    readonly equityPaise: number
    readonly benchmarkPaise: number | null
  }[]
  readonly fills: readonly { readonly at: string; readonly side: 'buy' | 'sell' }[]
  readonly trades: readonly RunTrade[]
  readonly warnings: readonly string[]
  readonly assumptions: Assumptions
  readonly dataHash: string
  readonly orders: { readonly approved: number; readonly denied: number; readonly dropped: number }
}

export interface SweepTrial {
  readonly rank: number
  readonly reason: string | null
  readonly parameters: Readonly<Record<string, number | null>>
  readonly figures: Readonly<Record<string, number | null>>
}

/** Days on which a combination that was chosen before them was tried. */
export interface SweepWindow {
  readonly outOfSampleFrom: string
  readonly outOfSampleTo: string
  readonly parameters: Readonly<Record<string, number | null>>
  readonly inSample: Readonly<Record<string, number | null>>
  readonly outOfSample: Readonly<Record<string, number | null>>
}

/** What of a sweep's result the screen shows. */
export interface SweepResult {
  readonly spec: {
    readonly objective: string
    readonly parameters: Readonly<Record<string, readonly (number | null)[]>>
  }
  readonly best: { readonly trial: SweepTrial; readonly metrics: RunMetrics } | null
  readonly trials: readonly SweepTrial[]
  readonly counted: { readonly count: number }
  readonly forbidden: number
  readonly stability: {
    readonly neighbours: number
    readonly known: number
    readonly best: number
    readonly median: number | null
    readonly worst: number | null
  } | null
  /** null where it was not asked for. */
  readonly walkForward: readonly SweepWindow[] | null
  readonly warnings: readonly string[]
  readonly assumptions: Assumptions
  readonly dataHash: string
}

const hasKeys = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value)

/** The server's word is taken for the rest of the shape: it prints the same document by `runs show --json`. */
export const isBacktest = (result: unknown): result is BacktestResult =>
  hasKeys(result, 'equity', 'trades', 'metrics', 'assumptions')
export const isSweep = (result: unknown): result is SweepResult =>
  hasKeys(result, 'trials', 'counted', 'assumptions')
