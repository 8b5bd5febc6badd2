import { formatRupees } from './money.ts'
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

/** Shares that each rule leaves room for; not a number where something is not known. */
function sharesBy(room: Room, limits: RiskLimits) {
  const { equity, price, stopDistance } = room
  const left = (bps: number, used: number) => (equity * bps) / BPS - used
  return {
    orderValue: limits.orderValueMax / price,
    position: left(limits.positionBpsMax, room.position) / price,
    symbol: left(limits.symbolBpsMax, room.symbol) / price,
    sector: left(limits.sectorBpsMax, room.sector) / price,
    deployed: left(limits.deployedBpsMax, room.deployed) / price,
    cash: (room.freeCash * CASH_MARGIN) / price,
    tradeRisk: (equity * limits.riskPerTradeBps) / BPS / stopDistance,
    risk: left(limits.riskBpsMax, room.risk) / stopDistance,
    volume: (room.medianVolume * limits.liquidityBpsMax) / BPS,
    freeze: room.freezeQuantity,
  }
}

type Rule = keyof ReturnType<typeof sharesBy>

/**
 * Shares to buy so that the stop costs `riskPerTradeBps` of equity and no limit is passed; 0 when there is no room.
 * Fixed-fractional sizing (Vince, Portfolio Management Formulas, 1990), cut by every limit.
 */
export function sizeOf(room: Room, limits: RiskLimits): number {
  const lots = Math.floor(Math.min(...Object.values(sharesBy(room, limits))) / room.lotSize)
  return lots > 0 ? lots * room.lotSize : 0
}

/**
 * Part of a size, whole lots, rounded down: never more than the size, none for what is not a share of it.
 * `sizeBps`: basis points; from 10,000 on it is the whole.
 */
export function partOf(quantity: number, sizeBps: number, lotSize: number): number {
  if (sizeBps >= BPS) return quantity
  if (!(sizeBps > 0 && quantity > 0)) return 0
  return Math.floor((quantity * sizeBps) / BPS / lotSize) * lotSize
}

const percent = (bps: number): string => `${bps / 100} % of equity`

/** What each rule leaves room for, in words. */
const RULES: Readonly<Record<Rule, (limits: RiskLimits) => string>> = {
  orderValue: ({ orderValueMax }) => `${formatRupees(orderValueMax)} in one order`,
  position: ({ positionBpsMax }) => `${percent(positionBpsMax)} in one position`,
  symbol: ({ symbolBpsMax }) => `${percent(symbolBpsMax)} in one share`,
  sector: ({ sectorBpsMax }) => `${percent(sectorBpsMax)} in one sector`,
  deployed: ({ deployedBpsMax }) => `${percent(deployedBpsMax)} deployed`,
  cash: () => 'the free cash, less a margin for charges',
  tradeRisk: ({ riskPerTradeBps }) => `${percent(riskPerTradeBps)} at risk to the stop`,
  risk: ({ riskBpsMax }) => `${percent(riskBpsMax)} at risk over all stops`,
  volume: ({ liquidityBpsMax }) => `${liquidityBpsMax / 100} % of the usual volume of a day`,
  freeze: () => 'the exchange’s freeze quantity',
}

/** The size and why it is not more: "12 = 1 % of equity at risk to the stop". */
export function suggestSize(
  room: Room,
  limits: RiskLimits,
  sizeBps = BPS,
): { readonly quantity: number; readonly says: string } {
  const whole = sizeOf(room, limits)
  const quantity = partOf(whole, sizeBps, room.lotSize)
  const shares: Readonly<Record<string, number>> = sharesBy(room, limits)
  const least = Math.min(...Object.values(shares))
  const rule = Object.entries(RULES).find(([name]) => shares[name] === least)
  if (rule === undefined) return { quantity, says: 'No size without a price and what is held' }
  const words = rule[1](limits)
  if (whole === 0) return { quantity, says: `No room for a share: ${words}` }
  const of = quantity === whole ? '' : `${sizeBps / 100} % of ${whole}, which is `
  return { quantity, says: `${quantity} = ${of}${words}` }
}
