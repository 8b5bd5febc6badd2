import { defineProjection } from './projection.ts'

/** What the account was worth at each day's close: the newest mark of a day stands. */
export const equityMarks = defineProjection({
  table: 'equity_marks',
  key: ['date'],
  types: ['portfolio.snapshot_taken'],
  fold(rows, { data, at, seq }, book) {
    rows.put({
      book,
      date: data.date,
      cash_paise: data.cash,
      equity_paise: data.equity,
      deployed_paise: data.deployed,
      charges_paise: data.charges,
      realised_paise: data.realised,
      open_positions: data.openPositions,
      at,
      seq,
    })
  },
})
