import type { TradingState } from './trading-state.ts'

/** What the checks know when an order is assessed: plain numbers. What was not looked up is NaN, and passes nothing. */
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
  /** Shares on the other side that the strategy holds or is about to; 0 for an exit. */
  readonly opposing: number

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

/** Facts as they are gathered: one sheet serves every order, so that looking up costs no memory. */
export type FactSheet = { -readonly [K in keyof RiskFacts]: RiskFacts[K] }

/** A sheet on which nothing is known yet. */
export const emptySheet = (mode: RiskFacts['mode']): FactSheet => ({
  mode,
  hasLiveGrant: false,
  hasApproval: false,
  tradingState: 'halted',
  hasOpenBreaker: true,
  hasDrift: true,
  isKnown: false,
  isTradable: false,
  lotSize: 1,
  freezeQuantity: Number.NaN,
  tick: Number.NaN,
  bandLow: Number.NaN,
  bandHigh: Number.NaN,
  isOpen: false,
  isLegalInPhase: false,
  mayShort: false,
  price: Number.NaN,
  priceAgeMs: Number.NaN,
  isSuspect: true,
  freeCash: Number.NaN,
  cashNeeded: Number.NaN,
  sellable: Number.NaN,
  opposing: Number.NaN,
  equity: Number.NaN,
  orderValue: Number.NaN,
  positionAfter: Number.NaN,
  symbolAfter: Number.NaN,
  sectorAfter: Number.NaN,
  correlatedAfter: Number.NaN,
  riskAfter: Number.NaN,
  deployedAfter: Number.NaN,
  positionsAfter: Number.NaN,
  medianVolume: Number.NaN,
  chargesRoundTrip: Number.NaN,
  entriesToday: Number.NaN,
  lossToday: Number.NaN,
  lossStreak: Number.NaN,
  drawdown: Number.NaN,
  msSinceEntry: Number.NaN,
  ordersThisSecond: Number.NaN,
  ordersThisMinute: Number.NaN,
  ordersToday: Number.NaN,
  isRepeated: false,
  isKeyConflict: false,
})
