import type { Events } from '../core/events.ts'
import type { Denial } from '../domain/denial.ts'
import type { Holds, Terms } from '../domain/holds.ts'
import { paise } from '../domain/money.ts'
import { type Order, reckonedPrice } from '../domain/order.ts'
import type { OrderBook, OrderRecord } from '../domain/order-book.ts'
import { assessChange } from '../domain/risk.ts'
import type { RiskFacts } from '../domain/risk-facts.ts'
import type { RiskLimits } from '../domain/risk-limits.ts'
import { stopRisk } from './order-drafter.ts'

export interface ChangeDeps {
  readonly orders: OrderBook
  readonly holds: Holds
  /** What the checks need to know about an order, of the account as it is at this moment. */
  readonly factsOf: (order: Order) => RiskFacts
}

type Review =
  | { readonly outcome: 'denied'; readonly denials: readonly Denial[] }
  | { readonly outcome: 'approved'; readonly approval: Events['risk.change_approved'] }

/** Where it stands at the exchange and can be changed there. */
const MAY_CHANGE: ReadonlySet<OrderRecord['status']> = new Set([
  'placed',
  'accepted',
  'partially_filled',
])

const denied = (denial: Denial): Review => ({ outcome: 'denied', denials: [denial] })

/** Reviews a change of an order that works, as if its open shares were ordered anew by an account without them. */
export function reviewChange(
  { orderId, quantity, limit, trigger }: Events['execution.modify_requested'],
  limits: RiskLimits,
  { orders, holds, factsOf }: ChangeDeps,
): Review {
  const record = orders.get(orderId)
  if (record === undefined || !MAY_CHANGE.has(record.status))
    return denied({ reason: 'not_working', value: null, limit: null, unit: 'none' })
  const { filledQuantity } = record
  const open = quantity - filledQuantity
  if (!(open > 0))
    return denied({
      reason: 'below_filled',
      value: quantity,
      limit: filledQuantity,
      unit: 'shares',
    })
  const order = { ...record.order, quantity, limit, trigger }
  const facts = holds.without(orderId, () => factsOf({ ...order, quantity: open }))
  const verdict = assessChange(order, open, isLarger(record.order, order), facts, limits)
  if (verdict.outcome === 'denied') return verdict
  const cash = order.effect === 'open' ? facts.cashNeeded : 0
  return {
    outcome: 'approved',
    approval: { order: verdict.order, terms: termsOf(order, open, cash) },
  }
}

/** Shares of an order that are still open once it is restated. */
export const openShares = (
  orders: OrderBook,
  { orderId, quantity }: Events['execution.order_modified'],
): number => quantity - (orders.get(orderId)?.filledQuantity ?? 0)

/** An exit grows by its shares alone, an entry by what they cost as well. */
function isLarger(before: Order, after: Order): boolean {
  if (after.quantity > before.quantity) return true
  const worth = (order: Order) => reckonedPrice(order) * order.quantity
  return after.effect === 'open' && worth(after) > worth(before)
}

/** What is held for so many open shares, `cash` with their charges. */
function termsOf(order: Order, open: number, cash: number): Terms {
  const rest = { ...order, quantity: open }
  const charges = Math.max(0, cash - reckonedPrice(rest) * open)
  return { quantity: open, cash: paise(cash), charges, risk: stopRisk(rest) }
}
