import { defineProjection } from './projection.ts'

/** Every execution, once. */
export const fills = defineProjection({
  table: 'fills',
  key: ['fill_id'],
  types: ['execution.order_partially_filled', 'execution.order_filled'],
  fold(rows, { data: fill, seq }, book) {
    rows.put({
      book,
      fill_id: fill.id,
      order_id: fill.orderId,
      strategy: fill.strategy,
      instrument: fill.instrument,
      side: fill.side,
      effect: fill.effect,
      product: fill.product,
      quantity: fill.quantity,
      price_paise: fill.price,
      decision_price_paise: fill.decisionPrice,
      reason: fill.reason,
      at: fill.at,
      seq,
    })
  },
})
