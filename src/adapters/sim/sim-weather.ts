import { keyOf, normalAt, restlessnessAt, unitAt } from './sim-random.ts'
import { SIM_SECTORS } from './sim-universe.ts'

/** What kind of days the market is going through. */
const REGIMES = ['calm', 'rising', 'falling', 'volatile', 'crash'] as const
type Regime = (typeof REGIMES)[number]

interface Climate {
  /** Mean of a day's return of the market, log. */
  readonly drift: number
  /** Standard deviation of it, log. */
  readonly volatility: number
  /** What tomorrow may be, in the order of `REGIMES`; adds up to 1. */
  readonly next: readonly number[]
}

/**
 * A chain of days: calm ones last for weeks, a crash for one day and leaves a volatile market behind. In the order
 * of the NIFTY 50 of 2021 to 2025: 0.9 % a day on the whole, half of it in calm times.
 */
const CLIMATES = {
  calm: { drift: 0.0003, volatility: 0.0055, next: [0.945, 0.025, 0.015, 0.012, 0.003] },
  rising: { drift: 0.0014, volatility: 0.007, next: [0.04, 0.935, 0.01, 0.012, 0.003] },
  falling: { drift: -0.0014, volatility: 0.0095, next: [0.04, 0.02, 0.905, 0.025, 0.01] },
  volatile: { drift: 0, volatility: 0.014, next: [0.06, 0.03, 0.03, 0.86, 0.02] },
  crash: { drift: -0.035, volatility: 0.014, next: [0, 0, 0.15, 0.82, 0.03] },
} as const satisfies Record<Regime, Climate>

/** Chance of the regimes on the first day, in their order. */
const AT_FIRST = [0.5, 0.2, 0.15, 0.15, 0]

/** How a common cause moved prices on a day: log returns overnight and in the session, and the session's volatility. */
export interface Move {
  readonly gap: number
  readonly session: number
  readonly volatility: number
}

/** What moves all shares of a day, or all of an industry. */
export interface Weather {
  readonly regime: Regime
  /** How much more restless than ordinary the day is, as a factor. */
  readonly stress: number
  /** Slow swing of volatility around the regime's own, log: days like today follow today. */
  readonly swing: number
  readonly market: Move
  /** In the order of `SIM_SECTORS`. */
  readonly sectors: readonly Move[]
}

const SWING_KEPT = 0.92
const SWING_ADDED = 0.13
/** Part of a day's variance that happens overnight: of NSE's largest shares in 2024. */
const OVERNIGHT = 0.25
const SECTOR_VOLATILITY = 0.006
/** The market's volatility between calm and falling, at which shares are as restless as listed. */
const ORDINARY = 0.0075

function pick(chances: readonly number[], unit: number): Regime {
  let left = unit
  for (const [index, regime] of REGIMES.entries()) {
    left -= chances[index] ?? 0
    if (left < 0) return regime
  }
  return 'calm'
}

function moveOf(key: number, drift: number, volatility: number, length: number): Move {
  const night = volatility * Math.sqrt(OVERNIGHT) * restlessnessAt(key, 0)
  const session = volatility * Math.sqrt((1 - OVERNIGHT) * length) * restlessnessAt(key, 1)
  return {
    gap: drift * OVERNIGHT + night * normalAt(key, 2),
    session: drift * (1 - OVERNIGHT) * length + session * normalAt(key, 3),
    volatility: session,
  }
}

/** The weather of a day from that of the day before; `length` is the session's in ordinary sessions. */
export function weatherOf(
  key: number,
  day: number,
  before: Weather | null,
  length: number,
): Weather {
  const dayKey = keyOf(key, day)
  const regime = pick(before ? CLIMATES[before.regime].next : AT_FIRST, unitAt(dayKey, 0))
  const swing = SWING_KEPT * (before?.swing ?? 0) + SWING_ADDED * normalAt(dayKey, 1)
  const { drift, volatility } = CLIMATES[regime]
  const market = moveOf(keyOf(dayKey, 2), drift, volatility * Math.exp(swing), length)
  const stress = ((volatility * Math.exp(swing)) / ORDINARY) ** 0.4
  return {
    regime,
    swing,
    stress,
    market,
    sectors: SIM_SECTORS.map((_, sector) =>
      moveOf(keyOf(dayKey, 3 + sector), 0, SECTOR_VOLATILITY * stress, length),
    ),
  }
}
