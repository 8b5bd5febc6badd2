import type { OrderLine } from '../../core/desk-view/order-lines.ts'
import type { DeskPicture, FillLine } from '../../core/desk-view.ts'
import { slippageBps } from '../../domain/fill.ts'
import { isWorking } from '../../domain/order.ts'
import { isoTime } from '../../domain/time.ts'
import type { FillRow, OrderRow, OrdersState } from '../contract/orders.ts'
import { keptRows, keyed } from './kept-rows.ts'

/** An order with its life. */
export const orderRow = keptRows((line: OrderLine): OrderRow => {
  const { order, status, filledQuantity, life, reason, correlationId } = line
  return {
    id: order.id,
    correlationId,
    instrument: order.instrument,
    strategy: order.strategy,
    side: order.side,
    effect: order.effect,
    product: order.product,
    type: order.type,
    validity: order.validity,
    quantity: order.quantity,
    filledQuantity,
    limitPaise: order.limit,
    triggerPaise: order.trigger,
    stopPaise: order.protection?.stop ?? null,
    targetPaise: order.protection?.target ?? null,
    decisionPaise: order.decisionPrice,
    status,
    isWorking: isWorking(status),
    because: order.reason,
    reason,
    life: life.map((step) => ({ status: step.status, at: isoTime(step.at) })),
    givenAt: isoTime(life[0]?.at ?? order.decisionAt),
  }
})

/** A fill with what it added to the contract note. */
export const fillRow = keptRows(
  (fill: FillLine): FillRow => ({
    id: fill.id,
    orderId: fill.orderId,
    instrument: fill.instrument,
    strategy: fill.strategy,
    side: fill.side,
    effect: fill.effect,
    product: fill.product,
    quantity: fill.quantity,
    pricePaise: fill.price,
    valuePaise: fill.price * fill.quantity,
    slippageBps: Math.round(slippageBps(fill) * 10) / 10,
    chargesPaise: fill.chargesPaise,
    at: isoTime(fill.at),
    because: fill.reason,
  }),
)

/** Topic `orders`: those that work, oldest first, then those that ended and the fills, newest first. */
export const ordersView = ({ orders, endedOrders, fills }: DeskPicture): OrdersState => ({
  orders: keyed([...orders, ...endedOrders], ({ order }) => order.id, orderRow),
  fills: keyed(fills, ({ id }) => id, fillRow),
})
