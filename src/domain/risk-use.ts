import type { RiskLimits } from './risk-limits.ts'
import type { EpochMs } from './time.ts'
import type { TradingState } from './trading-state.ts'

/** A value in paise and as a share of equity; null where there is no equity to compare it with. */
export interface Part {
  readonly paise: number
  readonly bps: number | null
}

/** The largest of its kind, and what it is of: a sector, a share, a strategy's position. */
export interface Largest extends Part {
  readonly name: string
}

/** How much of each limit is used up now, at the last prices and with orders under way. */
export interface RiskUse {
  readonly at: EpochMs
  /** Those that hold now: the configuration's until the first change, then the newest change. */
  readonly limits: RiskLimits
  readonly tradingState: TradingState
  /** null until cash is known. */
  readonly equityPaise: number | null
  readonly freeCashPaise: number | null
  readonly deployed: Part
  /** Lost if every stop is hit. */
  readonly risk: Part
  /** null while nothing is open. */
  readonly position: Largest | null
  readonly symbol: Largest | null
  readonly sector: Largest | null
  /** The share with what moves with it. */
  readonly together: Largest | null
  readonly openPositions: number
  readonly entriesToday: number
  readonly lossStreak: number
  /** Positive when money was lost since the day began; the share is of what the day began with. */
  readonly dayLoss: Part
  /** Below the highest equity at a close. */
  readonly drawdown: Part
  readonly ordersThisSecond: number
  readonly ordersThisMinute: number
  readonly ordersToday: number
  /** When the breaker closes again; null while it is closed. */
  readonly breakerUntil: EpochMs | null
  /** Our book and the broker’s differ. */
  readonly hasDrift: boolean
  /** Orders whose outcome nobody knows. */
  readonly unclearOrders: number
}
