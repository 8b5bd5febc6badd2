import { defineProjection } from './projection.ts'

/** Every movement of cash and the balance after it. */
export const cashLedger = defineProjection({
  table: 'cash_ledger',
  key: ['seq'],
  types: ['portfolio.cash_change'],
  fold(rows, { data, at, seq }, book) {
    rows.put({
      book,
      seq,
      at,
      reason: data.reason,
      change_paise: data.change,
      cash_paise: data.cash,
      order_id: data.orderId,
      fill_id: data.fillId,
      instrument: data.instrument,
    })
  },
})
