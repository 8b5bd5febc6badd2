import { defineProjection } from './projection.ts'

/** Positions as they stand after the newest change; the flat ones keep what they realised. A reset begins anew. */
export const positions = defineProjection({
  table: 'positions',
  key: ['instrument', 'product'],
  types: ['portfolio.account_reset', 'portfolio.position_change'],
  fold(rows, event, book) {
    if (event.type === 'portfolio.account_reset') return rows.clear()
    const { position } = event.data
    rows.put({
      book,
      instrument: position.instrument,
      product: position.product,
      quantity: position.quantity,
      cost_paise: position.costPaise,
      realised_paise: position.realisedPaise,
      dividend_paise: position.dividendPaise,
      lots: position.lots,
      opened_at: position.openedAt,
      changed_at: event.at,
      seq: event.seq,
    })
  },
})
