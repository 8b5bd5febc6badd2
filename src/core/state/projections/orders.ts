import type { Fill } from '../../../domain/fill.ts'
import type { OrderStatus } from '../../../domain/order.ts'
import type { Event } from '../../events.ts'
import type { OrderRow } from '../tables.ts'
import { defineProjection } from './projection.ts'

const TYPES = [
  'execution.order_submitted',
  'execution.order_placed',
  'execution.order_accepted',
  'execution.order_partially_filled',
  'execution.order_filled',
  'execution.order_rejected',
  'execution.order_cancelled',
  'execution.order_expired',
  'execution.order_modified',
  'execution.order_unknown',
] as const
type OrderEvent = Event<(typeof TYPES)[number]>

function orderIdOf({ data }: OrderEvent): string {
  return 'order' in data ? data.order.id : data.orderId
}

function submitted(event: Event<'execution.order_submitted'>, book: string): OrderRow {
  const { order } = event.data
  return {
    book,
    order_id: order.id,
    strategy: order.strategy,
    instrument: order.instrument,
    side: order.side,
    effect: order.effect,
    type: order.type,
    product: order.product,
    validity: order.validity,
    variety: order.variety,
    quantity: order.quantity,
    limit_paise: order.limit,
    trigger_paise: order.trigger,
    ttl_minutes: order.ttlMinutes,
    decision_price_paise: order.decisionPrice,
    decision_at: order.decisionAt,
    protection: order.protection,
    guards: order.guards,
    reason: order.reason,
    status: 'submitted' satisfies OrderStatus,
    status_reason: null,
    broker_order_id: null,
    filled_quantity: 0,
    filled_value_paise: 0,
    correlation_id: event.correlationId,
    submitted_at: event.at,
    changed_at: event.at,
    seq: event.seq,
  }
}

const filled = (row: OrderRow, fill: Fill, status: OrderStatus): Partial<OrderRow> => ({
  status,
  filled_quantity: fill.filledQuantity,
  filled_value_paise: row.filled_value_paise + fill.price * fill.quantity,
})

const ended = (
  status: OrderStatus,
  { reason }: { readonly reason: string },
): Partial<OrderRow> => ({
  status,
  status_reason: reason,
})

/** What an event changes in the row of its order. */
function changeOf(row: OrderRow, event: OrderEvent): Partial<OrderRow> {
  switch (event.type) {
    case 'execution.order_submitted':
      return {}
    case 'execution.order_placed':
      return { status: 'placed', broker_order_id: event.data.brokerOrderId }
    case 'execution.order_accepted':
      return { status: 'accepted' }
    case 'execution.order_partially_filled':
      return filled(row, event.data, 'partially_filled')
    case 'execution.order_filled':
      return filled(row, event.data, 'filled')
    case 'execution.order_rejected':
      return ended('rejected', event.data)
    case 'execution.order_cancelled':
      return ended('cancelled', event.data)
    case 'execution.order_expired':
      return ended('expired', event.data)
    case 'execution.order_unknown':
      return ended('unknown', event.data)
    case 'execution.order_modified': {
      const { quantity, limit, trigger } = event.data
      return { quantity, limit_paise: limit, trigger_paise: trigger }
    }
    default:
      return event satisfies never
  }
}

/** Every order that was to leave, and where it stands. */
export const orders = defineProjection<'orders', (typeof TYPES)[number]>({
  table: 'orders',
  key: ['order_id'],
  types: TYPES,
  reads: orderIdOf,
  fold(rows, event, book) {
    const known = rows.get(orderIdOf(event))
    if (event.type === 'execution.order_submitted') rows.put(submitted(event, book))
    else if (known !== null) {
      const change = changeOf(known, event)
      rows.put({ ...known, ...change, changed_at: event.at, seq: event.seq })
    }
  },
})
