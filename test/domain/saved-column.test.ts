import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadColumn, savedColumn } from '../../src/domain/saved-column.ts'

describe('a column that is put away', () => {
  it('comes back from its JSON as it was, what is unknown too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.constant(Number.NaN))), (values) => {
        const column = Float64Array.from(values)
        const again = new Float64Array(values.length).fill(7)
        loadColumn(again, JSON.parse(JSON.stringify(savedColumn(column))))
        expect(again).toEqual(column)
      }),
    )
  })

  it('leaves alone what was not saved, and refuses more than there is room for', () => {
    const column = new Float64Array([1, 2, 3])
    loadColumn(column, [9, null])
    expect([...column]).toEqual([9, Number.NaN, 3])
    expect(() => loadColumn(column, [1, 2, 3, 4])).toThrow(RangeError)
    expect([...column]).toEqual([9, Number.NaN, 3])
  })
})
