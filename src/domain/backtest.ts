import type { Interval } from './bar.ts'
import type { InstrumentId } from './brand.ts'
import type { Charges } from './charges.ts'
import type { DenialReason } from './denial.ts'
import type { Product, Side } from './order.ts'
import type { Intervals } from './performance/bootstrap.ts'
import type { PerformanceReport } from './performance.ts'

/** What is asked of a backtest, complete enough to be asked again with the same answer. */
export interface BacktestSpec {
  readonly strategy: string
  readonly parameters: Readonly<Record<string, number | null>>
  /** null is every stored share with bars in the range. */
  readonly instruments: readonly InstrumentId[] | null
  /** Both inclusive, `2024-01-01`. */
  readonly from: string
  readonly to: string
  readonly interval: Interval
  readonly capitalPaise: number
  readonly slippage: 'default' | 'none'
  readonly isRiskOn: boolean
  readonly basis: 'raw' | 'adjusted' | 'best'
  readonly source: string | null
  readonly benchmark: InstrumentId | null
  readonly seed: number
}

/** A round trip with what it cost; money in whole paise, times ISO 8601 with the offset of India. */
export interface TradeLine {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly strategy: string
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly openedAt: string
  readonly closedAt: string
  readonly entryPricePaise: number
  readonly exitPricePaise: number
  readonly entryPaise: number
  readonly exitPaise: number
  readonly grossPaise: number
  /** Of both orders, in proportion to the shares. */
  readonly chargesPaise: number
  readonly netPaise: number
  readonly returnBps: number
  readonly holdingDays: number
  /** Worst and best result before charges while it was open. */
  readonly maePaise: number | null
  readonly mfePaise: number | null
  /** What its stop put at risk when it was opened, for its shares; null without a stop. */
  readonly riskPaise: number | null
  /** The entry it is of: one that was sold in parts is several lines. Runs of older versions kept none. */
  readonly openOrderId: string | null
  readonly openReason: string
  readonly closeReason: string
}

export interface FillLine {
  readonly instrument: InstrumentId
  readonly side: Side
  readonly quantity: number
  readonly pricePaise: number
  readonly at: string
  readonly slippageBps: number
  readonly chargesPaise: number
  readonly reason: string
}

export interface PositionLine {
  readonly instrument: InstrumentId
  readonly product: Product
  readonly quantity: number
  readonly averagePricePaise: number
  readonly costPaise: number
  readonly lastPricePaise: number
  readonly valuePaise: number
  readonly unrealisedPaise: number
}

export interface EquityLine {
  readonly date: string
  readonly equityPaise: number
  readonly cashPaise: number
  readonly deployedPaise: number
  readonly drawdownBps: number
  /** Close of the benchmark in paise, null where unknown. */
  readonly benchmarkPaise: number | null
}

/** What the figures rest on, in words and numbers. */
export interface Assumptions {
  readonly fills: string
  readonly slippage: string
  readonly risk: string
  readonly charges: string
  readonly data: readonly string[]
  readonly orders: string
}

/** The answer of a backtest: one document, valid JSON whatever happened. */
export interface BacktestResult {
  readonly spec: BacktestSpec
  readonly finalEquityPaise: number
  readonly cashPaise: number
  readonly positions: readonly PositionLine[]
  readonly trades: readonly TradeLine[]
  readonly fills: readonly FillLine[]
  readonly charges: Charges
  readonly metrics: PerformanceReport
  readonly intervals: Intervals
  readonly equity: readonly EquityLine[]
  readonly instruments: number
  readonly bars: number
  readonly orders: {
    readonly approved: number
    readonly denied: number
    readonly dropped: number
    readonly denials: Readonly<Partial<Record<DenialReason, number>>>
  }
  readonly assumptions: Assumptions
  /** What a reader must know before believing the figures. */
  readonly warnings: readonly string[]
  readonly dataHash: string
  readonly seed: number
  readonly journalHash: string
}
