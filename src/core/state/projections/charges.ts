import { defineProjection } from './projection.ts'

/** What each fill added to its day's contract note, item by item. */
export const charges = defineProjection({
  table: 'charges',
  key: ['seq'],
  types: ['portfolio.charges_applied'],
  fold(rows, { data, at, seq }, book) {
    rows.put({
      book,
      seq,
      at,
      date: data.date,
      instrument: data.instrument,
      product: data.product,
      fill_id: data.fillId,
      items: data.change,
      total_paise: data.change.totalPaise,
    })
  },
})
