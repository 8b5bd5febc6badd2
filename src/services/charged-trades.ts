import type { Events } from '../core/events.ts'
import type { OrderId } from '../domain/brand.ts'
import type { Fill } from '../domain/fill.ts'
import { signOf } from '../domain/order.ts'
import type { ClosedTrade } from '../domain/position.ts'

/** The facts from which closed trades and their charges follow. */
export const TRADE_FACTS = [
  'execution.order_partially_filled',
  'execution.order_filled',
  'portfolio.position_change',
  'portfolio.charges_applied',
] as const
export type TradeFact = (typeof TRADE_FACTS)[number]

/** A closed trade with its part of what both orders cost, and what its stop had put at risk. */
export interface ChargedTrade {
  readonly trade: ClosedTrade
  readonly chargesPaise: number
  /** From the fills' price to the stop of their order, for the trade's part of them; null where there was no stop. */
  readonly riskPaise: number | null
}

/** What of an order's charges belongs to a share of it, and what share of its value was at risk. */
interface OrderCost {
  charges: number
  quantity: number
  valuePaise: number
  /** NaN without a stop. */
  riskPaise: number
}

/** Closed trades, each with its part of the charges: the positions' book closes them, the facts after it say what that cost. */
export class ChargedTrades {
  readonly #costs = new Map<OrderId, OrderCost>()
  readonly #pending: ClosedTrade[] = []
  #lastFill: Fill | null = null

  fill(fill: Fill): void {
    this.#lastFill = fill
  }

  /** Trades closed by a fill wait for its charges, which follow at once; those closed by an action have none. */
  change({ closed, fillId }: Events['portfolio.position_change']): readonly ChargedTrade[] {
    this.#pending.push(...closed)
    return fillId === null ? this.#settle() : NONE
  }

  /** The fill that is charged, null when it is not the last one, and the trades that are complete with it. */
  charge({ change, fillId }: Events['portfolio.charges_applied']): {
    readonly fill: Fill | null
    readonly settled: readonly ChargedTrade[]
  } {
    const fill = this.#lastFill?.id === fillId ? this.#lastFill : null
    if (fill !== null) this.#book(fill, change.totalPaise)
    return { fill, settled: this.#settle() }
  }

  #book({ orderId, side, price, quantity, protection }: Fill, totalPaise: number): void {
    const cost = this.#costs.get(orderId) ?? {
      charges: 0,
      quantity: 0,
      valuePaise: 0,
      riskPaise: 0,
    }
    const stop = protection?.stop ?? Number.NaN
    cost.charges += totalPaise
    cost.quantity += quantity
    cost.valuePaise += price * quantity
    cost.riskPaise += signOf(side) * (price - stop) * quantity
    this.#costs.set(orderId, cost)
  }

  #settle(): readonly ChargedTrade[] {
    return this.#pending.splice(0).map((trade) => {
      const riskPaise = this.#riskOf(trade)
      const opening = this.#take(trade.openOrderId, trade.quantity)
      const closing =
        trade.closeOrderId === null ? 0 : this.#take(trade.closeOrderId, trade.quantity)
      return { trade, chargesPaise: opening + closing, riskPaise }
    })
  }

  /** By value, not by share, so that a split between entry and exit changes nothing. */
  #riskOf({ openOrderId, entryPaise }: ClosedTrade): number | null {
    const cost = this.#costs.get(openOrderId)
    const risk = cost ? Math.round((entryPaise * cost.riskPaise) / cost.valuePaise) : 0
    return risk > 0 ? risk : null
  }

  /** The charges of some shares of an order leave its account with them, so that each paisa is told once. */
  #take(id: OrderId, quantity: number): number {
    const cost = this.#costs.get(id)
    if (!cost || cost.quantity === 0) return 0
    const part = Math.min(quantity, cost.quantity)
    const charges = Math.round((cost.charges * part) / cost.quantity)
    cost.charges -= charges
    cost.quantity -= part
    if (cost.quantity === 0) this.#costs.delete(id)
    return charges
  }
}

const NONE: readonly ChargedTrade[] = []
