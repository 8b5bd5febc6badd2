import type { RiskLimits } from './risk-limits.ts'

/** What sizing knows, in paise and shares; `Infinity` where nothing bounds. */
export interface Room {
  readonly equity: number
  /** Entry price, and distance to the stop, a share. */
  readonly price: number
  readonly stopDistance: number
  /** Already in this position, this share, this sector, and deployed in all. */
  readonly position: number
  readonly symbol: number
  readonly sector: number
  readonly deployed: number
  /** Lost if every stop were hit. */
  readonly risk: number
  readonly freeCash: number
  readonly medianVolume: number
  readonly lotSize: number
  readonly freezeQuantity: number
}

const BPS = 10_000
/** Cash left aside for charges and a worse fill when a size is sought. */
const CASH_MARGIN = 0.99

/**
 * Shares to buy so that the stop costs `riskPerTradeBps` of equity and no limit is passed; 0 when there is no room.
 * Fixed-fractional sizing (Vince, Portfolio Management Formulas, 1990), cut by every limit.
 */
export function sizeOf(room: Room, limits: RiskLimits): number {
  const { equity, price, stopDistance } = room
  const left = (bps: number, used: number) => (equity * bps) / BPS - used
  const byValue = Math.min(
    limits.orderValueMax,
    left(limits.positionBpsMax, room.position),
    left(limits.symbolBpsMax, room.symbol),
    left(limits.sectorBpsMax, room.sector),
    left(limits.deployedBpsMax, room.deployed),
    room.freeCash * CASH_MARGIN,
  )
  const byRisk = Math.min(
    (equity * limits.riskPerTradeBps) / BPS,
    left(limits.riskBpsMax, room.risk),
  )
  const most = Math.min(
    byValue / price,
    byRisk / stopDistance,
    (room.medianVolume * limits.liquidityBpsMax) / BPS,
    room.freezeQuantity,
  )
  const lots = Math.floor(most / room.lotSize)
  return lots > 0 ? lots * room.lotSize : 0
}
