import type { TradingState } from './trading-state.ts'

/** What the checks know when an order is assessed: plain numbers, so that one object serves every order. */
export interface RiskFacts {
  readonly mode: 'dry-run' | 'paper' | 'live'
  readonly hasLiveGrant: boolean
  readonly hasApproval: boolean
  readonly tradingState: TradingState
  readonly hasOpenBreaker: boolean
  readonly hasDrift: boolean

  readonly isKnown: boolean
  readonly isTradable: boolean
  readonly lotSize: number
  readonly freezeQuantity: number
  /** Paise; every price must be a multiple. */
  readonly tick: number
  readonly bandLow: number
  readonly bandHigh: number
  readonly isOpen: boolean
  /** Whether the phase takes this type and validity. */
  readonly isLegalInPhase: boolean
  readonly mayShort: boolean

  /** Last price in paise, NaN when there is none. */
  readonly price: number
  readonly priceAgeMs: number
  readonly isSuspect: boolean

  /** Cash neither spent nor held. */
  readonly freeCash: number
  /** What the order needs, charges included. */
  readonly cashNeeded: number
  /** Shares that may be sold: held, settled as the rule asks, not reserved by another order. */
  readonly sellable: number

  readonly equity: number
  readonly orderValue: number
  /** Market values and risk after the order, in paise. */
  readonly positionAfter: number
  readonly symbolAfter: number
  readonly sectorAfter: number
  readonly correlatedAfter: number
  readonly riskAfter: number
  readonly deployedAfter: number
  readonly positionsAfter: number
  /** 20-day median volume in shares; Infinity when not asked for. */
  readonly medianVolume: number
  readonly chargesRoundTrip: number

  readonly entriesToday: number
  /** Positive when money was lost since the day began. */
  readonly lossToday: number
  readonly lossStreak: number
  readonly drawdown: number
  readonly msSinceEntry: number
  readonly ordersThisSecond: number
  readonly ordersThisMinute: number
  readonly ordersToday: number

  readonly isRepeated: boolean
  readonly isKeyConflict: boolean
}
