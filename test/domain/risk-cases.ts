import { instrumentId, orderId } from '../../src/domain/brand.ts'
import type { DenialReason } from '../../src/domain/denial.ts'
import { paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import { emptySheet, type RiskFacts } from '../../src/domain/risk-facts.ts'
import { DEFAULT_LIMITS, type RiskLimits } from '../../src/domain/risk-limits.ts'
import { epochMs } from '../../src/domain/time.ts'

/** What differs from a wish that every check lets pass. */
export interface Given {
  readonly order?: Partial<Order>
  readonly facts?: Partial<RiskFacts>
  readonly limits?: Partial<RiskLimits>
}

/** Where a rule begins to refuse: at and under its boundary it lets pass, over it it does not. */
export interface Boundary {
  readonly passes: readonly Given[]
  readonly fails: readonly Given[]
}

const protectedBy = (stop: number | null, target: number | null) => ({
  stop: stop === null ? null : paise(stop),
  target: target === null ? null : paise(target),
  trail: null,
})

/** Ten shares at ₹1,000 with a stop 2 % below and a target 5 % above. */
export const ENTRY: Order = {
  id: orderId('ENTRY1'),
  strategy: 'manual',
  instrument: instrumentId('NSE:INFY'),
  side: 'buy',
  effect: 'open',
  quantity: 10,
  type: 'MARKET',
  limit: null,
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  variety: 'regular',
  decisionPrice: paise(100_000),
  decisionAt: epochMs(0),
  protection: protectedBy(98_000, 105_000),
  guards: null,
  reason: 'a test',
}

/** What an exit differs by. */
export const EXIT: Partial<Order> = { side: 'sell', effect: 'close', protection: null }

/** A quiet day, an account of ₹10 lakh, nothing held. */
export const FACTS: RiskFacts = {
  ...emptySheet('paper'),
  tradingState: 'active',
  hasOpenBreaker: false,
  hasDrift: false,
  isKnown: true,
  isTradable: true,
  freezeQuantity: 100_000,
  tick: 5,
  bandLow: 90_000,
  bandHigh: 110_000,
  isOpen: true,
  isLegalInPhase: true,
  mayShort: true,
  price: 100_000,
  priceAgeMs: 0,
  isSuspect: false,
  freeCash: 100_000_000,
  cashNeeded: 1_001_000,
  sellable: 10,
  opposing: 0,
  equity: 100_000_000,
  orderValue: 1_000_000,
  positionAfter: 1_000_000,
  symbolAfter: 1_000_000,
  sectorAfter: 1_000_000,
  correlatedAfter: 1_000_000,
  riskAfter: 20_000,
  deployedAfter: 1_000_000,
  positionsAfter: 1,
  medianVolume: 1_000_000,
  chargesRoundTrip: 2_500,
  entriesToday: 0,
  lossToday: 0,
  lossStreak: 0,
  drawdown: 0,
  msSinceEntry: Number.POSITIVE_INFINITY,
  ordersThisSecond: 0,
  ordersThisMinute: 0,
  ordersToday: 0,
}

const EQUITY = FACTS.equity
const SHORT = { side: 'sell', product: 'MIS', protection: protectedBy(102_000, 95_000) } as const
const LIMIT = (limit: number, more: Partial<Order> = {}): Given => ({
  order: { type: 'LIMIT', limit: paise(limit), ...more },
})
const facts = (part: Partial<RiskFacts>): Given => ({ facts: part })
const order = (part: Partial<Order>): Given => ({ order: part })
const exit = (part: Partial<RiskFacts>): Given => ({ order: EXIT, facts: part })

/** Of a share of equity: at the limit and a paisa under it passes, a paisa over it does not. */
const shareOfEquity = (name: keyof RiskFacts, bps: number): Boundary => {
  const most = (EQUITY * bps) / 10_000
  return {
    passes: [facts({ [name]: most }), facts({ [name]: most - 1 })],
    fails: [facts({ [name]: most + 1 })],
  }
}

/** Of a count of what already is: one below its limit passes, the limit does not. */
const countBelow = (name: keyof RiskFacts, limit: number): Boundary => ({
  passes: [facts({ [name]: limit - 1 }), facts({ [name]: 0 })],
  fails: [facts({ [name]: limit }), facts({ [name]: limit + 1 })],
})

/** Around an entry that waits for ₹1,005. */
const ABOVE = protectedBy(98_500, 106_000)

/** The boundary of every rule. A code without a line here does not compile, and fails a test. */
export const BOUNDARIES: Readonly<
  Record<Exclude<DenialReason, 'not_working' | 'below_filled'>, Boundary>
> = {
  dry_run: {
    passes: [facts({ mode: 'paper' })],
    fails: [facts({ mode: 'dry-run' }), exit({ mode: 'dry-run' })],
  },
  live_not_granted: {
    passes: [facts({ mode: 'live', hasLiveGrant: true, hasApproval: true })],
    fails: [facts({ mode: 'live', hasApproval: true })],
  },
  approval_missing: {
    passes: [facts({ mode: 'live', hasLiveGrant: true, hasApproval: true })],
    fails: [
      facts({ mode: 'live', hasLiveGrant: true }),
      { order: EXIT, facts: { mode: 'live', hasLiveGrant: true } },
    ],
  },
  trading_halted: {
    passes: [facts({ tradingState: 'active' })],
    fails: [facts({ tradingState: 'halted' }), exit({ tradingState: 'halted' })],
  },
  trading_reducing: {
    passes: [exit({ tradingState: 'reducing' })],
    fails: [facts({ tradingState: 'reducing' })],
  },
  breaker_open: {
    passes: [exit({ hasOpenBreaker: true })],
    fails: [facts({ hasOpenBreaker: true })],
  },
  drift_unresolved: { passes: [exit({ hasDrift: true })], fails: [facts({ hasDrift: true })] },
  instrument_unknown: {
    passes: [facts({ isKnown: true })],
    fails: [facts({ isKnown: false }), exit({ isKnown: false })],
  },
  instrument_not_tradable: {
    passes: [facts({ isTradable: true })],
    fails: [facts({ isTradable: false })],
  },
  quantity_invalid: {
    passes: [order({ ...EXIT, quantity: 1 }), { order: { quantity: 30 }, facts: { lotSize: 15 } }],
    fails: [
      order({ ...EXIT, quantity: 0 }),
      order({ ...EXIT, quantity: -1 }),
      order({ ...EXIT, quantity: 1.5 }),
      { order: { quantity: 31 }, facts: { lotSize: 15 } },
    ],
  },
  quantity_frozen: {
    passes: [facts({ freezeQuantity: 10 }), facts({ freezeQuantity: 11 })],
    fails: [facts({ freezeQuantity: 9 })],
  },
  price_form: {
    passes: [
      LIMIT(100_000),
      order({ type: 'SL', limit: paise(100_500), trigger: paise(100_500), protection: ABOVE }),
      order({ type: 'SL-M', trigger: paise(100_500), protection: ABOVE }),
      { order: { ...EXIT, type: 'SL', trigger: paise(99_000), limit: paise(98_995) } },
    ],
    fails: [
      order({ limit: paise(100_000) }),
      order({ type: 'LIMIT' }),
      order({ type: 'SL', limit: paise(100_500), protection: ABOVE }),
      order({ type: 'SL-M', limit: paise(100_500), trigger: paise(100_500), protection: ABOVE }),
      order({ type: 'SL', limit: paise(100_500), trigger: paise(100_505), protection: ABOVE }),
      { order: { ...EXIT, type: 'SL', trigger: paise(99_000), limit: paise(99_005) } },
    ],
  },
  off_tick: {
    passes: [LIMIT(100_005), { ...LIMIT(100_001), facts: { tick: 1 } }],
    fails: [LIMIT(100_001), order({ type: 'SL-M', trigger: paise(100_503), protection: ABOVE })],
  },
  outside_band: {
    passes: [
      { order: { ...EXIT, type: 'LIMIT', limit: paise(90_000) } },
      { order: { ...EXIT, type: 'LIMIT', limit: paise(110_000) } },
    ],
    fails: [
      { order: { ...EXIT, type: 'LIMIT', limit: paise(89_995) } },
      { order: { ...EXIT, type: 'LIMIT', limit: paise(110_005) } },
    ],
  },
  combination_illegal: {
    passes: [
      order(SHORT),
      order({ validity: 'TTL', ttlMinutes: 5 }),
      order({ validity: 'IOC' }),
      order({ variety: 'amo' }),
    ],
    fails: [
      order({ ...SHORT, product: 'CNC' }),
      order({ validity: 'TTL' }),
      order({ ttlMinutes: 5 }),
      order({ validity: 'IOC', variety: 'amo' }),
      order({ validity: 'IOC', type: 'SL-M', trigger: paise(100_500), protection: ABOVE }),
    ],
  },
  market_closed: {
    passes: [{ order: { variety: 'amo' }, facts: { isOpen: false } }],
    fails: [facts({ isOpen: false }), exit({ isOpen: false })],
  },
  phase_forbids: {
    passes: [{ order: { variety: 'amo' }, facts: { isLegalInPhase: false } }],
    fails: [facts({ isLegalInPhase: false })],
  },
  price_missing: {
    passes: [facts({ price: 1 })],
    fails: [facts({ price: Number.NaN }), facts({ price: 0 }), exit({ price: Number.NaN })],
  },
  price_stale: {
    passes: [
      facts({ priceAgeMs: 60_000 }),
      facts({ priceAgeMs: 59_999 }),
      exit({ priceAgeMs: 9e9 }),
    ],
    fails: [facts({ priceAgeMs: 60_001 })],
  },
  price_suspect: { passes: [exit({ isSuspect: true })], fails: [facts({ isSuspect: true })] },
  cash_short: {
    passes: [facts({ cashNeeded: 100_000_000 }), facts({ cashNeeded: 99_999_999 })],
    fails: [facts({ cashNeeded: 100_000_001 }), facts({ freeCash: -1 })],
  },
  holdings_short: {
    passes: [exit({ sellable: 10 }), exit({ sellable: 11 })],
    fails: [exit({ sellable: 9 }), exit({ sellable: 0 })],
  },
  against_position: {
    passes: [facts({ opposing: 0 })],
    fails: [facts({ opposing: 1 }), facts({ opposing: 10 })],
  },
  short_forbidden: {
    passes: [order(SHORT), facts({ mayShort: false })],
    fails: [{ order: SHORT, facts: { mayShort: false } }],
  },
  order_value: {
    passes: [facts({ orderValue: 5_000_000 }), facts({ orderValue: 4_999_999 })],
    fails: [facts({ orderValue: 5_000_001 })],
  },
  position_size: shareOfEquity('positionAfter', 500),
  symbol_exposure: shareOfEquity('symbolAfter', 1_500),
  sector_exposure: shareOfEquity('sectorAfter', 2_000),
  correlated_exposure: shareOfEquity('correlatedAfter', 4_000),
  portfolio_risk: shareOfEquity('riskAfter', 1_000),
  deployed: shareOfEquity('deployedAfter', 8_000),
  open_positions: {
    passes: [facts({ positionsAfter: 10 }), facts({ positionsAfter: 9 })],
    fails: [facts({ positionsAfter: 11 })],
  },
  illiquid: {
    passes: [facts({ medianVolume: 1_000 }), facts({ medianVolume: 1_001 })],
    fails: [facts({ medianVolume: 999 }), facts({ medianVolume: 0 })],
  },
  charges_senseless: {
    passes: [facts({ chargesRoundTrip: 12_500 }), facts({ chargesRoundTrip: 12_499 })],
    fails: [facts({ chargesRoundTrip: 12_501 })],
  },
  stop_missing: {
    passes: [order({ protection: protectedBy(98_000, 105_000) }), { order: EXIT }],
    fails: [order({ protection: protectedBy(null, 105_000) })],
  },
  target_missing: {
    passes: [order({ protection: protectedBy(98_000, 104_000) }), { order: EXIT }],
    fails: [order({ protection: protectedBy(98_000, null) })],
  },
  stop_distance: {
    passes: [
      order({ protection: protectedBy(99_500, 105_000) }),
      order({ protection: protectedBy(99_499, 105_000) }),
      order({ protection: protectedBy(85_000, 130_000) }),
      order({ type: 'SL-M', trigger: paise(110_000), protection: protectedBy(107_800, 116_000) }),
      order({ ...SHORT, protection: protectedBy(115_000, 70_000) }),
    ],
    fails: [
      order({ protection: protectedBy(99_501, 105_000) }),
      order({ protection: protectedBy(84_999, 130_002) }),
      order({ type: 'SL-M', trigger: paise(110_000), protection: protectedBy(92_000, 200_000) }),
      order({ ...SHORT, protection: protectedBy(100_499, 95_000) }),
      order({ ...SHORT, protection: protectedBy(115_001, 69_998) }),
    ],
  },
  reward_risk: {
    passes: [
      order({ protection: protectedBy(98_000, 104_000) }),
      order({ protection: protectedBy(98_000, 104_001) }),
      order({ ...SHORT, protection: protectedBy(102_000, 96_000) }),
    ],
    fails: [
      order({ protection: protectedBy(98_000, 103_999) }),
      order({ ...SHORT, protection: protectedBy(102_000, 96_001) }),
      order({ ...SHORT, protection: protectedBy(102_000, 105_000) }),
    ],
  },
  entries_a_day: countBelow('entriesToday', 10),
  daily_loss: {
    passes: [
      facts({ equity: 97_000_000, lossToday: 3_000_000 }),
      facts({ equity: 97_000_001, lossToday: 2_999_999 }),
      facts({ lossToday: -5_000_000 }),
    ],
    fails: [facts({ equity: 96_999_999, lossToday: 3_000_001 })],
  },
  loss_streak: countBelow('lossStreak', 3),
  drawdown: {
    passes: [facts({ drawdown: 2_000 }), facts({ drawdown: 1_999 })],
    fails: [facts({ drawdown: 2_000.01 })],
  },
  cool_down: {
    passes: [facts({ msSinceEntry: 1_800_000 }), facts({ msSinceEntry: 1_800_001 })],
    fails: [facts({ msSinceEntry: 1_799_999 })],
  },
  budget_second: countBelow('ordersThisSecond', 6),
  budget_minute: countBelow('ordersThisMinute', 280),
  budget_day: countBelow('ordersToday', 3_600),
  repeated: {
    passes: [facts({ isRepeated: false })],
    fails: [facts({ isRepeated: true }), exit({ isRepeated: true })],
  },
  key_conflict: {
    passes: [facts({ isKeyConflict: false })],
    fails: [facts({ isKeyConflict: true }), exit({ isKeyConflict: true })],
  },
}

/** A wish and all that is known around it. */
export const situation = ({ order: ours = {}, facts: known = {}, limits = {} }: Given) =>
  [
    { ...ENTRY, ...ours },
    { ...FACTS, ...known },
    { ...DEFAULT_LIMITS, ...limits },
  ] as const
