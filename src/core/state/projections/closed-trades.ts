import { defineProjection } from './projection.ts'

/** Every round trip, in the order in which they ended. */
export const closedTrades = defineProjection({
  table: 'closed_trades',
  key: ['seq', 'item'],
  types: ['portfolio.position_change'],
  fold(rows, { data: { closed }, seq }, book) {
    closed.forEach((trade, item) => {
      rows.put({
        book,
        seq,
        item,
        instrument: trade.instrument,
        product: trade.product,
        strategy: trade.strategy,
        side: trade.side,
        quantity: trade.quantity,
        opened_at: trade.openedAt,
        closed_at: trade.closedAt,
        entry_paise: trade.entryPaise,
        exit_paise: trade.exitPaise,
        gross_paise: trade.grossPaise,
        open_order_id: trade.openOrderId,
        close_order_id: trade.closeOrderId,
        open_reason: trade.openReason,
        close_reason: trade.closeReason,
        holding_days: trade.holdingDays,
      })
    })
  },
})
