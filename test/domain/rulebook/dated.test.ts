import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amended,
  asOf,
  faultOf,
  type Row,
  rowOn,
  since,
  type Table,
  table,
} from '../../../src/domain/rulebook/dated.ts'
import { addDays, type TradeDate, tradeDate } from '../../../src/domain/time.ts'

const rules = table('rate', 'A rate', [
  since(null, 1, 'likely', 'old list'),
  since('2020-01-01', 2, 'sure', 'circular A'),
  since('2021-01-01', 3, 'sure', 'circular B'),
])

describe('a dated table', () => {
  it('gives every day the rule in force on it', () => {
    const days = [
      '1999-05-05',
      '2019-12-31',
      '2020-01-01',
      '2020-12-31',
      '2021-01-01',
      '2099-01-01',
    ]
    expect(days.map((day) => asOf(rules, tradeDate(day)))).toEqual([1, 1, 2, 2, 3, 3])
  })

  it('tells when a rule ended and who says so', () => {
    expect(rowOn(rules, tradeDate('2020-06-01'))).toEqual({
      from: '2020-01-01',
      to: '2020-12-31',
      value: 2,
      source: 'circular A',
      confidence: 'sure',
      note: null,
    })
  })

  it('refuses rows out of order, without a beginning or without a source', () => {
    const first = since(null, 1, 'sure', 'a')
    const wrong = [
      [],
      [since('2020-01-01', 1, 'sure', 'a')],
      [first, since('2021-01-01', 2, 'sure', 'b'), since('2020-01-01', 3, 'sure', 'c')],
      [first, since('2020-01-01', 2, 'sure', 'b'), since('2020-01-01', 3, 'sure', 'c')],
      [first, since(null, 2, 'sure', 'b')],
      [first, since('2020-01-01', 2, 'sure', ' ')],
    ]
    for (const starts of wrong) expect(() => table('rate', 'A rate', starts)).toThrow(RangeError)
  })

  it('sees a hole, an overlap and an end', () => {
    const row = (from: string | null, to: string | null): Row<number> => ({
      from: from === null ? null : tradeDate(from),
      to: to === null ? null : tradeDate(to),
      value: 1,
      source: 'a',
      confidence: 'sure',
      note: null,
    })
    const of = (...rows: readonly Row<number>[]): Table<number> => ({ name: 'x', title: 'X', rows })
    expect(faultOf(of(row(null, '2019-12-31'), row('2020-01-01', null)))).toBeNull()
    expect(faultOf(of(row(null, '2019-12-30'), row('2020-01-01', null)))).not.toBeNull()
    expect(faultOf(of(row(null, '2020-01-01'), row('2020-01-01', null)))).not.toBeNull()
    expect(faultOf(of(row(null, '2020-01-01')))).not.toBeNull()
  })
})

const START = tradeDate('2018-01-01')
const someDay = fc.nat({ max: 2_000 }).map((days) => addDays(START, days))
const someRow: fc.Arbitrary<Row<number>> = fc
  .tuple(fc.option(someDay), fc.option(fc.nat({ max: 900 })))
  .map(([from, length]) => ({
    from,
    to: length === null ? null : addDays(from ?? START, length),
    value: 99,
    source: 'news',
    confidence: 'likely',
    note: null,
  }))

describe('an amended table', () => {
  it('has the new rule on its days and the old one on all others', () => {
    const isIn = (row: Row<number>, day: TradeDate) =>
      (row.from === null || row.from <= day) && (row.to === null || day <= row.to)
    fc.assert(
      fc.property(someRow, someDay, (row, day) => {
        const changed = amended(rules, row)
        expect(faultOf(changed)).toBeNull()
        expect(asOf(changed, day)).toBe(isIn(row, day) ? 99 : asOf(rules, day))
      }),
    )
  })

  it('may replace a rule on exactly its days', () => {
    const row = { ...rowOn(rules, tradeDate('2020-06-01')), value: 99 }
    expect(amended(rules, row).rows.map(({ value }) => value)).toEqual([1, 99, 3])
  })

  it('refuses a rule without a source', () => {
    const row = { ...rowOn(rules, START), from: START, to: null, source: '' }
    expect(() => amended(rules, row)).toThrow(RangeError)
  })
})
