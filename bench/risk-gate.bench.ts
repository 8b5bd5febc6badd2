import { instrumentId, orderId } from '../src/domain/brand.ts'
import { paise } from '../src/domain/money.ts'
import type { Order } from '../src/domain/order.ts'
import { assess } from '../src/domain/risk.ts'
import { emptySheet } from '../src/domain/risk-facts.ts'
import { DEFAULT_LIMITS } from '../src/domain/risk-limits.ts'
import { epochMs } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'

const ORDER: Order = {
  id: orderId('bench1'),
  strategy: 'bench',
  instrument: instrumentId('NSE:INFY'),
  side: 'buy',
  effect: 'open',
  quantity: 2,
  type: 'LIMIT',
  limit: paise(184_000),
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  variety: 'regular',
  decisionPrice: paise(184_000),
  decisionAt: epochMs(0),
  protection: { stop: paise(180_300), target: paise(193_200), trail: null },
  guards: null,
  reason: 'bench',
}

const FACTS = {
  ...emptySheet('paper'),
  tradingState: 'active',
  hasOpenBreaker: false,
  hasDrift: false,
  isKnown: true,
  isTradable: true,
  freezeQuantity: 100_000,
  tick: 10,
  bandLow: 165_600,
  bandHigh: 202_400,
  isOpen: true,
  isLegalInPhase: true,
  price: 184_000,
  priceAgeMs: 500,
  isSuspect: false,
  freeCash: 8_000_000,
  cashNeeded: 369_000,
  sellable: 0,
  opposing: 0,
  equity: 10_000_000,
  orderValue: 368_000,
  positionAfter: 368_000,
  symbolAfter: 368_000,
  sectorAfter: 900_000,
  correlatedAfter: 900_000,
  riskAfter: 60_000,
  deployedAfter: 2_000_000,
  positionsAfter: 4,
  medianVolume: 5_000_000,
  chargesRoundTrip: 2_200,
  entriesToday: 3,
  lossToday: 12_000,
  lossStreak: 1,
  drawdown: 150,
  msSinceEntry: 3_600_000,
  ordersThisSecond: 0,
  ordersThisMinute: 2,
  ordersToday: 9,
} as const

/** An order that passes every check, and one in 64 that fails two of them. */
async function ours(n: number): Promise<number> {
  const late = { ...FACTS, priceAgeMs: 90_000, entriesToday: 10 }
  let approved = 0
  const start = performance.now()
  for (let i = 0; i < n; i++) {
    const verdict = assess(ORDER, i % 64 === 0 ? late : FACTS, DEFAULT_LIMITS)
    if (verdict.outcome === 'approved') approved += 1
  }
  const taken = (performance.now() - start) / 1_000
  if (approved !== n - Math.ceil(n / 64)) throw new RangeError(`${approved} of ${n} were approved`)
  return taken
}

/** The bar of the table is a time: a microsecond an order. */
const aMicrosecond = async (n: number): Promise<number> => n / 1e6

export default defineBench({
  row: 'P4',
  title: 'risk gate, all ten groups, 38 checks',
  unit: 'orders/s',
  goal: { first: 1, goal: 10 },
  sizes: [1e5, 1e6, 1e7],
  ours,
  peers: { 'one order a microsecond': aMicrosecond },
  notes: ['The peer is the first bar itself, 1 µs an order; the goal is 100 ns.'],
})
