import { instrumentId } from '../../domain/brand.ts'
import { type Instrument, plainEquity } from '../../domain/instrument.ts'
import { rupees } from '../../domain/money.ts'
import {
  INDEX_MEMBERS,
  OTHER_DERIVATIVE_SHARES,
  type SimShareRow,
  SMALL_SHARES,
} from './sim-shares.ts'

/** A share and what its trading is like. */
export interface SimShare {
  readonly instrument: Instrument
  /** Place of its industry among `SIM_SECTORS`. */
  readonly sector: number
  /** Price before the first day, paise. */
  readonly price: number
  /** Shares traded on an ordinary day. */
  readonly dailyVolume: number
  readonly beta: number
  /** Standard deviation of the part of a day's return that is the share's own, as a fraction. */
  readonly ownVolatility: number
  /** Share of the index before the first day; 0 outside it. All add up to 1. */
  readonly weight: number
  /** Price updates in an average minute of continuous trading. */
  readonly ticksAMinute: number
  /** Best ask less best bid in an ordinary minute, as a fraction of the price. */
  readonly spread: number
}

const CRORE_PAISE = 1_000_000_000
const DERIVATIVES = { isDerivativeEligible: true }
const totalWeight = INDEX_MEMBERS.reduce((sum, [weight]) => sum + weight, 0)

/** Industries of the simulated market. */
export const SIM_SECTORS: readonly string[] = [
  ...new Set([
    ...INDEX_MEMBERS.map(([, , , sector]) => sector),
    ...OTHER_DERIVATIVE_SHARES.map(([, , sector]) => sector),
    ...SMALL_SHARES.map(([, , , sector]) => sector),
  ]),
]

/** Tick rates and spreads are of the order seen in full-mode ticks of five NSE shares in July 2025. */
function simShare(row: SimShareRow, weight: number, terms: Partial<Instrument>): SimShare {
  const [symbol, name, sector, price, thousands, beta, ownBps] = row
  const dailyVolume = Math.round(thousands * 1_000)
  const croresADay = (rupees(price) * dailyVolume) / CRORE_PAISE
  return {
    instrument: { ...plainEquity(instrumentId(`NSE:${symbol}`)), name, sector, ...terms },
    sector: SIM_SECTORS.indexOf(sector),
    price: rupees(price),
    dailyVolume,
    beta,
    ownVolatility: ownBps / 10_000,
    weight,
    ticksAMinute: Math.min(40, 2 * (croresADay / 4) ** 0.46),
    spread: 0.000_12 * (1_500 / croresADay) ** 0.45,
  }
}

/** Every share of the simulated market; a share's place here is its name in the market's columns. */
export const SIM_SHARES: readonly SimShare[] = [
  ...INDEX_MEMBERS.map(([weight, ...row]) => simShare(row, weight / totalWeight, DERIVATIVES)),
  ...OTHER_DERIVATIVE_SHARES.map((row) => simShare(row, 0, DERIVATIVES)),
  ...SMALL_SHARES.map(([bandPercent, ...row]) => simShare(row, 0, { bandPercent })),
]

/** The index that is computed from its members. */
export const SIM_INDEX: Instrument = {
  ...plainEquity(instrumentId('NSE:NIFTY 50')),
  name: 'NIFTY 50',
  kind: 'index',
}

/** What can be seen, and but for the index traded, on the simulated exchange. */
export const simUniverse = (): Instrument[] => [
  ...SIM_SHARES.map((share) => share.instrument),
  SIM_INDEX,
]
