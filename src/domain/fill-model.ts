import type { Side } from './order.ts'
import { signOf } from './order.ts'

/** How the paper exchange fills where the feed shows no depth. Every report states these figures. */
export interface FillModel {
  readonly name: 'default' | 'none'
  /** Half the spread a market order crosses, in basis points of the price. */
  readonly halfSpreadBps: number
  /** Price impact of taking the whole volume of a bar; a part moves it by the square root of its share. */
  readonly impactBps: number
  /** Most of a bar's volume that our orders may be. */
  readonly liquidityShareBps: number
  /** An entry whose modelled slippage is more than this is refused. */
  readonly slippageBpsMax: number
  /** From the order's arrival to its place in the book. */
  readonly latencyMs: number
}

/** Square-root impact (Almgren et al., Direct Estimation of Equity Market Impact, 2005), with rounded constants. */
export const DEFAULT_FILLS: FillModel = {
  name: 'default',
  halfSpreadBps: 2,
  impactBps: 50,
  liquidityShareBps: 1_000,
  slippageBpsMax: 50,
  latencyMs: 50,
}

/** Fills the whole quantity exactly at the price met: for comparing with other backtesters, not for belief. */
export const EXACT_FILLS: FillModel = {
  name: 'none',
  halfSpreadBps: 0,
  impactBps: 0,
  liquidityShareBps: 0,
  slippageBpsMax: 0,
  latencyMs: 0,
}

const BPS = 10_000

/** Slippage in basis points of taking `quantity` out of a bar of `volume` shares. */
export function slippageOf(model: FillModel, quantity: number, volume: number): number {
  if (model.name === 'none') return 0
  const share = volume > 0 ? Math.min(1, quantity / volume) : 1
  return model.halfSpreadBps + model.impactBps * Math.sqrt(share)
}

/** The price after slippage, on the tick, in whole paise; worse for whoever takes. */
export function slippedPrice(price: number, side: Side, bps: number, tick: number): number {
  if (bps === 0) return price
  const away = (price * bps) / BPS
  const steps = Math.ceil(away / tick - 1e-9)
  return Math.max(tick, price + signOf(side) * steps * tick)
}

/** Shares that our orders may take from a bar in all. */
export const liquidityOf = (model: FillModel, volume: number): number =>
  model.name === 'none'
    ? Number.POSITIVE_INFINITY
    : Math.floor((volume * model.liquidityShareBps) / BPS)
