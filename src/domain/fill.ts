import type { FillId, InstrumentId, OrderId } from './brand.ts'
import type { Paise } from './money.ts'
import type { Effect, Product, Protection, Side } from './order.ts'
import type { EpochMs } from './time.ts'

/** One execution of an order, complete enough for the portfolio to be kept from fills alone. */
export interface Fill {
  readonly id: FillId
  readonly orderId: OrderId
  readonly strategy: string
  readonly instrument: InstrumentId
  readonly side: Side
  readonly effect: Effect
  readonly product: Product
  readonly quantity: number
  /** Price a share. */
  readonly price: Paise
  readonly at: EpochMs
  /** What the decision had reckoned with, for slippage. */
  readonly decisionPrice: Paise
  /** Shares of the order filled so far, this fill included. */
  readonly filledQuantity: number
  /** Shares of the order still open after this fill. */
  readonly leavesQuantity: number
  readonly protection: Protection | null
  readonly reason: string
}

/** Fill price less decision price in basis points of the decision price; worse is positive. */
export function slippageBps(fill: Pick<Fill, 'side' | 'price' | 'decisionPrice'>): number {
  if (fill.decisionPrice <= 0) return 0
  const worse =
    fill.side === 'buy' ? fill.price - fill.decisionPrice : fill.decisionPrice - fill.price
  return (worse / fill.decisionPrice) * 10_000
}
