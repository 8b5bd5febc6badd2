import type { InstrumentId, OrderId } from './brand.ts'
import type { Paise } from './money.ts'
import type { Product } from './order.ts'

/** What stands watch over the shares that one entry order bought or sold short. */
export interface Guard {
  readonly orderId: OrderId
  readonly strategy: string
  readonly instrument: InstrumentId
  readonly product: Product
  /** Signed shares still open from that entry. */
  readonly quantity: number
  readonly stop: Paise | null
  readonly target: Paise | null
  readonly trail: Paise | null
}

/** Whether a price can matter to it: a level, a trail, or an intraday position that must end in time. */
export const isWatchful = ({ stop, target, trail, product }: Guard): boolean =>
  stop !== null || target !== null || trail !== null || product === 'MIS'

/** What a price does to a guard. */
export type Reach = 'stop' | 'target' | null

/** Whether a price has reached the stop or the target. The stop comes first: doubt costs money, not hope. */
export function reached({ quantity, stop, target }: Guard, price: number): Reach {
  const isLong = quantity > 0
  if (stop !== null && (isLong ? price <= stop : price >= stop)) return 'stop'
  if (target !== null && (isLong ? price >= target : price <= target)) return 'target'
  return null
}

/** The stop after a price, when it trails: it follows the best price and never retreats. */
export function trailed({ quantity, stop, trail }: Guard, price: number): number | null {
  if (trail === null) return stop
  const isLong = quantity > 0
  const follows = isLong ? price - trail : price + trail
  if (stop === null) return follows
  return isLong ? Math.max(stop, follows) : Math.min(stop, follows)
}

/** Of a level so far (NaN when none) and another one: which is met first on the way from one price to another. */
export function nearer(nearest: number, level: number, from: number, to: number): number {
  const isOnTheWay = from <= to ? level > from && level <= to : level < from && level >= to
  if (!isOnTheWay) return nearest
  const isNearer = Number.isNaN(nearest) || Math.abs(level - from) < Math.abs(nearest - from)
  return isNearer ? level : nearest
}
