import type { InstrumentId } from '../domain/brand.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import type { Largest, Part, RiskUse } from '../domain/risk-use.ts'
import type { Standing } from '../domain/standing.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import type { Exposures } from './exposures.ts'

const BPS = 10_000

export interface Reading {
  readonly exposures: Exposures
  readonly universe: Universe
  readonly strategies: Iterable<string>
  readonly standing: Standing
}

/** How much of each limit is used up, read off the account and off how the desk stands. */
export function riskUse(reading: Reading, limits: RiskLimits, now: EpochMs): RiskUse {
  const { exposures, standing } = reading
  const { equity, risk } = exposures
  const { pace, breaker } = standing
  const lost = standing.lossToday(equity)
  const openUntil = breaker.save().openUntil
  return {
    at: now,
    limits,
    tradingState: standing.tradingState,
    equityPaise: known(equity),
    freeCashPaise: known(exposures.freeCash(limits)),
    deployed: partOf(
      exposures.where(() => true),
      equity,
    ),
    risk: partOf(risk, equity),
    ...largestOf(reading),
    openPositions: exposures.openWith(null).size,
    entriesToday: pace.entriesToday,
    lossStreak: pace.lossStreak,
    dayLoss: partOf(known(lost) ?? 0, equity + lost),
    drawdown: {
      paise: known(Math.max(0, standing.peak - equity)) ?? 0,
      bps: known(standing.drawdown(equity)),
    },
    ordersThisSecond: pace.ordersThisSecond(now),
    ordersThisMinute: pace.ordersThisMinute(now),
    ordersToday: pace.ordersToday,
    breakerUntil: breaker.isOpen(now) ? epochMs(openUntil) : null,
    hasDrift: standing.hasDrift,
    unclearOrders: standing.unclear.size,
  }
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)

const partOf = (paise: number, equity: number): Part => ({
  paise,
  bps: equity > 0 ? (paise / equity) * BPS : null,
})

/** The most that is open of each kind, at the last prices and with orders under way. */
function largestOf({ exposures, universe, strategies }: Reading) {
  const open = [...exposures.openWith(null)]
  const { equity } = exposures
  const names = [...strategies]
  const largest = (values: readonly (readonly [string, number])[]): Largest | null => {
    const [first, ...others] = values
    if (first === undefined) return null
    const [name, paise] = others.reduce((best, next) => (next[1] > best[1] ? next : best), first)
    return { name, ...partOf(paise, equity) }
  }
  const sectorOf = (id: InstrumentId) => universe.get(id)?.sector ?? null
  return {
    position: largest(
      open.flatMap((id) => names.map((name) => [`${name} ${id}`, exposures.to(id, name)] as const)),
    ),
    symbol: largest(open.map((id) => [id, exposures.to(id, null)] as const)),
    sector: largest(
      open.map((id) => [sectorOf(id) ?? 'no sector', exposures.toSector(sectorOf(id))] as const),
    ),
    together: largest(open.map((id) => [id, exposures.together(universe.indexOf(id))] as const)),
  }
}
